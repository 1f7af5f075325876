//! The seam between a trained language model and whatever asks it for the next token: sampling, scoring, the figures.

use crate::nn;

/// A language model that reads a text token by token and says what may come next.
///
/// Tokens are ids below [`outcomes`](Self::outcomes). The last id is the **mark**: it stands before the first token of each
/// document and is predicted at its end, never twice in between. Dropout is off, no gradients are kept, and the model reads
/// as its protocol says: a recurrent one carries its state, a GPT looks back as far as its context reaches.
pub trait Predictor: Send {
    /// How many different tokens may come next, the mark included.
    fn outcomes(&self) -> usize;

    /// The mark's id: the last.
    fn mark(&self) -> u32 {
        self.outcomes().saturating_sub(1) as u32
    }

    /// Forgets all that was read and stands at the beginning of a document, its mark read. Must be called before the first
    /// [`advance`](Self::advance).
    ///
    /// # Errors
    /// When the arithmetic fails.
    fn start(&mut self) -> nn::Result<()>;

    /// Reads a token. The mark ends the document: it is read like any other token and what follows begins the next one,
    /// without forgetting what was read before ([`start`](Self::start) forgets).
    ///
    /// # Errors
    /// When the token is no outcome, or the arithmetic fails.
    fn advance(&mut self, token: u32) -> nn::Result<()>;

    /// For each outcome, ln p of its coming next, up to a constant that is the same for all of them.
    fn logits(&self) -> &[f32];
}
