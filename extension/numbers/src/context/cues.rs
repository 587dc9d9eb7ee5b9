//! Cue words: what the words beside a number say that it is.
//!
//! They are data, `data/cues.tsv`, packed into tables when the crate is compiled.

/// What a cue says about the number beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    /// A telephone: `Tel`, `Mobile`, `Rückruf`.
    Phone,
    /// A fax machine.
    Fax,
    /// A person or a place that can be reached, by whatever means: `Contact`, `Office`.
    Contact,
    /// Something with an identifier: `Order`, `Ticket`, `SKU`.
    Id,
    /// Only that it is a number: `No.`. With a party it is an identifier: `Customer no.`.
    Number,
    /// A means of payment: `IBAN`, `Visa`.
    Payment,
    /// A printed product code: `ISBN`, `EAN`.
    Code,
    /// A date or a time.
    Date,
    /// A price or a quantity.
    Amount,
    /// A measurement of a machine or of a place: `IP`, `Version`, `Latitude`.
    Technical,
    /// A person or company that has numbers, of whatever kind: `Customer`. Alone it says nothing.
    Party,
    /// A person's own: with `number` a telephone, `my new number`. Alone it says nothing.
    Own,
}

/// The classes that are evidence by themselves: those before [`Class::Party`].
pub(crate) const EVIDENT: usize = Class::Party as usize;

impl Class {
    const ALL: [Self; EVIDENT + 2] = [
        Self::Phone,
        Self::Fax,
        Self::Contact,
        Self::Id,
        Self::Number,
        Self::Payment,
        Self::Code,
        Self::Date,
        Self::Amount,
        Self::Technical,
        Self::Party,
        Self::Own,
    ];

    /// As in `data/cues.tsv`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Contact => "contact",
            Self::Id => "id",
            Self::Number => "number",
            Self::Payment => "payment",
            Self::Code => "code",
            Self::Date => "date",
            Self::Amount => "amount",
            Self::Technical => "technical",
            Self::Party => "party",
            Self::Own => "own",
        }
    }

    /// Whether it says something by itself.
    pub(crate) const fn is_evident(self) -> bool {
        (self as usize) < EVIDENT
    }

    /// The evident class with a place in the order of the declaration.
    pub(crate) fn evident(place: usize) -> Option<Self> {
        Self::ALL.get(place).copied().filter(|class| class.is_evident())
    }
}

/// Where a cue counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Place {
    /// Everywhere.
    Any,
    /// In words for people, not in the names of fields: `cell` there is one of a table.
    Text,
    /// In the names of fields only.
    Field,
    /// In words for people, as an abbreviation: with a stop or colon behind it, or a capital.
    Dotted,
}

/// A cue, as found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cue {
    pub(crate) class: Class,
    pub(crate) place: Place,
    /// How many bytes of the word it covers.
    pub(crate) length: usize,
}

#[derive(Clone, Copy)]
struct Entry {
    start: u16,
    length: u8,
    /// The entry stands for an ending (`*nummer`), or for all words that begin with it (`tel*`).
    is_ending: bool,
    is_beginning: bool,
    class: Class,
    place: Place,
}

const SOURCE: &[u8] = include_bytes!("../../data/cues.tsv");
const COUNT: usize = measure().0;
const BYTES: usize = measure().1;
const PACKED: ([Entry; COUNT], [u8; BYTES]) = pack();
static ENTRIES: [Entry; COUNT] = PACKED.0;
static WORDS: [u8; BYTES] = PACKED.1;
const ENDINGS: usize = count_endings();

/// The cue that a word is or holds. Small letters, accents folded, see [`super::words`].
#[inline(never)]
pub(crate) fn cue_of(word: &[u8]) -> Option<Cue> {
    let (endings, others) = ENTRIES.split_at(ENDINGS);
    let found = others.binary_search_by(|entry| word_of(entry).cmp(word));
    if let Ok(entry) = found.map(|place| &others[place]) {
        return Some(cue(entry));
    }
    let ending = endings
        .iter()
        .find(|entry| word.len() > word_of(entry).len() && word.ends_with(word_of(entry)));
    let beginning = longest_beginning(others, found.unwrap_or_else(|place| place), word);
    match (beginning, ending) {
        // `Kundennummer` is a customer's, `Telefonnummer` a telephone's.
        (Some(beginning), Some(ending)) if ending.class == Class::Number => {
            let class = if beginning.class == Class::Party { Class::Id } else { beginning.class };
            Some(Cue { class, length: word.len(), ..cue(beginning) })
        }
        // `Gerätenummer`: whatever it is, it has a number of its own.
        (None, Some(ending)) if ending.class == Class::Number => {
            Some(Cue { class: Class::Id, length: word.len(), ..cue(ending) })
        }
        (_, Some(ending)) => Some(Cue { length: word.len(), ..cue(ending) }),
        (Some(beginning), None) => Some(cue(beginning)),
        (None, None) => None,
    }
}

/// The longest entry that the word begins with. All entries between it and the word's own place
/// begin with it too, so few are looked at.
fn longest_beginning<'e>(entries: &'e [Entry], place: usize, word: &[u8]) -> Option<&'e Entry> {
    let first = word.first()?;
    entries[..place]
        .iter()
        .rev()
        .take_while(|entry| word_of(entry).first() == Some(first))
        .find(|entry| entry.is_beginning && word.starts_with(word_of(entry)))
}

fn word_of(entry: &Entry) -> &'static [u8] {
    let start = usize::from(entry.start);
    WORDS.get(start..start + usize::from(entry.length)).unwrap_or_default()
}

fn cue(entry: &Entry) -> Cue {
    Cue { class: entry.class, place: entry.place, length: entry.length.into() }
}

/// How many entries the source has, and how many bytes their words.
const fn measure() -> (usize, usize) {
    let (mut at, mut entries, mut bytes) = (0, 0, 0);
    while at < SOURCE.len() {
        if SOURCE[at] != b'#' && SOURCE[at] != b'\n' {
            entries += 1;
            while SOURCE[at] != b'\t' {
                bytes += (SOURCE[at] != b'*') as usize;
                at += 1;
            }
        }
        at = line_end(at) + 1;
    }
    (entries, bytes)
}

const fn line_end(mut at: usize) -> usize {
    while at < SOURCE.len() && SOURCE[at] != b'\n' {
        at += 1;
    }
    at
}

const fn field_end(mut at: usize) -> usize {
    while at < SOURCE.len() && SOURCE[at] != b'\t' && SOURCE[at] != b'\n' {
        at += 1;
    }
    at
}

const fn pack() -> ([Entry; COUNT], [u8; BYTES]) {
    let blank = Entry {
        start: 0,
        length: 0,
        is_ending: false,
        is_beginning: false,
        class: Class::Party,
        place: Place::Any,
    };
    let mut entries = [blank; COUNT];
    let mut words = [0; BYTES];
    let (mut at, mut entry, mut used) = (0, 0, 0);
    while at < SOURCE.len() {
        if SOURCE[at] != b'#' && SOURCE[at] != b'\n' {
            let word_end = field_end(at);
            let class_end = field_end(word_end + 1);
            let languages_end = field_end(class_end + 1);
            let is_ending = SOURCE[at] == b'*';
            let start = used;
            let mut from = at + is_ending as usize;
            while from < word_end && SOURCE[from] != b'*' {
                words[used] = SOURCE[from];
                used += 1;
                from += 1;
            }
            entries[entry] = Entry {
                start: start as u16,
                length: (used - start) as u8,
                is_ending,
                is_beginning: from < word_end,
                class: class_named(word_end + 1, class_end),
                place: place_named(languages_end + 1),
            };
            entry += 1;
        }
        at = line_end(at) + 1;
    }
    (entries, words)
}

const fn class_named(start: usize, end: usize) -> Class {
    let mut place = 0;
    while place < Class::ALL.len() {
        let name = Class::ALL[place].name().as_bytes();
        let mut same = 0;
        while same < name.len() && start + same < end && SOURCE[start + same] == name[same] {
            same += 1;
        }
        if same == name.len() && start + same == end {
            return Class::ALL[place];
        }
        place += 1;
    }
    // Evaluated when the crate is compiled: the build fails.
    panic_at_compile_time()
}

const fn place_named(start: usize) -> Place {
    match SOURCE[start] {
        b'a' => Place::Any,
        b't' => Place::Text,
        b'f' => Place::Field,
        b'd' => Place::Dotted,
        _ => panic_at_compile_time(),
    }
}

const fn count_endings() -> usize {
    let mut count = 0;
    while count < COUNT && PACKED.0[count].is_ending {
        count += 1;
    }
    count
}

#[allow(clippy::panic, reason = "evaluated by the compiler only, to refuse a wrong cues.tsv")]
const fn panic_at_compile_time() -> ! {
    panic!("data/cues.tsv has an unknown class or place")
}

#[cfg(test)]
mod tests {
    use super::{Class, ENDINGS, ENTRIES, cue_of, word_of};

    fn class(word: &str) -> Option<Class> {
        cue_of(word.as_bytes()).map(|cue| cue.class)
    }

    #[test]
    fn the_words_are_in_order_so_that_they_can_be_searched() {
        let (endings, others) = ENTRIES.split_at(ENDINGS);
        assert!(others.iter().all(|entry| !entry.is_ending));
        for words in [endings, others] {
            assert!(words.is_sorted_by(|one, next| word_of(one) < word_of(next)));
        }
    }

    #[test]
    fn compounds_say_what_their_parts_say() {
        assert_eq!(class("telefonnummer"), Some(Class::Phone));
        assert_eq!(class("kundennummer"), Some(Class::Id));
        assert_eq!(class("rechnungsnr"), Some(Class::Id));
        assert_eq!(class("geratenummer"), Some(Class::Id));
        assert_eq!(class("bestelltelefon"), Some(Class::Phone));
        assert_eq!(class("klantnummer"), Some(Class::Id));
        assert_eq!(class("mobielnummer"), Some(Class::Phone));
        assert_eq!(class("kundenservice"), Some(Class::Contact));
        assert_eq!(class("zebra"), None);
    }

    #[test]
    fn words_of_every_language_are_known() {
        for word in [
            "phone",
            "rufnummer",
            "portable",
            "movil",
            "cellulare",
            "telemovel",
            "mobiel",
            "komorka",
            "電話",
        ] {
            assert_eq!(class(word), Some(Class::Phone), "{word}");
        }
        for word in [
            "invoice",
            "bestellung",
            "commande",
            "pedido",
            "ordine",
            "encomenda",
            "factuur",
            "zamowienie",
            "注文",
        ] {
            assert_eq!(class(word), Some(Class::Id), "{word}");
        }
    }
}
