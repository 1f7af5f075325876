//! A home of its own for the program.

use std::path::PathBuf;
use tempfile::TempDir;

/// A home of its own for the program.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The variables that the program gets, and no others.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let path = |name| self.path(name).to_str().unwrap().to_owned();
        vec![
            ("HOME", path("")),
            ("XDG_DATA_HOME", path("data")),
            ("XDG_CONFIG_HOME", path("config")),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
        ]
    }

    /// The directory of the run that was recorded on these data.
    pub(crate) fn run_of(&self, data: &str) -> PathBuf {
        let runs = std::fs::read_dir(self.path("data/nnlab/runs")).unwrap();
        let line = format!("data = {data:?}\n");
        let is_it =
            |run: &PathBuf| std::fs::read_to_string(run.join("spec.toml")).is_ok_and(|spec| spec.contains(&line));
        let mut runs: Vec<PathBuf> = runs.map(|entry| entry.unwrap().path()).filter(is_it).collect();
        assert_eq!(runs.len(), 1, "{runs:?}");
        runs.remove(0)
    }
}
