//! The notation of steps, tokens and vectorisers: names joined by `+`, each with options in parentheses, as in
//! `lower+stop(list=nltk,keep-negations)+stem(tolerant)`. A value that holds `,`, `+`, parentheses, `=`, quotes or blanks
//! stands in double quotes, where `\"` is a quote and `\\` a backslash.

use std::fmt;
use thiserror::Error;

/// Why a text is not in the notation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("at character {at}: expected {expected}, found {found}")]
pub struct NotationError {
    /// The place, in characters from 1.
    pub at: usize,
    /// What should have stood there.
    pub expected: String,
    /// What stands there: quoted and escaped, or `the end`.
    pub found: String,
}

impl NotationError {
    pub(super) fn new(at: usize, expected: impl Into<String>, found: &str) -> Self {
        let cut: String = found.chars().take(40).flat_map(char::escape_debug).collect();
        let found = if found.is_empty() { "the end".into() } else { format!("`{cut}`") };
        Self { at, expected: expected.into(), found }
    }
}

/// One name with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// The place of the name, in characters from 1.
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) options: Vec<TermOption>,
}

/// `key`, or `key=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TermOption {
    pub(super) at: usize,
    pub(super) key: String,
    /// The place of the value and the value.
    pub(super) value: Option<(usize, String)>,
}

impl TermOption {
    /// The value; an error naming what it stands for when there is none.
    pub(super) fn needs(&self, what: &str) -> Result<(usize, &str), NotationError> {
        match &self.value {
            Some((at, value)) => Ok((*at, value)),
            None => Err(NotationError::new(self.at, format!("`{}=` and {what}", self.key), &self.key)),
        }
    }

    /// An error when there is a value.
    pub(super) fn alone(&self) -> Result<(), NotationError> {
        match &self.value {
            None => Ok(()),
            Some((at, value)) => Err(NotationError::new(*at, format!("no value: `{}` stands alone", self.key), value)),
        }
    }

    /// That there is no such option; `known` are those there are.
    pub(super) fn unknown(&self, of: &str, known: &[&str]) -> NotationError {
        NotationError::new(self.at, format!("an option of `{of}` ({})", known.join(", ")), &self.key)
    }
}

/// Reads names joined by `+`. An empty text has none.
pub(super) fn terms(text: &str) -> Result<Vec<Term>, NotationError> {
    let mut reader = Reader { characters: text.chars().collect(), at: 0 };
    reader.blanks();
    if reader.peek().is_none() {
        return Ok(Vec::new());
    }
    let mut all = vec![reader.term()?];
    while reader.takes('+') {
        all.push(reader.term()?);
    }
    match reader.peek() {
        None => Ok(all),
        Some(_) => Err(reader.expected("`+` or the end")),
    }
}

struct Reader {
    characters: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Steps over this character and the blanks after it, if it comes next.
    fn takes(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += 1;
            self.blanks();
        }
        found
    }

    fn expected(&self, what: &str) -> NotationError {
        NotationError::new(self.at + 1, what, &self.peek().map(String::from).unwrap_or_default())
    }

    fn term(&mut self) -> Result<Term, NotationError> {
        let (at, name) = self.word("a name")?;
        let mut options = Vec::new();
        if self.takes('(') {
            while !self.takes(')') {
                if !options.is_empty() && !self.takes(',') {
                    return Err(self.expected("`,` or `)`"));
                }
                let (at, key) = self.word("an option")?;
                let value = if self.takes('=') { Some(self.value()?) } else { None };
                options.push(TermOption { at, key, value });
            }
        }
        Ok(Term { at, name, options })
    }

    fn value(&mut self) -> Result<(usize, String), NotationError> {
        if self.peek() != Some('"') {
            return self.word("a value");
        }
        let start = self.at + 1;
        let mut value = String::new();
        loop {
            self.at += 1;
            match self.peek() {
                None => return Err(self.expected("`\"`")),
                Some('"') => break,
                Some('\\') => {
                    self.at += 1;
                    value.push(self.peek().ok_or_else(|| self.expected("`\"` or `\\`"))?);
                }
                Some(other) => value.push(other),
            }
        }
        self.at += 1;
        self.blanks();
        Ok((start, value))
    }

    fn word(&mut self, what: &str) -> Result<(usize, String), NotationError> {
        let start = self.at;
        while self.peek().is_some_and(|c| !is_reserved(c)) {
            self.at += 1;
        }
        let word: String = self.characters.get(start..self.at).unwrap_or_default().iter().collect();
        if word.is_empty() {
            return Err(self.expected(what));
        }
        self.blanks();
        Ok((start + 1, word))
    }
}

fn is_reserved(c: char) -> bool {
    c.is_whitespace() || matches!(c, '+' | '(' | ')' | ',' | '=' | '"')
}

/// A value as the notation writes it.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.is_empty() && !self.0.contains(is_reserved) {
            return f.write_str(self.0);
        }
        write!(f, "\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// A name and its options as the notation writes them.
pub(super) fn write_term(f: &mut fmt::Formatter<'_>, name: &str, options: &[String]) -> fmt::Result {
    f.write_str(name)?;
    if options.is_empty() { Ok(()) } else { write!(f, "({})", options.join(",")) }
}
