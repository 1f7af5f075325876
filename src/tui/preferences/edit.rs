//! Changing one value of a settings file.

use super::Choice;
use toml_edit::{DocumentMut, Item, Value};

/// Why a settings file isn't changed: it isn't TOML, or a table stands where the value should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It isn't TOML: mend it first, or a choice might destroy what was meant.
    #[error("it isn't TOML ({0}); mend it and choose again")]
    NotToml(String),
    /// A table, say, where a word should be.
    #[error("`{0}` isn't a word there; mend it and choose again")]
    NotAWord(&'static str),
}

/// The settings file's text with this choice in it. Comments, order, blank lines and every other value stay as they are.
///
/// # Errors
/// For a text that isn't TOML or has a table in the choice's place.
pub fn changed(text: &str, choice: &Choice) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        EditError::NotToml(error.message().lines().collect::<Vec<_>>().join("; "))
    })?;
    let (key, value) = (choice.key(), choice.value());
    if document.get(key).is_none_or(Item::is_none) {
        if document.is_empty() {
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            return Ok(format!("{text}{gap}{key} = {}\n", Value::from(value)));
        }
        document.insert(key, Item::Value(Value::from(value)));
        return Ok(document.to_string());
    }
    match document.get_mut(key) {
        Some(Item::Value(present)) if !present.is_inline_table() => {
            // What stands around the value, a comment behind it say, is the user's.
            let decor = present.decor().clone();
            *present = Value::from(value);
            *present.decor_mut() = decor;
        }
        _ => return Err(EditError::NotAWord(key)),
    }
    Ok(document.to_string())
}
