//! The work on files, against what somebody may have put there.

use super::*;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use tempfile::TempDir;

fn fifo(path: &Path) {
    rustix::fs::mkfifoat(rustix::fs::CWD, path, rustix::fs::Mode::from_raw_mode(0o600)).unwrap();
}

/// A folder with a link in it to a file outside, and that file's path.
fn with_a_link(name: &str) -> (TempDir, TempDir, Folder, std::path::PathBuf) {
    let (inside, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let victim = outside.path().join("victim");
    std::fs::write(&victim, "precious\n").unwrap();
    symlink(&victim, inside.path().join(name)).unwrap();
    let folder = Folder::open(inside.path()).unwrap();
    (inside, outside, folder, victim)
}

#[test]
fn nothing_is_written_cut_or_locked_through_a_link_and_what_replaces_or_removes_it_leaves_its_target() {
    let (_inside, _outside, folder, victim) = with_a_link("name");
    let whole = || std::fs::read_to_string(&victim).unwrap();
    let told = folder.lock("name").unwrap_err().to_string();
    assert!(told.contains("it is a link"), "{told}");
    assert!(Log::open(&folder, "name", 0, None).is_err() && Log::at_its_end(&folder, "name").is_err());
    assert!(folder.folder("name").is_err() && folder.make_folder("name").is_err());
    assert_eq!(folder.create("name", b"x").unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
    assert!(folder.look_at_lock("name").is_none());
    assert_eq!(whole(), "precious\n");
    folder.replace("name", b"new", true).unwrap();
    assert_eq!((folder.entry("name").unwrap(), whole().as_str()), (Some(Entry::File), "precious\n"));
    symlink(&victim, folder.path().join("other")).unwrap();
    folder.remove("other").unwrap();
    assert_eq!((folder.entry("other").unwrap(), whole().as_str()), (None, "precious\n"));
}

#[test]
fn a_link_to_a_folder_is_no_folder_and_a_loop_of_links_is_told() {
    let (inside, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(outside.path().join("kept.json"), "{}").unwrap();
    symlink(outside.path(), inside.path().join("frames")).unwrap();
    symlink("b", inside.path().join("a")).unwrap();
    symlink("a", inside.path().join("b")).unwrap();
    let folder = Folder::open(inside.path()).unwrap();
    let told = folder.make_folder("frames").unwrap_err().to_string();
    assert!(told.contains("nothing is written through one"), "{told}");
    assert!(read(&inside.path().join("a")).is_err() && is_there(&inside.path().join("a")));
    folder.remove("frames").unwrap();
    assert!(outside.path().join("kept.json").exists());
    let (above, name) = Folder::above(&inside.path().join("a/")).unwrap();
    assert_eq!((above.entry(&name).unwrap(), name.as_str()), (Some(Entry::Link), "a"));
}

#[test]
fn reading_follows_a_link_to_a_file_and_refuses_by_name_what_would_never_end() {
    let (inside, _outside, _folder, _victim) = with_a_link("name");
    assert_eq!(read_text(&inside.path().join("name")).unwrap(), "precious\n");
    fifo(&inside.path().join("pipe"));
    symlink("pipe", inside.path().join("to-pipe")).unwrap();
    symlink("/dev/zero", inside.path().join("zeros")).unwrap();
    std::mem::forget(std::os::unix::net::UnixListener::bind(inside.path().join("socket")).unwrap());
    for (name, word) in [
        ("pipe", "a named pipe"),
        ("to-pipe", "a named pipe"),
        ("zeros", "a device"),
        ("socket", "a socket"),
        (".", "a folder"),
    ] {
        let told = read(&inside.path().join(name)).unwrap_err().to_string();
        assert_eq!(told, format!("it is {word}, not a file"));
    }
    let folder = Folder::open(inside.path()).unwrap();
    for name in ["pipe", "socket"] {
        assert!(folder.lock(name).is_err() && Log::at_its_end(&folder, name).is_err(), "{name}");
    }
}

#[test]
fn a_file_is_created_once_whole_with_the_mode_of_the_mask_and_nothing_is_left_beside_it() {
    let inside = tempfile::tempdir().unwrap();
    let folder = Folder::open(inside.path()).unwrap();
    folder.create("spec.toml", b"one").unwrap();
    assert_eq!(folder.create("spec.toml", b"two").unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
    folder.replace("other", b"two", false).unwrap();
    assert_eq!(read_text(&inside.path().join("spec.toml")).unwrap(), "one");
    assert_eq!(folder.names().unwrap(), ["other", "spec.toml"]);
    std::fs::write(inside.path().join("plain"), "as the system makes one").unwrap();
    let mode = |name: &str| std::fs::metadata(inside.path().join(name)).unwrap().permissions().mode();
    assert_eq!([mode("spec.toml"), mode("other")], [mode("plain"); 2]);
    std::fs::write(inside.path().join(".writing-1-1"), "half").unwrap();
    folder.sweep_partial();
    assert_eq!(folder.names().unwrap(), ["other", "plain", "spec.toml"]);
}

#[test]
fn a_lock_on_a_file_that_was_taken_away_is_taken_again_on_the_new_one() {
    let inside = tempfile::tempdir().unwrap();
    let folder = Folder::open(inside.path()).unwrap();
    let Locked::Ours(mut first) = folder.lock("lock").unwrap() else { panic!("nobody has it") };
    first.sign("me").unwrap();
    assert!(matches!(folder.lock("lock").unwrap(), Locked::Theirs(words) if words == "me"));
    assert_eq!(folder.look_at_lock("lock"), Some(("me".to_owned(), true)));
    folder.remove("lock").unwrap();
    assert!(matches!(folder.lock("lock").unwrap(), Locked::Ours(_)));
    drop(first);
}

#[test]
fn a_log_is_gone_on_from_where_its_checkpoint_says_and_told_when_it_is_short_or_changed() {
    let inside = tempfile::tempdir().unwrap();
    let folder = Folder::open(inside.path()).unwrap();
    let path = inside.path().join("log");
    let mut log = Log::at_its_end(&folder, "log").unwrap();
    log.append(b"one\n").unwrap();
    log.append(b"two\n").unwrap();
    let (bytes, digest) = (log.bytes(), log.digest());
    log.append(b"three\n").unwrap();
    log.sync().unwrap();
    let (mut again, found) = Log::open(&folder, "log", bytes, Some(&digest)).unwrap();
    assert_eq!((found, again.digest() == digest, read(&path).unwrap().len()), (Found::Whole, true, 14));
    again.cut().unwrap();
    again.append(b"4\n").unwrap();
    assert_eq!(read_text(&path).unwrap(), "one\ntwo\n4\n");
    std::fs::write(&path, "one\ntw").unwrap();
    let (mut short, found) = Log::open(&folder, "log", bytes, Some(&digest)).unwrap();
    short.cut().unwrap();
    assert_eq!((found, read_text(&path).unwrap().as_str()), (Found::Short(2), "one\n"));
    std::fs::write(&path, "one\ntwX\n").unwrap();
    assert_eq!(Log::open(&folder, "log", bytes, Some(&digest)).unwrap().1, Found::Changed);
    std::fs::write(&path, "one\ntorn").unwrap();
    Log::at_its_end(&folder, "log").unwrap().append(b"two\n").unwrap();
    assert_eq!(read_text(&path).unwrap(), "one\ntwo\n");
}
