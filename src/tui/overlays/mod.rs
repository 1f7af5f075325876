//! What lies over a tab.

pub(in crate::tui) mod files;
