//! What a model consists of, for the screen.

/// One layer of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerSummary {
    /// The layer's name: `lstm1`.
    pub name: String,
    /// What it is: `LSTM`.
    pub kind: &'static str,
    /// The shape of what it gives for one example.
    pub output: Vec<usize>,
    /// How many numbers it has.
    pub parameters: usize,
    /// How many of them training changes.
    pub trainable: usize,
}
