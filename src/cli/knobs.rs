//! The reference of all settings, made from the knob tables.

use crate::labs::CATALOG;
use crate::run::{Knob, Mutability, knob};
use std::fmt::Write as _;

/// All labs' presets and settings, for `nnlab train --help`.
pub(super) fn reference() -> String {
    let mut text = String::new();
    for entry in CATALOG {
        let _ = writeln!(text, "Presets of {} (--preset):", entry.name);
        for preset in entry.presets() {
            let _ = writeln!(text, "  {:<16} {}", preset.name, preset.help);
        }
        let _ =
            writeln!(text, "\nSettings of {} (--set key=value; * may change at a step, key=value@STEP):", entry.name);
        let defaults = entry.defaults().unwrap_or_default();
        for row in entry.knobs() {
            let live = if row.mutability == Mutability::Live { "*" } else { " " };
            let default = defaults.get(row.key).map(knob::display).filter(|text| !text.is_empty());
            let default = default.map(|text| format!(" [{text}]")).unwrap_or_default();
            let _ = writeln!(text, " {live}{:<16} {}{default}", row.key, described(row));
        }
    }
    text
}

fn described(row: &Knob) -> String {
    let allowed = match row.kind {
        knob::Kind::Choice(choices) => choices.iter().map(|c| c.value).collect::<Vec<_>>().join(", "),
        knob::Kind::ChoiceOrPath(choices) => {
            format!("{}, or a path", choices.iter().map(|c| c.value).collect::<Vec<_>>().join(", "))
        }
        _ => return row.help.to_owned(),
    };
    format!("{}: {allowed}", row.help)
}
