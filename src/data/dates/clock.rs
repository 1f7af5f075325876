//! Times of day. Text comes in lower case with plain blanks.

use super::zone;

/// A time of day, and the clock that it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// Seconds after midnight; a leap second or hour 24 falls on what follows.
    pub(super) seconds: i64,
    /// What is left, below a second.
    pub(super) nanoseconds: u32,
    /// Seconds ahead of UTC, where the cell tells.
    pub(super) offset: Option<i32>,
}

/// The time of day at the start of a text, with colons (`14:30`, `2:30:05.25 pm`, `14:30:00,123 +0100`), and the text
/// after it.
pub(super) fn with_colons(text: &str) -> Option<(Clock, &str)> {
    let (hour, rest) = number(text, 1..=2)?;
    let (minute, mut rest) = number(rest.strip_prefix(':')?, 2..=2)?;
    let (mut second, mut nanoseconds) = (0, 0);
    if let Some((n, after)) = rest.strip_prefix(':').and_then(|rest| number(rest, 2..=2)) {
        (second, rest) = (n, after);
        if let Some((n, after)) = rest.strip_prefix(['.', ',', ':']).and_then(fraction) {
            (nanoseconds, rest) = (n, after);
        }
    }
    finish(hour, minute, second, nanoseconds, rest)
}

/// The time of day after a whole date, written without colons as well: `1430`, `143000`, `14.30.00`, `14h30`, `2 pm`,
/// `14`.
pub(super) fn after_date(text: &str) -> Option<(Clock, &str)> {
    if let Some(found) = with_colons(text) {
        return Some(found);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (run, rest) = text.split_at_checked(digits)?;
    let part = |from: usize| run.get(from..from + 2).and_then(|two| two.parse::<i64>().ok());
    match digits {
        4 => finish(part(0)?, part(2)?, 0, 0, rest),
        6 => {
            let (nanoseconds, rest) = rest.strip_prefix(['.', ',']).and_then(fraction).unwrap_or((0, rest));
            finish(part(0)?, part(2)?, part(4)?, nanoseconds, rest)
        }
        1 | 2 => {
            let hour = run.parse().ok()?;
            let Some((minute, rest)) = rest.strip_prefix(['.', 'h']).and_then(|rest| number(rest, 2..=2)) else {
                return finish(hour, 0, 0, 0, rest);
            };
            let Some((second, rest)) = rest.strip_prefix(['.', 'm']).and_then(|rest| number(rest, 2..=2)) else {
                return finish(hour, minute, 0, 0, rest);
            };
            let (nanoseconds, rest) = rest.strip_prefix(['.', ',']).and_then(fraction).unwrap_or((0, rest));
            finish(hour, minute, second, nanoseconds, rest.strip_prefix('s').unwrap_or(rest))
        }
        _ => None,
    }
}

/// A whole cell that is a time of day and cannot be taken for a number: `14:30`, `14.30.00`, `14h30`, `2 pm`.
pub(super) fn alone(text: &str) -> Option<Clock> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    if plain && text.matches('.').count() != 2 {
        return None;
    }
    after_date(text).filter(|(_, rest)| rest.trim().is_empty()).map(|(clock, _)| clock)
}

/// What may follow the digits: half of the day, "h", a time zone.
fn finish(hour: i64, minute: i64, second: i64, nanoseconds: u32, rest: &str) -> Option<(Clock, &str)> {
    let (half, rest) = half_of_day(rest);
    let hour = match half {
        Some(later) => (1..=12).contains(&hour).then_some(hour % 12 + later)?,
        None => hour,
    };
    let rest = if half.is_none() { hour_sign(rest) } else { rest };
    let end_of_day = hour == 24 && minute == 0 && second == 0 && nanoseconds == 0;
    if !(end_of_day || hour <= 23 && minute <= 59 && second <= 60) {
        return None;
    }
    let (offset, rest) = zone::leading(rest).unwrap_or((None, rest));
    Some((Clock { seconds: hour * 3_600 + minute * 60 + second, nanoseconds, offset }, rest))
}

/// Takes `am`, `p.m.`, `p. m.` and the like off the start: hours to add.
fn half_of_day(text: &str) -> (Option<i64>, &str) {
    let trimmed = text.trim_start();
    for (letter, hours) in [("a", 0), ("p", 12)] {
        for middle in ["", ".", ". ", " "] {
            let Some(rest) = trimmed.strip_prefix(letter).and_then(|rest| rest.strip_prefix(middle)) else { continue };
            let Some(rest) = rest.strip_prefix('m') else { continue };
            if !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                return (Some(hours), rest.strip_prefix('.').unwrap_or(rest));
            }
        }
    }
    (None, text)
}

/// Takes "h", "hs", "horas" and the like off the start.
fn hour_sign(text: &str) -> &str {
    let trimmed = text.trim_start();
    let end = trimmed.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(trimmed.len());
    match trimmed.split_at_checked(end) {
        Some(("h" | "hs" | "hr" | "hrs" | "hora" | "horas" | "uhr" | "hours", rest)) => {
            rest.strip_prefix('.').unwrap_or(rest)
        }
        _ => text,
    }
}

/// A number of so many digits at the start of a text, and what follows, which is no digit.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<(i64, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let (run, rest) = text.split_at_checked(count)?;
    digits.contains(&count).then_some((run.parse().ok()?, rest))
}

/// Digits after a decimal mark, as nanoseconds; what lies below is cut.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let (run, rest) = text.split_at_checked(count)?;
    let nine = run.bytes().chain(std::iter::repeat(b'0')).take(9);
    (count > 0).then(|| (nine.fold(0, |n, b| n * 10 + u32::from(b - b'0')), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<(i64, u32, Option<i32>)> {
        after_date(text).filter(|(_, rest)| rest.trim().is_empty()).map(|(c, _)| (c.seconds, c.nanoseconds, c.offset))
    }

    #[test]
    fn times_of_day_are_read_in_the_usual_forms() {
        let half_past_two = 14 * 3_600 + 30 * 60;
        for text in [
            "14:30",
            "14:30:00",
            "2:30 pm",
            "2:30pm",
            "02:30:00 p.m.",
            "2:30 p. m.",
            "1430",
            "143000",
            "14.30",
            "14.30.00",
            "14h30",
            "14h30m00s",
            "14:30h",
            "14:30 horas",
            "14:30:00.000",
            "14:30 hs.",
        ] {
            assert_eq!(told(text), Some((half_past_two, 0, None)), "{text}");
        }
        assert_eq!(told("14:30:00,123"), Some((half_past_two, 123_000_000, None)));
        assert_eq!(told("14:30:00.123456789Z".to_lowercase().as_str()), Some((half_past_two, 123_456_789, Some(0))));
        assert_eq!(told("14:30:00:5 +01:00"), Some((half_past_two, 500_000_000, Some(3_600))));
        assert_eq!(told("14 utc+1"), Some((14 * 3_600, 0, Some(3_600))));
        assert_eq!(
            (told("12:00 am"), told("12 pm"), told("24:00")),
            (Some((0, 0, None)), Some((43_200, 0, None)), Some((86_400, 0, None)))
        );
    }

    #[test]
    fn what_no_clock_shows_is_no_time_of_day() {
        for text in
            ["", "24:01", "25:00", "14:60", "14:30:61", "13:00 pm", "0:10 am", "14:3", "1:2:3", "12345", "x", ":30"]
        {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn a_cell_of_digits_alone_is_no_time_of_day() {
        for text in ["14", "14.30", "1430", "2019"] {
            assert_eq!(alone(text), None, "{text}");
        }
        assert!(alone("18.00.00").is_some() && alone("2 pm").is_some() && alone("9:05").is_some());
    }
}
