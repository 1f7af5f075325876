//! Broken files in run folders are told, hide nothing else, and are never gone on from in silence.

use crate::count;
use crate::dice::Dice;
use crate::folders::{copy, files};
use crate::program::{RUNS, ended, nnlab, trains};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A run that was stopped in the middle, and the last evaluation that it comes to if it goes on.
struct Template {
    folder: PathBuf,
    last: String,
}

fn stopped(home: &Path, name: &str, run: &[&str]) -> Template {
    let folder = home.join(name);
    let epochs = ["--set", "epochs=4"];
    let whole = ended(&mut trains(home, run, &epochs));
    let last = whole.evaluations().last().map(|line| (*line).to_owned()).unwrap();
    let mut command = trains(home, run, &["--run-dir", folder.to_str().unwrap(), epochs[0], epochs[1]]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains(r#""event":"checkpointed""#) {
        line.clear();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "{name} came to its end");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    Template { folder, last }
}

#[test]
fn a_run_folder_with_a_broken_file_is_told_of_and_never_gone_on_from_in_silence() {
    let mut dice = Dice::new("mutations");
    let home = tempfile::tempdir().unwrap();
    let templates: Vec<Template> =
        RUNS.iter().enumerate().map(|(i, run)| stopped(home.path(), &format!("template-{i}"), run)).collect();
    let library = home.path().join("library");
    let good = library.join("good-neighbour");
    copy(&templates[0].folder, &good);
    let wanted = count(60, 10_000);
    let (mut refused, mut taken) = (0, 0);
    for trial in 0..wanted {
        let template = dice.one_of(&templates);
        let run = library.join("broken");
        copy(&template.folder, &run);
        let all = files(&run);
        let file = dice.one_of(&all).clone();
        let bytes = std::fs::read(&file).unwrap();
        let broken = if dice.below(12) == 0 { std::fs::read(dice.one_of(&all)).unwrap() } else { dice.mutated(&bytes) };
        std::fs::write(&file, &broken).unwrap();
        let name = file.strip_prefix(&run).unwrap().to_str().unwrap();
        let path = run.to_str().unwrap();
        let list = ["runs", "list", "--run-dir", library.to_str().unwrap()];
        let compare = ["runs", "compare", path, good.to_str().unwrap()];
        let resume = ["train", "--json", "--threads", "1", "--resume", path];
        let arguments: &[&str] = match dice.below(6) {
            0 => &list,
            1 => &["runs", "show", path],
            2 => &compare,
            _ => &resume,
        };
        let done = ended(&mut nnlab(home.path(), arguments));
        let what = format!("trial {trial}, {name}: {arguments:?}");
        done.assert_is_civil(&what);
        if arguments[1] == "list" {
            assert!(done.out.contains("good-neighbour"), "{what}: {}{}", done.out, done.err);
        }
        // A changed spec is another run; all else holds what was computed, and must be right or be refused.
        if arguments[0] == "train" && name != "spec.toml" {
            if done.code == Some(0) && broken != bytes {
                let last = done.evaluations().last().map(|line| (*line).to_owned());
                assert_eq!(last.as_ref(), Some(&template.last), "{what}: {}", done.err);
                taken += 1;
            } else {
                refused += 1;
            }
        }
        std::fs::remove_dir_all(&run).unwrap();
    }
    eprintln!("{wanted} broken files: {refused} refused, {taken} gone on from to the same bits, the rest looked at");
}
