//! What the terminal can do, decided once from the user's options and the environment. Nothing is asked of the terminal
//! itself: over SSH an answer may come so late that it lands among the keys.

use std::str::FromStr;

/// How many colours the terminal shows, from fewest to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColorLevel {
    /// None; reverse, bold and underline remain.
    None,
    /// The sixteen of a user's own palette.
    Ansi16,
    /// The 6x6x6 cube and the gray ramp besides.
    Ansi256,
    /// 24 bits.
    TrueColor,
}

/// Which glyphs the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Charset {
    /// Bytes 0x20 to 0x7e only.
    Ascii,
    /// Single-width glyphs of Unicode: box drawing, blocks, braille.
    Unicode,
}

impl Charset {
    /// The other one, for the key that switches at run time.
    pub const fn toggled(self) -> Self {
        match self {
            Self::Ascii => Self::Unicode,
            Self::Unicode => Self::Ascii,
        }
    }
}

/// Whether the screen is at the other end of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Link {
    /// The terminal is on this machine.
    Local,
    /// Over SSH: fewer frames, a budget of bytes.
    Remote,
}

/// Whether the terminal's own background is dark, as far as the environment tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Background {
    /// Dark, or unknown.
    Dark,
    /// Light.
    Light,
}

impl Background {
    /// The built-in theme made for it.
    pub const fn theme(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }
}

/// What the terminal can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Capabilities {
    /// Colours.
    pub color: ColorLevel,
    /// Glyphs.
    pub charset: Charset,
    /// Distance.
    pub link: Link,
    /// Background.
    pub background: Background,
}

/// A word that isn't among those an option takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} isn't one of {allowed}")]
pub struct UnknownWord {
    found: String,
    allowed: &'static str,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// From the environment.
    #[default]
    Auto,
    /// As the user says.
    Level(ColorLevel),
}

impl ColorChoice {
    /// This one, or where it leaves it to the environment the other one.
    pub const fn or(self, other: Self) -> Self {
        match self {
            Self::Auto => other,
            Self::Level(_) => self,
        }
    }
}

impl FromStr for ColorChoice {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "auto" => Ok(Self::Auto),
            "truecolor" => Ok(Self::Level(ColorLevel::TrueColor)),
            "256" => Ok(Self::Level(ColorLevel::Ansi256)),
            "16" => Ok(Self::Level(ColorLevel::Ansi16)),
            "none" => Ok(Self::Level(ColorLevel::None)),
            _ => Err(UnknownWord { found: word.to_owned(), allowed: "auto, truecolor, 256, 16, none" }),
        }
    }
}

/// `--charset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CharsetChoice {
    /// From the environment.
    #[default]
    Auto,
    /// As the user says.
    Charset(Charset),
}

impl CharsetChoice {
    /// This one, or where it leaves it to the environment the other one.
    pub const fn or(self, other: Self) -> Self {
        match self {
            Self::Auto => other,
            Self::Charset(_) => self,
        }
    }
}

impl FromStr for CharsetChoice {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "auto" => Ok(Self::Auto),
            "unicode" => Ok(Self::Charset(Charset::Unicode)),
            "ascii" => Ok(Self::Charset(Charset::Ascii)),
            _ => Err(UnknownWord { found: word.to_owned(), allowed: "auto, unicode, ascii" }),
        }
    }
}

/// The variables of the environment that say something about the terminal; an unset one is empty, as POSIX has it for
/// the locale.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment {
    /// `TERM`: the name in the terminal's database.
    pub term: String,
    /// `COLORTERM`: "truecolor" or "24bit" where 24 bits are understood. SSH doesn't forward it.
    pub colorterm: String,
    /// `NO_COLOR`: colours off when it isn't empty (<https://no-color.org>).
    pub no_color: String,
    /// `LC_ALL`: wins over the next two.
    pub lc_all: String,
    /// `LC_CTYPE`: wins over `LANG`.
    pub lc_ctype: String,
    /// `LANG`.
    pub lang: String,
    /// `SSH_CONNECTION`: set by the SSH server.
    pub ssh_connection: String,
    /// `COLORFGBG`: "foreground;background" in ANSI indices, set by a few terminals.
    pub colorfgbg: String,
}

impl Environment {
    /// What `lookup` (say, `|name| std::env::var(name).ok()`) knows.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let get = |name| lookup(name).unwrap_or_default();
        Self {
            term: get("TERM"),
            colorterm: get("COLORTERM"),
            no_color: get("NO_COLOR"),
            lc_all: get("LC_ALL"),
            lc_ctype: get("LC_CTYPE"),
            lang: get("LANG"),
            ssh_connection: get("SSH_CONNECTION"),
            colorfgbg: get("COLORFGBG"),
        }
    }

    /// Of this process.
    pub fn current() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }
}

/// What the terminal can do: the user's word first (the command line's, else the settings': both go before `NO_COLOR`, see
/// <https://no-color.org>), then the environment's.
pub fn decide(color: ColorChoice, charset: CharsetChoice, environment: &Environment) -> Capabilities {
    Capabilities {
        color: match color {
            ColorChoice::Level(level) => level,
            ColorChoice::Auto => color_of(environment),
        },
        charset: match charset {
            CharsetChoice::Charset(charset) => charset,
            CharsetChoice::Auto => charset_of(environment),
        },
        link: if environment.ssh_connection.is_empty() { Link::Local } else { Link::Remote },
        background: background_of(environment),
    }
}

/// A terminal that does no more than print: no name, "dumb", DEC's old ones.
fn is_plain(term: &str) -> bool {
    term.is_empty() || term == "dumb" || term.starts_with("vt1") || term.starts_with("vt2")
}

fn color_of(environment: &Environment) -> ColorLevel {
    let term = environment.term.as_str();
    if !environment.no_color.is_empty() {
        ColorLevel::None
    } else if matches!(environment.colorterm.as_str(), "truecolor" | "24bit") || term.ends_with("-direct") {
        ColorLevel::TrueColor
    } else if term.contains("256color") {
        ColorLevel::Ansi256
    } else if is_plain(term) {
        ColorLevel::None
    } else {
        ColorLevel::Ansi16
    }
}

fn charset_of(environment: &Environment) -> Charset {
    let locale = [&environment.lc_all, &environment.lc_ctype, &environment.lang].into_iter().find(|s| !s.is_empty());
    let is_utf8 = locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    // The Linux console has UTF-8, but a font of 256 or 512 glyphs, braille not among them.
    let has_glyphs = !is_plain(&environment.term) && environment.term != "linux";
    if is_utf8 && has_glyphs { Charset::Unicode } else { Charset::Ascii }
}

/// By the convention of rxvt and Vim: backgrounds 0 to 6 and 8 are dark.
fn background_of(environment: &Environment) -> Background {
    let background = environment.colorfgbg.rsplit(';').next().and_then(|index| index.parse::<u8>().ok());
    match background {
        Some(7 | 9..=15) => Background::Light,
        _ => Background::Dark,
    }
}

#[cfg(test)]
#[path = "capabilities_tests.rs"]
mod tests;
