//! Text from users' files is data: nothing in it reaches a terminal as more than text.

pub use crate::figure::shown::push_shown;
use crate::figure::shown::{is_harmful, push_json as push_escaped};

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
            c if is_harmful(c) => push_escaped(out, c),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn json_strings_read_back_the_same_and_hide_nothing(text in any::<String>()) {
            let mut json = String::new();
            push_json(&mut json, &text);
            prop_assert!(!json.contains(is_harmful));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
