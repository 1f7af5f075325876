//! A cell of letters and digits taken apart from left to right: numbers, a month's name, a time of day. Text comes in
//! lower case, without accents.

use super::clock::{self, Clock};
use super::{words, zone};

/// A number and how many digits it is written with.
pub(super) type Field = (i64, usize);

/// What stands between two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Nothing,
    Space,
    Dash,
    Slash,
    Dot,
    Other,
}

/// What was found in a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scanned {
    pub(super) numbers: [Field; 3],
    pub(super) count: usize,
    /// The month from 1 that is named.
    pub(super) name: Option<i64>,
    /// What stands between the numbers, where nothing else does.
    pub(super) separators: [Separator; 2],
    pub(super) clock: Option<Clock>,
}

impl Scanned {
    fn parts(&self) -> usize {
        self.count + usize::from(self.name.is_some())
    }

    /// Whether a day has been named in full, so that only a time of day can follow.
    fn is_day(&self) -> bool {
        self.parts() == 3 || self.numbers[0].1 >= 6 || (self.count == 2 && self.numbers[1].1 == 3)
    }
}

/// Takes the whole text apart, if it is nothing but parts of a date.
pub(super) fn scan(text: &str) -> Option<Scanned> {
    let mut found =
        Scanned { numbers: [(0, 0); 3], count: 0, name: None, separators: [Separator::Nothing; 2], clock: None };
    let mut rest = text;
    let mut between = Separator::Nothing;
    while let Some(first) = rest.bytes().next() {
        if first.is_ascii_digit() {
            rest = digits(&mut found, rest, between)?;
            between = Separator::Nothing;
        } else if first.is_ascii_lowercase() {
            (rest, between) = letters(&mut found, rest, between)?;
        } else if found.is_day() && found.clock.is_none() && first == b'+' {
            // A day with the offset of its zone, as XML writes it.
            rest = zone::leading(rest)?.1;
        } else {
            between = separator(&found, between, first, rest.get(1..)?)?;
            rest = rest.get(1..)?;
        }
    }
    Some(found)
}

/// A time of day, or a number of the date.
fn digits<'a>(found: &mut Scanned, rest: &'a str, between: Separator) -> Option<&'a str> {
    if found.clock.is_none() {
        let time = if found.is_day() { clock::after_date(rest) } else { clock::with_colons(rest) };
        if let Some((clock, after)) = time {
            // `1.2.3.4` is no date with an hour, nor is `10-11-12-13`.
            let is_short = rest.len() - after.len() <= 2;
            let joined =
                !(matches!(between, Separator::Dot | Separator::Slash) || between == Separator::Dash && is_short);
            if found.parts() > 0 && !joined {
                return None;
            }
            found.clock = Some(clock);
            // `14:30:05 +0000 utc`: the zone twice.
            return Some(match zone::leading(after) {
                Some((_, twice)) if clock.offset.is_some() => twice,
                _ => after,
            });
        }
    }
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    if length > 8 || (length > 4 && found.parts() > 0) || found.is_day() {
        return None;
    }
    let number = rest.get(..length)?.parse().ok()?;
    if found.count > 0 && found.name.is_none() {
        *found.separators.get_mut(found.count - 1)? = between;
    }
    *found.numbers.get_mut(found.count)? = (number, length);
    found.count += 1;
    let after = rest.get(length..)?;
    let word = after.bytes().take_while(u8::is_ascii_lowercase).count();
    // The day's ordinal: 15th, 1er, 1o.
    if length <= 2 && words::is_ordinal(after.get(..word)?) { after.get(word..) } else { Some(after) }
}

/// A month, a day of the week, a word without meaning, or the sign between date and time.
fn letters<'a>(found: &mut Scanned, rest: &'a str, between: Separator) -> Option<(&'a str, Separator)> {
    let length = rest.bytes().take_while(u8::is_ascii_lowercase).count();
    let (word, after) = rest.split_at_checked(length)?;
    let after_dot = after.strip_prefix('.').filter(|rest| !rest.starts_with('.')).unwrap_or(after);
    if found.is_day() && found.clock.is_none() {
        match word {
            "t" if after.starts_with(|c: char| c.is_ascii_digit()) => return Some((after, Separator::Other)),
            "z" if after.is_empty() => return Some((after, Separator::Other)),
            _ => {}
        }
    }
    match words::month(word) {
        // "mar 15 mar 2019": the first was the day of the week, "martes".
        Some(month) if found.name.is_none() || (found.count <= 1 && words::is_weekday(word)) => {
            if found.parts() == 3 {
                return None;
            }
            found.name = Some(month);
            return Some((after_dot, Separator::Nothing));
        }
        Some(_) => return None,
        None => {}
    }
    if words::is_weekday(word) && found.parts() == 0 && !words::is_filler(word) {
        return Some((after_dot.strip_prefix(',').unwrap_or(after_dot).trim_start(), between));
    }
    let after = if found.parts() == 0 { after.trim_start() } else { after };
    words::is_filler(word).then_some((after, Separator::Space))
}

/// A sign between parts, joined with what came before it; `None` where no date has it.
fn separator(found: &Scanned, between: Separator, sign: u8, rest: &str) -> Option<Separator> {
    let this = match sign {
        b' ' => Separator::Space,
        b'-' => Separator::Dash,
        b'/' => Separator::Slash,
        b'.' => Separator::Dot,
        b',' | b':' | b'_' | b'\'' => Separator::Other,
        _ => return None,
    };
    // Something must follow, and a date begins with none but the sign after a time of day.
    let leading = found.parts() == 0 && found.clock.is_none();
    if leading || rest.is_empty() {
        return None;
    }
    let joins_time = found.is_day() || found.parts() == 0;
    match (between, this) {
        (Separator::Nothing, this) if this != Separator::Other || joins_time || found.name.is_some() => Some(this),
        (Separator::Nothing, Separator::Other) if sign == b',' || sign == b'\'' => Some(this),
        (Separator::Space, Separator::Space) => Some(Separator::Space),
        (before, Separator::Space) => Some(before),
        (Separator::Space, this) if joins_time || found.name.is_some() || sign == b'\'' => Some(this),
        _ => None,
    }
}
