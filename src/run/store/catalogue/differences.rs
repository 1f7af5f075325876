//! In what two runs differ.

use crate::run::contract::settings::Settings;
use crate::run::contract::spec::Change;
use crate::run::contract::{RunSpec, knob};
use std::collections::BTreeSet;

/// Settings and changes in which two runs differ: key, the first one's, the second one's.
pub fn differences(a: &RunSpec, b: &RunSpec) -> Vec<(String, String, String)> {
    let keys = a.settings.iter().chain(b.settings.iter()).map(|(key, _)| key.to_owned());
    let mut seen = BTreeSet::new();
    let text = |settings: &Settings, key: &str| settings.get(key).map_or_else(|| "-".to_owned(), knob::display);
    let mut rows: Vec<_> = keys
        .filter(|key| seen.insert(key.clone()))
        .map(|key| (text(&a.settings, &key), text(&b.settings, &key), key))
        .filter(|(a, b, _)| a != b)
        .map(|(a, b, key)| (key, a, b))
        .collect();
    let changes = |spec: &RunSpec| spec.changes.iter().map(Change::to_string).collect::<Vec<_>>().join(" ");
    if a.changes != b.changes {
        rows.push(("changes".to_owned(), changes(a), changes(b)));
    }
    if a.lab != b.lab {
        rows.insert(0, ("lab".to_owned(), a.lab.clone(), b.lab.clone()));
    }
    rows
}
