//! `nnlab completions`: what a shell needs to complete our words.

use super::broken_pipe;
use crate::run::Result;
use clap::Args;
use clap_complete::Shell;
use std::io::Write as _;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell: bash, elvish, fish, powershell, zsh.
    shell: Shell,
}

impl Completions {
    /// Writes the script of the whole command line to standard output.
    pub(super) fn run(&self, mut command: clap::Command) -> Result<ExitCode> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "nnlab", &mut script);
        let mut out = std::io::stdout().lock();
        broken_pipe::end_of(out.write_all(&script).and_then(|()| out.flush()))
    }
}
