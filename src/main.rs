//! The `nnlab` program: sets the environment, installs the hooks, and hands over to the command line.

use std::process::ExitCode;

/// Training allocates and frees many blocks of a few kilobytes; mimalloc spares most of the page faults.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    pin_library_threads();
    if let Err(error) = color_eyre::install() {
        tracing::warn!("no readable panic reports: {error}");
    }
    nnlab::cli::run()
}

/// candle asks rayon for its thread count at every matrix product, and without this variable rayon reads /proc/cpuinfo
/// each time; its element-wise pool would fight the shards that share out a step.
#[allow(unsafe_code, reason = "the environment must be set before any thread exists")]
fn pin_library_threads() {
    for name in ["RAYON_NUM_THREADS", "CANDLE_NUM_THREADS"] {
        if std::env::var_os(name).is_none() {
            // SAFETY: this is the first thing that `main` does, so no other thread reads or writes the environment.
            unsafe { std::env::set_var(name, "1") };
        }
    }
}
