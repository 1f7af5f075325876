//! The screen. This room draws what the rooms below say and hands keys back; it knows nothing of tensors.
//!
//! | module | holds |
//! |---|---|
//! | [`theme`] | what everything looks like, asked for by role |
//! | [`setting`] | errors in the user's settings: file, line, key |

pub mod setting;
pub mod theme;
