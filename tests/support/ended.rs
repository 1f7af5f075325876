//! What is left when the program has ended.

/// How the program ended.
pub(crate) struct Ended {
    pub(crate) code: u32,
    /// All that it wrote.
    pub(crate) stream: Vec<u8>,
    /// The terminal's modes, before the program and now.
    pub(crate) modes: [String; 2],
    pub(crate) screen: vt100::Screen,
}

impl Ended {
    /// The terminal is as it was found: its own screen, a cursor, no marks around pastes, no mouse, lines edited and echoed.
    pub(crate) fn assert_terminal_is_given_back(&self) {
        let screen = &self.screen;
        assert!(!screen.alternate_screen(), "the alternate screen stayed");
        assert!(!screen.hide_cursor(), "the cursor stayed hidden");
        assert!(!screen.bracketed_paste(), "pastes stayed marked");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert!(self.wrote(b"\x1b[?1049h") && self.wrote(b"\x1b[?1049l"), "the alternate screen was never used");
        assert_eq!(self.modes[0], self.modes[1], "the line discipline");
    }

    pub(crate) fn wrote(&self, bytes: &[u8]) -> bool {
        contains(&self.stream, bytes)
    }
}

pub(crate) fn contains(stream: &[u8], bytes: &[u8]) -> bool {
    stream.windows(bytes.len()).any(|window| window == bytes)
}
