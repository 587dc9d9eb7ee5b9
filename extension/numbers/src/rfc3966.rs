//! The parameters of `tel:` URIs (RFC 3966, section 3) that change which number is meant.

use alloc::borrow::Cow;
use alloc::string::String;

const SCHEME: &str = "tel:";
const PHONE_CONTEXT: &str = ";phone-context=";
/// An ISDN sub-address: a device behind the number, no part of it.
const SUB_ADDRESS: &str = ";isub=";

/// A `phone-context` that is neither a global number nor a domain name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvalidContext;

/// The number that a text with such parameters means: a local number behind the global one that it
/// is local to, and without its sub-address. Other texts stay as they are.
pub(crate) fn number_of(text: &str) -> Result<Cow<'_, str>, InvalidContext> {
    let number = match split_once(text, PHONE_CONTEXT) {
        None => Cow::Borrowed(text),
        Some((local, after)) => {
            let local = split_once(local, SCHEME).map_or(local, |(_, local)| local);
            let context = split_once(after, ";").map_or(after, |(context, _)| context);
            if is_global_number(context) {
                let mut number = String::from(context);
                number.push_str(local);
                Cow::Owned(number)
            } else if is_domain_name(context) {
                // A company's own numbering: the region has to tell the country.
                Cow::Borrowed(local)
            } else {
                return Err(InvalidContext);
            }
        }
    };
    Ok(match number {
        Cow::Borrowed(text) => Cow::Borrowed(without_sub_address(text)),
        Cow::Owned(text) => Cow::Owned(String::from(without_sub_address(&text))),
    })
}

fn without_sub_address(number: &str) -> &str {
    match split_once(number, SUB_ADDRESS) {
        None | Some(("", _)) => number,
        Some((before, _)) => before,
    }
}

/// As `str::split_once`, whose search is made for long texts and takes 6 KB of WebAssembly.
fn split_once<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let at = text.as_bytes().windows(mark.len()).position(|part| part == mark.as_bytes())?;
    text.get(..at).zip(text.get(at + mark.len()..))
}

/// `+` and digits with visual separators.
fn is_global_number(context: &str) -> bool {
    context.strip_prefix('+').is_some_and(|rest| {
        rest.bytes().any(|byte| byte.is_ascii_digit())
            && rest.bytes().all(|byte| byte.is_ascii_digit() || b"-.()".contains(&byte))
    })
}

/// Labels of letters, digits and hyphens, the last of which begins with a letter.
fn is_domain_name(context: &str) -> bool {
    let context = context.strip_suffix('.').unwrap_or(context).as_bytes();
    let is_label = |label: &[u8]| {
        label.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.is_empty()
            && !label.starts_with(b"-")
            && !label.ends_with(b"-")
    };
    let mut labels = context.split(|&byte| byte == b'.');
    let top = context.rsplit(|&byte| byte == b'.').next().and_then(<[u8]>::first);
    labels.all(is_label) && top.is_some_and(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::{InvalidContext, number_of};

    #[test]
    fn a_local_number_stands_behind_the_global_one_it_is_local_to() {
        for (text, number) in [
            ("tel:03-331-6005;phone-context=+64", "+6403-331-6005"),
            ("tel:7042;phone-context=+1-201-555", "+1-201-5557042"),
            ("tel:7042;phone-context=example.com", "7042"),
            ("tel:7042;phone-context=example.com.", "7042"),
            ("tel:+1-201-555-0123;isub=12345", "tel:+1-201-555-0123"),
            ("tel:7042;isub=1;phone-context=+1-201-555;ext=3", "+1-201-5557042"),
            ("tel:+12015550123;ext=5", "tel:+12015550123;ext=5"),
            (";isub=1", ";isub=1"),
        ] {
            assert_eq!(number_of(text).as_deref(), Ok(number), "{text}");
        }
    }

    #[test]
    fn a_context_that_says_nothing_is_an_error() {
        for context in ["", "+", "+-", "64", "1.2", "-a.b", "a-.b", "a..b", "a b", "+64x", "ü.de"]
        {
            let text = format!("tel:03-331-6005;phone-context={context}");
            assert_eq!(number_of(&text), Err(InvalidContext), "{context}");
        }
    }
}
