use zeroize::Zeroizing;

/// The lines of a `.env` file. Own code rather than a crate's, because the parser's errors must
/// not repeat the line: it may hold the secret.
#[derive(Default)]
pub(crate) struct EnvFile {
    lines: Vec<Line>,
}

enum Line {
    /// A comment or an empty line, as written.
    Other(String),
    Setting {
        name: String,
        value: Zeroizing<String>,
    },
}

/// A line that is neither empty, nor a comment, nor `NAME=value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {0} is not NAME=value")]
pub(crate) struct NotASetting(usize);

impl EnvFile {
    /// Takes `NAME=value` and `export NAME=value`, the value bare or in quotes, and comments, also
    /// behind a bare value. Nothing is expanded.
    pub(crate) fn parse(text: &str) -> Result<Self, NotASetting> {
        // Windows editors put a byte order mark first.
        let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        let lines = lines.map(|(index, line)| Line::parse(line).ok_or(NotASetting(index + 1)));
        Ok(Self { lines: lines.collect::<Result<_, _>>()? })
    }

    /// The value of a setting; the last one counts, as in a shell.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.lines.iter().rev().find_map(|line| match line {
            Line::Setting { name: found, value } if found == name => Some(value.as_str()),
            _ => None,
        })
    }

    /// Sets a value in its place, or at the end, and leaves every other line as it is.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        let setting =
            Line::Setting { name: name.to_owned(), value: Zeroizing::new(value.to_owned()) };
        let is_this =
            |line: &Line| matches!(line, Line::Setting { name: found, .. } if found == name);
        match self.lines.iter().rposition(is_this) {
            Some(place) => self.lines[place] = setting,
            None => self.lines.push(setting),
        }
    }

    /// Removes every line of a setting.
    pub(crate) fn remove(&mut self, name: &str) {
        self.lines
            .retain(|line| !matches!(line, Line::Setting { name: found, .. } if found == name));
    }

    /// The file's text.
    pub(crate) fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::new());
        for line in &self.lines {
            match line {
                Line::Other(line) => text.push_str(line),
                Line::Setting { name, value } => {
                    // None of our values can hold a quote of both kinds; a shell reads either.
                    let quote = if value.contains('\'') { '"' } else { '\'' };
                    text.push_str(name);
                    text.push('=');
                    text.push(quote);
                    text.push_str(value);
                    text.push(quote);
                }
            }
            text.push('\n');
        }
        text
    }
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            return Some(Self::Other(line.to_owned()));
        }
        let setting = trimmed.strip_prefix("export ").unwrap_or(trimmed);
        let (name, value) = setting.split_once('=')?;
        let name = name.trim();
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let value = Zeroizing::new(value_of(value.trim())?.to_owned());
        is_name.then(|| Self::Setting { name: name.to_owned(), value })
    }
}

fn value_of(text: &str) -> Option<&str> {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let (value, rest) = text[1..].split_once(quote)?;
            let rest = rest.trim_start();
            (rest.is_empty() || rest.starts_with('#')).then_some(value)
        }
        _ => Some(text.split_once(" #").map_or(text, |(value, _comment)| value.trim_end())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str) -> Option<String> {
        EnvFile::parse(text).unwrap().value("A").map(str::to_owned)
    }

    #[test]
    fn reads_the_ways_people_write_a_setting() {
        for text in [
            "A=x;y=z==",
            "export A='x;y=z=='",
            " A = \"x;y=z==\" # why",
            "\u{feff}A=x;y=z==",
            "# A=no\n\nA=x;y=z== # why\r\n",
            "A=old\nB=1\nA=x;y=z==",
        ] {
            assert_eq!(value(text).as_deref(), Some("x;y=z=="), "{text}");
        }
        assert_eq!(value("B=1"), None);
        assert_eq!(value("A=").as_deref(), Some(""));
    }

    #[test]
    fn a_bad_line_is_named_by_its_number_only() {
        for text in ["B=1\nCANARY", "\nA='CANARY", "\nA='x' CANARY", "#\nA CANARY=1", "#\n=CANARY"]
        {
            let error = EnvFile::parse(text).err().unwrap();
            assert_eq!(error.to_string(), "line 2 is not NAME=value");
        }
    }

    #[test]
    fn setting_a_value_keeps_everything_else() {
        let mut file = EnvFile::parse("# mine\nA=1\n\nOTHER=2\n").unwrap();
        file.set("A", "new");
        file.set("B", "x");
        assert_eq!(&*file.text(), "# mine\nA='new'\n\nOTHER='2'\nB='x'\n");
        file.remove("A");
        assert_eq!(&*file.text(), "# mine\n\nOTHER='2'\nB='x'\n");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[A='\" #\\n\u{e9}x]{0,40}") {
            let _ = EnvFile::parse(&text);
        }

        #[test]
        fn what_is_written_is_read(value in "[A-Za-z0-9+/=:;. #\"-]{0,60}") {
            let mut file = EnvFile::default();
            file.set("A", &value);
            let again = EnvFile::parse(&file.text()).unwrap();
            prop_assert_eq!(again.value("A"), Some(value.as_str()));
        }
    }
}
