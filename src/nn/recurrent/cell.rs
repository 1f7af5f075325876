//! The kinds of recurrent cell.

use super::super::Activation;
use serde::{Deserialize, Serialize};

/// The activation function of a SimpleRNN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Squash {
    /// Hyperbolic tangent.
    #[default]
    Tanh,
    /// max(0, x).
    Relu,
}

impl From<Squash> for Activation {
    fn from(squash: Squash) -> Self {
        match squash {
            Squash::Tanh => Self::Tanh,
            Squash::Relu => Self::Relu,
        }
    }
}

/// What a recurrent layer does at one time step with the input x, the hidden state h and, in the LSTM, the cell state
/// c. `U` is the recurrent kernel; the input's part `x W + b` is in every gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cell {
    /// `h' = phi(x W + b + h U)` (Elman 1990).
    SimpleRnn(Squash),
    /// Gated recurrent unit (Cho et al. 2014) in the form with the **reset gate after** the recurrent product and two
    /// biases a gate, b and d (Keras' `reset_after=True`, its default; PyTorch and cuDNN have the same):
    /// `z, r = sigmoid(x W + b + h U + d)`, `candidate = tanh(x W + b + r * (h U + d))`,
    /// `h' = z h + (1 - z) candidate`.
    Gru,
    /// Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000):
    /// `i, f, o = sigmoid(...)`, `c' = f c + i tanh(...)`, `h' = o tanh(c')`.
    Lstm,
}

impl Cell {
    /// How many blocks of `units` columns the kernels have.
    pub fn gates(self) -> usize {
        match self {
            Self::SimpleRnn(_) => 1,
            Self::Gru => 3,
            Self::Lstm => 4,
        }
    }

    /// The name of such a layer.
    pub fn label(self) -> &'static str {
        match self {
            Self::SimpleRnn(_) => "SimpleRNN",
            Self::Gru => "GRU",
            Self::Lstm => "LSTM",
        }
    }
}
