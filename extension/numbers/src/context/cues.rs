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

/// A word of the list, in as few bytes as it takes: they are downloaded with the extension.
#[derive(Clone, Copy)]
struct Entry {
    length: u8,
    /// Class, [`Place`] << 4, [`BEGINNING`], [`ENDING`].
    says: u8,
}

/// The entry stands for all words that begin with it: `tel*`.
const BEGINNING: u8 = 0x40;
/// The entry stands for an ending: `*nummer`.
const ENDING: u8 = 0x80;
/// So many entries follow the one whose word's start is written down.
const STRIDE: usize = 8;

const SOURCE: &[u8] = include_bytes!("../../data/cues.tsv");
const COUNT: usize = measure().0;
const BYTES: usize = measure().1;
const PACKED: ([Entry; COUNT], [u8; BYTES]) = pack();
static ENTRIES: [Entry; COUNT] = PACKED.0;
static WORDS: [u8; BYTES] = PACKED.1;
static STARTS: [u16; COUNT.div_ceil(STRIDE)] = starts();
const ENDINGS: usize = count_endings();

/// The cue that a word is or holds. Small letters, accents folded, see [`super::words`].
#[inline(never)]
pub(crate) fn cue_of(word: &[u8]) -> Option<Cue> {
    let place = place_of(word);
    if place < COUNT && word_at(place) == word {
        return Some(cue(place));
    }
    let ending = (0..ENDINGS)
        .find(|&ending| word.len() > word_at(ending).len() && word.ends_with(word_at(ending)))
        .map(cue);
    let beginning = longest_beginning(place, word).map(cue);
    match (beginning, ending) {
        // `Kundennummer` is a customer's, `Telefonnummer` a telephone's.
        (Some(beginning), Some(ending)) if ending.class == Class::Number => {
            let class = if beginning.class == Class::Party { Class::Id } else { beginning.class };
            Some(Cue { class, length: word.len(), ..beginning })
        }
        // `Gerätenummer`: whatever it is, it has a number of its own.
        (None, Some(ending)) if ending.class == Class::Number => {
            Some(Cue { class: Class::Id, length: word.len(), ..ending })
        }
        (_, Some(ending)) => Some(Cue { length: word.len(), ..ending }),
        (beginning, None) => beginning,
    }
}

/// The place of the first word that is not before this one, endings left aside.
fn place_of(word: &[u8]) -> usize {
    let (mut low, mut high) = (ENDINGS, COUNT);
    while low < high {
        let middle = usize::midpoint(low, high);
        if word_at(middle) < word { low = middle + 1 } else { high = middle }
    }
    low
}

/// The longest entry that the word begins with. All entries between it and the word's own place
/// begin with it too, so few are looked at.
fn longest_beginning(place: usize, word: &[u8]) -> Option<usize> {
    let first = word.first()?;
    (ENDINGS..place)
        .rev()
        .take_while(|&entry| word_at(entry).first() == Some(first))
        .find(|&entry| says(entry) & BEGINNING != 0 && word.starts_with(word_at(entry)))
}

fn says(entry: usize) -> u8 {
    ENTRIES.get(entry).map_or(0, |entry| entry.says)
}

#[inline(never)]
fn word_at(entry: usize) -> &'static [u8] {
    let known = entry - entry % STRIDE;
    let skipped = ENTRIES.get(known..entry).unwrap_or_default();
    let start = STARTS.get(entry / STRIDE).map_or(0, |&start| usize::from(start))
        + skipped.iter().map(|entry| usize::from(entry.length)).sum::<usize>();
    let length = ENTRIES.get(entry).map_or(0, |entry| usize::from(entry.length));
    WORDS.get(start..start + length).unwrap_or_default()
}

fn cue(entry: usize) -> Cue {
    let says = says(entry);
    Cue {
        class: Class::ALL.get(usize::from(says & 0xF)).copied().unwrap_or(Class::Own),
        place: match says >> 4 & 3 {
            0 => Place::Any,
            1 => Place::Text,
            _ => Place::Dotted,
        },
        length: word_at(entry).len(),
    }
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
    let mut entries = [Entry { length: 0, says: 0 }; COUNT];
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
            let class = class_named(word_end + 1, class_end) as u8;
            let place = place_named(languages_end + 1) as u8;
            let beginning = if from < word_end { BEGINNING } else { 0 };
            let ending = if is_ending { ENDING } else { 0 };
            entries[entry] = Entry {
                length: (used - start) as u8,
                says: class | place << 4 | beginning | ending,
            };
            entry += 1;
        }
        at = line_end(at) + 1;
    }
    (entries, words)
}

const fn starts() -> [u16; COUNT.div_ceil(STRIDE)] {
    let mut starts = [0; COUNT.div_ceil(STRIDE)];
    let (mut entry, mut start) = (0, 0);
    while entry < COUNT {
        if entry % STRIDE == 0 {
            starts[entry / STRIDE] = start;
        }
        start += PACKED.0[entry].length as u16;
        entry += 1;
    }
    starts
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
        b'd' => Place::Dotted,
        _ => panic_at_compile_time(),
    }
}

const fn count_endings() -> usize {
    let mut count = 0;
    while count < COUNT && PACKED.0[count].says & ENDING != 0 {
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
    use super::{COUNT, Class, ENDING, ENDINGS, cue_of, says, word_at};

    fn class(word: &str) -> Option<Class> {
        cue_of(word.as_bytes()).map(|cue| cue.class)
    }

    #[test]
    fn the_words_are_in_order_so_that_they_can_be_searched() {
        assert!((0..COUNT).all(|entry| (says(entry) & ENDING != 0) == (entry < ENDINGS)));
        for entries in [0..ENDINGS, ENDINGS..COUNT] {
            let words: Vec<_> = entries.map(word_at).collect();
            assert!(words.is_sorted_by(|one, next| one < next));
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
