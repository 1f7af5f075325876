//! Settings of the autoencoder that are worth a name.

use crate::run::Preset;

/// Settings that belong together.
pub(super) static PRESETS: [Preset; 7] = [
    Preset { name: "digits", help: "784-100-30-100-784 on digits (the default)", settings: &[] },
    Preset {
        name: "map",
        help: "a code of two units, to be drawn as a map",
        settings: &[("hidden", "128"), ("code", "2")],
    },
    Preset {
        name: "stacked",
        help: "two hidden layers on each side, tied weights",
        settings: &[("hidden", "300-100"), ("tied", "on")],
    },
    Preset {
        name: "linear",
        help: "no hidden layer and squared error: as far as PCA gets, and no further but for the sigmoid",
        settings: &[("hidden", "0"), ("loss", "mse")],
    },
    Preset {
        name: "convolutional",
        help: "filters 16-32-64 with pooling, transposed convolutions back",
        settings: &[("model", "convolutional")],
    },
    Preset {
        name: "denoising",
        help: "clean digits out of noisy ones",
        settings: &[("noise", "0.3"), ("salt-pepper", "0.1")],
    },
    Preset {
        name: "films",
        help: "an LSTM keeps twelve frames of a moving token in its code; it takes ten epochs to leave the mean image",
        settings: &[
            ("data", "films"),
            ("model", "recurrent"),
            ("hidden", "0"),
            ("code", "100"),
            ("learning-rate", "0.001"),
            ("epochs", "40"),
            ("batch", "8"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::super::Autoencoder;
    use super::super::spec::Spec;
    use crate::run::Entry;

    #[test]
    fn every_preset_is_made_of_knobs_and_goes_together() {
        let entry = Entry::of::<Autoencoder>();
        for preset in entry.presets() {
            entry.preset_settings(preset).unwrap().typed::<Spec>().unwrap().check().unwrap();
        }
    }
}
