//! Decides whether a number that is valid is also meant to be called.

use super::Context;
use super::beside::{Classes, Reading, read_after, read_field, read_title};
use super::column::add_column;
use super::cues::Class;
use super::evidence::{Evidence, Piece, Sign, Source};
use super::shape::{add_signs, scheme_reason};
use super::words::has_letter;
use crate::{Finder, Match, Reason, Region, Verdict};

/// From this score on it is a number to call, see [`Evidence::score`]. On pages of the fitted part
/// with another seed 0.997 of what is called then is right, and 0.988 of what is right is called.
const CALL: i16 = 4;
/// From this score on also a guess is.
const CALL_GUESS: i16 = 25;
/// Up to this score it is none.
const NONE: i16 = -10;

/// A block of a page, read once for all its numbers.
pub(crate) struct Block<'c> {
    context: &'c Context<'c>,
    before: Reading,
    title: Classes,
    field: Classes,
}

impl<'c> Block<'c> {
    pub(crate) fn new(context: &'c Context<'c>) -> Self {
        let mut before = Reading::default();
        before.read_before(context.before);
        before.end_block();
        let title = |title: Option<&str>| title.map_or(0, read_title);
        Self {
            context,
            before,
            title: title(context.header) | title(context.label),
            field: context.field.map_or(0, read_field),
        }
    }

    /// Gathers what speaks for and against a match in the text of the block.
    #[inline(never)]
    pub(crate) fn weigh(
        &self,
        finder: &Finder<'_>,
        text: &str,
        found: &Match<'_>,
        region: Option<Region>,
        is_guess: bool,
    ) -> Evidence {
        let mut evidence = Evidence::default();
        let written = text.get(found.start..found.end).unwrap_or_default();
        let mut before = self.before;
        before.read_before(text.get(..found.start).unwrap_or_default());
        let words = text.get(..found.start).unwrap_or_default();
        let is_unknown = before.nearest().is_none() && has_letter(words);
        evidence.add_if(is_unknown, Sign::UnknownWords);
        evidence.add_if(before.ends_with_name(), Sign::Name);
        evidence.add_classes(Source::Far, before.far());
        // Only within the block: what stands in the next one is rather the label of another number.
        if let Some(class) = read_after(text.get(found.end..).unwrap_or_default()) {
            evidence.add(Piece::Cue(Source::After, class));
        }
        evidence.add_classes(Source::Title, self.title);
        evidence.add_classes(Source::Field, self.field);
        let has_title = [self.context.header, self.context.label]
            .iter()
            .flatten()
            .any(|title| has_letter(title));
        evidence.add_if(has_title && self.title == 0, Sign::UnknownTitle);
        evidence.add_if(self.context.before.contains('@'), Sign::Mail);
        add_signs(&mut evidence, text, found);
        if let Some(class) = before.nearest() {
            let is_heading = class == Class::Id && self.before.nearest() == Some(class);
            let source = if is_heading && is_written_to_be_called(evidence) && !has_letter(words) {
                Source::Far
            } else {
                Source::Near
            };
            evidence.add(Piece::Cue(source, class));
        }
        if !self.context.column.is_empty() {
            add_column(&mut evidence, finder, self.context.column, written, region);
        }
        // With its calling code it is the same number in every region.
        let is_national = !written.starts_with(['+', '＋']) && found.number.region() == region;
        evidence.add_if(is_guess && is_national, Sign::GuessedRegion);
        evidence
    }
}

/// Whether a number is written as nothing but telephone numbers are. The word for other things in the
/// block before it is then rather a heading, as `Tickets` over a list with the customers' numbers, than
/// the label of an identifier.
fn is_written_to_be_called(evidence: Evidence) -> bool {
    evidence.has_sign(Sign::Brackets) || evidence.has_sign(Sign::Plus)
}

/// The verdict that the evidence comes to, and its main reason.
pub(crate) fn decide(evidence: Evidence) -> (Verdict, Reason) {
    let speaks_of_phone = evidence.has_close(Class::Phone);
    if let Some(reason) = scheme_reason(evidence)
        && !speaks_of_phone
    {
        return (Verdict::NotANumber, reason);
    }
    let score = evidence.score();
    if score <= NONE {
        return (Verdict::NotANumber, strongest(evidence, -1));
    }
    if is_fax(evidence) {
        return (Verdict::Doubtful, Reason::Fax);
    }
    if score < CALL {
        let reason = strongest(evidence, -1);
        let says_little = matches!(reason, Reason::Unsupported | Reason::Written);
        let is_bare = is_bare(evidence);
        return (
            Verdict::Doubtful,
            match () {
                () if is_guess(evidence) => Reason::GuessedRegion,
                () if is_bare && says_little => Reason::BareDigits,
                () => reason,
            },
        );
    }
    let is_strong = speaks_of_phone || evidence.has_close(Class::Contact) || score >= CALL_GUESS;
    if is_guess(evidence) && !is_strong {
        return (Verdict::Doubtful, Reason::GuessedRegion);
    }
    if is_bare(evidence) && !is_supported(evidence) {
        return (Verdict::Doubtful, Reason::BareDigits);
    }
    (Verdict::Call, strongest(evidence, 1))
}

fn is_guess(evidence: Evidence) -> bool {
    evidence.has_sign(Sign::GuessedRegion)
}

fn is_bare(evidence: Evidence) -> bool {
    [Sign::BareShort, Sign::Bare, Sign::BareLong].into_iter().any(|sign| evidence.has_sign(sign))
}

/// Digits alone could be anything: something beside them must speak of a telephone or of a person.
fn is_supported(evidence: Evidence) -> bool {
    evidence.has_close(Class::Phone)
        || evidence.has_close(Class::Contact)
        || evidence.has(Piece::Cue(Source::Far, Class::Phone))
        || evidence.has_sign(Sign::ColumnWritten)
        || evidence.has_sign(Sign::Mail)
        || evidence.has_sign(Sign::Extension)
}

/// Whether the word that belongs to the number most closely says fax.
fn is_fax(evidence: Evidence) -> bool {
    let says = |source, class| evidence.has(Piece::Cue(source, class));
    if says(Source::After, Class::Fax) || says(Source::Near, Class::Fax) {
        return true;
    }
    let other_is_nearer = says(Source::Near, Class::Phone) || says(Source::After, Class::Phone);
    !other_is_nearer && (says(Source::Title, Class::Fax) || says(Source::Field, Class::Fax))
}

/// The reason of the piece that weighs most in one direction.
fn strongest(evidence: Evidence, direction: i16) -> Reason {
    evidence
        .pieces()
        .map(|piece| (piece.weight() * direction, piece))
        .filter(|&(weight, _)| weight > 0)
        .max_by_key(|&(weight, _)| weight)
        .map_or(Reason::Unsupported, |(_, piece)| reason_of(piece, evidence))
}

fn reason_of(piece: Piece, evidence: Evidence) -> Reason {
    match piece {
        Piece::Cue(source, Class::Phone) => match source {
            Source::Title => Reason::PhoneTitle,
            Source::Field => Reason::PhoneField,
            Source::Near | Source::After | Source::Far => Reason::PhoneWord,
        },
        Piece::Cue(_, Class::Fax) => Reason::Fax,
        Piece::Cue(_, Class::Contact) => Reason::ContactNear,
        Piece::Cue(source, Class::Id | Class::Number | Class::Party | Class::Own) => match source {
            Source::Title | Source::Field => Reason::IdentifierTitle,
            Source::Near | Source::After | Source::Far => Reason::IdentifierWord,
        },
        Piece::Cue(_, Class::Payment) => Reason::PaymentWord,
        Piece::Cue(_, Class::Code) => Reason::ProductCode,
        Piece::Cue(_, Class::Date) => Reason::Date,
        Piece::Cue(_, Class::Amount) => Reason::Amount,
        Piece::Cue(_, Class::Technical) => Reason::Technical,
        Piece::Sign(sign) => match sign {
            Sign::Plus | Sign::DialledFromAbroad => Reason::International,
            Sign::Brackets
            | Sign::NationalPrefix
            | Sign::UsualGroups
            | Sign::OtherGroups
            | Sign::Extension
            | Sign::Mobile
            | Sign::Service => Reason::Written,
            Sign::BareShort | Sign::Bare | Sign::BareLong => Reason::BareDigits,
            Sign::JoinedBefore | Sign::JoinedAfter | Sign::Hash => Reason::Joined,
            Sign::MoreDigitsBefore | Sign::MoreDigitsAfter => Reason::PartOfMore,
            Sign::Currency | Sign::AmountShape => Reason::Amount,
            Sign::DateShape => Reason::Date,
            Sign::AddressShape | Sign::Equals => Reason::Technical,
            Sign::Card => Reason::PaymentCard,
            Sign::Iban => Reason::Iban,
            Sign::ProductCode => Reason::ProductCode,
            Sign::Mail | Sign::Name => Reason::ContactNear,
            Sign::ColumnAllValid | Sign::ColumnSomeValid | Sign::ColumnWritten => {
                Reason::PhoneColumn
            }
            Sign::ColumnNoneValid | Sign::ColumnCounts | Sign::ColumnLetters => Reason::OtherColumn,
            Sign::GuessedRegion => Reason::GuessedRegion,
            Sign::UnknownWords | Sign::Alone | Sign::Prose | Sign::UnknownTitle | Sign::Seldom => {
                if is_bare(evidence) {
                    Reason::BareDigits
                } else {
                    Reason::Unsupported
                }
            }
        },
    }
}
