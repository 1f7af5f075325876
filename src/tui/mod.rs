//! The screen. This room draws what the rooms below say and hands keys back; it knows nothing of tensors.
//!
//! | module | holds |
//! |---|---|
//! | [`app`] | the loop: waits, updates, draws; `run` is the dashboard |
//! | [`model`] | what the screen knows, as plain data |
//! | [`update`] | what happens when something happens |
//! | [`view`] | what the screen looks like |
//! | `tabs` | a folder a tab, a file a pane: what it shows, what its keys do |
//! | `overlays` | what lies over a tab |
//! | `actions` | what keys do in every tab |
//! | [`capabilities`] | what the terminal can do, decided once |
//! | [`finish`] | the one pass that maps a drawn screen to it |
//! | [`keys`] | the one key table: dispatch, hints, help, the user's own keys |
//! | [`preferences`] | the settings file, read and changed |
//! | [`session`] | owning the terminal: entering, drawing, giving back |
//! | [`theme`] | what everything looks like, asked for by role |
//! | [`setting`] | errors in the user's settings: file, line, key |
//! | [`widgets`] | what panes are made of |
//! | [`words`] | what people read, one table a language |

mod actions;
pub mod app;
pub mod capabilities;
mod contrast;
pub mod finish;
pub mod keys;
pub mod model;
mod overlays;
pub mod preferences;
pub mod session;
pub mod setting;
mod tabs;
pub mod theme;
pub mod update;
pub mod view;
pub mod widgets;
pub mod words;

#[cfg(test)]
mod fixture;
