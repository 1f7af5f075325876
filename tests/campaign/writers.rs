//! Two programs that begin in one folder at the same time: one has it, the other leaves no byte.

use crate::count;
use crate::dice::Dice;
use crate::folders::files;
use crate::program::{RUNS, nnlab, trains, wait};
use std::process::{Command, Stdio};

/// Starts both at once; their exit codes.
fn both(first: &mut Command, second: &mut Command) -> [Option<i32>; 2] {
    let start = |command: &mut Command| command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut children = [start(first), start(second)];
    children.each_mut().map(|child| wait(child, "one of two writers"))
}

#[test]
fn of_two_runs_that_begin_in_one_folder_one_is_recorded_and_the_other_refused() {
    let mut dice = Dice::new("two writers");
    let home = tempfile::tempdir().unwrap();
    let wanted = count(4, 70);
    for pair in 0..wanted {
        let folder = home.path().join(format!("pair-{pair}"));
        let path = folder.to_str().unwrap();
        let epochs = format!("epochs={}", 2 + dice.below(6));
        let begins = |seed| trains(home.path(), RUNS[0], &["--run-dir", path, "--set", &epochs, "--seed", seed]);
        let mut codes = both(&mut begins("1"), &mut begins("2"));
        codes.sort_unstable();
        assert_eq!(codes, [Some(0), Some(2)], "pair {pair}");
        let spec = std::fs::read_to_string(folder.join("spec.toml")).unwrap();
        let log = std::fs::read_to_string(folder.join("events.jsonl")).unwrap();
        let started: Vec<&str> = log.lines().filter(|line| line.contains(r#""event":"started""#)).collect();
        let seed = if spec.contains("\nseed = 1\n") { 1 } else { 2 };
        assert_eq!(started.len(), 1, "{log}");
        assert!(started[0].contains(&format!(r#""seed":{seed}"#)), "spec and log are of two runs: {spec}{log}");
    }
    eprintln!("{wanted} pairs of runs");
}

#[test]
fn of_two_sweeps_that_begin_in_one_folder_one_is_recorded_and_the_other_refused() {
    let home = tempfile::tempdir().unwrap();
    let wanted = count(2, 30);
    for pair in 0..wanted {
        let folder = home.path().join(format!("pair-{pair}"));
        let begins = |over| {
            let mut command = nnlab(home.path(), &["sweep"]);
            command.args(RUNS[0]).args(["--set", "epochs=1", "--threads", "1", "--over", over]);
            command.arg("--run-dir").arg(&folder);
            command
        };
        let mut codes = both(&mut begins("units=2,3"), &mut begins("units=4,5"));
        codes.sort_unstable();
        assert_eq!(codes, [Some(0), Some(2)], "pair {pair}");
        let of = |units: [&str; 2]| {
            files(&folder).iter().all(|file| {
                file.file_name().is_none_or(|name| name != "spec.toml")
                    || units
                        .iter()
                        .any(|u| std::fs::read_to_string(file).unwrap().contains(&format!("\nunits = {u}\n")))
            })
        };
        assert!(of(["2", "3"]) != of(["4", "5"]), "trials of two sweeps in one folder");
    }
    eprintln!("{wanted} pairs of sweeps");
}

#[test]
fn of_two_that_go_on_with_one_run_at_most_one_does_and_the_run_is_whole() {
    let home = tempfile::tempdir().unwrap();
    for pair in 0..count(2, 20) {
        let folder = home.path().join(format!("pair-{pair}"));
        let path = folder.to_str().unwrap();
        let mut begun = trains(home.path(), RUNS[0], &["--run-dir", path, "--set", "epochs=2"]);
        assert_eq!(begun.stdout(Stdio::null()).status().unwrap().code(), Some(0));
        let goes_on =
            || nnlab(home.path(), &["train", "--json", "--threads", "1", "--resume", path, "--set", "epochs=6@4"]);
        let codes = both(&mut goes_on(), &mut goes_on());
        assert!(codes.iter().all(|code| matches!(code, Some(0 | 2))), "pair {pair}: {codes:?}");
        let shown = crate::program::ended(&mut nnlab(home.path(), &["runs", "show", path]));
        shown.assert_is_civil("runs show");
        assert!(shown.out.contains("finished"), "{}{}", shown.out, shown.err);
    }
}
