//! What a panic does to the screen.

use super::restore_terminal;
use std::panic;
use std::thread;

/// Names of worker threads start with one of these. A worker's panic is caught, shown in its run's pane and written to
/// the log; the screen lives on.
const WORKERS: [&str; 3] = ["run-", "job-", "shard-"];

fn is_worker(name: Option<&str>) -> bool {
    name.is_some_and(|name| WORKERS.iter().any(|prefix| name.starts_with(prefix)))
}

/// Before the report of a panic is printed, gives the terminal back, unless the panicking thread is a worker (whose
/// report then goes where standard error points: to the log while the dashboard is up). Call once, after
/// `color_eyre::install()`, whose hook this one wraps.
pub fn install_panic_hook() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !is_worker(thread::current().name()) {
            restore_terminal();
        }
        report(info);
    }));
}

#[cfg(test)]
mod tests {
    use super::is_worker;

    #[test]
    fn workers_are_known_by_the_names_of_their_threads() {
        assert!(is_worker(Some("run-3")) && is_worker(Some("job-probe")) && is_worker(Some("shard-0")));
        assert!(!is_worker(Some("main")) && !is_worker(Some("runner")) && !is_worker(None));
    }
}
