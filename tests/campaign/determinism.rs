//! One seed, the same losses to the bit: whatever the threads, the folder, the home, the time zone and the language.

use crate::program::{RUNS, ended, trains};

#[test]
fn the_losses_depend_on_the_seed_and_on_nothing_of_the_place() {
    let home = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let levels: &[&str] = &["portable", "avx2", "avx512"];
    let mut tried = 0;
    for run in RUNS {
        for level in levels {
            let losses = |change: &dyn Fn(&mut std::process::Command)| {
                let mut command = trains(home.path(), run, &["--set", "epochs=2"]);
                command.env("NNLAB_KERNEL_LEVEL", level);
                change(&mut command);
                let done = ended(&mut command);
                let lines: Vec<String> = done.evaluations().into_iter().map(str::to_owned).collect();
                (done.code, lines)
            };
            let (code, first) = losses(&|_| ());
            if code == Some(2) {
                // This processor has no such instructions, and the program says so.
                continue;
            }
            assert_eq!((code, first.is_empty()), (Some(0), false));
            let changes: [&dyn Fn(&mut std::process::Command); 5] = [
                &|command| {
                    command.env("TZ", "Pacific/Kiritimati");
                },
                &|command| {
                    command.env("TZ", "America/St_Johns").env("LANG", "tr_TR.UTF-8");
                },
                &|command| {
                    command.env("HOME", other.path()).current_dir(other.path());
                },
                &|command| {
                    command.env("XDG_DATA_HOME", other.path().join("data"));
                },
                &|command| {
                    command.env("COLUMNS", "40").env("NO_COLOR", "1");
                },
            ];
            for change in changes {
                assert_eq!(losses(change).1, first, "{run:?} at {level}");
                tried += 1;
            }
        }
        for count in ["2", "3"] {
            let with = |threads: &str| {
                let mut command = crate::program::nnlab(home.path(), &["train"]);
                command.args(run).args(["--json", "--set", "epochs=2", "--threads", threads]);
                ended(&mut command).evaluations().into_iter().map(str::to_owned).collect::<Vec<_>>()
            };
            assert_eq!(with("1"), with(count), "{run:?} on {count} threads");
            tried += 1;
        }
    }
    eprintln!("{tried} runs in other places had the same losses");
}
