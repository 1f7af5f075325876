//! Time zones: offsets from UTC and the abbreviations of some. Text comes in lower case.

/// Hours (and half hours) ahead of UTC of abbreviations that mean one zone wherever files with them come from.
const ABBREVIATIONS: [(&str, i32); 30] = [
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("ut", 0),
    ("wet", 0),
    ("west", 60),
    ("bst", 60),
    ("cet", 60),
    ("met", 60),
    ("mez", 60),
    ("cest", 120),
    ("mest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("art", -180),
    ("brt", -180),
    ("jst", 540),
    ("kst", 540),
    ("aest", 600),
    ("aedt", 660),
];

/// A time zone at the start of a text, if there is one: its seconds ahead of UTC, which a mere name (`[europe/madrid]`)
/// doesn't tell; and the text after it.
pub(super) fn leading(text: &str) -> Option<(Option<i32>, &str)> {
    let trimmed = text.trim_start();
    if let Some(inside) = trimmed.strip_prefix(['[', '(']) {
        let (name, rest) = inside.split_once([']', ')'])?;
        let (offset, after) = leading(name)?;
        return after.trim().is_empty().then_some((offset, rest));
    }
    let (offset, rest) = unbracketed(trimmed)?;
    // `+01:00[europe/madrid]`, `+0100 (cet)`: the offset holds, the name is a comment.
    match rest.trim_start() {
        comment if comment.starts_with(['[', '(']) => {
            let (_, after) = leading(comment)?;
            Some((offset, after))
        }
        _ => Some((offset, rest)),
    }
}

fn unbracketed(text: &str) -> Option<(Option<i32>, &str)> {
    if text.starts_with(['+', '-']) {
        return offset(text, false).map(|(seconds, rest)| (Some(seconds), rest));
    }
    let end = text.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    if rest.starts_with(['/', '_']) && rest.as_bytes().get(1).is_some_and(u8::is_ascii_lowercase) {
        // Names like `america/argentina/buenos_aires` or `etc/gmt+1`.
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "/_+-".contains(c))).unwrap_or(text.len());
        return text.split_at_checked(end).map(|(_, rest)| (None, rest)).filter(|_| !word.is_empty());
    }
    let minutes = ABBREVIATIONS.iter().find(|(name, _)| *name == word)?.1;
    if matches!(word, "utc" | "gmt") && rest.starts_with(['+', '-']) {
        return offset(rest, true).map(|(seconds, rest)| (Some(seconds), rest));
    }
    Some((Some(minutes * 60), rest))
}

/// Seconds of `+02:00`, `-0330`, `+02`, and, after "utc", `+2`.
fn offset(text: &str, short: bool) -> Option<(i32, &str)> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let text = text.get(1..)?;
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let (hours, minutes, used) = match whole {
        4 => (text.get(..2)?, text.get(2..4)?, 4),
        2 => match text.get(2..).and_then(|rest| rest.strip_prefix(':')) {
            Some(rest) if digits(rest) == 2 => (text.get(..2)?, rest.get(..2)?, 5),
            _ => (text.get(..2)?, "0", 2),
        },
        1 if short => (text.get(..1)?, "0", 1),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 15 && minutes <= 59).then_some((sign * (hours * 3_600 + minutes * 60), text.get(used..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read_as_offsets_where_they_tell_one() {
        for (text, offset, rest) in [
            ("z", Some(0), ""),
            ("+01:00", Some(3_600), ""),
            ("-0330", Some(-12_600), ""),
            (" +02 2019", Some(7_200), " 2019"),
            ("utc+2", Some(7_200), ""),
            ("cest 2019", Some(7_200), " 2019"),
            ("+01:00[europe/madrid]", Some(3_600), ""),
            ("+0100 (cet)", Some(3_600), ""),
            ("[europe/madrid]", None, ""),
            ("america/argentina/buenos_aires", None, ""),
            ("gmt", Some(0), ""),
        ] {
            assert_eq!(leading(text), Some((offset, rest)), "{text}");
        }
        for text in ["", "-", "+1", "+1:00", "+99", "+0160", "zz", "[", "(x)", "+01:00[", "de", "/"] {
            assert_eq!(leading(text), None, "{text}");
        }
    }
}
