//! JSON objects: one a line, one after the other, or all in one array.

use super::LabelledError;
use serde_json::{Deserializer, Map, Value};

/// An object of a file.
pub(super) type Object = Map<String, Value>;

/// What JSON takes for blanks.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// Whether a text begins as JSON objects do, whatever its file is called.
pub(super) fn looks_like_json(text: &str) -> bool {
    let text = text.trim_start();
    let within = |rest: &str| rest.trim_start().starts_with(['{', '[']);
    text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
        || text.strip_prefix('[').is_some_and(within)
}

/// The objects of a text, with the lines in which they begin.
pub(super) struct Objects<'a> {
    file: &'a str,
    text: &'a str,
    at: usize,
    /// The line of the byte `at`, from 1.
    line: u64,
    place: Place,
    /// Whether the objects so far had a line each, so that one that breaks off is at fault, not the line below it.
    one_a_line: bool,
}

/// Where in the text the reader stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    Array,
    /// Between objects that no array holds.
    Open,
    End,
}

impl<'a> Objects<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, at: 0, line: 1, place: Place::Start, one_a_line: false }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes on by so many bytes.
    fn pass(&mut self, bytes: usize) {
        let passed = self.rest().get(..bytes).unwrap_or_default();
        self.line += passed.matches('\n').count() as u64;
        self.at += bytes;
    }

    fn pass_blanks(&mut self) {
        let rest = self.rest();
        self.pass(rest.len() - rest.trim_start_matches(BLANKS).len());
    }

    /// Goes on behind that sign, if it is here.
    fn pass_sign(&mut self, sign: char) -> bool {
        let is_here = self.rest().starts_with(sign);
        self.pass(usize::from(is_here));
        is_here
    }

    fn expected(&self, line: u64, expected: impl Into<String>) -> LabelledError {
        LabelledError::Row { file: self.file.to_owned(), line, expected: expected.into() }
    }

    fn read(&mut self) -> Result<Option<(u64, Object)>, LabelledError> {
        self.pass_blanks();
        if self.place == Place::Start {
            self.place = if self.pass_sign('[') { Place::Array } else { Place::Open };
            self.pass_blanks();
            if self.place == Place::Array && self.pass_sign(']') {
                return self.end();
            }
        }
        match (self.place, self.rest().is_empty()) {
            (Place::End, _) | (Place::Open, true) => return Ok(None),
            (Place::Array, true) => return Err(self.expected(self.line, "`]` at the end of the array of objects")),
            _ => {}
        }
        let line = self.line;
        let (object, length) = self.object()?;
        self.pass(length);
        if self.place == Place::Open {
            self.one_a_line = self.line == line;
            let behind = self.rest().split('\n').next().unwrap_or_default();
            if !behind.trim_matches(BLANKS).is_empty() {
                return Err(self.expected(self.line, "nothing behind an object in its line"));
            }
        } else {
            self.pass_blanks();
            if self.pass_sign(']') {
                self.end()?;
            } else if !self.pass_sign(',') {
                return Err(self.expected(self.line, "`,` between the objects of the array, or `]` behind the last"));
            }
        }
        Ok(Some((line, object)))
    }

    /// After the array nothing may follow.
    fn end(&mut self) -> Result<Option<(u64, Object)>, LabelledError> {
        self.place = Place::End;
        self.pass_blanks();
        if self.rest().is_empty() {
            Ok(None)
        } else {
            Err(self.expected(self.line, "nothing behind the array of objects"))
        }
    }

    /// The object that begins here, and its length in bytes.
    fn object(&self) -> Result<(Object, usize), LabelledError> {
        let (line, rest) = self.rest().split_once('\n').unwrap_or((self.rest(), ""));
        let is_line = self.place == Place::Open && (self.one_a_line || rest.trim_start().starts_with('{'));
        let text = if is_line { line } else { self.rest() };
        let mut objects = Deserializer::from_str(text).into_iter::<Object>();
        match objects.next() {
            Some(Ok(object)) => Ok((object, objects.byte_offset())),
            Some(Err(error)) => {
                let whole = error.to_string();
                let cause = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(cause, _)| cause);
                // What breaks off is at fault where it begins.
                let within = if error.is_eof() { 0 } else { (error.line() as u64).saturating_sub(1) };
                let line = self.line + within;
                Err(self.expected(line, format!("a JSON object ({cause})")))
            }
            None => Err(self.expected(self.line, "a JSON object")),
        }
    }
}

impl Iterator for Objects<'_> {
    type Item = Result<(u64, Object), LabelledError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
