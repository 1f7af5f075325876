//! Signals, output that nobody reads, pipes that say nothing, and texts that mean harm, as the real program meets them.
//! Waiting is for what is to be seen; the bound only ends a test that fails.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is a test's report")]

use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, PipeReader, PipeWriter, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const BOUND: Duration = Duration::from_secs(60);
/// What a pipe of Linux holds.
const PIPE: usize = 1 << 16;

/// A run that doesn't end by itself and says something hundreds of times a second.
const ENDLESS: [&str; 16] = [
    "train",
    "forecaster",
    "--set",
    "series=60",
    "--set",
    "units=2",
    "--set",
    "layers=1",
    "--set",
    "window=5",
    "--set",
    "horizon=1",
    "--set",
    "epochs=1000000",
    "--threads",
    "1",
];

fn nnlab(home: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    command.env("HOME", home.path()).env("XDG_DATA_HOME", home.path().join("data"));
    command.env("XDG_CONFIG_HOME", home.path().join("config")).env("RUST_BACKTRACE", "0");
    command.current_dir(home.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The program through a shell that limits it first.
fn limited(home: &TempDir, limit: &str, words: &[&str]) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit {limit}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_nnlab")]).args(words);
    command.env("HOME", home.path()).env("XDG_DATA_HOME", home.path().join("data")).env("RUST_BACKTRACE", "0");
    command.current_dir(home.path()).stdin(Stdio::null()).output().unwrap()
}

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + BOUND;
    while !is_so() {
        assert!(Instant::now() < end, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn ended(child: &mut Child) -> ExitStatus {
    let mut status = None;
    until("the end", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    status.unwrap()
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// A pipe that takes no more.
fn full_pipe() -> (PipeReader, PipeWriter) {
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(&[b'\n'; PIPE]).unwrap();
    (reader, writer)
}

/// Processor time of a process, in the system's ticks.
fn ticks(child: &Child) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// Kilobytes of memory that it has.
fn kilobytes(child: &Child) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = text.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Waits until it has worked and works no more.
fn until_it_rests(child: &Child) {
    let mut before = (ticks(child), Instant::now());
    until("the run to be held back", || {
        let now = ticks(child);
        if now != before.0 || now < 10 {
            before = (now, Instant::now());
        }
        before.1.elapsed() > Duration::from_millis(500)
    });
}

/// It has so little memory, ends by a signal although nobody reads, and what it recorded can be gone on with.
fn ends_unread(home: &TempDir, mut child: Child) {
    until_it_rests(&child);
    assert!(kilobytes(&child) < 150 << 10, "{} kB", kilobytes(&child));
    signal(&child, "-TERM");
    assert_eq!(ended(&mut child).code(), Some(143));
    let log = std::fs::read_to_string(home.path().join("run/events.jsonl")).unwrap();
    assert!(log.lines().last().unwrap().starts_with(r#"{"event":"finished""#), "it was saved");
}

#[test]
fn a_run_whose_standard_output_is_not_read_waits_and_ends_saved_by_a_signal() {
    let home = home();
    let (_reader, writer) = full_pipe();
    let child = nnlab(&home).args(ENDLESS).args(["--json", "--run-dir", "run"]).stdout(writer).spawn().unwrap();
    ends_unread(&home, child);
}

#[test]
fn a_run_whose_standard_error_is_not_read_waits_and_ends_saved_by_a_signal() {
    let home = home();
    let (_reader, writer) = full_pipe();
    let child = nnlab(&home).args(ENDLESS).args(["--run-dir", "run"]).stderr(writer).spawn().unwrap();
    ends_unread(&home, child);
}

#[test]
fn a_run_goes_on_once_its_output_is_read_and_what_is_dropped_is_dropped_by_whole_lines() {
    let home = home();
    let (reader, writer) = std::io::pipe().unwrap();
    let mut child = nnlab(&home).args(ENDLESS).arg("--json").stdout(writer).spawn().unwrap();
    until_it_rests(&child);
    let mut reader = BufReader::new(reader);
    let mut last = 0;
    // Far more than waited: 64 kB in the pipe, a thousand lines in the queue.
    for _ in 0..20_000 {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let object: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        if object["event"] == "evaluated" {
            let epoch = object["epoch"].as_u64().unwrap();
            assert!(epoch == 0 || epoch == last + 1, "epoch {epoch} after {last}: each has its line");
            last = epoch;
        }
    }
    until_it_rests(&child);
    signal(&child, "-INT");
    assert_eq!(ended(&mut child).code(), Some(130));
    let mut rest = String::new();
    reader.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with('\n'));
    rest.lines()
        .for_each(|line| drop(serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"))));
}

#[test]
fn a_sweep_that_nobody_reads_ends_by_a_signal() {
    for unread in ["output", "error"] {
        let home = home();
        let (_reader, writer) = full_pipe();
        let mut command = nnlab(&home);
        command.args(["sweep", "forecaster", "--set", "series=60", "--set", "units=2", "--set", "layers=1"]);
        command.args([
            "--set",
            "window=5",
            "--set",
            "horizon=1",
            "--set",
            "epochs=1",
            "--seeds",
            "1000",
            "--run-dir",
            "sweep",
        ]);
        let command = if unread == "output" { command.arg("--json").stdout(writer) } else { command.stderr(writer) };
        let mut child = command.spawn().unwrap();
        let is_done =
            |number: usize| home.path().join("sweep/trials").read_dir().is_ok_and(|found| found.count() > number);
        until("some trials", || is_done(3));
        signal(&child, "-HUP");
        assert_eq!(ended(&mut child).code(), Some(129), "{unread}");
    }
}

#[test]
fn two_signals_at_once_still_save_and_the_code_is_that_of_the_first() {
    let home = home();
    let mut child = nnlab(&home).args(ENDLESS).args(["--run-dir", "run"]).spawn().unwrap();
    let log = home.path().join("run/events.jsonl");
    until("an evaluation", || std::fs::read_to_string(&log).is_ok_and(|text| text.contains(r#""evaluated""#)));
    signal(&child, "-HUP");
    // It may have ended already.
    let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).stderr(Stdio::null()).status();
    assert_eq!(ended(&mut child).code(), Some(129));
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.lines().last().unwrap().starts_with(r#"{"event":"finished""#));
}

/// A recorded run in the middle of a step that takes a minute.
fn in_a_long_step(home: &TempDir) -> Child {
    let mut command = nnlab(home);
    command.args(ENDLESS).args(["--run-dir", "run"]).env("NNLAB_FAULT", "long step").stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let log = home.path().join("run/events.jsonl");
    until("the first checkpoint", || {
        std::fs::read_to_string(&log).is_ok_and(|text| text.contains(r#""checkpointed""#))
    });
    child
}

fn said(child: &mut Child) -> String {
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    said
}

#[test]
fn a_second_signal_some_time_after_the_first_ends_at_once_and_says_which_checkpoint_stands() {
    let home = home();
    let mut child = in_a_long_step(&home);
    signal(&child, "-TERM");
    let first = Instant::now();
    until("half a second", || first.elapsed() > Duration::from_millis(600));
    assert_eq!(child.try_wait().unwrap(), None, "the first one waits for the step");
    signal(&child, "-INT");
    assert_eq!(ended(&mut child).code(), Some(130));
    assert!(first.elapsed() < Duration::from_secs(4), "it did not wait for the step");
    let said = said(&mut child);
    assert!(said.contains("the checkpoint of epoch 0, step 0 stands: nnlab train --resume run"), "{said}");
}

#[test]
fn a_step_that_goes_on_too_long_after_a_signal_is_not_waited_for() {
    let home = home();
    let mut child = in_a_long_step(&home);
    signal(&child, "-HUP");
    assert_eq!(ended(&mut child).code(), Some(129));
    let said = said(&mut child);
    assert!(said.contains("the checkpoint of epoch 0, step 0 stands"), "{said}");
    let resumed = nnlab(&home).args(["runs", "show", "run"]).status().unwrap();
    assert!(resumed.success());
}

#[test]
fn a_dashboard_whose_input_goes_alone_ends_saves_and_gives_the_terminal_back() {
    use portable_pty::{PtySize, native_pty_system};
    let home = home();
    let pair =
        || native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    let (input, output) = (pair(), pair());
    let open = |pair: &portable_pty::PtyPair| {
        let name = pair.master.tty_name().unwrap();
        OpenOptions::new().read(true).write(true).custom_flags(libc::O_NOCTTY).open(name).unwrap()
    };
    let mut command = nnlab(&home);
    command.env("TERM", "xterm-256color").stdin(open(&input)).stdout(open(&output));
    let mut reader = output.master.try_clone_reader().unwrap();
    let mut child = command.spawn().unwrap();
    drop((command, output.slave));
    let (send, received) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            let _ = send.send(bytes[..count].to_vec());
        }
    });
    let mut stream = Vec::new();
    until("the screen", || {
        stream.extend(received.try_iter().flatten());
        String::from_utf8_lossy(&stream).contains("trains")
    });
    drop(input);
    assert_eq!(ended(&mut child).code(), Some(129));
    until("the terminal back", || {
        stream.extend(received.try_iter().flatten());
        String::from_utf8_lossy(&stream).contains("\u{1b}[?1049l")
    });
}

/// A pipe with a name, held open for writing by whoever gets it once the program opens it for reading.
struct Fifo(std::path::PathBuf);

impl Fifo {
    fn new(home: &TempDir, name: &str) -> Self {
        let path = home.path().join(name);
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        Self(path)
    }

    fn opened(&self) -> File {
        let mut file = None;
        until("the pipe to be opened", || {
            file = OpenOptions::new().write(true).custom_flags(libc::O_NONBLOCK).open(&self.0).ok();
            file.is_some()
        });
        file.unwrap()
    }
}

#[test]
fn a_pipe_that_says_nothing_holds_up_no_signal_whatever_is_loaded() {
    let commands: [&[&str]; 11] = [
        &["train", "forecaster", "--set", "data=fifo.csv"],
        &["train", "forecaster", "--set", "data=fifo.csv", "--json", "--run-dir", "run"],
        &["train", "forecaster", "--spec", "fifo.csv"],
        &["train", "autoencoder", "--set", "data=fifo.csv"],
        &["sweep", "forecaster", "--set", "data=fifo.csv", "--over", "units=1,2"],
        &["sweep", "forecaster", "--spec", "fifo.csv", "--over", "units=1,2"],
        &["train", "pipeline", "--set", "embedding-file=fifo.csv"],
        &["pipeline", "fifo.csv"],
        &["pipeline", "--steps", "stop(file=fifo.csv)"],
        &["vectors", "near", "fifo.csv", "casa"],
        &["vectors", "train", "fifo.csv", "--out", "v.txt"],
    ];
    for words in commands {
        let home = home();
        let fifo = Fifo::new(&home, "fifo.csv");
        let mut child = nnlab(&home).args(words).stdin(Stdio::piped()).spawn().unwrap();
        let _writer = fifo.opened();
        signal(&child, "-TERM");
        let status = ended(&mut child);
        assert!(status.code() == Some(143) || status.signal() == Some(15), "{words:?}: {status}");
    }
}

fn fed(home: &TempDir, words: &[&str], input: &str) -> Output {
    let mut child =
        nnlab(home).args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The program may refuse what comes; that is told by its end.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
fn what_a_user_names_may_be_a_pipe_or_a_link() {
    let home = home();
    let table: String = (0..300).map(|row| format!("{}\n", f64::from(row % 17) * 0.5)).collect();
    let table = format!("value\n{table}");
    let small =
        ["--set", "units=2", "--set", "layers=1", "--set", "epochs=1", "--set", "window=5", "--set", "horizon=1"];
    fed(&home, &[["train", "forecaster", "--set", "data=/dev/stdin"].as_slice(), &small].concat(), &table);
    fed(&home, &["train", "forecaster", "--spec", "/dev/stdin"], "series = 60\nunits = 2\nlayers = 1\nepochs = 1\n");
    let sweep = ["sweep", "forecaster", "--spec", "/dev/stdin", "--over", "units=1,2", "--run-dir", "sweep"];
    fed(&home, &sweep, "series = 60\nlayers = 1\nepochs = 1\n");
    let near = fed(&home, &["vectors", "near", "/dev/stdin", "casa"], "casa 1 0\nhogar 0.9 0.1\n");
    assert!(String::from_utf8_lossy(&near.stdout).contains("hogar"));
    std::fs::write(home.path().join("text"), "la casa grande\n").unwrap();
    let tokens = fed(&home, &["pipeline", "text", "--steps", "lower+stop(list=none,file=/dev/stdin)"], "grande\n");
    assert_eq!(String::from_utf8_lossy(&tokens.stdout), "la casa\n");
    std::fs::write(home.path().join("table.csv"), &table).unwrap();
    std::os::unix::fs::symlink("table.csv", home.path().join("link.csv")).unwrap();
    fed(&home, &[["train", "forecaster", "--set", "data=link.csv"].as_slice(), &small].concat(), "");
    let substituted = Command::new("bash")
        .args(["-c", "\"$0\" train forecaster --set data=<(cat table.csv) \"$@\"", env!("CARGO_BIN_EXE_nnlab")])
        .args(small)
        .env("HOME", home.path())
        .current_dir(home.path())
        .output()
        .unwrap();
    assert!(substituted.status.success(), "{substituted:?}");
}

#[test]
fn too_few_open_files_are_refused_in_words_and_never_a_panic() {
    let home = home();
    let small =
        ["train", "forecaster", "--set", "series=60", "--set", "units=2", "--set", "layers=1", "--set", "epochs=1"];
    for files in (4..48).step_by(3).chain([6]) {
        let output = limited(&home, &format!("-n {files}"), &small);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!told.contains("panicked") && output.status.signal().is_none(), "{files}: {told}");
        assert!(output.status.success() || told.contains("too few files may be open"), "{files}: {told}");
    }
    for words in [&["runs"] as &[&str], &["pipeline"], &["sweep", "forecaster", "--seeds", "2"], &[]] {
        let output = limited(&home, "-n 6", words);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && !told.contains("panicked"), "{words:?}: {told}");
    }
}

#[test]
fn an_unknown_kernel_level_is_refused_before_any_work_and_the_levels_are_named() {
    let home = home();
    for words in [&ENDLESS as &[&str], &["sweep", "forecaster", "--seeds", "2"], &["runs"], &["pipeline"]] {
        let mut command = nnlab(&home);
        let output = command.args(words).env("NNLAB_KERNEL_LEVEL", "avx-2").stderr(Stdio::piped()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("avx-2") && told.contains("portable, avx2, avx512"), "{told}");
    }
    assert!(!home.path().join("data").exists(), "nothing was begun");
    assert!(nnlab(&home).arg("runs").env("NNLAB_KERNEL_LEVEL", "").status().unwrap().success());
}

#[test]
fn a_file_that_may_not_grow_is_told_and_does_not_kill() {
    let home = home();
    let small =
        ["train", "forecaster", "--set", "series=60", "--set", "units=2", "--set", "layers=1", "--set", "epochs=300"];
    let output = limited(&home, "-f 16", &[small.as_slice(), &["--run-dir", "run"]].concat());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.signal().is_none(), "{:?}", output.status);
    assert!(told.contains("File too large"), "{told}");
}

/// Whether a character acts on a terminal or turns text around: written down here once more, and independently.
fn is_raw(c: char) -> bool {
    let code = u32::from(c);
    (code < 0x20 && c != '\n')
        || (0x7f..=0x9f).contains(&code)
        || (0x202a..=0x202e).contains(&code)
        || (0x2066..=0x2069).contains(&code)
        || [0x200b, 0x200e, 0x200f, 0x180e, 0x206a, 0xfeff].contains(&code)
        || (0xe0000..=0xe007f).contains(&code)
}

fn assert_harmless(words: &[&str], output: &Output) {
    for stream in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(stream);
        assert!(!text.contains(is_raw), "{words:?}: {text:?}");
    }
}

#[test]
fn texts_that_mean_harm_reach_no_way_out_as_they_are() {
    let evil = "x\u{1b}]52;c;UFdORUQ=\u{7}\u{9b}31m\u{9d}0;t\u{202e}\u{200b}\u{180e}\u{206a}\u{e0041}\nnew";
    let toml = toml::Value::from(evil).to_string();
    let json = serde_json::to_string(evil).unwrap();
    let home = home();
    let run = home.path().join("evil");
    std::fs::create_dir_all(run.join("frames")).unwrap();
    std::fs::write(run.join("spec.toml"), format!("lab = \"forecaster\"\ndata = {toml}\n")).unwrap();
    let started = format!(
        r#"{{"event":"started","lab":{json},"settings":{{}},"facts":{{"model":{json},"data":{json},"headline":{json},"parameters":3}},"at":{{"step":0,"epoch":0}}}}"#
    );
    let evaluated = format!(
        r#"{{"event":"evaluated","at":{{"step":0,"epoch":0}},"evaluation":{{"metrics":[{{"name":{json},"value":1.0}}],"verdict":"continue"}}}}"#
    );
    let failed = format!(r#"{{"event":"failed","message":{json},"exit_code":1}}"#);
    let finished =
        format!(r#"{{"event":"finished","at":{{"step":0,"epoch":0}},"summary":{{"model":{json},{json}:1}}}}"#);
    std::fs::write(run.join("events.jsonl"), [started, evaluated, finished, failed].join("\n") + "\n").unwrap();
    std::fs::write(home.path().join("spec.toml"), format!("lab = \"forecaster\"\ninit-from = {toml}\n")).unwrap();
    std::fs::write(home.path().join("lab.toml"), format!("lab = {toml}\n")).unwrap();
    let sweep = home.path().join("sweep");
    std::fs::create_dir(&sweep).unwrap();
    let text = format!(
        "lab = \"forecaster\"\nseeds = [1]\n[over]\nfreeze = [{toml}, \"y\"]\n[base]\nlab = \"forecaster\"\nseries = 60\nepochs = 1\n"
    );
    std::fs::write(sweep.join("sweep.toml"), text).unwrap();
    let missing = format!("data={evil}");
    let path = format!("no{evil}");
    let commands: [&[&str]; 24] = [
        &["runs", "show", "evil"],
        &["runs", "show", "evil", "--json"],
        &["runs", "compare", "evil", "evil"],
        &["runs", "compare", "evil", "evil", "--json"],
        &["runs", "--run-dir", "."],
        &["runs", "--run-dir", ".", "--json"],
        &["runs", "show", "sweep"],
        &["runs", "show", "sweep", "--json"],
        &["runs", "show", &path],
        &["runs", "rm", "--yes", &path],
        &["train", "forecaster", "--spec", "spec.toml"],
        &["train", "forecaster", "--spec", "spec.toml", "--json"],
        &["train", "forecaster", "--spec", "lab.toml"],
        &["train", "forecaster", "--spec", &path],
        &["train", "forecaster", "--set", &missing],
        &["train", "forecaster", "--set", &missing, "--json"],
        &["train", &path],
        &["train", "--resume", &path],
        &["sweep", "--run-dir", "sweep"],
        &["sweep", "--run-dir", "sweep", "--json"],
        &["pipeline", &path],
        &["vectors", "near", &path, "casa"],
        &["vectors", &path],
        &["train", "forecaster", &path],
    ];
    for words in commands {
        let output = nnlab(&home).args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "{words:?} says something");
        assert_harmless(words, &output);
        if words.contains(&"--json") {
            let text = String::from_utf8(output.stdout).unwrap();
            text.lines().for_each(|line| drop(serde_json::from_str::<Value>(line).unwrap()));
        }
    }
}
