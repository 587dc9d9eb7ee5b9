//! Every text that the pages ask for is there in every language, and no text is left over.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use pagedial_call::EndedBecause;
use pagedial_numbers::{NotCallable, NumberType, Plan, Reason, ShortNumber};
use pagedial_protocol::{ErrorCode, WireError, engine::EngineProblem, host::DenyRule};
use pagedial_settings::Fault;

use crate::{
    number::explanation_key,
    setup::{HostAbsence, Obstacle},
};

const PREFIXES: [&str; 5] = ["dialer_", "options_", "popup_", "error_", "welcome_"];

fn is_ours(key: &str) -> bool {
    PREFIXES.iter().any(|prefix| key.starts_with(prefix))
}

/// The texts of each language, those of some keys.
fn languages(wanted: fn(&str) -> bool) -> BTreeMap<String, BTreeMap<String, String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../_locales");
    let read = |language: PathBuf| {
        let text = fs::read_to_string(language.join("messages.json")).unwrap();
        let all: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(&text).unwrap();
        all.into_iter()
            .filter(|(key, _)| wanted(key))
            .map(|(key, entry)| (key, entry["message"].clone()))
            .collect()
    };
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|it| (it.file_name().into_string().unwrap(), read(it.path()))).collect()
}

/// The keys that stand in the source as they are.
fn literal_keys(folder: &Path, keys: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            literal_keys(&path, keys);
        } else {
            let source = fs::read_to_string(path).unwrap();
            let quoted = source.split('"').skip(1);
            let is_key = |text: &&str| {
                is_ours(text)
                    && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
                    && !text.ends_with('_')
            };
            keys.extend(quoted.filter(is_key).map(str::to_owned));
        }
    }
}

/// The keys that are put together from a name.
fn composed_keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for code in ErrorCode::ALL {
        keys.insert(format!("error_{}", code.name()));
        keys.insert(format!("error_{}_todo", code.name()));
    }
    for obstacle in obstacles().iter().filter(|obstacle| obstacle.error().is_none()) {
        keys.insert(format!("dialer_setup_{}", obstacle.name()));
        keys.insert(format!("dialer_setup_{}_todo", obstacle.name()));
    }
    let denials = DenyRule::ALL.map(EndedBecause::Denied);
    for because in ends().into_iter().chain(denials) {
        keys.insert(format!("dialer_end_{}", because.name()));
        if !because.is_as_wanted() {
            keys.insert(format!("dialer_end_{}_todo", because.name()));
        }
    }
    keys.extend(Fault::ALL.map(|fault| format!("options_fault_{}", fault.name())));
    keys.extend(KINDS.map(|kind| format!("popup_kind_{}", kind.name())));
    keys.extend(REASONS.map(|reason| format!("popup_why_{}", reason.name())));
    keys.extend(reasons().map(explanation_key));
    keys
}

const KINDS: [NumberType; 11] = [
    NumberType::FixedLine,
    NumberType::Mobile,
    NumberType::FixedLineOrMobile,
    NumberType::TollFree,
    NumberType::PremiumRate,
    NumberType::SharedCost,
    NumberType::Voip,
    NumberType::PersonalNumber,
    NumberType::Pager,
    NumberType::Uan,
    NumberType::Voicemail,
];

const REASONS: [Reason; 24] = [
    Reason::Valid,
    Reason::PhoneWord,
    Reason::PhoneTitle,
    Reason::PhoneField,
    Reason::PhoneColumn,
    Reason::ContactNear,
    Reason::International,
    Reason::Written,
    Reason::Fax,
    Reason::GuessedRegion,
    Reason::BareDigits,
    Reason::Unsupported,
    Reason::IdentifierWord,
    Reason::IdentifierTitle,
    Reason::Joined,
    Reason::PartOfMore,
    Reason::OtherColumn,
    Reason::PaymentCard,
    Reason::Iban,
    Reason::PaymentWord,
    Reason::ProductCode,
    Reason::Date,
    Reason::Amount,
    Reason::Technical,
];

fn obstacles() -> Vec<Obstacle> {
    let error = WireError::from(ErrorCode::Internal);
    vec![
        Obstacle::LineTaken,
        Obstacle::Host(HostAbsence::NotInstalled),
        Obstacle::Host(HostAbsence::ForbiddenByPolicy),
        Obstacle::Host(HostAbsence::ForbiddenByManifest),
        Obstacle::Host(HostAbsence::Stopped),
        Obstacle::OtherVersion,
        Obstacle::HostRefused(error.clone()),
        Obstacle::NotConfigured,
        Obstacle::ConfigurationInvalid(error.clone()),
        Obstacle::NoToken(error),
        Obstacle::Engine(EngineProblem::MicrophoneDenied),
        Obstacle::Engine(EngineProblem::NoMicrophone),
        Obstacle::Engine(EngineProblem::SdkMissing),
        Obstacle::Engine(EngineProblem::SdkFailed),
        Obstacle::Engine(EngineProblem::TokenRefused),
        Obstacle::EngineUnreachable,
        Obstacle::EngineMisplaced,
    ]
}

/// Every reason why a text can't be called, with a country where there is one.
fn reasons() -> impl Iterator<Item = NotCallable> {
    let plan = Plan::CallingCode(1);
    [
        NotCallable::NotANumber,
        NotCallable::NoRegion,
        NotCallable::UnknownCallingCode,
        NotCallable::ShortNumber(ShortNumber::Emergency),
        NotCallable::ShortNumber(ShortNumber::Helpline),
        NotCallable::ShortNumber(ShortNumber::Other),
        NotCallable::TooShort(None),
        NotCallable::TooShort(Some(plan)),
        NotCallable::TooLong(None),
        NotCallable::TooLong(Some(plan)),
        NotCallable::WrongLength(plan),
        NotCallable::LocalOnly(plan),
    ]
    .into_iter()
}

/// Every end but the denials, one for each rule, and `HostRefused`, which has the words of its error.
fn ends() -> Vec<EndedBecause> {
    vec![
        EndedBecause::NormalEnd,
        EndedBecause::Cancelled,
        EndedBecause::Missed,
        EndedBecause::Rejected,
        EndedBecause::Transferred,
        EndedBecause::Busy,
        EndedBecause::NoAnswer,
        EndedBecause::Declined,
        EndedBecause::NotFound,
        EndedBecause::InvalidNumber,
        EndedBecause::CallerIdRefused,
        EndedBecause::Refused,
        EndedBecause::NotRouted,
        EndedBecause::LocalNetwork,
        EndedBecause::FirewallBlocked,
        EndedBecause::ServiceFailed,
        EndedBecause::MicrophoneDenied,
        EndedBecause::NoMicrophone,
        EndedBecause::SdkMissing,
        EndedBecause::SdkFailed,
        EndedBecause::TokenRefused,
        EndedBecause::HostLost,
        EndedBecause::EngineLost,
        EndedBecause::Unknown { code: 1, sub_code: 1 },
    ]
}

/// Texts that count something: one for each plural category of a language.
const COUNTED: [&str; 4] =
    ["dialer_missed_calls", "options_countdown_seconds", "popup_more", "popup_numbers"];

/// The plural categories of a language (CLDR), as `Intl.PluralRules` has them;
/// `tests/e2e/locales.test.ts` holds the files to it.
fn categories(language: &str) -> &'static [&'static str] {
    match language {
        "ja" => &["other"],
        "es" | "fr" => &["one", "many", "other"],
        "ar" => &["zero", "one", "two", "few", "many", "other"],
        _ => &["one", "other"],
    }
}

/// The text whose plural form this is, and its category.
fn plural_of(key: &str) -> Option<(&str, &str)> {
    let (text, category) = key.rsplit_once('_')?;
    COUNTED.contains(&text).then_some((text, category))
}

#[test]
fn every_language_has_exactly_the_texts_that_the_pages_ask_for() {
    let mut asked_for = composed_keys();
    literal_keys(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut asked_for);
    for text in COUNTED {
        assert!(asked_for.remove(text), "nobody counts {text}");
    }
    let languages = languages(is_ours);
    assert!(languages.len() >= 6, "{:?}", languages.keys());
    for (language, texts) in languages {
        let counted = COUNTED.iter().flat_map(|text| {
            categories(&language).iter().map(move |category| format!("{text}_{category}"))
        });
        let asked_for: BTreeSet<String> = asked_for.iter().cloned().chain(counted).collect();
        let there: BTreeSet<String> = texts.keys().cloned().collect();
        let missing: Vec<_> = asked_for.difference(&there).collect();
        let left_over: Vec<_> = there.difference(&asked_for).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
        assert!(left_over.is_empty(), "{language} has {left_over:?} for nothing");
        assert!(texts.values().all(|text| !text.trim().is_empty()), "{language}");
    }
}

#[test]
fn what_others_than_the_pages_ask_for_is_in_every_language_too() {
    let languages = languages(|key| !is_ours(key));
    let english: Vec<_> = languages["en"].keys().collect();
    for (language, texts) in &languages {
        assert_eq!(texts.keys().collect::<Vec<_>>(), english, "{language}");
    }
}

#[test]
fn every_language_fills_in_the_same_things() {
    let placeholders = |text: &str| -> BTreeSet<char> {
        text.match_indices('$').filter_map(|(at, _)| text[at + 1..].chars().next()).collect()
    };
    let languages = languages(|_| true);
    let english = &languages["en"];
    for (language, texts) in &languages {
        for (key, text) in texts {
            let (same, says_its_number) = match plural_of(key) {
                // "No numbers", "one number" and "two numbers" may be words.
                Some((of, category)) => {
                    (format!("{of}_other"), matches!(category, "zero" | "one" | "two"))
                }
                None => (key.clone(), false),
            };
            let (there, wanted) = (placeholders(text), placeholders(&english[&same]));
            let fits = there == wanted || says_its_number && there.is_subset(&wanted);
            assert!(fits, "{language} {key}: {there:?}");
        }
    }
}

#[test]
fn nothing_was_left_in_english() {
    let languages = languages(|_| true);
    for (language, texts) in languages.iter().filter(|(language, _)| *language != "en") {
        let is_left = |(key, text): &(&String, &String)| {
            let is_sentence = text.contains(' ') && text.chars().any(char::is_alphabetic);
            is_sentence && languages["en"].get(*key) == Some(text)
        };
        let left: Vec<_> = texts.iter().filter(is_left).map(|(key, _)| key).collect();
        assert!(left.is_empty(), "{language}: {left:?}");
    }
}

#[test]
fn a_language_with_a_script_of_its_own_is_written_in_it() {
    let languages = languages(|_| true);
    for (language, script) in [("ar", '\u{600}'..='\u{6ff}'), ("ja", '\u{3040}'..='\u{9fff}')] {
        for (key, text) in &languages[language] {
            let words = text.replace("Pagedial", "").replace("$1", "").replace("$2", "");
            let says_something = words.chars().any(char::is_alphabetic);
            let is_written = words.chars().any(|it| script.contains(&it));
            assert!(is_written || !says_something, "{language} {key}: {text}");
        }
    }
}

#[test]
fn english_says_of_host_errors_what_the_host_says() {
    let normal = |text: &str| text.replace('’', "'");
    let languages = languages(is_ours);
    for code in ErrorCode::ALL {
        let text = &languages["en"][&format!("error_{}", code.name())];
        assert_eq!(normal(text), code.message(), "{}", code.name());
    }
}
