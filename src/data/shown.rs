//! Text from users' files as a message quotes it: harmless, and not endless.

use crate::figure::shown as figure;

/// The longest piece of a user's text that a message quotes, in characters.
const LONGEST: usize = 60;

/// `text` as a message may quote it: what would act on a terminal or deceive a reader is written as `\n`, `\u{1b}` and the
/// like, and what is longer than 60 characters is cut and ends in `…`.
pub(crate) fn shown(text: &str) -> String {
    let mut rest = text.char_indices().skip(LONGEST);
    match rest.next() {
        Some((end, _)) => figure::shown(text.get(..end).unwrap_or_default()).into_owned() + "…",
        None => figure::shown(text).into_owned(),
    }
}

/// A path as a message may name it: escaped as [`shown`] does; of a long one the end is kept, where the file's name is.
pub(crate) fn shown_path(path: &str) -> String {
    const LONGEST_PATH: usize = 100;
    let cut = path.chars().count().saturating_sub(LONGEST_PATH);
    let begin = path.char_indices().nth(cut).map_or(path.len(), |(at, _)| at);
    let dots = if cut > 0 { "…" } else { "" };
    dots.to_owned() + &figure::shown(path.get(begin..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_written_out_and_long_text_is_cut() {
        assert_eq!(shown("precio \u{1b}[31m€\r\n"), "precio \\u{1b}[31m€\\r\\n");
        assert_eq!(shown("a\u{202e}b\u{9b}"), "a\\u{202e}b\\u{9b}");
        assert_eq!(shown(&"ñ".repeat(100)), format!("{}…", "ñ".repeat(60)));
        assert_eq!(shown(&"ñ".repeat(60)), "ñ".repeat(60));
        assert_eq!(shown_path(&format!("{}/a\u{7}.csv", "d".repeat(99))), format!("…{}/a\\u{{7}}.csv", "d".repeat(93)));
    }
}
