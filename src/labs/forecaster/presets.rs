//! Settings of the forecaster that are worth a name.

use crate::run::Preset;

/// Settings that belong together.
pub(super) static PRESETS: [Preset; 5] = [
    Preset {
        name: "ten-ahead",
        help: "LSTM 20-20 forecasts ten steps of the sines, sequence to sequence (the default)",
        settings: &[],
    },
    Preset {
        name: "three-weights",
        help: "one SimpleRNN unit without a head: three parameters against exact least squares",
        settings: &[
            ("task", "sequence-to-vector"),
            ("horizon", "1"),
            ("model", "simple-rnn"),
            ("layers", "1"),
            ("units", "1"),
            ("head", "none"),
            ("learning-rate", "0.005"),
        ],
    },
    Preset {
        name: "deep-rnn",
        help: "two SimpleRNN layers of 20 and a dense head, one step ahead",
        settings: &[
            ("task", "sequence-to-vector"),
            ("horizon", "1"),
            ("model", "simple-rnn"),
            ("learning-rate", "0.001"),
        ],
    },
    Preset {
        name: "last-5-days",
        help: "tomorrow's temperature in Seattle from the last five days",
        settings: &[
            ("data", "seattle"),
            ("task", "sequence-to-vector"),
            ("window", "5"),
            ("horizon", "1"),
            ("layers", "1"),
            ("learning-rate", "0.003"),
        ],
    },
    Preset {
        name: "two-weeks",
        help: "tomorrow's temperature in Seattle from the last two weeks",
        settings: &[
            ("data", "seattle"),
            ("task", "sequence-to-vector"),
            ("window", "14"),
            ("horizon", "1"),
            ("layers", "1"),
            ("learning-rate", "0.003"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::super::Forecaster;
    use super::super::spec::Spec;
    use crate::run::Entry;

    #[test]
    fn every_preset_is_made_of_knobs_and_goes_together() {
        let entry = Entry::of::<Forecaster>();
        for preset in entry.presets() {
            entry.preset_settings(preset).unwrap().typed::<Spec>().unwrap().check().unwrap();
        }
    }
}
