//! Text from users' files is data: nothing in it reaches a terminal as more than text.

/// Characters that move a cursor, colour, ring, hide or reorder text: controls, zero-width characters, line and
/// paragraph separators, bidirectional controls, the byte order mark, tags.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// `text` with hidden characters written as `\u{1b}`, `\n` and the like.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_shown(&mut out, text);
    out
}

/// As [`shown`], after what is in `out`.
pub fn push_shown(out: &mut String, text: &str) {
    for c in text.chars() {
        // A joiner between two parts of an emoji belongs to it and hides nothing.
        if is_hidden(c) && !(c == '\u{200d}' && !text.is_ascii() && text.chars().any(|c| c >= '\u{1f000}')) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
}

/// `text` as a JSON string, quotes included: the same characters for whoever parses it, and none hidden for whoever
/// looks at it.
pub fn push_json(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_and_overrides_become_marks() {
        assert_eq!(shown("a\u{1b}[31m\u{202e}b\u{0}\u{9b}"), "a\\u{1b}[31m\\u{202e}b\\u{0}\\u{9b}");
        assert_eq!(shown("👨\u{200d}👩 ñ"), "👨\u{200d}👩 ñ");
        assert_eq!(shown("a\u{200d}b"), "a\\u{200d}b");
    }

    proptest! {
        #[test]
        fn json_strings_read_back_the_same_and_hide_nothing(text in any::<String>()) {
            let mut json = String::new();
            push_json(&mut json, &text);
            prop_assert!(!json.contains(is_hidden));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
