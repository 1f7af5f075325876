//! Numbers for people: as many digits as there is room for, never more than four that mean something.

pub use crate::figure::number::grouped;

/// Digits that mean something; more would suggest a precision that no single run has.
const SIGNIFICANT: usize = 4;

/// The number in at most `width` characters: up to four significant digits, no zero before the point (`.0052`), whole
/// numbers in groups of three (`61,240`), powers of ten where nothing else fits (`1.2e-6`). Of fewer characters than
/// even those need, the shortest form comes back, which may be longer than `width`.
pub fn short(value: f64, width: usize) -> String {
    rounded(value, width, SIGNIFICANT)
}

/// [`short`] with at most `significant` digits that mean something, for names beside curves (whole numbers keep
/// theirs).
pub fn rounded(value: f64, width: usize, significant: usize) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf".into() } else { "-inf".into() };
    }
    if value == 0.0 {
        return "0".into();
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        let whole = grouped(value as i64);
        let plain = format!("{value:.0}");
        if let Some(text) = [whole, plain].into_iter().find(|text| text.len() <= width) {
            return text;
        }
    }
    let magnitude = value.abs().log10().floor();
    if (-4.0..7.0).contains(&magnitude) {
        for digits in (1..=significant).rev() {
            let decimals = (digits as f64 - 1.0 - magnitude).max(0.0) as usize;
            let text = without_leading_zero(format!("{value:.decimals$}"));
            if text.len() <= width && !is_zero(&text) {
                return text;
            }
        }
    }
    let exponent = |decimals: usize| format!("{value:.decimals$e}");
    let powers = (0..significant).rev().map(exponent);
    // Where not even that has room, what is left of the number when it is rounded.
    let decimals = if magnitude < 0.0 { 6 } else { 0 };
    let coarse = (1..=decimals).rev().map(|decimals| without_leading_zero(format!("{value:.decimals$}")));
    let fitting = powers.chain(coarse.filter(|text| !is_zero(text))).find(|text| text.len() <= width);
    fitting.unwrap_or_else(|| exponent(0))
}

/// [`short`], filled with spaces on the left to exactly `width` columns, so that a changing number doesn't move what
/// stands beside it.
pub fn fixed(value: f64, width: usize) -> String {
    format!("{:>width$}", short(value, width))
}

/// `0.5` as `.5`, `-0.5` as `-.5`.
pub(super) fn without_leading_zero(text: String) -> String {
    match text.strip_prefix('-') {
        None if text.starts_with("0.") => text.get(1..).map_or_else(String::new, str::to_owned),
        Some(rest) if rest.starts_with("0.") => format!("-{}", rest.get(1..).unwrap_or_default()),
        _ => text,
    }
}

fn is_zero(text: &str) -> bool {
    !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_has_as_many_digits_as_there_is_room_for() {
        let cases = [
            (0.257, 5, ".2570"),
            (0.257, 4, ".257"),
            (0.257, 3, ".26"),
            (0.00083, 6, ".00083"),
            (0.00083, 5, ".0008"),
            (-0.0096, 4, "-.01"),
            (-0.0096, 5, "-.010"),
            (0.0052, 6, ".00520"),
            (-0.0052, 6, "-.0052"),
            (61240.0, 6, "61,240"),
            (61240.0, 5, "61240"),
            (61240.0, 4, "6e4"),
            (1.2e-6, 6, "1.2e-6"),
            (18.94, 5, "18.94"),
            (18.94, 3, "19"),
            (0.0, 5, "0"),
            (100.0, 5, "100"),
            (f64::NAN, 5, "NaN"),
            (f64::NEG_INFINITY, 5, "-inf"),
        ];
        for (value, width, expected) in cases {
            assert_eq!(short(value, width), expected, "{value} in {width}");
        }
    }

    /// The value rounded to the place of the shown text's last digit, by the standard library's exact rounding.
    fn rounded_likewise(value: f64, shown: &str) -> String {
        let decimals = |digits: &str| digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        match shown.split_once('e') {
            Some((mantissa, _)) => format!("{value:.*e}", decimals(mantissa)),
            None => without_leading_zero(format!("{value:.*}", decimals(shown))),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn no_shown_digit_is_false(
            mantissa in -10.0_f64..10.0, exponent in -12_i32..13, digits in 0_usize..6, width in 1_usize..12,
            significant in 1_usize..5,
        ) {
            // Values as they come, and values of few digits.
            let whole = mantissa * 10_f64.powi(exponent);
            let few: f64 = format!("{mantissa:.digits$}e{exponent}").parse().unwrap();
            let values = [whole, few, whole.round(), f64::from(whole as f32)];
            for value in values.into_iter().filter(|value| *value != 0.0) {
                let shown = rounded(value, width, significant);
                prop_assert_eq!(shown.replace(',', ""), rounded_likewise(value, &shown), "{} in {}", value, width);
            }
        }

        #[test]
        fn seven_columns_hold_any_number_and_keep_its_size(value in any::<f64>()) {
            let text = fixed(value, 7);
            prop_assert!(text.len() == 7, "{text:?}");
            // Beyond that the rounded number may be infinite.
            if value.abs() < 1e308 && value != 0.0 {
                let back: f64 = text.trim().replace(',', "").parse().unwrap();
                prop_assert!((back / value - 1.0).abs() < 0.34, "{value} as {text}");
            }
        }
    }
}
