//! Pages and the truth about them.

use serde::Serialize;

/// A page: blocks of text with what surrounds them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// How it is laid out.
    pub layout: &'static str,
    /// The locale of its content, a BCP 47 tag.
    pub locale: &'static str,
    /// The region of the person who reads it.
    pub user: String,
    /// What the page says of its language.
    pub language: Option<&'static str>,
    /// Its host name.
    pub host: &'static str,
    /// Its blocks in their order.
    pub blocks: Vec<Block>,
}

/// A block of text, as the content script sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Block {
    /// The text.
    pub text: String,
    /// The end of the block before it.
    pub before: String,
    /// The heading of its column, or its `<dt>`.
    pub header: Option<String>,
    /// Its label.
    pub label: Option<String>,
    /// Its attributes.
    pub field: Option<String>,
    /// Other cells of its column.
    pub column: Vec<String>,
    /// The telephone numbers in it.
    pub truth: Vec<Truth>,
}

/// A telephone number in a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// The byte at which it begins.
    pub start: usize,
    /// The byte behind its end.
    pub end: usize,
    /// The number.
    pub e164: String,
    /// A fax machine's: a telephone number that nobody calls.
    pub is_fax: bool,
}

/// A telephone number as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) e164: String,
    pub(crate) is_fax: bool,
}

impl Block {
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends a telephone number and takes note of it.
    pub(crate) fn push_number(&mut self, number: &Written) {
        let start = self.text.len();
        self.text.push_str(&number.text);
        let end = self.text.len();
        self.truth.push(Truth { start, end, e164: number.e164.clone(), is_fax: number.is_fax });
    }

    /// Appends whatever a cell or a line holds.
    pub(crate) fn push_value(&mut self, value: &Value) {
        match value {
            Value::Number(number) => self.push_number(number),
            Value::Other(text) => self.push(text),
        }
    }
}

/// What stands in a cell, behind a label or in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Number(Written),
    Other(String),
}

impl Value {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Number(number) => &number.text,
            Self::Other(text) => text,
        }
    }
}
