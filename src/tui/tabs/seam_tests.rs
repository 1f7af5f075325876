//! The seam between the real labs and their panes: what a lab says of a small run, drawn pane by pane.

use super::all;
use crate::labs::rehearsal::{Rehearsal, rehearse};
use crate::labs::{self, CATALOG};
use crate::run::{Entry, Pace, RunSpec};
use crate::tui::fixture::{RUN, empty_with, focus_on, press, send, shown};
use crate::tui::model::{Message, Model};
use crate::tui::update::start;
use std::collections::BTreeSet;

/// The screen in the lab's tab, after all that was said of a run of it.
fn after(entry: &Entry, rehearsal: &Rehearsal, tab: usize) -> Model {
    let mut model = empty_with(CATALOG.to_vec());
    press(&mut model, &(tab + 1).to_string());
    let spec = RunSpec { lab: entry.name.into(), settings: rehearsal.settings.clone(), changes: Vec::new() };
    start(&mut model, spec.clone(), Pace::Full);
    send(&mut model, Message::Opened(RUN, spec));
    for event in &rehearsal.events {
        send(&mut model, Message::Run(RUN, Box::new(event.clone())));
    }
    model
}

#[test]
fn every_pane_of_every_real_lab_is_drawn_with_data_after_a_small_run() {
    for (at, tab) in all().iter().map(|tab| tab.info()).enumerate() {
        let Some(entry) = tab.lab.and_then(|lab| labs::find(lab).ok()) else { continue };
        let mut drawn = BTreeSet::new();
        for rehearsal in rehearse(&entry) {
            let mut model = after(&entry, rehearsal, at);
            press(&mut model, "z");
            for pane in model.panes() {
                focus_on(&mut model, pane.id);
                let text = shown(&mut model, 80, 24);
                let has_data = !text.contains(model.words.no_data);
                assert!(has_data, "{}: {} with {:?}\n{text}", entry.name, pane.id, rehearsal.settings);
                drawn.insert(pane.id);
            }
        }
        let missing: Vec<&str> = tab.panes.iter().map(|pane| pane.id).filter(|id| !drawn.contains(id)).collect();
        assert!(missing.is_empty(), "{}: never drawn: {missing:?}", entry.name);
    }
}

#[test]
fn a_pane_of_a_slot_shows_one_that_its_lab_declares() {
    for tab in all().iter().map(|tab| tab.info()) {
        let Some(entry) = tab.lab.and_then(|lab| labs::find(lab).ok()) else { continue };
        for pane in tab.panes {
            let is_declared = |slot: &str| entry.figure(slot).is_some();
            assert!(pane.slot.is_none_or(is_declared), "{}: {:?}", entry.name, pane.slot);
        }
    }
}
