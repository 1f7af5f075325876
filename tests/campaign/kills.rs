//! Runs and sweeps that are ended at any moment go on to the bits of those that were not.

use crate::count;
use crate::dice::Dice;
use crate::folders::files;
use crate::program::{RUNS, ended, nnlab, trains, wait};
use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

const EPOCHS: [&str; 2] = ["--set", "epochs=12"];
const SIGNALS: [&str; 6] = ["-KILL", "-KILL", "-KILL", "-TERM", "-INT", "-HUP"];

/// Starts it, and ends it by a signal once it has written so many bytes; what it wrote, and whether it was ended before
/// it had come to its own end.
fn struck(command: &mut Command, dice: &mut Dice, most: usize) -> (String, bool) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut written = vec![0; dice.below(most)];
    let mut filled = 0;
    while filled < written.len() {
        match out.read(&mut written[filled..]).unwrap() {
            0 => break,
            read => filled += read,
        }
    }
    written.truncate(filled);
    for _ in 0..dice.below(2_000_000) {
        std::hint::spin_loop();
    }
    let signal = *dice.one_of(&SIGNALS);
    // One that has ended already cannot be ended.
    let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status().unwrap();
    out.read_to_end(&mut written).unwrap();
    let code = wait(&mut child, &format!("{command:?} after {signal}"));
    (String::from_utf8_lossy(&written).into_owned(), code != Some(0))
}

fn step_of(line: &str) -> Option<u64> {
    serde_json::from_str::<serde_json::Value>(line).ok()?.pointer("/step")?.as_u64()
}

/// Every evaluation that was printed is one of the run that was not ended.
fn assert_same(written: &str, reference: &HashMap<u64, String>) {
    let whole = written.split_inclusive('\n').filter(|line| line.ends_with('\n')).map(str::trim_end);
    for line in whole.filter(|line| line.starts_with(r#"{"event":"evaluated""#)) {
        let step = step_of(line).unwrap();
        assert_eq!(Some(line), reference.get(&step).map(String::as_str), "step {step}");
    }
}

#[test]
fn a_run_that_is_killed_again_and_again_goes_on_to_the_bits_of_one_that_is_not() {
    let mut dice = Dice::new("kills of runs");
    let home = tempfile::tempdir().unwrap();
    let references: Vec<_> = RUNS
        .iter()
        .map(|run| {
            let whole = ended(&mut trains(home.path(), run, &EPOCHS));
            assert_eq!(whole.code, Some(0), "{}", whole.err);
            let lines = whole.evaluations().into_iter().map(|line| (step_of(line).unwrap(), line.to_owned()));
            (*run, whole.out.len(), lines.collect::<HashMap<_, _>>())
        })
        .collect();
    let (mut kills, mut runs) = (0, 0);
    let wanted = count(8, 1_000);
    while kills < wanted {
        let (run, size, reference) = dice.one_of(&references);
        let folder = home.path().join(format!("run-{runs}"));
        let path = folder.to_str().unwrap();
        runs += 1;
        loop {
            let mut command = if folder.join("spec.toml").exists() {
                nnlab(home.path(), &["train", "--json", "--threads", "1", "--resume", path])
            } else {
                trains(home.path(), run, &["--run-dir", path, EPOCHS[0], EPOCHS[1]])
            };
            let (written, was_ended) = struck(&mut command, &mut dice, size * 3 / 2);
            assert_same(&written, reference);
            if !was_ended {
                let last = reference.keys().max().unwrap();
                let shown = ended(&mut nnlab(home.path(), &["runs", "show", path]));
                shown.assert_is_civil("runs show");
                assert!(shown.code == Some(0) && shown.out.contains("finished"), "{}{}", shown.out, shown.err);
                assert!(written.is_empty() || written.contains(&format!("\"step\":{last}")), "{written}");
                break;
            }
            kills += 1;
            let shown = ended(&mut nnlab(home.path(), &["runs", "show", path]));
            assert!(!folder.join("spec.toml").exists() || shown.code == Some(0), "{}{}", shown.out, shown.err);
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
    eprintln!("{runs} runs ended {kills} times went on to the same bits");
}

fn results(sweep: &Path) -> Vec<(String, String)> {
    let named = |path: &std::path::PathBuf| path.file_name().is_some_and(|name| name == "result.json");
    let read = |path: std::path::PathBuf| {
        let name = path.strip_prefix(sweep).unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    files(sweep).into_iter().filter(named).map(read).collect()
}

#[test]
fn a_sweep_that_is_killed_again_and_again_has_the_results_of_one_that_is_not() {
    let mut dice = Dice::new("kills of sweeps");
    let home = tempfile::tempdir().unwrap();
    let grid: Vec<&str> = [
        &["sweep"],
        RUNS[0],
        &["--over", "units=2,3", "--seeds", "2", "--json", "--threads", "1", "--set", "epochs=3"],
    ]
    .concat();
    let whole = home.path().join("whole");
    let done = ended(nnlab(home.path(), &grid).arg("--run-dir").arg(&whole));
    assert_eq!(done.code, Some(0), "{}", done.err);
    let (mut kills, mut sweeps) = (0, 0);
    while kills < count(4, 67) {
        let folder = home.path().join(format!("sweep-{sweeps}"));
        sweeps += 1;
        loop {
            let mut command =
                nnlab(home.path(), if folder.join("sweep.toml").exists() { &["sweep", "--json"] } else { &grid });
            let (_, was_ended) = struck(command.arg("--run-dir").arg(&folder), &mut dice, done.out.len() * 3 / 2);
            if !was_ended {
                break;
            }
            kills += 1;
        }
        assert_eq!(results(&folder), results(&whole));
        std::fs::remove_dir_all(&folder).unwrap();
    }
    eprintln!("{sweeps} sweeps ended {kills} times have the same results");
}
