//! A setting's value as text.

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
