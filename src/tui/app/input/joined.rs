//! Keys that crossterm took for several. Of an escape it can't know whether more follows: when Esc and an arrow arrive in
//! one read (`\x1b\x1b[D`, as over a slow line), or a read ends after an escape, it gives Esc, then `[`, then `D`, and the
//! last would be taken for the letter. They are joined again if nothing was waited for between them.

use super::Source;
use super::sequence::{Next, Sequence};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use std::collections::VecDeque;
use std::io;
use std::time::Duration;

/// The parts of one key follow one another this fast, even in two reads; nobody types so fast.
const PATIENCE: Duration = Duration::from_millis(25);

/// A source whose keys are whole.
pub(super) struct Joined<S> {
    source: S,
    /// Events that are whole.
    ready: VecDeque<Event>,
    /// One that was read and not looked at yet.
    back: Option<Event>,
}

impl<S: Source> Joined<S> {
    pub(super) fn new(source: S) -> Self {
        Self { source, ready: VecDeque::new(), back: None }
    }

    /// The next event, waited for.
    pub(super) fn next(&mut self) -> io::Result<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(event);
            }
            let event = self.read()?;
            if !is_escape(&event) {
                return Ok(event);
            }
            self.escape(event)?;
        }
    }

    fn read(&mut self) -> io::Result<Event> {
        self.back.take().map_or_else(|| self.source.next(), Ok)
    }

    fn comes_within(&mut self, wait: Duration) -> io::Result<bool> {
        if self.back.is_some() { Ok(true) } else { self.source.comes_within(wait) }
    }

    /// What an escape and that which follows it at once are.
    fn escape(&mut self, escape: Event) -> io::Result<()> {
        // What was read with it came after a whole Esc; what comes a moment later is the rest of a key that was cut.
        let is_esc = self.comes_within(Duration::ZERO)?;
        if !is_esc && !self.comes_within(PATIENCE)? {
            self.ready.push_back(escape);
            return Ok(());
        }
        let event = self.read()?;
        let Some(c) = typed(&event) else {
            self.ready.push_back(escape);
            self.back = Some(event);
            return Ok(());
        };
        let Some(sequence) = Sequence::opened_by(c) else {
            // Esc and a letter held with Alt.
            let event = if is_esc { with_alt(event) } else { event };
            self.ready.extend([escape, event]);
            return Ok(());
        };
        let whole = self.sequence(sequence, &escape, event)?;
        if let Some(whole) = whole {
            self.ready.extend(is_esc.then_some(escape).into_iter().chain(whole));
        }
        Ok(())
    }

    /// Reads a sequence to its end: what it stands for, if anything. `None` if it was none: its characters are then keys.
    fn sequence(
        &mut self,
        mut sequence: Sequence,
        escape: &Event,
        opening: Event,
    ) -> io::Result<Option<Option<Event>>> {
        let mut keys = vec![escape.clone(), opening];
        while self.comes_within(PATIENCE)? {
            let event = self.read()?;
            let next = typed(&event).map_or(Next::NoSequence, |c| sequence.take(c));
            match next {
                Next::More => keys.push(event),
                Next::Is(event) => return Ok(Some(Some(event))),
                Next::Nothing => return Ok(Some(None)),
                Next::Paste => return self.pasted().map(|text| Some(Some(Event::Paste(text)))),
                Next::NoSequence => {
                    self.back = Some(event);
                    break;
                }
            }
        }
        self.ready.extend(keys);
        Ok(None)
    }

    /// A pasted text whose beginning was torn off: the characters that come without a wait.
    fn pasted(&mut self) -> io::Result<String> {
        let mut text = String::new();
        while self.comes_within(PATIENCE)? {
            let event = self.read()?;
            match (&event, typed(&event)) {
                (_, Some(c)) => text.push(c),
                (Event::Key(KeyEvent { code: KeyCode::Enter, .. }), _) => text.push('\n'),
                (Event::Key(KeyEvent { code: KeyCode::Tab, .. }), _) => text.push('\t'),
                (Event::Key(KeyEvent { code: KeyCode::Char('j'), modifiers, .. }), _)
                    if *modifiers == KeyModifiers::CONTROL =>
                {
                    text.push('\n');
                }
                _ => {
                    self.back = Some(event);
                    break;
                }
            }
        }
        Ok(text)
    }
}

fn is_escape(event: &Event) -> bool {
    matches!(event, Event::Key(KeyEvent { code: KeyCode::Esc, modifiers: KeyModifiers::NONE, .. }))
}

/// The character that a key without Ctrl and Alt gives.
fn typed(event: &Event) -> Option<char> {
    match event {
        Event::Key(KeyEvent { code: KeyCode::Char(c), modifiers, .. })
            if (*modifiers - KeyModifiers::SHIFT).is_empty() =>
        {
            Some(*c)
        }
        _ => None,
    }
}

fn with_alt(event: Event) -> Event {
    match event {
        Event::Key(key) => Event::Key(KeyEvent { modifiers: key.modifiers | KeyModifiers::ALT, ..key }),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a terminal sends, read by read: the events of each, and how long after the one before it comes.
    struct Script(VecDeque<(Duration, VecDeque<Event>)>);

    impl Script {
        /// Each read as crossterm takes it apart: `^` is Esc.
        fn of(reads: &[(u64, &str)]) -> Joined<Self> {
            let event = |c: char| {
                let code = if c == '^' { KeyCode::Esc } else { KeyCode::Char(c) };
                let modifiers = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
                Event::Key(KeyEvent::new(code, modifiers))
            };
            let read = |(after, text): &(u64, &str)| (Duration::from_millis(*after), text.chars().map(event).collect());
            Joined::new(Self(reads.iter().map(read).collect()))
        }
    }

    impl Source for Script {
        fn next(&mut self) -> io::Result<Event> {
            while self.0.front().is_some_and(|(_, events)| events.is_empty()) {
                self.0.pop_front();
            }
            let (wait, events) = self.0.front_mut().ok_or(io::ErrorKind::UnexpectedEof)?;
            *wait = Duration::ZERO;
            events.pop_front().ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
        }

        fn comes_within(&mut self, within: Duration) -> io::Result<bool> {
            let next = self.0.iter().find(|(_, events)| !events.is_empty());
            Ok(next.is_some_and(|(wait, _)| *wait <= within))
        }
    }

    fn heard(reads: &[(u64, &str)]) -> Vec<String> {
        let mut joined = Script::of(reads);
        let mut heard = Vec::new();
        while let Ok(event) = joined.next() {
            heard.push(match event {
                Event::Key(key) => crate::tui::keys::KeyPress::from(key).to_string(),
                Event::Paste(text) => format!("paste {text:?}"),
                Event::Mouse(mouse) => format!("{:?}", mouse.kind),
                other => format!("{other:?}"),
            });
        }
        heard
    }

    #[test]
    fn escape_with_a_key_in_one_read_is_escape_and_that_key() {
        for (read, key) in [
            ("^[D", "left"),
            ("^[C", "right"),
            ("^OD", "left"),
            ("^[1;5D", "ctrl-left"),
            ("^[3~", "delete"),
            ("^[Z", "shift-tab"),
            ("^D", "alt-D"),
            ("^q", "alt-q"),
            ("^[<65;3;4M", "ScrollDown"),
        ] {
            assert_eq!(heard(&[(0, read)]), ["esc", key], "{read}");
        }
        assert_eq!(heard(&[(0, "^[D^[CD")]), ["esc", "left", "esc", "right", "D"]);
        assert_eq!(heard(&[(0, "^^[D")]), ["esc", "esc", "left"]);
        assert_eq!(heard(&[(0, "^[?62c"), (80, "D")]), ["esc", "D"], "a report means nothing");
    }

    #[test]
    fn a_key_that_was_cut_by_the_end_of_a_read_is_that_key_alone() {
        assert_eq!(heard(&[(0, "^"), (5, "[D")]), ["left"]);
        assert_eq!(heard(&[(0, "^"), (5, "[1;"), (20, "5D")]), ["ctrl-left"]);
        assert_eq!(heard(&[(0, "^"), (5, "O"), (5, "D"), (0, "D")]), ["left", "D"]);
        assert_eq!(heard(&[(0, "^[1"), (5, ";5D")]), ["esc", "ctrl-left"]);
    }

    #[test]
    fn keys_that_are_typed_one_after_the_other_stay_keys() {
        assert_eq!(heard(&[(0, "^"), (60, "["), (60, "D")]), ["esc", "[", "D"]);
        assert_eq!(heard(&[(0, "^"), (30, "D")]), ["esc", "D"]);
        assert_eq!(heard(&[(0, "^[")]), ["esc", "["]);
        assert_eq!(heard(&[(0, "^["), (60, "D")]), ["esc", "[", "D"]);
        assert_eq!(heard(&[(0, "^[ñD")]), ["esc", "[", "ñ", "D"]);
        assert_eq!(heard(&[(0, "[D")]), ["[", "D"]);
    }

    #[test]
    fn a_text_that_is_pasted_just_after_escape_is_a_pasted_text() {
        assert_eq!(heard(&[(0, "^[200~qDr"), (300, "q")]), ["esc", "paste \"qDr\"", "q"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn nothing_but_sequences_is_joined_and_nothing_is_lost_between_them(text in "[\\^\\[OD;0-9~a-z ]{0,12}") {
            // Typed: every key waits for the one before.
            let reads: Vec<(u64, String)> = text.chars().map(|c| (100, c.to_string())).collect();
            let reads: Vec<(u64, &str)> = reads.iter().map(|(wait, text)| (*wait, text.as_str())).collect();
            let names = text.chars().map(|c| match c {
                '^' => "esc".to_owned(),
                ' ' => "space".to_owned(),
                c => c.to_string(),
            });
            prop_assert_eq!(heard(&reads), names.collect::<Vec<_>>());
            // In one read a letter right after a sequence's opening is never itself.
            let at_once = heard(&[(0, &format!("^[{text}"))]);
            prop_assert_eq!(at_once.first().map(String::as_str), Some("esc"));
        }
    }
}
