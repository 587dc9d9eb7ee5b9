use std::{fs, os::unix::fs::PermissionsExt, process::Output};

use pagedial_protocol::{ErrorCode, host::EXTENSION_ID};
use serde_json::{Value, json};

use crate::browser::{Home, hello};

const CONNECTION_STRING: &str = "endpoint=https://r.communication.azure.com/;accesskey=Q0FOQVJZ";

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn configure_takes_the_secret_from_standard_input_and_the_host_then_uses_it() {
    let home = Home::new();
    let arguments = ["configure", "--caller-id", "+1 (206) 555-0100", "--json"];
    let output = home.run(&arguments, &format!("{CONNECTION_STRING}\n"));
    assert_eq!(code(&output), Some(0), "{output:?}");
    let file = home.path("config/pagedial/.env");
    assert_eq!(
        json_of(&output),
        json!({
            "file": file,
            "written": ["ACS_CONNECTION_STRING", "ACS_PHONE_NUMBER"],
            "service": "https://r.communication.azure.com",
            "secret_in": "file",
        })
    );
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let account = home.connect().ask(1, hello())["ok"]["account"].take();
    let configured =
        json!({ "type": "configured", "caller_id": "+12065550100", "default_number": null });
    assert_eq!(account, configured);

    let home = home.with("ACS_PHONE_NUMBER", "+12065550199");
    let account = home.connect().ask(1, hello())["ok"]["account"].take();
    assert_eq!(account["caller_id"], "+12065550199", "the environment comes first");
}

#[test]
fn configure_refuses_a_bad_string_without_repeating_it() {
    let home = Home::new();
    for (arguments, input) in [
        (&["configure", "--json"][..], "accesskey=Q0FOQVJZ;endpoint=r"),
        (&["configure", "--json"], ""),
        (&["configure", "--json", "--caller-id", "911"], CONNECTION_STRING),
    ] {
        let output = home.run(arguments, input);
        let expected = ErrorCode::InvalidConfiguration.number();
        assert_eq!(code(&output), Some(i32::from(expected)), "{output:?}");
        assert_eq!(json_of(&output)["error"]["code"], expected);
        assert!(!format!("{output:?}").contains("Q0FOQVJZ"), "{output:?}");
    }
    assert!(home.files().is_empty());
}

#[test]
fn the_secret_is_no_argument() {
    let output = Home::new().run(&["configure", CONNECTION_STRING], "");
    assert_eq!(code(&output), Some(2));
}

#[test]
fn install_writes_the_manifest_and_uninstall_removes_it() {
    let home = Home::new();
    let profile = home.path("profile");
    let place = ["--browser", "chromium", "--profile", profile.to_str().unwrap(), "--json"];
    let manifest = profile.join("NativeMessagingHosts/com.pagedial.host.json");
    for _ in 0..2 {
        let output = home.run(&[&["install"][..], &place].concat(), "");
        assert_eq!(json_of(&output), json!({ "installed": [manifest] }));
    }
    let written: Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    assert_eq!(written["name"], "com.pagedial.host");
    assert_eq!(written["path"], env!("CARGO_BIN_EXE_pagedial-host"));
    assert_eq!(written["allowed_origins"], json!([format!("chrome-extension://{EXTENSION_ID}/")]));

    for removed in [json!([manifest]), json!([])] {
        let output = home.run(&[&["uninstall"][..], &place].concat(), "");
        assert_eq!(json_of(&output), json!({ "removed": removed }));
    }
    assert!(!manifest.exists());
}

#[test]
fn purging_leaves_nothing_of_this_person() {
    let home = Home::new();
    fs::create_dir_all(home.path(&format!("{}/chromium", config()))).unwrap();
    let string = "endpoint=http://localhost:1;accesskey=Q0FOQVJZ";
    assert_eq!(code(&home.run(&["configure", "--secret-in", "file"], string)), Some(0));
    assert_eq!(code(&home.run(&["install"], "")), Some(0));
    assert_eq!(home.run(&["doctor"], "").status.code().map(|code| code > 1), Some(true));
    assert_eq!(code(&home.run(&["uninstall"], "")), Some(0));
    assert!(!home.files().is_empty(), "without --purge, a person's own files stay");
    assert_eq!(code(&home.run(&["uninstall", "--purge"], "")), Some(0));
    assert_eq!(home.files(), []);
    assert_eq!(code(&home.run(&["uninstall", "--purge"], "")), Some(0), "and may run again");
}

#[test]
fn install_finds_the_browser_s_own_folder() {
    let home = Home::new();
    assert_eq!(code(&home.run(&["install", "--browser", "chrome"], "")), Some(0));
    let folder = if cfg!(target_os = "macos") {
        "Library/Application Support/Google/Chrome"
    } else {
        "config/google-chrome"
    };
    let manifest = format!("{folder}/NativeMessagingHosts/com.pagedial.host.json");
    assert!(home.path(&manifest).exists());
}

#[test]
fn install_without_a_browser_s_name_serves_those_that_are_there() {
    let home = Home::new();
    let nowhere = home.run(&["install", "--json"], "");
    let expected = ErrorCode::BrowserNotFound.number();
    assert_eq!(code(&nowhere), Some(i32::from(expected)));
    assert_eq!(json_of(&nowhere)["error"]["code"], expected);

    let config = if cfg!(target_os = "macos") { "Library/Application Support" } else { "config" };
    let browser = home.path(&format!("{config}/chromium"));
    fs::create_dir_all(&browser).unwrap();
    let manifest = browser.join("NativeMessagingHosts/com.pagedial.host.json");
    let output = home.run(&["install", "--json"], "");
    assert_eq!(json_of(&output), json!({ "installed": [manifest] }));
}

fn config() -> &'static str {
    if cfg!(target_os = "macos") { "Library/Application Support" } else { "config" }
}

#[test]
fn a_dry_run_and_a_print_write_nothing() {
    let home = Home::new();
    let install =
        |flag: &str| json_of(&home.run(&["install", "--browser=edge", flag, "--json"], ""));
    let said = install("--dry-run");
    let file = said["installed"][0].as_str().unwrap().to_owned();
    assert!(file.ends_with("/NativeMessagingHosts/com.pagedial.host.json"), "{said}");
    let printed = install("--print");
    assert_eq!(printed["manifests"][0]["file"], *file);
    assert_eq!(printed["manifests"][0]["manifest"]["type"], "stdio");
    assert!(home.files().is_empty());
}

#[test]
fn one_browser_that_fails_stops_no_other_and_is_told() {
    let home = Home::new();
    let folder = home.path(config());
    fs::create_dir_all(folder.join("chromium")).unwrap();
    fs::create_dir_all(folder.join("vivaldi")).unwrap();
    fs::write(folder.join("chromium/NativeMessagingHosts"), "a file in the way").unwrap();
    let output = home.run(&["install", "--json"], "");
    assert_eq!(code(&output), Some(i32::from(ErrorCode::StorageFailed.number())));
    let said = json_of(&output);
    assert_eq!(said["installed"].as_array().unwrap().len(), 1, "{said}");
    assert_eq!(said["failed"].as_array().unwrap().len(), 1, "{said}");
}

#[test]
fn firefox_gets_a_manifest_of_its_own_kind() {
    let home = Home::new();
    home.run(&["install", "--browser", "firefox"], "");
    let path = home.path(".mozilla/native-messaging-hosts/com.pagedial.host.json");
    let written: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(written["allowed_extensions"], json!(["pagedial@pagedial.example"]));
    let output = home.run(&["install", "--browser", "firefox", "--profile", "x"], "");
    assert_eq!(code(&output), Some(i32::from(ErrorCode::BrowserNotFound.number())));
}

#[test]
fn doctor_names_every_link_and_its_exit_code_is_the_worst() {
    let home = Home::new();
    let doctor = |home: &Home| {
        let output = home.run(&["doctor", "--json"], "");
        (code(&output), json_of(&output)["findings"].take())
    };
    let verdict = |findings: &Value, check: &str| {
        let found = findings.as_array().unwrap().iter().find(|it| it["check"] == check);
        found.unwrap_or_else(|| panic!("no {check} in {findings}"))["verdict"].clone()
    };
    let (exit, findings) = doctor(&home);
    assert_eq!(exit, Some(i32::from(ErrorCode::BrowserNotFound.number())));
    assert_eq!(verdict(&findings, "settings"), "broken");
    for finding in findings.as_array().unwrap() {
        let is_good = finding["verdict"] == "good";
        assert_eq!(finding["repair"].is_null(), is_good, "{finding}");
    }

    fs::create_dir_all(home.path(&format!("{}/chromium", config()))).unwrap();
    assert_eq!(code(&home.run(&["install"], "")), Some(0));
    let home = home.with("ACS_CONNECTION_STRING", "endpoint=http://localhost:1;accesskey=Q0FO");
    let (_, findings) = doctor(&home);
    for check in ["chromium manifest", "settings", "rules for calls", "history", "audit log"] {
        assert_eq!(verdict(&findings, check), "good", "{check}: {findings}");
    }
    assert_eq!(verdict(&findings, "caller ID"), "attention");
    assert!(!findings.to_string().contains("Q0FO"));

    let policy = home.path(&format!("{}/pagedial/policy.toml", config()));
    fs::create_dir_all(policy.parent().unwrap()).unwrap();
    fs::write(policy, "[numbers]\nallow = []\n").unwrap();
    let (exit, findings) = doctor(&home);
    assert_ne!(exit, Some(0));
    assert_eq!(verdict(&findings, "rules for calls"), "broken");
}

#[test]
fn engine_install_refuses_every_other_tarball() {
    let home = Home::new();
    let tarball = home.path("other.tgz");
    fs::write(&tarball, b"other").unwrap();
    let other = tarball.to_str().unwrap();
    let missing = format!("{other}.missing");
    for (file, expected) in
        [(other, ErrorCode::SdkDamaged), (missing.as_str(), ErrorCode::StorageFailed)]
    {
        let output = home.run(&["engine", "install", "--tarball", file, "--json"], "");
        assert_eq!(json_of(&output)["error"]["code"], expected.number());
    }
    assert_eq!(home.files().len(), 1);
}

#[test]
fn an_empty_history_says_so() {
    let output = Home::new().run(&["history", "list"], "");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "No calls yet.\n");
}
