//! Text that came from a file, a log or a command line is data: what in it would act on a terminal or deceive whoever reads
//! it is written out. This is the one list of such characters; every way out of the program goes by it.
//!
//! * Controls (C0, DEL, C1) move the cursor, ring, colour, set the clipboard or a title.
//! * Bidirectional marks, embeddings, overrides and isolates make a line read other than it is.
//! * Characters that take no room and show nothing hide a text in another: zero-width blanks, the soft hyphen, invisible
//!   operators, fillers, annotations, tags, deprecated format characters, line and paragraph separators.
//! * Joiners and variation selectors show nothing either, but some words and signs are written with them. They pass where
//!   they belong: a zero-width joiner between two parts of an emoji; joiners and non-joiners between letters of scripts that
//!   join (Persian, Indic); the selectors of a picture's or an ideograph's form after such. Elsewhere they are written out.

use std::borrow::Cow;

/// Whether a character may act or deceive; joiners and selectors are among them, wherever they stand.
pub fn is_harmful(c: char) -> bool {
    is_harmful_everywhere(c) || is_joiner(c) || is_selector(c)
}

fn is_harmful_everywhere(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Soft hyphen, grapheme joiner, Arabic letter mark, fillers, inherent vowels, Mongolian vowel separator.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{3164}' | '\u{ffa0}'
            // Zero-width blank, marks of direction, separators, embeddings, overrides, joiner of words, invisible
            // operators, isolates, deprecated format characters.
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            // Byte order mark; annotations and what is kept free beside them.
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            // Formats of hieroglyphs, shorthand and music; tags and what is kept free beside them.
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether `c` may act or deceive between these neighbours.
fn is_harmful_between(before: Option<char>, c: char, after: Option<char>) -> bool {
    let are = |kind: fn(char) -> bool| before.is_some_and(kind) && after.is_some_and(kind);
    match c {
        '\u{200d}' => {
            let is_in_emoji = before.is_some_and(is_part_of_emoji) && after.is_some_and(is_picture);
            !(is_in_emoji || are(is_of_a_joining_script))
        }
        '\u{200c}' => !are(is_of_a_joining_script),
        '\u{fe0e}' | '\u{fe0f}' => {
            !before.is_some_and(|before| is_picture(before) || is_sign_with_two_forms(before, after))
        }
        c if is_selector(c) => !before.is_some_and(has_forms),
        c => is_harmful_everywhere(c),
    }
}

fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_part_of_emoji(c: char) -> bool {
    is_picture(c) || c == '\u{fe0f}'
}

/// Signs that are letters or pictures: ©, and digits that are keys.
fn is_sign_with_two_forms(c: char, after: Option<char>) -> bool {
    matches!(c, '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '〰' | '〽' | '㊗' | '㊙')
        || matches!(c, '0'..='9' | '#' | '*') && after == Some('\u{20e3}')
}

/// Scripts whose letters join, or that form ligatures: Arabic and its kin, those of India and around it, Mongolian.
fn is_of_a_joining_script(c: char) -> bool {
    !is_harmful(c)
        && matches!(c, '\u{600}'..='\u{7ff}' | '\u{840}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}'
            | '\u{a840}'..='\u{a87f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Mathematical signs, Mongolian letters and ideographs have forms that a selector chooses.
fn has_forms(c: char) -> bool {
    matches!(c, '\u{1820}'..='\u{18aa}' | '\u{2200}'..='\u{22ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// The characters of a text, each with whether it may act or deceive where it stands.
pub fn marked(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut before = None;
    let mut rest = text.chars().peekable();
    std::iter::from_fn(move || {
        let c = rest.next()?;
        let is_harmful = is_harmful_between(before, c, rest.peek().copied());
        // What is written out is no neighbour any more.
        before = (!is_harmful).then_some(c);
        Some((c, is_harmful))
    })
}

/// Whether nothing in it acts or deceives, as a piece of text whose neighbours are like it.
pub fn is_harmless_piece(piece: &str) -> bool {
    let mut before = None;
    let mut rest = piece.chars().peekable();
    while let Some(c) = rest.next() {
        if is_harmful_between(before, c, rest.peek().copied().or(before)) {
            return false;
        }
        before = Some(c);
    }
    true
}

/// A text with what would act or deceive written as `\n`, `\u{1b}` and the like: one line, whatever it was.
pub fn shown(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    push_shown(&mut out, text);
    Cow::Owned(out)
}

/// As [`shown`], after what is in `out`.
pub fn push_shown(out: &mut String, text: &str) {
    if is_plain(text) {
        return out.push_str(text);
    }
    for (c, is_harmful) in marked(text) {
        if is_harmful {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
}

/// The same of a text of several lines, which stay lines.
pub fn shown_lines(text: &str) -> Cow<'_, str> {
    if text.lines().all(is_plain) && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        push_shown(&mut out, line);
        out.push_str(end);
    }
    Cow::Owned(out)
}

/// JSON with what would act or deceive escaped as JSON does (`\u009b`): it reads back the same.
pub fn shown_json(json: &str) -> Cow<'_, str> {
    if is_plain(json) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        // Outside of its strings JSON has no such characters but ends of lines.
        if is_harmful(c) && !matches!(c, '\n' | '\r' | '\t') {
            push_json(&mut out, c);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A character as `\uXXXX`, or two of these.
pub fn push_json(out: &mut String, c: char) {
    use std::fmt::Write as _;
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a string does not fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_acts_or_deceives_is_written_out() {
        let cases = [
            ("plain, with ñ and 漢", "plain, with ñ and 漢"),
            ("x\u{1b}]52;c;UFdORUQ=\u{7}", "x\\u{1b}]52;c;UFdORUQ=\\u{7}"),
            ("\u{9b}31m\u{9d}0;t\u{9c}\u{7f}", "\\u{9b}31m\\u{9d}0;t\\u{9c}\\u{7f}"),
            ("a\tb\r\n", "a\\tb\\r\\n"),
            ("abc\u{202e}cba\u{2066}\u{200f}", "abc\\u{202e}cba\\u{2066}\\u{200f}"),
            ("\u{feff}w\u{200b}o\u{ad}r\u{2060}d\u{3164}", "\\u{feff}w\\u{200b}o\\u{ad}r\\u{2060}d\\u{3164}"),
            (
                "\u{180e}\u{206a}\u{206f}\u{e0041}\u{fff9}\u{2028}",
                "\\u{180e}\\u{206a}\\u{206f}\\u{e0041}\\u{fff9}\\u{2028}",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn joiners_and_selectors_pass_where_they_belong_and_nowhere_else() {
        let pass = [
            "👨\u{200d}👩\u{200d}👧 family",
            "🏳\u{fe0f}\u{200d}🌈",
            "👩🏽\u{200d}⚕\u{fe0f}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "❤\u{fe0f} 1\u{fe0f}\u{20e3} ©\u{fe0f}",
            "葛\u{e0100}",
        ];
        for text in pass {
            assert_eq!(shown(text), text, "{text:?}");
        }
        let stay = [
            "a\u{200d}b",
            "a\u{200c}b",
            "\u{200c}می",
            "می\u{200c} ",
            "a\u{fe0f}",
            "👨\u{200d}a",
            "❤\u{fe0f}\u{fe0f}",
            "1\u{fe0f}",
        ];
        for text in stay {
            assert!(shown(text).contains("\\u{"), "{text:?}");
        }
    }

    #[test]
    fn lines_stay_lines_and_json_reads_back_the_same() {
        assert_eq!(shown_lines("a\u{1b}\nb\r\n\tc"), "a\\u{1b}\nb\\r\n\\tc");
        assert_eq!(shown_lines("one\ntwo\n"), "one\ntwo\n");
        assert_eq!(shown_json("{\"a\":\"\u{9b}\u{e0041}\u{200d}\"}"), r#"{"a":"\u009b\udb40\udc41\u200d"}"#);
        assert!(is_harmless_piece("ی\u{200c}") && is_harmless_piece("❤\u{fe0f}") && !is_harmless_piece("a\u{200b}"));
    }

    proptest! {
        #[test]
        fn a_text_that_was_shown_holds_nothing_harmful_and_stays_as_it_is(text in any::<String>()) {
            let once = shown(&text).into_owned();
            prop_assert!(!marked(&once).any(|(_, is_harmful)| is_harmful));
            prop_assert_eq!(shown(&once).into_owned(), once);
        }

        #[test]
        fn json_of_any_text_reads_back_the_same(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            let safe = shown_json(&json);
            prop_assert!(!safe.contains(is_harmful));
            prop_assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
        }
    }
}
