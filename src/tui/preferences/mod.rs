//! The settings file: what the user prefers, read so that what is wrong in it is told and the rest holds, and changed so
//! that everything else in it stays as it was.
//!
//! ```toml
//! theme = "light"       # a built-in one, or a file's name in the folder `themes` beside this file
//! contrast = "high"     # normal, high
//! charset = "unicode"   # auto, unicode, ascii
//! color = "256"         # auto, truecolor, 256, 16, none
//!
//! [keys]
//! play-pause = ["p", "space"]
//! ```

mod edit;

pub use edit::{EditError, changed};

use super::capabilities::{Charset, CharsetChoice, ColorChoice};
use super::keys::KeyTable;
use super::setting::{SettingError, Source, list_of};
use super::theme::Contrast;
use toml::Spanned;
use toml::de::DeValue;

const KNOWN: [&str; 5] = ["theme", "contrast", "charset", "color", "keys"];

/// What the user prefers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The theme's name and the line that says it; `None`: by the terminal's background.
    pub theme: Option<(String, usize)>,
    /// How much text stands out.
    pub contrast: Contrast,
    /// Which glyphs.
    pub charset: CharsetChoice,
    /// How many colours.
    pub color: ColorChoice,
    /// Which keys do what.
    pub keys: KeyTable,
}

impl Preferences {
    /// Reads a settings file, and what is wrong with it: each wrong row is as if it weren't there, of a text that isn't
    /// TOML every row. `file` is named in what is told.
    pub fn parse(file: &str, text: &str) -> (Self, Vec<SettingError>) {
        let source = Source::new(file, text);
        let document = match source.parse() {
            Ok(document) => document,
            Err(error) => return (Self::default(), vec![error]),
        };
        let (keys, mut problems) = KeyTable::read(&source, &document);
        let mut preferences = Self { keys, ..Self::default() };
        for (key, value) in &document {
            if let Err(problem) = preferences.take(&source, key.get_ref(), value) {
                problems.push(problem.unwrap_or_else(|| {
                    let known = list_of(KNOWN);
                    source.error(key.span(), key.get_ref(), format!("unknown; known are {known}"))
                }));
            }
        }
        problems.sort_by_key(|problem| problem.line);
        (preferences, problems)
    }

    /// Takes one row; an error without a problem is an unknown key.
    fn take(
        &mut self,
        source: &Source<'_>,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<(), Option<SettingError>> {
        let word = || source.string(value, key);
        let wrong = |problem: String| source.error(value.span(), key, problem);
        match key {
            "theme" => self.theme = Some((word()?.to_owned(), source.line(value.span()))),
            "contrast" => {
                self.contrast = match word()? {
                    "normal" => Contrast::Normal,
                    "high" => Contrast::High,
                    other => return Err(Some(wrong(format!("{other:?} isn't one of normal, high")))),
                }
            }
            "charset" => self.charset = word()?.parse::<CharsetChoice>().map_err(|why| wrong(why.to_string()))?,
            "color" => self.color = word()?.parse::<ColorChoice>().map_err(|why| wrong(why.to_string()))?,
            "keys" => {}
            _ => return Err(None),
        }
        Ok(())
    }
}

/// Something chosen on the screen, to be kept in the settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The theme of this name.
    Theme(String),
    /// How much text stands out.
    Contrast(Contrast),
    /// Which glyphs.
    Charset(Charset),
}

impl Choice {
    /// The key in the settings file.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Theme(_) => "theme",
            Self::Contrast(_) => "contrast",
            Self::Charset(_) => "charset",
        }
    }

    /// The value in the settings file.
    pub fn value(&self) -> &str {
        match self {
            Self::Theme(name) => name,
            Self::Contrast(Contrast::Normal) => "normal",
            Self::Contrast(Contrast::High) => "high",
            Self::Charset(Charset::Ascii) => "ascii",
            Self::Charset(Charset::Unicode) => "unicode",
        }
    }
}

#[cfg(test)]
mod tests;
