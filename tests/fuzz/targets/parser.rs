//! What a person types: read, formatted and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pagedial_numbers::{DialPlan, Finder, Region, TypingFormatter};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let region = text.get(..2).and_then(|code| Region::parse(code).ok());
    let typed = text.get(2..).unwrap_or_default();
    let finder = Finder::embedded();
    if let Ok(number) = finder.parse(typed, region)
        && number.is_valid()
    {
        let again = finder.parse(&number.e164(), None);
        assert_eq!(again.map(|again| again.e164()), Ok(number.e164()));
        let written = finder.parse(&number.international(), None);
        assert_eq!(written.map(|written| written.e164()), Ok(number.e164()));
    }
    // Its reasons are for people; that there is one, for whatever was typed, is all that counts.
    let _ = DialPlan::embedded().read(typed, region);
    let formatter = TypingFormatter::embedded();
    let caret = typed.encode_utf16().count() / 2;
    let formatted = formatter.format_with_caret(typed, caret, region);
    assert!(formatted.caret <= formatted.text.encode_utf16().count());
    // Digits of other scripts come out as ASCII; none is lost and none comes in.
    let digits = |text: &str| text.chars().filter(|char| char.is_numeric()).count();
    assert_eq!(digits(&formatted.text), digits(typed));
});
