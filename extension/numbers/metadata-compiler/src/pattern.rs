//! The part of regular expressions that libphonenumber's metadata uses: digit classes, groups,
//! `|`, `?`, `{n}`, `{n,m}` and, in prefixes, `$`. Everything else is refused, so that a new
//! construct in the metadata is an error here and not a wrong number there.

use crate::CompileError;

/// A set of decimal digits, one bit each.
pub(crate) type DigitSet = u16;

/// All ten digits.
pub(crate) const ANY_DIGIT: DigitSet = 0x3FF;

/// A parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    Digit(DigitSet),
    Sequence(Vec<Pattern>),
    /// Earlier ones are preferred.
    Either(Vec<Pattern>),
    /// As many as possible, then fewer.
    Repeat {
        inner: Box<Pattern>,
        min: u8,
        max: u8,
    },
    /// A capturing group, counted from 1.
    Capture(u8, Box<Pattern>),
    /// `$`
    End,
}

impl Pattern {
    /// Parses the source of a pattern.
    pub(crate) fn parse(source: &str) -> Result<Self, CompileError> {
        let mut parser = Parser { source, rest: source.as_bytes(), captures: 0 };
        let pattern = parser.alternatives()?;
        if parser.rest.is_empty() { Ok(pattern) } else { Err(parser.unexpected()) }
    }

    /// The fewest and the most digits that it matches.
    pub(crate) fn width(&self) -> (u8, u8) {
        match self {
            Self::Digit(_) => (1, 1),
            Self::End => (0, 0),
            Self::Capture(_, inner) => inner.width(),
            Self::Sequence(parts) => parts.iter().fold((0, 0), |(min, max), part| {
                let width = part.width();
                (min + width.0, max + width.1)
            }),
            Self::Either(branches) => branches.iter().fold((u8::MAX, 0), |(min, max), branch| {
                let width = branch.width();
                (min.min(width.0), max.max(width.1))
            }),
            Self::Repeat { inner, min, max } => {
                let width = inner.width();
                (width.0 * min, width.1 * max)
            }
        }
    }
}

struct Parser<'a> {
    source: &'a str,
    rest: &'a [u8],
    captures: u8,
}

impl Parser<'_> {
    fn unexpected(&self) -> CompileError {
        CompileError::Pattern {
            pattern: self.source.to_owned(),
            at: self.source.len() - self.rest.len(),
        }
    }

    fn take(&mut self, expected: &[u8]) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn alternatives(&mut self) -> Result<Pattern, CompileError> {
        let mut branches = vec![self.sequence()?];
        while self.take(b"|") {
            branches.push(self.sequence()?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Pattern::Either(branches) })
    }

    fn sequence(&mut self) -> Result<Pattern, CompileError> {
        let mut parts = Vec::new();
        while !matches!(self.rest.first(), None | Some(b'|' | b')')) {
            let part = self.atom()?;
            parts.push(self.repeated(part)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Pattern::Sequence(parts) })
    }

    fn atom(&mut self) -> Result<Pattern, CompileError> {
        if self.take(b"(?:") {
            return self.group_rest();
        }
        if self.take(b"(") {
            self.captures += 1;
            let index = self.captures;
            return Ok(Pattern::Capture(index, Box::new(self.group_rest()?)));
        }
        if self.take(b"[") {
            return self.class();
        }
        if self.take(b"\\d") {
            return Ok(Pattern::Digit(ANY_DIGIT));
        }
        if self.take(b"$") {
            return Ok(Pattern::End);
        }
        // "Wait for the tone" in an international prefix. Numbers are matched as digits alone, so
        // this fits nothing.
        if self.take(b"~") {
            return Ok(Pattern::Digit(0));
        }
        Ok(Pattern::Digit(1 << self.digit()?))
    }

    fn group_rest(&mut self) -> Result<Pattern, CompileError> {
        let inner = self.alternatives()?;
        if self.take(b")") { Ok(inner) } else { Err(self.unexpected()) }
    }

    fn class(&mut self) -> Result<Pattern, CompileError> {
        let mut digits: DigitSet = 0;
        while !self.take(b"]") {
            let first = self.digit()?;
            let last = if self.take(b"-") { self.digit()? } else { first };
            if last < first {
                return Err(self.unexpected());
            }
            for digit in first..=last {
                digits |= 1 << digit;
            }
        }
        if digits == 0 { Err(self.unexpected()) } else { Ok(Pattern::Digit(digits)) }
    }

    fn digit(&mut self) -> Result<u8, CompileError> {
        match self.rest {
            [digit @ b'0'..=b'9', rest @ ..] => {
                self.rest = rest;
                Ok(digit - b'0')
            }
            _ => Err(self.unexpected()),
        }
    }

    fn repeated(&mut self, inner: Pattern) -> Result<Pattern, CompileError> {
        let (min, max) = if self.take(b"?") {
            (0, 1)
        } else if self.take(b"{") {
            let min = self.count()?;
            let max = if self.take(b",") { self.count()? } else { min };
            if !self.take(b"}") || max < min {
                return Err(self.unexpected());
            }
            (min, max)
        } else {
            return Ok(inner);
        };
        Ok(Pattern::Repeat { inner: Box::new(inner), min, max })
    }

    fn count(&mut self) -> Result<u8, CompileError> {
        let mut value = self.digit()?;
        if matches!(self.rest.first(), Some(b'0'..=b'9')) {
            value = value * 10 + self.digit()?;
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_pattern_says_how_many_digits_it_may_take() {
        let width = |source| Pattern::parse(source).unwrap().width();
        assert_eq!(width(r"[2-9]\d{6}"), (7, 7));
        assert_eq!(width(r"(?:1\d?|23)45{2,3}"), (4, 6));
        assert_eq!(width(r"([457]\d{6})$|1"), (1, 7));
    }

    #[test]
    fn a_construct_outside_the_known_ones_is_an_error() {
        for source in
            ["1*", "1+", ".", "[^1]", "(1", "1)", "[]", "a", r"\w", "{2}", "[9-1]", "1{3,2}"]
        {
            assert!(Pattern::parse(source).is_err(), "{source} was taken");
        }
    }
}
