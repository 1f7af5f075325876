//! What kills, broken files, second writers and hostile words do to recorded runs: nothing that is not told.
//!
//! Each test draws from a seed that it prints, so that what fails can be had again. Not part of a plain `cargo test`, for it
//! trains too much for an unoptimised build; without a scale it takes half a minute:
//!
//! ```text
//! NNLAB_CAMPAIGN=large cargo test --release --test campaign -- --nocapture --test-threads 2
//! NNLAB_CAMPAIGN=0.1 cargo test --release --test campaign kills    # a tenth of it
//! NNLAB_CAMPAIGN_SEED=7 cargo test --release --test campaign kills
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "all of this crate is tests, but the lints know only functions marked so"
)]

mod determinism;
mod dice;
#[path = "../support/folders.rs"]
#[allow(dead_code, reason = "not every test crate uses all of it")]
mod folders;
mod hostile;
mod inputs;
mod kills;
mod mutations;
mod program;
mod writers;

/// How many of a kind are tried: few without a scale; many, or the given share of them, in a campaign.
fn count(few: u64, many: u64) -> u64 {
    match std::env::var("NNLAB_CAMPAIGN").as_deref() {
        Ok("large") => many,
        Ok(share) => (share.parse::<f64>().unwrap() * many as f64).ceil() as u64,
        Err(_) => few,
    }
}
