//! Texts with places. In a language's file a place has a name (`{count}`), in memory the number that its declaration
//! gives it (`{0}`), so that a text may have its places in any order.

/// A text to fill, of which the values may choose the form.
pub trait Text {
    /// The form for these values.
    fn form(self, values: &[&str]) -> &'static str;
}

impl Text for &'static str {
    fn form(self, _: &[&str]) -> &'static str {
        self
    }
}

/// A text that depends on a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Which value is the count.
    pub(super) by: usize,
    /// Of one.
    pub(super) one: &'static str,
    /// Of any other number.
    pub(super) other: &'static str,
}

impl Text for Counted {
    fn form(self, values: &[&str]) -> &'static str {
        if values.get(self.by).is_some_and(|count| *count == "1") { self.one } else { self.other }
    }
}

/// The text with its places filled: `{0}` by the first value, and so on; `{}` by the next. A value's own braces stay.
pub fn fill(text: impl Text, values: &[&str]) -> String {
    let text = text.form(values);
    let mut filled = String::with_capacity(text.len() + 16);
    let mut next = 0;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((place, after)) if place.bytes().all(|byte| byte.is_ascii_digit()) => {
                let at = place.parse().unwrap_or(next);
                filled.push_str(values.get(at).unwrap_or(&""));
                next += 1;
                rest = after;
            }
            _ => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// A language's text with numbers for the names of its places; notes in `used` which it has. An error says what is wrong.
pub(super) fn compiled(text: &str, places: &[&str], used: &mut [bool]) -> Result<String, String> {
    let mut compiled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        compiled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            return Err(format!("a {{ without its }} in \"{text}\""));
        };
        let at = places.iter().position(|place| *place == name);
        let at = at.ok_or_else(|| format!("{{{name}}} is not a place of this text; its places: {}", listed(places)))?;
        if let Some(used) = used.get_mut(at) {
            *used = true;
        }
        compiled.push_str(&format!("{{{at}}}"));
        rest = after;
    }
    compiled.push_str(rest);
    Ok(compiled)
}

/// Places as a reader of a fault wants them.
fn listed(places: &[&str]) -> String {
    if places.is_empty() {
        return "none".to_owned();
    }
    places.iter().map(|place| format!("{{{place}}}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fill_the_places_of_a_text_in_their_declared_order() {
        assert_eq!(fill("diverged at {} {}", &["step", "1,240"]), "diverged at step 1,240");
        assert_eq!(fill("{1} of {0}", &["whole", "part"]), "part of whole");
        assert_eq!(fill("{}", &[]), "");
        assert_eq!(fill("{} {}", &["{}", "x"]), "{} x", "a value isn't a text to fill");
        assert_eq!(fill("a { b", &[]), "a { b");
    }

    #[test]
    fn a_count_of_one_chooses_its_form() {
        let text = Counted { by: 1, one: "{0}: {1} seed", other: "{0}: {1} seeds" };
        assert_eq!(fill(text, &["1", "3"]), "1: 3 seeds");
        assert_eq!(fill(text, &["3", "1"]), "3: 1 seed");
    }
}
