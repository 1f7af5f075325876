//! The real loop, with a stand-in for the terminal, scripted keys, and a stand-in for the workers. Nothing sleeps: whoever
//! waits, waits for what is to be seen.

mod stand_ins;

use super::clock::Rates;
use crate::run::Command;
use crate::tui::fixture::{RUN, story};
use crate::tui::model::{Leave, Signal};
use crate::tui::session::SessionError;
use crossterm::event::Event as Input;
use stand_ins::{Takes, with_loop};
use std::io;
use std::time::Duration;

/// No waiting between frames.
const AT_ONCE: Rates = Rates { input: Duration::ZERO, data: Duration::ZERO, budget: None };

#[test]
fn it_opens_untrained_trains_pauses_steps_and_quits() {
    let left = with_loop(AT_ONCE, async |user| {
        user.sees("p trains").await;
        user.press("p");
        user.sees("* training").await;
        user.press("p");
        user.sees("  paused").await;
        user.press(">");
        user.sees("epoch  1/20").await;
        user.press("tab tab tab down down down down down right");
        user.sees("1 pending").await;
        user.press("r");
        user.sees_no_more("pending").await;
        user.press("5");
        user.sees("units=30").await;
        user.press("q");
    });
    assert!(matches!(left, Ok(Leave::Save)));
}

#[test]
fn a_running_run_is_asked_about_before_quitting() {
    let left = with_loop(AT_ONCE, async |user| {
        user.sees("p trains").await;
        user.press("p");
        user.sees("* training").await;
        user.press("q");
        user.sees("A run is training.").await;
        user.press("esc");
        user.sees_no_more("A run is training.").await;
        user.press("ctrl-c");
        user.sees("A run is training.").await;
        user.press("ctrl-c");
    });
    assert!(matches!(left, Ok(Leave::Now)));
}

#[test]
fn a_storm_of_sizes_keeps_the_last_size_and_every_key() {
    let left = with_loop(AT_ONCE, async |user| {
        user.sees("p trains").await;
        let before = user.frames.get();
        for width in 1..200 {
            user.input(Input::Resize(width, 30));
            if width % 100 == 0 {
                user.press("p");
            }
        }
        user.input(Input::Resize(61, 20));
        user.press("2");
        user.sees("médico").await;
        assert_eq!(user.commands.borrow().as_slice(), [(RUN, Command::Play)], "no key was lost");
        assert!(user.frames.get() - before < 10, "{} frames", user.frames.get() - before);
        user.press("5 ctrl-c enter");
    });
    assert!(matches!(left, Ok(Leave::Save)));
}

#[test]
fn what_happens_elsewhere_costs_no_frame() {
    let left = with_loop(AT_ONCE, async |user| {
        user.sees("p trains").await;
        user.press("2");
        user.sees("médico").await;
        let before = user.frames.get();
        for event in story() {
            user.outbox.send(RUN, event);
        }
        tokio::task::yield_now().await;
        user.press("1");
        user.sees("epoch  7/20").await;
        assert!(user.frames.get() <= before + 2, "{} frames", user.frames.get() - before);
        user.press("ctrl-c enter");
    });
    assert!(matches!(left, Ok(Leave::Save)));
}

#[test]
fn many_events_are_one_frame() {
    let slow = Rates { data: Duration::from_secs(3600), ..AT_ONCE };
    let left = with_loop(slow, async |user| {
        user.sees("nnlab").await;
        let before = user.frames.get();
        for event in story() {
            user.outbox.send(RUN, event);
            tokio::task::yield_now().await;
        }
        assert!(user.frames.get() <= before + 1, "data wait for their time");
        user.press("l");
        user.sees("epoch  7/20").await;
        user.press("ctrl-c enter");
    });
    assert!(matches!(left, Ok(Leave::Save)));
}

#[test]
fn signals_end_it_and_a_stop_gives_the_screen_back() {
    let left = with_loop(AT_ONCE, async |user| {
        user.sees("p trains").await;
        user.press("ctrl-z");
        // Narrower after the stop: the second column is gone.
        user.sees("Tab: forecast").await;
        user.signals.send(Signal::Continue).unwrap();
        user.press("ctrl-l m tab");
        user.sees("Tab: settings").await;
        assert_eq!(*user.calls.borrow(), ["suspend", "resume", "redraw", "mouse"]);
        user.signals.send(Signal::Terminate).unwrap();
    });
    assert!(matches!(left, Ok(Leave::Signal(Signal::Terminate))));
}

#[test]
fn while_the_terminal_takes_nothing_keys_and_news_are_heard_and_the_latest_is_shown_afterwards() {
    let left = with_loop(AT_ONCE, async |user| {
        user.sees("p trains").await;
        user.terminal.send_replace(Takes::Nothing);
        let before = user.frames.get();
        user.press("p p > 2 1");
        user.waits_for_commands(3).await;
        assert_eq!(user.frames.get(), before, "frames would only pile up");
        user.terminal.send_replace(Takes::Frames);
        user.sees("epoch  1/20").await;
        user.terminal.send_replace(Takes::Nothing);
        user.signals.send(Signal::Terminate).unwrap();
    });
    assert!(matches!(left, Ok(Leave::Signal(Signal::Terminate))));
}

#[test]
fn a_terminal_that_is_gone_ends_it() {
    let left = with_loop(AT_ONCE, async |user| {
        user.sees("p trains").await;
        user.keys.send(Err(io::ErrorKind::BrokenPipe.into())).unwrap();
    });
    assert!(matches!(left, Err(SessionError::TerminalGone(_))));
}
