//! Numbers as the program writes them. For people, counts have their thousands separated. For machines, the shortest form
//! that reads back to the same bits, and the strings `"NaN"`, `"inf"`, `"-inf"` for what JSON has no number for.

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A whole number in groups of three: `61,240`.
pub fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    if value < 0 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A 64-bit real that also survives JSON when it is not finite.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Real(pub f64);

impl Serialize for Real {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match name_of_non_finite(self.0) {
            Some(name) => s.serialize_str(name),
            None => s.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Real {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct AnyReal;
        impl Visitor<'_> for AnyReal {
            type Value = Real;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number, \"NaN\", \"inf\" or \"-inf\"")
            }
            fn visit_f64<E: de::Error>(self, v: f64) -> Result<Real, E> {
                Ok(Real(v))
            }
            fn visit_i64<E: de::Error>(self, v: i64) -> Result<Real, E> {
                Ok(Real(v as f64))
            }
            fn visit_u64<E: de::Error>(self, v: u64) -> Result<Real, E> {
                Ok(Real(v as f64))
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<Real, E> {
                match v {
                    "NaN" => Ok(Real(f64::NAN)),
                    "inf" => Ok(Real(f64::INFINITY)),
                    "-inf" => Ok(Real(f64::NEG_INFINITY)),
                    _ => Err(E::invalid_value(de::Unexpected::Str(v), &self)),
                }
            }
        }
        d.deserialize_any(AnyReal)
    }
}

impl From<f64> for Real {
    fn from(v: f64) -> Self {
        Self(v)
    }
}

fn name_of_non_finite(v: f64) -> Option<&'static str> {
    if v.is_nan() {
        Some("NaN")
    } else if v == f64::INFINITY {
        Some("inf")
    } else if v == f64::NEG_INFINITY {
        Some("-inf")
    } else {
        None
    }
}

/// A number as JSON: a JSON number when finite, else its name as a string.
pub fn to_json(v: f64) -> serde_json::Value {
    match name_of_non_finite(v) {
        Some(name) => serde_json::Value::from(name),
        None => serde_json::Value::from(v),
    }
}

/// For `#[serde(with = "number::real")]` on an `f64`.
pub mod real {
    use super::{Deserialize, Deserializer, Real, Serialize, Serializer};

    /// Writes one number.
    pub fn serialize<S: Serializer>(v: &f64, s: S) -> Result<S::Ok, S::Error> {
        Real(*v).serialize(s)
    }

    /// Reads one number.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<f64, D::Error> {
        Ok(Real::deserialize(d)?.0)
    }
}

/// For `#[serde(with = "number::reals32")]` on a `Vec<f32>`: each value is written in the shortest form of its 32 bits.
pub mod reals32 {
    use super::{Deserialize, Deserializer, Real, Serializer, name_of_non_finite};
    use serde::ser::SerializeSeq;

    /// Writes a list of numbers.
    pub fn serialize<S: Serializer>(values: &[f32], s: S) -> Result<S::Ok, S::Error> {
        let mut seq = s.serialize_seq(Some(values.len()))?;
        for v in values {
            match name_of_non_finite(f64::from(*v)) {
                Some(name) => seq.serialize_element(name)?,
                None => seq.serialize_element(v)?,
            }
        }
        seq.end()
    }

    /// Reads a list of numbers.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<f32>, D::Error> {
        Ok(Vec::<Real>::deserialize(d)?.into_iter().map(|r| r.0 as f32).collect())
    }
}
