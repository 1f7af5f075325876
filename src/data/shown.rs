//! Text from users' files is data: in a message, what would move a cursor or turn text around is written out.

/// The longest piece of a user's text that a message quotes, in characters.
const LONGEST: usize = 60;

/// `text` as a message may quote it: control characters and those that reorder or hide text are written as `\n`,
/// `\u{1b}` and the like, and what is longer than 60 characters is cut and ends in `…`.
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4 * LONGEST));
    for (i, c) in text.chars().enumerate() {
        if i == LONGEST {
            out.push('…');
            break;
        }
        push_shown(&mut out, c);
    }
    out
}

/// A path as a message may name it: escaped as [`shown`] does; of a long one the end is kept, where the file's name is.
pub(crate) fn shown_path(path: &str) -> String {
    const LONGEST_PATH: usize = 100;
    let cut = path.chars().count().saturating_sub(LONGEST_PATH);
    let mut out = if cut > 0 { "…".to_owned() } else { String::new() };
    path.chars().skip(cut).for_each(|c| push_shown(&mut out, c));
    out
}

fn push_shown(out: &mut String, c: char) {
    if c.is_control() || turns_or_hides(c) {
        out.extend(c.escape_default());
    } else {
        out.push(c);
    }
}

/// Zero-width characters, line and paragraph separators, bidirectional controls, the byte order mark and tags.
fn turns_or_hides(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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
