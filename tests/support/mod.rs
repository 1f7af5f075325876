//! The real program in a pseudo-terminal, and a terminal emulator that shows what its user would see.
//!
//! Waiting is for what is to be seen; the bound only ends a test that fails.

mod ended;
mod home;
mod received;

pub(crate) use ended::Ended;
pub(crate) use home::Home;

use ended::contains;
use received::{Received, Shared};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{Action, Termios, tcflow, tcgetattr};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt as _;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine.
const BOUND: Duration = Duration::from_secs(60);

/// Whether the pseudo-terminal is the program's controlling terminal, whose end the system tells it by SIGHUP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Terminal {
    Controlling,
    MereFile,
}

/// A running program and the terminal before which its user sits.
pub(crate) struct Session {
    shared: Arc<Shared>,
    reader: Option<JoinHandle<()>>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    /// Held so that nothing is lost when the program ends, and to look at the modes.
    slave: Option<File>,
    modes: String,
    id: u32,
    code: mpsc::Receiver<u32>,
    has_ended: bool,
}

impl Session {
    /// The program with these arguments in a terminal of 120 columns and 40 rows.
    pub(crate) fn start(home: &Home, arguments: &[&str]) -> Self {
        Self::start_in(home, arguments, &[], Terminal::Controlling)
    }

    /// The same, with more variables.
    pub(crate) fn start_in(home: &Home, arguments: &[&str], more: &[(&str, &str)], terminal: Terminal) -> Self {
        Self::start_program(env!("CARGO_BIN_EXE_nnlab"), home, arguments, more, terminal)
    }

    /// A shell that waits for words, whose `$nnlab` is the program.
    pub(crate) fn start_shell(home: &Home) -> Self {
        let more = [("nnlab", env!("CARGO_BIN_EXE_nnlab")), ("PS1", "shell> ")];
        Self::start_program("/bin/sh", home, &["-i"], &more, Terminal::Controlling)
    }

    fn start_program(
        program: &str,
        home: &Home,
        arguments: &[&str],
        more: &[(&str, &str)],
        terminal: Terminal,
    ) -> Self {
        let pair = native_pty_system().openpty(pty_size(120, 40)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        for (name, value) in home.environment() {
            command.env(name, value);
        }
        for (name, value) in more {
            command.env(name, value);
        }
        command.args(arguments);
        command.cwd(home.path(""));
        command.set_controlling_tty(terminal == Terminal::Controlling);
        let name = pair.master.tty_name().unwrap();
        let slave = OpenOptions::new().read(true).write(true).custom_flags(libc::O_NOCTTY).open(name).unwrap();
        let modes = described(&tcgetattr(&slave).unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let shared = Arc::new(Shared::default());
        *shared.lock() = Some(Received { parser: vt100::Parser::new(cells(40), cells(120), 0), stream: Vec::new() });
        let reader = pair.master.try_clone_reader().unwrap();
        let for_reader = Arc::clone(&shared);
        Self {
            shared,
            reader: Some(thread::spawn(move || for_reader.read(reader))),
            writer: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            slave: Some(slave),
            modes,
            id: child.process_id().unwrap(),
            code: wait_aside(child),
            has_ended: false,
        }
    }

    /// Waits until the screen is as wanted.
    pub(crate) fn until(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        self.until_received(what, |received| is_so(received.parser.screen()));
    }

    /// Waits until these bytes have come after the first `from`.
    pub(crate) fn until_written(&self, bytes: &[u8], from: usize) {
        let what = format!("the bytes {}", bytes.escape_ascii());
        self.until_received(&what, |received| contains(&received.stream[from..], bytes));
    }

    fn until_received(&self, what: &str, is_so: impl Fn(&Received) -> bool) {
        let until = Instant::now() + BOUND;
        let mut guard = self.shared.lock();
        loop {
            let received = guard.as_ref().unwrap();
            if received.is_whole() && is_so(received) {
                return;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what}:\n{}", received.parser.screen().contents());
            guard = self.shared.news.wait_timeout(guard, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until all these texts are on the screen.
    pub(crate) fn sees(&self, texts: &[&str]) {
        self.until(&format!("{texts:?}"), |screen| {
            let shown = screen.contents();
            texts.iter().all(|text| shown.contains(text))
        });
    }

    /// The screen as it is.
    #[allow(dead_code, reason = "for the measurements in benches")]
    pub(crate) fn shown(&self) -> vt100::Screen {
        self.shared.lock().as_ref().unwrap().parser.screen().clone()
    }

    /// How many bytes it has written.
    pub(crate) fn written(&self) -> usize {
        self.shared.lock().as_ref().unwrap().stream.len()
    }

    /// Whether the terminal edits lines and echoes as it did before the program.
    pub(crate) fn has_the_modes_of_before(&self) -> bool {
        self.modes == described(&tcgetattr(self.slave.as_ref().unwrap()).unwrap())
    }

    /// Types.
    pub(crate) fn types(&mut self, keys: &str) {
        self.types_bytes(keys.as_bytes());
    }

    pub(crate) fn types_bytes(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
    }

    /// The window gets another size; returns when the program has wiped it to draw it whole.
    pub(crate) fn resizes(&self, columns: u16, lines: u16) {
        let mut guard = self.shared.lock();
        let received = guard.as_mut().unwrap();
        received.parser.set_size(cells(lines), cells(columns));
        let before = received.stream.len();
        self.master.as_ref().unwrap().resize(pty_size(columns, lines)).unwrap();
        drop(guard);
        self.until_written(b"\x1b[2J", before);
    }

    /// The terminal takes no more output, as after Ctrl-S.
    pub(crate) fn takes_nothing(&self) {
        tcflow(self.slave.as_ref().unwrap(), Action::OOff).unwrap();
    }

    /// It takes output again.
    pub(crate) fn takes_output(&self) {
        tcflow(self.slave.as_ref().unwrap(), Action::OOn).unwrap();
    }

    /// What it writes is read this slowly from now on; 0: at once.
    #[allow(dead_code, reason = "for the measurements in benches")]
    pub(crate) fn is_read_at(&self, bytes_a_second: usize) {
        self.shared.rate.store(bytes_a_second, Ordering::SeqCst);
    }

    /// How many frames it has written.
    #[allow(dead_code, reason = "for the measurements in benches")]
    pub(crate) fn frames(&self) -> usize {
        let guard = self.shared.lock();
        guard.as_ref().unwrap().stream.windows(8).filter(|bytes| *bytes == b"\x1b[?2026h").count()
    }

    /// The processor time that it has taken, in hundredths of a second.
    #[allow(dead_code, reason = "for the measurements in benches")]
    pub(crate) fn processor_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.id)).unwrap();
        let after_the_name = stat.rsplit(')').next().unwrap();
        let ticks = |at| after_the_name.split_whitespace().nth(at).unwrap().parse::<u64>().unwrap();
        Duration::from_millis(10 * (ticks(11) + ticks(12)))
    }

    /// Nobody reads what the program writes from now on; returns when it has written all that the system holds for it.
    pub(crate) fn is_read_no_more(&mut self) {
        self.shared.hold(true);
        let written = || std::fs::read_to_string(format!("/proc/{}/io", self.id)).unwrap();
        let until = Instant::now() + BOUND;
        let (mut same, mut before) = (0, String::new());
        while same < 4 && Instant::now() < until {
            // Draw it all again.
            self.writer.as_mut().unwrap().write_all(b"\x0c").unwrap();
            thread::sleep(Duration::from_millis(30));
            let now = written();
            let count = |text: &str| text.lines().find(|line| line.starts_with("wchar")).map(str::to_owned);
            same = if count(&now) == count(&before) { same + 1 } else { 0 };
            before = now;
        }
    }

    pub(crate) fn signals(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.id).unwrap()).unwrap()
    }

    /// Waits for the end of the program.
    pub(crate) fn ends(mut self) -> Ended {
        let code = self.code();
        let now = described(&tcgetattr(self.slave.as_ref().unwrap()).unwrap());
        // With the last hold on the terminal gone, the reader meets its end after the last byte.
        self.shared.hold(false);
        self.slave = None;
        self.reader.take().unwrap().join().unwrap();
        let received = self.shared.lock().take().unwrap();
        let modes = [std::mem::take(&mut self.modes), now];
        Ended { code, stream: received.stream, modes, screen: received.parser.screen().clone() }
    }

    /// Takes the terminal away, as a window that is closed does; `key` must make the program draw. Returns its exit code.
    pub(crate) fn closes(mut self, key: &str) -> u32 {
        self.shared.let_go.store(true, Ordering::SeqCst);
        self.types(key);
        self.reader.take().unwrap().join().unwrap();
        self.slave = None;
        self.writer = None;
        self.master = None;
        self.code()
    }

    fn code(&mut self) -> u32 {
        let code = self.code.recv_timeout(BOUND);
        let code = code.unwrap_or_else(|_| {
            let guard = self.shared.lock();
            panic!("it does not end:\n{}", guard.as_ref().unwrap().parser.screen().contents())
        });
        self.has_ended = true;
        code
    }
}

impl Drop for Session {
    /// A test that fails leaves no process behind.
    fn drop(&mut self) {
        self.shared.hold(false);
        if !self.has_ended && self.code.try_recv().is_err() {
            let _ = kill_process(self.pid(), Signal::KILL);
        }
    }
}

fn wait_aside(mut child: Box<dyn Child + Send + Sync>) -> mpsc::Receiver<u32> {
    let (tell, code) = mpsc::channel();
    thread::spawn(move || tell.send(child.wait().unwrap().exit_code()));
    code
}

fn pty_size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn described(modes: &Termios) -> String {
    format!("{:?} {:?} {:?} {:?}", modes.input_modes, modes.output_modes, modes.control_modes, modes.local_modes)
}
