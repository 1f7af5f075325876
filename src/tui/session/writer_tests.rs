use super::*;
use portable_pty::{PtyPair, PtySize, native_pty_system};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;

/// More than any terminal holds back.
const MUCH: usize = 1 << 20;

fn pipe() -> (Writer, PipeReader) {
    let (reader, end) = io::pipe().unwrap();
    let writer = Writer::start(end.into()).unwrap();
    writer.open();
    (writer, reader)
}

fn read(reader: &mut impl io::Read, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    reader.read_exact(&mut bytes).unwrap();
    bytes
}

fn wait_for(writer: &Writer) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        loop {
            writer.written().await?;
            if writer.is_idle() {
                return Ok(());
            }
        }
    })
}

/// Waits through everything else that may be news, such as that all is written.
fn until_gone(writer: &Writer) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        loop {
            writer.written().await?;
        }
    })
}

/// A terminal of its own, and a hold on it for the test.
fn terminal() -> (PtyPair, File) {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let name = pair.master.tty_name().unwrap();
    let slave = OpenOptions::new().read(true).write(true).custom_flags(libc::O_NOCTTY).open(name).unwrap();
    rustix::termios::tcsetattr(&slave, rustix::termios::OptionalActions::Now, &{
        let mut modes = rustix::termios::tcgetattr(&slave).unwrap();
        modes.make_raw();
        modes
    })
    .unwrap();
    (pair, slave)
}

#[test]
fn what_is_sent_is_written_in_order_and_nobody_waits_for_it() {
    let (writer, mut reader) = pipe();
    let much: Vec<u8> = (0..MUCH).map(|i| (i / 7) as u8).collect();
    writer.send(b"first ");
    writer.send(&much);
    assert!(!writer.is_idle(), "nobody reads");
    assert_eq!(read(&mut reader, 6), b"first ");
    assert_eq!(read(&mut reader, MUCH), much);
    wait_for(&writer).unwrap();
    writer.send(b"more");
    assert_eq!(read(&mut reader, 4), b"more");
}

#[test]
fn the_last_bytes_take_the_place_of_what_waits() {
    let (writer, mut reader) = pipe();
    writer.send(&vec![b'x'; MUCH]);
    assert!(!writer.finish(b"the end"), "nobody reads, and a pipe's bytes can't be thrown away");
    let mut all = Vec::new();
    while !all.ends_with(b"the end") {
        all.extend(read(&mut reader, 1));
    }
    assert!(all.len() < MUCH / 2, "{} bytes", all.len());
    writer.send(b"after the end");
    assert!(writer.is_idle());
    writer.open();
    writer.send(b"again");
    assert_eq!(read(&mut reader, 5), b"again");
}

#[test]
fn a_terminal_that_nobody_reads_from_still_gets_the_last_bytes() {
    let (pair, slave) = terminal();
    let writer = Writer::start(slave.into()).unwrap();
    writer.open();
    writer.send(&vec![b'x'; MUCH]);
    assert!(writer.finish(b"the end"));
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut all = Vec::new();
    while !all.ends_with(b"the end") {
        all.extend(read(&mut reader, 1));
    }
    assert!(all.len() < MUCH / 2, "{} bytes", all.len());
}

#[test]
fn a_terminal_that_is_gone_is_noticed_with_nothing_to_write() {
    let (pair, slave) = terminal();
    let writer = Writer::start(slave.into()).unwrap();
    drop(pair);
    until_gone(&writer).unwrap_err();
    assert!(!writer.finish(b"the end"));
}

#[test]
fn a_terminal_that_goes_while_it_takes_nothing_is_noticed() {
    let (pair, slave) = terminal();
    let writer = Writer::start(slave.into()).unwrap();
    writer.open();
    writer.send(&vec![b'x'; MUCH]);
    drop(pair);
    until_gone(&writer).unwrap_err();
}
