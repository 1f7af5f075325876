//! The autoencoder's settings and their knobs.

use super::sizes::{halvings, pooled};
use crate::data::images::Modifiers;
use crate::figure::Scale;
use crate::labs::training::{self, Training};
use crate::labs::unused;
use crate::nn::{Activation, Padding};
use crate::run::{Choice, Failure, Former, Kind, Knob, Mutability, Result};
use serde::{Deserialize, Serialize};

/// The kind of network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    /// Fully connected layers over all pixels.
    #[default]
    Dense,
    /// Convolutions with pooling, a dense code, transposed convolutions.
    Convolutional,
    /// An LSTM reads an image row by row (a film frame by frame), another writes it.
    Recurrent,
}

/// What training makes small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objective {
    /// Binary cross-entropy, each pixel the probability of white.
    #[default]
    Bce,
    /// Mean squared error.
    Mse,
}

/// The autoencoder's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Spec {
    /// `mnist`, `films`, or the path of an IDX file or a folder.
    pub data: String,
    /// Pictures of a folder are brought to squares of this side; 0 leaves them as they are.
    pub image_side: usize,
    /// The kind of network.
    pub model: Network,
    /// Units of the hidden layers of the encoder, dense or recurrent; the decoder has them the other way round. A single 0:
    /// none.
    pub hidden: Vec<usize>,
    /// Filters of the convolutions of the encoder; the decoder has them the other way round.
    pub filters: Vec<usize>,
    /// What convolutions do at the image's border.
    pub padding: Padding,
    /// Units of the code.
    pub code: usize,
    /// The activation of hidden layers.
    pub activation: Activation,
    /// The activation of the code.
    pub code_activation: Activation,
    /// Whether the decoder's kernels are the encoder's, transposed.
    pub tied: bool,
    /// What training makes small.
    pub loss: Objective,
    /// The weight of the mean squared correlation of code units in the loss.
    pub decorrelate: f64,
    /// Standard deviation of Gaussian noise on inputs.
    pub noise: f64,
    /// Share of input pixels turned black or white.
    pub salt_pepper: f64,
    /// Side of a black square on inputs, as a share of the image's.
    pub occlusion: f64,
    /// Most pixels that inputs are moved by.
    pub shift: f64,
    /// Most degrees that inputs are turned by.
    pub rotation: f64,
    /// Whether inputs are inverted.
    pub invert: bool,
    /// Epochs of the classifiers that are trained at the end; 0 for none.
    pub classifier_epochs: u64,
    /// How it is trained.
    #[serde(flatten)]
    pub training: Training,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            data: "mnist".into(),
            image_side: 0,
            model: Network::default(),
            hidden: vec![100],
            filters: vec![16, 32, 64],
            padding: Padding::Same,
            code: 30,
            activation: Activation::Relu,
            code_activation: Activation::Linear,
            tied: false,
            loss: Objective::default(),
            decorrelate: 0.0,
            noise: 0.0,
            salt_pepper: 0.0,
            occlusion: 0.0,
            shift: 0.0,
            rotation: 0.0,
            invert: false,
            classifier_epochs: 30,
            training: Training { epochs: 30, learning_rate: 1e-3, clip: 0.0, ..Training::default() },
        }
    }
}

impl Spec {
    /// The encoder's hidden layers.
    pub fn hidden_layers(&self) -> &[usize] {
        if self.hidden == [0] { &[] } else { &self.hidden }
    }

    /// What is done to inputs.
    pub fn modifiers(&self) -> Modifiers {
        let &Self { noise, salt_pepper, occlusion, shift, rotation, invert, .. } = self;
        Modifiers { noise, salt_pepper, occlusion, shift, rotation, invert }
    }

    /// The model in a few words, for images of that many pixels.
    pub fn model_words(&self, pixels: usize) -> String {
        let hidden = self.hidden_layers();
        let mut sizes = vec![pixels];
        sizes.extend(hidden);
        sizes.push(self.code);
        sizes.extend(hidden.iter().rev());
        sizes.push(pixels);
        let sizes = sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("-");
        let tied = if self.tied { ", tied" } else { "" };
        match self.model {
            Network::Dense => format!("dense {sizes}{tied}"),
            Network::Convolutional => {
                let filters: Vec<String> = self.filters.iter().map(usize::to_string).collect();
                format!("convolutional {}, code {}", filters.join("-"), self.code)
            }
            Network::Recurrent => format!("recurrent {sizes}"),
        }
    }

    /// What is said of settings that were changed though the model, or the data, has no use for them.
    pub fn unused(&self) -> Vec<String> {
        let of_model = match self.model {
            Network::Dense => unused::remark(self, &["filters", "padding"], "a dense network"),
            Network::Convolutional => unused::remark(self, &["hidden"], "a convolutional network"),
            Network::Recurrent => {
                let keys = ["filters", "padding", "activation", "code-activation"];
                unused::remark(self, &keys, "a recurrent network")
            }
        };
        let of_data = match self.data.as_str() {
            "mnist" => unused::remark(self, &["image-side"], "the bundled digits"),
            "films" => unused::remark(self, &["image-side"], "the bundled films"),
            _ => None,
        };
        [of_model, of_data, training::unused(&self.training)].into_iter().flatten().collect()
    }

    /// Whether images of that height and width can go through.
    ///
    /// # Errors
    /// [`Failure::Input`] when poolings leave nothing of them.
    pub fn check_image(&self, image: [usize; 2]) -> Result<()> {
        if self.model != Network::Convolutional {
            return Ok(());
        }
        let count = self.filters.len();
        if pooled(image, self.padding, count).is_some() && halvings(image, count).is_some() {
            return Ok(());
        }
        let [height, width] = image;
        let padding = self.padding.name();
        Err(Failure::Input(format!(
            "{count} convolutions with pooling and `padding={padding}` leave nothing of {width} x {height} pixels; expected fewer `filters`"
        )))
    }

    /// Whether the settings go together.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the settings that don't.
    pub fn check(&self) -> Result<()> {
        if self.hidden_layers().contains(&0) {
            let text =
                "`hidden` has a layer of 0 units; expected at least 1 in each, or `hidden=0` for no hidden layer";
            return Err(Failure::Input(text.into()));
        }
        if self.tied && self.model != Network::Dense {
            return Err(Failure::Input("`tied=on` goes with `model=dense` alone".into()));
        }
        Ok(())
    }
}

const DATA: &[Choice] = &[
    Choice { value: "mnist", help: "10,000 handwritten digits, 28 x 28" },
    Choice { value: "films", help: "films of a moving ball or knight, 12 frames of 8 x 8" },
];

const NETWORKS: &[Choice] = &[
    Choice { value: "dense", help: "fully connected layers over all pixels" },
    Choice { value: "convolutional", help: "convolutions with pooling, a dense code, transposed convolutions" },
    Choice { value: "recurrent", help: "an LSTM reads the image row by row, another writes it" },
];

const PADDINGS: &[Choice] = &[
    Choice { value: "same", help: "zeros around the image: a convolution keeps its size" },
    Choice { value: "valid", help: "no zeros: each convolution takes two pixels away" },
];

const ACTIVATIONS: &[Choice] = &[
    Choice { value: "relu", help: "max(0, x)" },
    Choice { value: "selu", help: "scaled exponential linear unit: keeps mean 0 and variance 1" },
    Choice { value: "tanh", help: "hyperbolic tangent" },
];

const CODE_ACTIVATIONS: &[Choice] = &[
    Choice { value: "linear", help: "any number" },
    Choice { value: "relu", help: "max(0, x): units can die" },
    Choice { value: "tanh", help: "in (-1, 1): units can get stuck" },
];

const OBJECTIVES: &[Choice] = &[
    Choice { value: "bce", help: "binary cross-entropy, each pixel the probability of white" },
    Choice { value: "mse", help: "mean squared error" },
];

const fn knob(key: &'static str, label: &'static str, help: &'static str, kind: Kind) -> Knob {
    Knob { key, label, help, kind, mutability: Mutability::Fixed, former: Former::NONE }
}

const fn live(key: &'static str, label: &'static str, help: &'static str, kind: Kind) -> Knob {
    Knob { key, label, help, kind, mutability: Mutability::Live, former: Former::NONE }
}

const fn real(max: f64) -> Kind {
    Kind::Real { min: 0.0, max, scale: Scale::Linear }
}

const fn count(min: i64, usual_max: i64, max: i64) -> Kind {
    Kind::Integer { min, usual_max, max }
}

/// The autoencoder's knobs.
pub static KNOBS: [Knob; 30] = training::with_shared([
    knob(
        "data",
        "data",
        "the images: bundled, or the path of an IDX file or a folder of IDX files, PNG, JPEG or PGM",
        Kind::ChoiceOrPath(DATA),
    ),
    knob(
        "image-side",
        "image side",
        "pictures of a folder are brought to squares of this side; 0: as they are",
        count(0, 64, 128),
    ),
    knob("model", "model", "the kind of network", Kind::Choice(NETWORKS)),
    knob(
        "hidden",
        "hidden",
        "units of the encoder's hidden layers, the decoder's mirrored; 0: none",
        Kind::Integers { min: 0, max: 8192 },
    ),
    knob(
        "filters",
        "filters",
        "filters of the encoder's convolutions, the decoder's mirrored",
        Kind::Integers { min: 1, max: 1024 },
    ),
    knob("padding", "padding", "what convolutions do at the image's border", Kind::Choice(PADDINGS)),
    knob("code", "code", "units of the code, the narrowest place", count(1, 128, 4096)),
    knob("activation", "activation", "the activation function of hidden layers", Kind::Choice(ACTIVATIONS)),
    knob("code-activation", "code activation", "the activation function of the code", Kind::Choice(CODE_ACTIVATIONS)),
    knob("tied", "tied weights", "the decoder's kernels are the encoder's, transposed", Kind::Switch),
    knob("loss", "loss", "what training makes small", Kind::Choice(OBJECTIVES)),
    live("decorrelate", "decorrelate", "weight of the mean squared correlation of code units in the loss", real(10.0)),
    live("noise", "noise", "standard deviation of Gaussian noise on inputs (white is 1)", real(1.0)),
    live("salt-pepper", "salt and pepper", "share of input pixels turned black or white", real(1.0)),
    live("occlusion", "occlusion", "side of a black square on inputs, as a share of the image's", real(1.0)),
    live("shift", "shift", "most pixels that inputs are moved by, either way", real(14.0)),
    live("rotation", "rotation", "most degrees that inputs are turned by, either way", real(180.0)),
    live("invert", "invert", "black and white of inputs change places", Kind::Switch),
    live(
        "classifier-epochs",
        "classifier epochs",
        "epochs of the classifiers on code and pixels that are trained at the end; 0: none",
        count(0, 100, 10_000),
    ),
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_do_not_go_together_are_told() {
        let refused = |spec: Spec| spec.check().unwrap_err().to_string();
        assert!(refused(Spec { hidden: vec![100, 0], ..Spec::default() }).contains("`hidden` has a layer of 0 units"));
        let tied = Spec { tied: true, model: Network::Recurrent, ..Spec::default() };
        assert!(refused(tied).contains("`model=dense` alone"));
        assert!(Spec { hidden: vec![0], ..Spec::default() }.check().is_ok());
    }
}
