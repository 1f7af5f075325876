//! Text from users' files is data: what would act on the terminal is shown instead, and lengths are columns on the
//! screen.

use crate::figure::shown::marked;
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Marks that combine with a letter; more than this many on one would smear over the rows around it.
const COMBINING: usize = 3;

/// How a character is shown that would act instead: `\n`, `\t`, `\e` for the escape that starts a terminal's commands,
/// `\x07` for other control characters, `\u{202e}` for what reorders a line or can't be seen at all.
fn mark(c: char) -> Cow<'static, str> {
    match c {
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        '\x1b' => "\\e".into(),
        c if c.is_control() => format!("\\x{:02x}", u32::from(c)).into(),
        c => format!("\\u{{{:x}}}", u32::from(c)).into(),
    }
}

/// Selectors of a glyph's variant and the joiner of emoji: terminals disagree about the width of what they make, so
/// they are left out.
fn is_left_out(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{200d}' | '\u{e0100}'..='\u{e01ef}')
}

/// The text with everything that would act on a terminal shown as a visible mark, and with no more than three combining
/// marks on a letter. The result holds no control character; a second pass changes nothing.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let mut combining = 0;
    for (c, is_harmful) in marked(text) {
        if is_left_out(c) {
            continue;
        }
        if is_harmful {
            shown.push_str(&mark(c));
            combining = 0;
        } else {
            combining = if c.width() == Some(0) { combining + 1 } else { 0 };
            if combining <= COMBINING {
                // The replacement character stands for what couldn't be read; terminals disagree on its width, and some
                // drop it.
                shown.push(if c == '\u{fffd}' { '?' } else { c });
            }
        }
    }
    Cow::Owned(shown)
}

/// What a text field takes over from a paste: at most `most` characters, without those that would act, blanks of any
/// kind as spaces.
pub fn pasted(text: &str, most: usize) -> String {
    let plain: String = text.trim().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let kept = marked(&plain).filter(|(c, is_harmful)| !is_harmful && !is_left_out(*c));
    kept.map(|(c, _)| c).take(most).collect()
}

/// Columns that the text takes on the screen.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text if it fits into `columns`, else its beginning followed by `..` (without the dots where there are fewer than
/// four columns). Never wider than `columns`; a wide character is left out whole.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if text.len() <= columns || width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns < 4 {
        return Cow::Borrowed(beginning(text, columns));
    }
    Cow::Owned(format!("{}..", beginning(text, columns - 2).trim_end()))
}

/// The longest beginning that fits into `columns`.
fn beginning(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > columns
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Like [`cut`], but keeps the end, which tells paths apart.
pub fn cut_beginning(text: &str, columns: usize) -> Cow<'_, str> {
    if text.len() <= columns || width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let (dots, room) = if columns < 4 { ("", columns) } else { ("..", columns - 2) };
    let mut used = 0;
    let start = text.char_indices().rev().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > room
    });
    let kept = start.and_then(|(at, c)| text.get(at + c.len_utf8()..)).unwrap_or(text);
    Cow::Owned(format!("{dots}{kept}"))
}

/// The text in exactly `columns`: cut, or filled with spaces on the right.
pub fn left(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let fill = columns.saturating_sub(width(&text));
    format!("{text}{:fill$}", "")
}

/// The text in exactly `columns`: cut, or filled with spaces on the left.
pub fn right(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let fill = columns.saturating_sub(width(&text));
    format!("{:fill$}{text}", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_act_on_the_terminal_is_shown() {
        let cases = [
            ("plain, with ñ and 漢", "plain, with ñ and 漢"),
            ("\x1b[2Jgone\x07", "\\e[2Jgone\\x07"),
            ("a\tb\r\n", "a\\tb\\r\\n"),
            ("\u{9b}31m", "\\x9b31m"),
            ("abc\u{202e}cba", "abc\\u{202e}cba"),
            ("\u{feff}word\u{200b}", "\\u{feff}word\\u{200b}"),
            ("\u{180e}\u{206a}", "\\u{180e}\\u{206a}"),
            ("n\u{303}o", "n\u{303}o"),
            ("\u{2764}\u{fe0f}", "\u{2764}"),
        ];
        for (text, expected) in cases {
            assert_eq!(printable(text), expected, "{text:?}");
        }
        assert_eq!(printable(&format!("z{}", "\u{301}".repeat(50))).chars().count(), 4);
    }

    #[test]
    fn a_paste_is_stripped_of_what_would_act_and_capped() {
        assert_eq!(pasted("  el gato\r\n\x1b[31mnegro\u{202e}\n", 100), "el gato  [31mnegro");
        assert_eq!(pasted("ñandú", 2), "ña");
    }

    #[test]
    fn a_cut_text_says_so_where_there_is_room() {
        assert_eq!(cut("validation", 10), "validation");
        assert_eq!(cut("validation", 9), "validat..");
        assert_eq!(cut("validation", 3), "val");
        assert_eq!(cut("漢字漢字", 5), "漢..");
        assert_eq!(cut("ab cd ef", 5), "ab..");
        assert_eq!(cut_beginning("/home/me/data.csv", 10), "..data.csv");
        assert_eq!(left("ab", 4) + "|" + &right("漢", 4), "ab  |  漢");
    }

    proptest! {
        #[test]
        fn printable_text_holds_no_control_character_and_stays_as_it_is(text in any::<String>()) {
            let shown = printable(&text).into_owned();
            prop_assert!(!marked(&shown).any(|(_, is_harmful)| is_harmful));
            prop_assert_eq!(printable(&shown).into_owned(), shown);
        }

        #[test]
        fn cut_text_is_never_wider_than_its_room(text in any::<String>(), columns in 0_usize..20) {
            let text = printable(&text);
            prop_assert!(width(&cut(&text, columns)) <= columns);
            prop_assert!(width(&cut_beginning(&text, columns)) <= columns);
            prop_assert_eq!(width(&left(&text, columns)), columns);
            prop_assert_eq!(width(&right(&text, columns)), columns);
        }
    }
}
