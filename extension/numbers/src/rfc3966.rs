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
    let number = match text.split_once(PHONE_CONTEXT) {
        None => Cow::Borrowed(text),
        Some((local, after)) => {
            let local = local.split_once(SCHEME).map_or(local, |(_, local)| local);
            let context = after.split_once(';').map_or(after, |(context, _)| context);
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
    Ok(match number.find(SUB_ADDRESS) {
        None | Some(0) => number,
        Some(end) => match number {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(..end).unwrap_or(text)),
            Cow::Owned(mut text) => {
                text.truncate(end);
                Cow::Owned(text)
            }
        },
    })
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
    let context = context.strip_suffix('.').unwrap_or(context);
    let is_label = |label: &str| {
        label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = context.rsplit('.').next().unwrap_or_default();
    context.split('.').all(is_label) && top.starts_with(|first: char| first.is_ascii_alphabetic())
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
