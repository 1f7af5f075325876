//! A knob's next value.

use super::{Kind, Knob, display};
use crate::figure::Scale;
use toml::Value;

/// The value a step up (`by > 0`) or down from the present one, as text: the next choice, the next whole number (by tens
/// above 20, by hundreds above 200), a fifth of a decade on a log scale, a twentieth of the range on a linear one.
pub fn stepped(knob: &Knob, present: &Value, by: i64) -> String {
    match (&knob.kind, present) {
        (Kind::Choice(choices) | Kind::ChoiceOrPath(choices), Value::String(now)) if !choices.is_empty() => {
            let at = choices.iter().position(|c| c.value == now).map_or(0, |i| i as i64 + by);
            choices[at.rem_euclid(choices.len() as i64) as usize].value.into()
        }
        (Kind::Integer { min, usual_max, max }, Value::Integer(now)) => {
            let stride = match now - i64::from(by < 0) {
                ..20 => 1,
                20..200 => 10,
                200..2000 => 100,
                _ => 1000,
            };
            let top = if now > usual_max { *max } else { *usual_max };
            now.saturating_add(by * stride).clamp(*min, top).to_string()
        }
        (Kind::Real { min, max, scale }, Value::Float(now)) => stepped_real(*now, *min, *max, *scale, by).to_string(),
        (Kind::Switch, Value::Boolean(now)) => if *now { "off" } else { "on" }.into(),
        _ => display(present),
    }
}

fn stepped_real(now: f64, min: f64, max: f64, scale: Scale, by: i64) -> f64 {
    const PER_DECADE: f64 = 5.0;
    let next = match scale {
        Scale::Linear => now + (max - min) / 20.0 * by as f64,
        Scale::Log if now <= 0.0 => {
            if by > 0 {
                1e-3
            } else {
                now
            }
        }
        Scale::Log => 10_f64.powf(((now.log10() * PER_DECADE).round() + by as f64) / PER_DECADE),
    };
    // Two significant digits read well, and a value that is read can be typed again.
    let rounded: f64 = format!("{next:.1e}").parse().unwrap_or(next);
    rounded.clamp(min, max)
}
