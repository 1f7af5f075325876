//! Files that the program writes: never over what it reads, whole or not at all.
#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]
#![cfg(unix)]

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const TEXT: &str = "el perro come carne y el gato bebe leche\n";

/// A folder with a text, and the program in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::write(folder.at("novela.txt"), TEXT.repeat(40)).unwrap();
        folder
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.0.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
        command.current_dir(self.0.path()).args(line.split(' ')).stdin(Stdio::null());
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    fn done(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The message of a command that is refused with exit code 2.
    fn refused(&self, line: &str) -> String {
        ended(&self.run(line), 2)
    }
}

fn ended(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn train(out: &str) -> String {
    format!("vectors train novela.txt --out {out} --vector-size 4 --sample 0")
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn no_output_falls_on_an_input_whatever_its_name_is() {
    let folder = Folder::new();
    symlink("novela.txt", folder.at("link.txt")).unwrap();
    fs::hard_link(folder.at("novela.txt"), folder.at("hard.txt")).unwrap();
    fs::create_dir(folder.at("inner")).unwrap();
    symlink("novela.txt", folder.at("words.txt")).unwrap();
    for out in ["novela.txt", "./novela.txt", "inner/../novela.txt", "link.txt", "hard.txt", "novela.npy", "words.npy"]
    {
        for force in ["", " --force"] {
            let told = folder.refused(&(train(out) + force));
            assert!(told.contains("--out: ") && told.contains("those that are read (novela.txt)"), "{told}");
        }
    }
    assert_eq!(folder.text("novela.txt"), TEXT.repeat(40));
}

#[test]
fn the_terms_of_a_matrix_replace_neither_its_text_nor_a_list_of_stop_words() {
    let folder = Folder::new();
    fs::write(folder.at("stop.list"), "el y\n").unwrap();
    let told = folder.refused("pipeline novela.txt --vectorizer count --vocabulary ./novela.txt");
    assert!(told.contains("--vocabulary: ./novela.txt: expected another file than those that are read"), "{told}");
    let told = folder
        .refused("pipeline novela.txt --steps lower+stop(file=stop.list) --vectorizer count --vocabulary stop.list");
    assert!(told.contains("(stop.list)"), "{told}");
    let fed = File::open(folder.at("novela.txt")).unwrap();
    let output = folder.command("pipeline --vectorizer count --vocabulary novela.txt").stdin(fed).output().unwrap();
    assert!(ended(&output, 2).contains("(standard input)"));
    assert_eq!((folder.text("novela.txt"), folder.text("stop.list")), (TEXT.repeat(40), "el y\n".into()));
}

#[test]
fn a_file_that_is_read_is_not_added_to_through_standard_output() {
    let folder = Folder::new();
    folder.done(&train("v.glove"));
    let vectors = folder.text("v.glove");
    for (line, file) in [
        ("pipeline novela.txt", "novela.txt"),
        ("vectors near v.glove gato", "v.glove"),
        ("vectors analogy v.glove gato perro el", "v.glove"),
        ("vectors coverage novela.txt --vectors v.glove", "novela.txt"),
        ("vectors coverage novela.txt --vectors v.glove", "v.glove"),
    ] {
        let out = OpenOptions::new().append(true).open(folder.at(file)).unwrap();
        let output = folder.command(line).stdout(out).output().unwrap();
        assert!(ended(&output, 2).contains(&format!("{file}: is read and is standard output too")), "{output:?}");
    }
    assert_eq!((folder.text("novela.txt"), folder.text("v.glove")), (TEXT.repeat(40), vectors));
    let out = File::create(folder.at("matrix")).unwrap();
    let mut command = folder.command("pipeline novela.txt --vectorizer count --vocabulary matrix");
    assert!(ended(&command.stdout(out).output().unwrap(), 2).contains("expected another file than standard output"));
}

#[test]
fn a_name_that_was_typed_is_replaced_and_one_that_follows_from_it_only_with_force() {
    let folder = Folder::new();
    fs::write(folder.at("v.npy"), "old").unwrap();
    fs::write(folder.at("v.txt"), "a list of mine").unwrap();
    let told = folder.refused(&train("v.npy"));
    assert!(told.contains("--out: v.txt: is there already (--force replaces it)"), "{told}");
    assert_eq!((folder.text("v.npy"), folder.text("v.txt")), ("old".into(), "a list of mine".into()));
    folder.done(&(train("v.npy") + " --force"));
    assert!(fs::read(folder.at("v.npy")).unwrap().starts_with(b"\x93NUMPY"));
    assert_eq!(folder.text("v.txt").lines().count(), 8, "one of the eight words a line");
    folder.done(&train("again.txt"));
    folder.done(&train("again.txt"));
    assert!(folder.text("again.txt").starts_with("8 4\n"));
}

#[test]
fn where_nothing_can_be_written_is_told_before_the_training() {
    let folder = Folder::new();
    fs::create_dir(folder.at("v.bin")).unwrap();
    for (out, why) in [
        ("none/v.bin", "--out: none/v.bin: expected a folder `none` to write it in; there is none"),
        ("v.bin", "--out: v.bin: expected a file, not a folder"),
        ("novela.txt/v.bin", "--out: novela.txt/v.bin: cannot be written"),
        ("v.doc", "expected a name that ends in .txt, .vec, .bin, .npy or .glove"),
    ] {
        let told = folder.refused(&train(out));
        assert!(told.contains(why) && !told.contains("epoch"), "{told}");
    }
    let told = folder.refused("pipeline novela.txt --vectorizer count --vocabulary none/terms");
    assert!(told.contains("--vocabulary: none/terms: expected a folder `none`"), "{told}");
    assert_eq!(folder.names(), ["novela.txt", "v.bin"]);
}

#[test]
fn a_link_stays_and_the_file_that_it_leads_to_is_replaced() {
    let folder = Folder::new();
    fs::create_dir(folder.at("disk")).unwrap();
    fs::write(folder.at("disk/v.bin"), "old").unwrap();
    symlink("disk/v.bin", folder.at("v.bin")).unwrap();
    symlink("disk/new.bin", folder.at("new.bin")).unwrap();
    for name in ["v.bin", "new.bin"] {
        folder.done(&train(name));
        assert!(folder.at(name).is_symlink());
        assert!(fs::read(folder.at("disk").join(name)).unwrap().starts_with(b"8 4\n"));
    }
}

#[test]
fn a_new_file_has_the_rights_that_the_umask_leaves_and_a_replaced_one_keeps_its_own() {
    let folder = Folder::new();
    File::create(folder.at("plain")).unwrap();
    folder.done(&train("v.npy"));
    folder.done("pipeline novela.txt --vectorizer count --vocabulary terms");
    for name in ["v.npy", "v.txt", "terms"] {
        assert_eq!(mode(&folder.at(name)), mode(&folder.at("plain")), "{name}");
    }
    fs::set_permissions(folder.at("terms"), fs::Permissions::from_mode(0o600)).unwrap();
    folder.done("pipeline novela.txt --vectorizer count --vocabulary terms");
    assert_eq!(mode(&folder.at("terms")), 0o600);
}

#[test]
fn pipes_and_standard_output_take_vectors_and_stay_what_they_are() {
    let folder = Folder::new();
    assert!(folder.done(&train("/dev/stdout")).starts_with("8 4\n"));
    let terms = folder.done("pipeline novela.txt --steps none --vectorizer count --json --vocabulary /dev/stderr");
    assert!(terms.lines().all(|line| line.starts_with('{')));
    // Behind what stands in the file that standard output goes to.
    let mut out = File::create(folder.at("log")).unwrap();
    std::io::Write::write_all(&mut out, b"before\n").unwrap();
    assert!(folder.command(&train("/dev/stdout")).stdout(out).status().unwrap().success());
    assert!(folder.text("log").starts_with("before\n8 4\n"));
    let fifo = folder.at("v.glove");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let reading = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::read_to_string(fifo).unwrap()
    });
    folder.done(&train("v.glove"));
    assert_eq!(reading.join().unwrap().lines().count(), 8);
    assert!(!fifo.metadata().unwrap().is_file());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_file_whole_and_ends_with_1() {
    let folder = Folder::new();
    for line in [train("/dev/full"), "pipeline novela.txt --vectorizer count --vocabulary /dev/full".into()] {
        let told = ended(&folder.run(&line), 1);
        assert!(told.contains("/dev/full: cannot be written (No space left on device"), "{told}");
    }
    // A limit on a file's size ends the writing half-way, as a full disk does.
    fs::write(folder.at("v.txt"), "old").unwrap();
    let line = format!(
        "trap '' XFSZ; ulimit -f 1; exec {} {}",
        env!("CARGO_BIN_EXE_nnlab"),
        train("v.txt").replace("--vector-size 4", "--vector-size 900")
    );
    let output = Command::new("bash").args(["-c", &line]).current_dir(folder.0.path()).output().unwrap();
    let told = ended(&output, 1);
    assert!(told.contains("--out: v.txt: cannot be written (File too large"), "{told}");
    assert_eq!(folder.text("v.txt"), "old");
    assert_eq!(folder.names(), ["novela.txt", "v.txt"]);
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_is_full_ends_every_command_with_1() {
    let folder = Folder::new();
    folder.done(&train("v.glove"));
    for line in [
        "completions bash",
        "pipeline novela.txt",
        "pipeline novela.txt --vectorizer tf-idf",
        "vectors near v.glove gato",
        "vectors analogy v.glove gato perro el",
        "vectors coverage novela.txt --vectors v.glove",
        "train forecaster --set epochs=1 --set window=3 --set horizon=1",
        "train forecaster --set epochs=1 --set window=3 --set horizon=1 --json",
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = folder.command(line).env("XDG_DATA_HOME", folder.0.path()).stdout(full).output().unwrap();
        assert!(ended(&output, 1).contains("No space left on device"), "{line}: {output:?}");
    }
}
