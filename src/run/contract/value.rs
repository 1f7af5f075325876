//! A setting's value as text, and as the number it is.

use super::{Failure, Result};
use serde::{Deserialize as _, Deserializer, Serializer};
use toml::Value;
use toml::de::DeValue;

/// A value as the user would write it after `key=`.
pub fn display(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(n) => n.to_string(),
        Value::Float(x) => format!("{x}"),
        Value::Boolean(on) => if *on { "on" } else { "off" }.into(),
        Value::Array(items) => {
            let separator = if items.iter().all(|i| matches!(i, Value::Integer(_))) { "-" } else { "+" };
            items.iter().map(display).collect::<Vec<_>>().join(separator)
        }
        Value::Datetime(_) | Value::Table(_) => value.to_string(),
    }
}

/// A value of a spec file as the text that a knob parses; tables and dates are none.
pub(in crate::run) fn text_of(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(n) if n.radix() == 10 => Some(n.as_str().to_owned()),
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok().map(|n| n.to_string()),
        DeValue::Float(x) => Some(x.as_str().to_owned()),
        DeValue::Boolean(on) => Some(on.to_string()),
        DeValue::Array(items) => {
            let separator = if items.iter().all(|i| i.get_ref().is_integer()) { "-" } else { "+" };
            let items: Option<Vec<String>> = items.iter().map(|i| text_of(i.get_ref())).collect();
            items.map(|items| items.join(separator))
        }
        DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

/// A real number, as a knob has parsed it.
///
/// # Errors
/// [`Failure::Input`] when it is something else.
pub fn real(value: &Value) -> Result<f64> {
    value.as_float().ok_or_else(|| Failure::Input(format!("`{}` is not a real number", display(value))))
}

/// A whole number from 0 on, as a knob has parsed it.
///
/// # Errors
/// [`Failure::Input`] when it is something else.
pub fn whole(value: &Value) -> Result<u64> {
    let whole = value.as_integer().and_then(|value| u64::try_from(value).ok());
    whole.ok_or_else(|| Failure::Input(format!("`{}` is not a whole number from 0 on", display(value))))
}

/// A value that was written as text, as what the setting held before is: a log names no types.
pub(in crate::run) fn revived(before: Option<&Value>, value: &Value) -> Value {
    let Value::String(text) = value else { return value.clone() };
    let typed = match before {
        Some(Value::Integer(_)) => text.parse().map(Value::Integer).ok(),
        Some(Value::Float(_)) => text.parse().map(Value::Float).ok(),
        Some(Value::Boolean(_)) => Some(Value::Boolean(text == "on")),
        _ => None,
    };
    typed.unwrap_or_else(|| value.clone())
}

/// Writes a value as the user would; logs have always held it so.
pub(super) fn serialize<S: Serializer>(value: &Value, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(&display(value))
}

/// Reads it back as text; [`revived`] knows what it was.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Value, D::Error> {
    String::deserialize(from).map(Value::String)
}
