//! Checks every statement about the bundled samples that a program can check; `samples/README.md` makes the statements.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of this crate is tests, but the lints know only functions marked so"
)]

mod films;
#[path = "../support/folders.rs"]
#[allow(dead_code, reason = "not every test crate uses all of it")]
mod folders;
mod fortunes;
mod grammar;
mod prose;
mod recorded;
mod reviews;
mod sentiment;

use std::collections::HashMap;
use std::hash::Hash;

use unicode_normalization::is_nfc;

/// All runs of `n` items, with how often each occurs.
fn count_runs<T: Hash + Eq>(items: &[T], n: usize) -> HashMap<&[T], usize> {
    let mut counts = HashMap::new();
    for run in items.windows(n) {
        *counts.entry(run).or_default() += 1;
    }
    counts
}

/// NFC, no control characters but line feeds, no blanks at the ends of lines.
fn is_clean(text: &str) -> bool {
    is_nfc(text)
        && text.chars().all(|c| c == '\n' || !c.is_control())
        && text.lines().all(|line| line.trim() == line)
        && !text.contains(['\u{feff}', '\u{fffd}', '\u{a0}'])
}
