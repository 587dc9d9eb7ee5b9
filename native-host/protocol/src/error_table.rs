//! `docs/errors.md`: the table of error codes for people, rendered from [`ErrorCode`].

use crate::ErrorCode;

/// Where the page lies, from the workspace's root.
pub const PATH: &str = "docs/errors.md";

/// The page's text.
#[must_use]
pub fn page() -> String {
    let mut text = String::from(HEADER);
    for code in ErrorCode::ALL {
        text += &format!(
            "| {} | `{}` | {} | {} | {} |\n",
            code.number(),
            code.name(),
            code.message(),
            code.cause(),
            code.remedy()
        );
    }
    text
}

const HEADER: &str = "\
<!-- Rendered from native-host/protocol/src/error.rs by `cargo xtask types`; do not edit. -->
# Errors

The number is on the wire, in the host's log and the exit code of `pagedial-host`. A number is never
given to another error.

| number | name | what is said | cause | what to do |
|---|---|---|---|---|
";

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_page_is_the_rendered_one() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let committed = std::fs::read_to_string(format!("{root}/{}", super::PATH)).unwrap();
        assert!(committed == super::page(), "{} differs: run `cargo xtask types`", super::PATH);
    }
}
