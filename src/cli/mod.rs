//! The command line: one file a subcommand.

mod broken_pipe;
mod completions;
mod dashboard;
mod folders;
mod knobs;
mod live;
mod out;
mod output_file;
mod pipeline;
mod progress;
mod report;
mod runs;
mod score;
mod signals;
mod spec;
mod surroundings;
mod sweep;
mod texts;
mod train;
mod vectors;
mod watch;
mod words;

use crate::run::{Context, Result};
use crate::tui::capabilities::{CharsetChoice, ColorChoice};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// A neural-network lab that lives in a terminal. Without a subcommand it opens the dashboard.
#[derive(Debug, Parser)]
#[command(name = "nnlab", version, max_term_width = 110)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Over the options of what only a screen has, and their place: after those of a subcommand.
const SCREEN: &str = "On the dashboard's screen";
const LAST: usize = 900;

/// What every subcommand takes.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// How many colours the screen uses: auto, truecolor, 256, 16, none.
    #[arg(long, global = true, value_name = "LEVEL", default_value = "auto", help_heading = SCREEN, display_order = LAST)]
    pub color: ColorChoice,
    /// Which glyphs the screen uses: auto, unicode, ascii.
    #[arg(long, global = true, value_name = "SET", default_value = "auto", help_heading = SCREEN, display_order = LAST)]
    pub charset: CharsetChoice,
    /// The theme: dark, light, high-contrast, high-contrast-light, color-blind-safe, blue, sepia, phosphor, one of your own in
    /// the folder `themes` beside the settings file, or a path (with a / in it, or ending in .toml).
    #[arg(long, global = true, value_name = "NAME", help_heading = SCREEN, display_order = LAST)]
    pub theme: Option<String>,
    /// The settings file (default: nnlab/config.toml in the configuration folder). Choices made on the screen are kept there.
    #[arg(long, global = true, value_name = "FILE", help_heading = SCREEN, display_order = LAST)]
    pub config: Option<PathBuf>,
    /// Threads that train (default: all cores).
    #[arg(long, global = true, value_name = "N", display_order = LAST, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train without the dashboard.
    Train(train::Train),
    /// Take text through the stages of the pipeline.
    Pipeline(pipeline::PipelineArgs),
    /// Train Word2Vec on texts; ask files of word vectors for neighbours and analogies.
    Vectors(vectors::Vectors),
    /// Train once for every combination of some settings' values, and for several seeds.
    Sweep(sweep::Sweep),
    /// Open the dashboard over a run or sweep that another process is writing, here or on a shared disk.
    Watch(watch::Watch),
    /// List, show, compare and take away recorded runs and sweeps.
    Runs(runs::Runs),
    /// Score translations (BLEU, chrF) and predicted labels (F1) line by line.
    Score(score::Score),
    /// Print the completions of a shell.
    Completions(completions::Completions),
}

impl Global {
    /// The thread budget.
    pub fn context(&self) -> Context {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        Context { threads: self.threads.map_or_else(all, usize::from) }
    }
}

/// Parses the words of the command line and does what they say.
pub fn run() -> ExitCode {
    let command = Cli::command().mut_subcommand("train", |train| train.after_long_help(knobs::reference()));
    let matches = match words::parsed(&command, std::env::args_os()) {
        Ok(matches) => matches,
        Err(code) => return code,
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let done = surroundings::check().and_then(|()| done(&cli, command));
    done.unwrap_or_else(|failure| {
        out::say(&format!("nnlab: {failure}"));
        ExitCode::from(failure.exit_code())
    })
}

fn done(cli: &Cli, command: clap::Command) -> Result<ExitCode> {
    match &cli.command {
        None => dashboard::run(&cli.global),
        Some(Command::Train(train)) => train.run(&cli.global),
        Some(Command::Pipeline(pipeline)) => pipeline.run(&cli.global),
        Some(Command::Vectors(vectors)) => vectors.run(&cli.global),
        Some(Command::Sweep(sweep)) => sweep.run(&cli.global),
        Some(Command::Watch(watch)) => watch.run(&cli.global),
        Some(Command::Runs(runs)) => runs.run(&cli.global),
        Some(Command::Score(score)) => score.run(),
        Some(Command::Completions(completions)) => completions.run(command),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subcommands_own_options_come_before_those_of_the_screen() {
        for name in ["train", "sweep", "pipeline", "runs"] {
            let mut command = Cli::command();
            command.build();
            let help = command.find_subcommand_mut(name).unwrap().render_help().to_string();
            let (own, screen) = help.split_once(SCREEN).unwrap();
            assert!(own.contains("--json") && own.contains("--threads"), "{help}");
            assert!(screen.contains("--theme") && !own.contains("--theme") && !own.contains("--color"), "{help}");
        }
    }
}
