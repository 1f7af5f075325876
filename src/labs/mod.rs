//! One folder a lab, what they share in training, and the list of them all.

pub mod autoencoder;
pub mod forecaster;
pub mod language;
pub mod pipeline;
#[cfg(test)]
pub(crate) mod rehearsal;
pub mod training;
mod unused;

use crate::run::suggest::suggestion;
use crate::run::{Better, Entry, Failure, Result};

/// Every lab, in the order of the tabs.
pub const CATALOG: &[Entry] = &[
    Entry::of::<forecaster::Forecaster>(),
    Entry::of::<pipeline::PipelineLab>(),
    Entry::of::<language::LanguageLab>(),
    Entry::of::<autoencoder::Autoencoder>(),
];

/// Which way a metric of that lab is better; lower where nobody knows the lab or the metric.
pub fn better(lab: &str, metric: &str) -> Better {
    find(lab).map_or(Better::Lower, |entry| entry.better(metric))
}

/// The lab of that name.
///
/// # Errors
/// [`Failure::Input`] naming the labs there are.
pub fn find(name: &str) -> Result<Entry> {
    CATALOG.iter().find(|entry| entry.name == name).copied().ok_or_else(|| {
        let known: Vec<&str> = CATALOG.iter().map(|entry| entry.name).collect();
        let (shown, meant) = (name.escape_debug(), suggestion(name, known.iter().copied()));
        Failure::Input(format!("there is no lab `{shown}`{meant}: expected one of {}", known.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Settings, knob};

    #[test]
    fn every_setting_of_a_lab_has_its_knob_in_the_same_order_and_takes_its_default() {
        for entry in CATALOG {
            let defaults = entry.defaults().unwrap();
            let fields: Vec<&str> = defaults.iter().map(|(key, _)| key).collect();
            let keys: Vec<&str> = entry.knobs().iter().map(|knob| knob.key).collect();
            assert_eq!(fields, keys, "{}", entry.name);
            let mut again = Settings::default();
            for (key, value) in defaults.iter() {
                knob::assign(entry.knobs(), &mut again, key, &knob::display(value)).unwrap();
            }
            assert_eq!(again, defaults, "{}", entry.name);
        }
    }
}
