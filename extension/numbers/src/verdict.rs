//! What the finder thinks of a text that has the form of a number.

/// Whether a person would call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is meant as a phone number.
    Call,
    /// It may be one.
    Doubtful,
    /// It is meant as something else.
    NotANumber,
}

impl Verdict {
    /// A stable name for machines, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Doubtful => "doubtful",
            Self::NotANumber => "not_a_number",
        }
    }
}

/// Why the verdict is what it is: its main reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// It is a valid number, written as its country writes them.
    Valid,
    /// Words beside it speak of a telephone.
    PhoneWord,
    /// The heading of its column, or its label, speaks of a telephone.
    PhoneTitle,
    /// The page calls its field a telephone's.
    PhoneField,
    /// The other cells of its column hold phone numbers.
    PhoneColumn,
    /// It stands beside what people are reached by.
    ContactNear,
    /// It is written with its calling code.
    International,
    /// It is written as phone numbers are.
    Written,
    /// A fax machine answers it.
    Fax,
    /// It is a number only if the page is of another region than the likeliest.
    GuessedRegion,
    /// It is nothing but digits, and nothing beside it says what they are.
    BareDigits,
    /// Too little speaks for a phone number.
    Unsupported,
    /// Words beside it speak of an order, a ticket or another record.
    IdentifierWord,
    /// The heading of its column, its label or its field is a record's.
    IdentifierTitle,
    /// Letters or a `#` are joined to it, as in `INV-2015550123`.
    Joined,
    /// It is a part of more digits.
    PartOfMore,
    /// The other cells of its column hold something else.
    OtherColumn,
    /// It is a part of a payment card's number.
    PaymentCard,
    /// It is a part of an IBAN.
    Iban,
    /// Words beside it speak of an account or a card.
    PaymentWord,
    /// It is an ISBN, an EAN or another printed code.
    ProductCode,
    /// It is a date or a time.
    Date,
    /// It is a price or a quantity.
    Amount,
    /// It is a machine's: an address, a version, a measurement.
    Technical,
}

impl Reason {
    /// A stable name for machines, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::PhoneWord => "phone_word",
            Self::PhoneTitle => "phone_title",
            Self::PhoneField => "phone_field",
            Self::PhoneColumn => "phone_column",
            Self::ContactNear => "contact_near",
            Self::International => "international",
            Self::Written => "written",
            Self::Fax => "fax",
            Self::GuessedRegion => "guessed_region",
            Self::BareDigits => "bare_digits",
            Self::Unsupported => "unsupported",
            Self::IdentifierWord => "identifier_word",
            Self::IdentifierTitle => "identifier_title",
            Self::Joined => "joined",
            Self::PartOfMore => "part_of_more",
            Self::OtherColumn => "other_column",
            Self::PaymentCard => "payment_card",
            Self::Iban => "iban",
            Self::PaymentWord => "payment_word",
            Self::ProductCode => "product_code",
            Self::Date => "date",
            Self::Amount => "amount",
            Self::Technical => "technical",
        }
    }

    /// The same for people, in English.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Valid => "It is a valid phone number.",
            Self::PhoneWord => "The words beside it speak of a telephone.",
            Self::PhoneTitle => "Its heading or label speaks of a telephone.",
            Self::PhoneField => "The page marks it as a phone number.",
            Self::PhoneColumn => "The other cells of its column are phone numbers.",
            Self::ContactNear => "It stands among a person's or company's contact data.",
            Self::International => "It is written with its country's calling code.",
            Self::Written => "It is written as phone numbers are.",
            Self::Fax => "It is a fax number.",
            Self::GuessedRegion => {
                "It is a phone number only if this page is about another country."
            }
            Self::BareDigits => "Nothing says what these digits are.",
            Self::Unsupported => "Too little speaks for a phone number.",
            Self::IdentifierWord => {
                "The words beside it name a record, such as an order or a ticket."
            }
            Self::IdentifierTitle => {
                "Its heading, label or field is that of a record, such as an order or a ticket."
            }
            Self::Joined => "Letters or a # are joined to it, as in a reference.",
            Self::PartOfMore => "It is only a part of a longer number.",
            Self::OtherColumn => "The other cells of its column are not phone numbers.",
            Self::PaymentCard => "It belongs to a payment card's number: the check digit is right.",
            Self::Iban => "It belongs to an IBAN: the check digits are right.",
            Self::PaymentWord => "The words beside it speak of an account or a card.",
            Self::ProductCode => "It is an ISBN, an EAN or another product code.",
            Self::Date => "It looks like a date or a time.",
            Self::Amount => "It looks like a price or a quantity.",
            Self::Technical => "It looks like a technical value, such as an address or a version.",
        }
    }
}
