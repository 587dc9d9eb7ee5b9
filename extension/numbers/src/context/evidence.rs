//! What speaks for and against a number, and how much it weighs.

use super::beside::{Classes, EVIDENT_CLASSES};
use super::cues::{Class, EVIDENT};

/// Where a cue was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Source {
    /// The last cue before the number.
    Near,
    /// Cues before that one.
    Far,
    /// Right behind the number.
    After,
    /// The heading of the column, or the label.
    Title,
    /// The attributes of the element.
    Field,
}

impl Source {
    const ALL: [Self; 5] = [Self::Near, Self::Far, Self::After, Self::Title, Self::Field];

    const fn name(self) -> &'static str {
        match self {
            Self::Near => "near",
            Self::Far => "far",
            Self::After => "after",
            Self::Title => "title",
            Self::Field => "field",
        }
    }
}

macro_rules! signs {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)*) => {
        /// A sign that is not a word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Sign { $($(#[$doc])* $variant,)* }

        impl Sign {
            const ALL: &[Self] = &[$(Self::$variant,)*];

            const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

signs! {
    /// It begins with a plus.
    Plus "plus",
    /// It begins as dialled from abroad, with its calling code: `0049…`.
    DialledFromAbroad "dialled_from_abroad",
    /// Some of its digits are in brackets.
    Brackets "brackets",
    /// It has its national prefix, usually a zero.
    NationalPrefix "national_prefix",
    /// Its groups are exactly those that its country writes.
    UsualGroups "usual_groups",
    /// It is grouped, but otherwise.
    OtherGroups "other_groups",
    /// Its digits are one run of up to 8.
    BareShort "bare_short",
    /// Its digits are one run of 9 or 10.
    Bare "bare",
    /// Its digits are one run of 11 and more.
    BareLong "bare_long",
    /// It has an extension.
    Extension "extension",
    /// Letters are joined to its beginning: `INV-`, `REF_`.
    JoinedBefore "joined_before",
    /// Letters or an underscore are joined to its end.
    JoinedAfter "joined_after",
    /// `#` stands before it.
    Hash "hash",
    /// `=` stands before it.
    Equals "equals",
    /// Words stand before it in its block, and the last of them say nothing known.
    UnknownWords "unknown_words",
    /// What looks like a name stands right before it.
    Name "name",
    /// More digits stand before it, divided by one character.
    MoreDigitsBefore "more_digits_before",
    /// More digits stand behind it, divided by one character.
    MoreDigitsAfter "more_digits_after",
    /// A currency stands beside it.
    Currency "currency",
    /// It has the form of a date.
    DateShape "date_shape",
    /// It has the form of an IP version 4 address.
    AddressShape "address_shape",
    /// It has the form of an amount or of a decimal fraction.
    AmountShape "amount_shape",
    /// It is part of a payment card's number.
    Card "card",
    /// It is part of an IBAN.
    Iban "iban",
    /// It is part of an ISBN or an EAN.
    ProductCode "product_code",
    /// An e-mail address stands near.
    Mail "mail",
    /// It is all that its block holds.
    Alone "alone",
    /// Its block is a long text.
    Prose "prose",
    /// There is a heading or a label, and it says nothing known.
    UnknownTitle "unknown_title",
    /// All other cells of the column hold valid numbers.
    ColumnAllValid "column_all_valid",
    /// Some do.
    ColumnSomeValid "column_some_valid",
    /// None does, though they hold digits.
    ColumnNoneValid "column_none_valid",
    /// Some cell of the column has a plus, or brackets, or groups.
    ColumnWritten "column_written",
    /// The column counts: its numbers follow each other.
    ColumnCounts "column_counts",
    /// Cells of the column join letters to digits.
    ColumnLetters "column_letters",
    /// It is a mobile phone's.
    Mobile "mobile",
    /// It is a company's: toll-free, of shared cost, universal.
    Service "service",
    /// It is of a kind that people seldom call: premium, pager, personal.
    Seldom "seldom",
    /// It is a national number of a region that was only guessed.
    GuessedRegion "guessed_region",
}

const SIGNS: usize = Sign::ALL.len();
const CUES: usize = Source::ALL.len() * EVIDENT;
/// How many different pieces of evidence there are.
pub(crate) const COUNT: usize = CUES + SIGNS;

const _: () = assert!(COUNT <= 128, "evidence is a set in 128 bits");

/// A piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    Cue(Source, Class),
    Sign(Sign),
}

impl Piece {
    const fn index(self) -> usize {
        match self {
            Self::Cue(source, class) => source as usize * EVIDENT + class as usize,
            Self::Sign(sign) => CUES + sign as usize,
        }
    }

    fn at(index: usize) -> Option<Self> {
        match index.checked_sub(CUES) {
            Some(sign) => Sign::ALL.get(sign).map(|&sign| Self::Sign(sign)),
            None => {
                let source = *Source::ALL.get(index / EVIDENT)?;
                Some(Self::Cue(source, Class::evident(index % EVIDENT)?))
            }
        }
    }

    /// What it adds to the score, in tenths of a natural unit of log-odds.
    pub(crate) fn weight(self) -> i16 {
        WEIGHTS.get(self.index()).copied().unwrap_or(0).into()
    }

    /// As in `data/weights.tsv`: where it was found and what, or the sign.
    pub(crate) const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Cue(source, class) => (source.name(), class.name()),
            Self::Sign(sign) => ("sign", sign.name()),
        }
    }
}

/// All the evidence about one number: a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence(u128);

impl Evidence {
    /// How many different pieces of evidence there are.
    pub const COUNT: usize = COUNT;

    pub(crate) fn add(&mut self, piece: Piece) {
        self.0 |= 1 << piece.index();
    }

    pub(crate) fn add_if(&mut self, condition: bool, sign: Sign) {
        if condition {
            self.add(Piece::Sign(sign));
        }
    }

    pub(crate) fn add_classes(&mut self, source: Source, classes: Classes) {
        self.0 |= u128::from(classes & EVIDENT_CLASSES) << (source as usize * EVIDENT);
    }

    pub(crate) fn has(self, piece: Piece) -> bool {
        self.0 & (1 << piece.index()) != 0
    }

    pub(crate) fn has_sign(self, sign: Sign) -> bool {
        self.has(Piece::Sign(sign))
    }

    /// Whether words of this class were found where they speak for themselves: not far away.
    pub(crate) fn has_close(self, class: Class) -> bool {
        [Source::Near, Source::After, Source::Title, Source::Field]
            .into_iter()
            .any(|source| self.has(Piece::Cue(source, class)))
    }

    /// The pieces, in the order of the weights.
    pub(crate) fn pieces(self) -> impl Iterator<Item = Piece> {
        (0..COUNT).filter(move |&index| self.0 & (1 << index) != 0).filter_map(Piece::at)
    }

    /// What all of it adds up to, in tenths of a natural unit of log-odds; above 0 it is rather a
    /// number to call.
    #[must_use]
    pub fn score(self) -> i16 {
        let mut rest = self.0;
        let mut score = BIAS;
        while rest != 0 {
            let index = rest.trailing_zeros() as usize;
            score += i16::from(WEIGHTS.get(index).copied().unwrap_or(0));
            rest &= rest - 1;
        }
        score
    }

    /// Where each piece lies among all of them, for whoever fits the weights.
    pub fn indices(self) -> impl Iterator<Item = usize> {
        (0..COUNT).filter(move |&index| self.0 & (1 << index) != 0)
    }

    /// The pieces as people who mend the weights read them: where, what, weight.
    pub fn explain(self) -> impl Iterator<Item = (&'static str, &'static str, i16)> {
        self.pieces().map(|piece| {
            let (source, what) = piece.names();
            (source, what, piece.weight())
        })
    }

    /// The names of the piece with an index, as in `data/weights.tsv`.
    #[must_use]
    pub fn name(index: usize) -> Option<(&'static str, &'static str)> {
        Piece::at(index).map(Piece::names)
    }
}

const SOURCE: &[u8] = include_bytes!("../../data/weights.tsv");
const FITTED: [i8; COUNT + 1] = fitted();
static WEIGHTS: [i8; COUNT] = *match FITTED.split_first() {
    Some((_, weights)) => match weights.first_chunk() {
        Some(weights) => weights,
        None => &[0; COUNT],
    },
    None => &[0; COUNT],
};
const BIAS: i16 = FITTED[0] as i16;

/// The last field of each line, in order: the bias first. Names are for people; a test compares
/// them. Lines that are missing count as 0, so that a new piece can be built before it is fitted.
const fn fitted() -> [i8; COUNT + 1] {
    let mut weights = [0i8; COUNT + 1];
    let (mut at, mut line) = (0, 0);
    while at < SOURCE.len() && line <= COUNT {
        let is_comment = SOURCE[at] == b'#';
        let mut value = 0i8;
        let mut is_negative = false;
        while at < SOURCE.len() && SOURCE[at] != b'\n' {
            match SOURCE[at] {
                b'\t' => (value, is_negative) = (0, false),
                b'-' => is_negative = true,
                digit @ b'0'..=b'9' if !is_comment => {
                    value = value.wrapping_mul(10).wrapping_add((digit - b'0') as i8);
                }
                _ => {}
            }
            at += 1;
        }
        at += 1;
        if !is_comment {
            weights[line] = if is_negative { -value } else { value };
            line += 1;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::{COUNT, Evidence, Piece};

    #[test]
    fn the_weights_are_those_of_their_names() {
        let text = include_str!("../../data/weights.tsv");
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let bias = lines.next().unwrap();
        assert_eq!(bias, format!("bias\t{}", super::BIAS));
        for index in 0..COUNT {
            let (source, what) = Evidence::name(index).unwrap();
            let weight = Piece::at(index).unwrap().weight();
            assert_eq!(lines.next(), Some(format!("{source}.{what}\t{weight}").as_str()));
        }
        assert_eq!(lines.next(), None);
    }

    #[test]
    fn every_piece_keeps_its_place() {
        for index in 0..COUNT {
            assert_eq!(Piece::at(index).map(Piece::index), Some(index));
        }
    }
}
