//! Every real lab from its opening to its end, in small: the seam between what labs declare and what they say.

use super::CATALOG;
use crate::figure::Figure;
use crate::run::history::History;
use crate::run::{
    Asked, Better, Context, Entry, Evaluation, Event, Facts, Kept, Moment, Needs, Question, Settings, Severity, Shape,
    Sink, Slice, Split, StepGrain, When, knob,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What makes a lab small, over its defaults; `DATA` stands for a folder of small images.
fn small(lab: &str) -> &'static [(&'static str, &'static str)] {
    match lab {
        "forecaster" => &[("units", "3"), ("window", "12"), ("horizon", "3"), ("batch", "256")],
        "autoencoder" => {
            &[("data", "DATA"), ("hidden", "16"), ("filters", "4"), ("code", "4"), ("classifier-epochs", "1")]
        }
        "pipeline" => &[("units", "4"), ("embedding", "4"), ("batch", "128")],
        "language" => &[
            ("units", "4"),
            ("embedding", "4"),
            ("sequence", "20"),
            ("batch", "64"),
            ("generated", "3000"),
            ("vocabulary", "200"),
        ],
        _ => &[],
    }
}

/// A run of a lab over one epoch, and what it said.
pub(crate) struct Rehearsal {
    /// With which settings.
    pub(crate) settings: Settings,
    /// What was known when it was opened.
    pub(crate) facts: Facts,
    /// Every figure by its slot, the latest.
    pub(crate) figures: BTreeMap<String, Figure>,
    /// Names of the scalars of its steps.
    pub(crate) scalars: BTreeSet<&'static str>,
    /// The evaluation at step 0, and the last.
    pub(crate) evaluations: [Evaluation; 2],
    /// All of it as a screen hears it.
    pub(crate) events: Vec<Event>,
}

/// Those of each lab that have been made: they take seconds, and several tests look at them.
static MADE: Mutex<BTreeMap<&'static str, &'static [Rehearsal]>> = Mutex::new(BTreeMap::new());

/// Runs of a lab: with small settings, and once more for all [`Needs`] that it declares.
pub(crate) fn rehearse(entry: &Entry) -> &'static [Rehearsal] {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(entry.name).or_insert_with(|| Vec::leak(make(entry)))
}

fn make(entry: &Entry) -> Vec<Rehearsal> {
    let figures = entry.figures().iter().map(|figure| figure.needs);
    let mut all: Vec<Needs> = vec![&[]];
    for needs in figures.chain(entry.metrics().iter().map(|metric| metric.needs)) {
        if !all.contains(&needs) {
            all.push(needs);
        }
    }
    let folder = super::autoencoder::bars();
    all.into_iter().map(|needs| run(entry, needs, folder.path())).collect()
}

fn run(entry: &Entry, needs: Needs, data: &Path) -> Rehearsal {
    let mut settings = entry.defaults().unwrap();
    let data = data.to_string_lossy();
    for (key, value) in small(entry.name).iter().chain(&[("epochs", "1")]).chain(needs) {
        let value = if *value == "DATA" { data.as_ref() } else { value };
        knob::assign(entry.knobs(), &mut settings, key, value).unwrap();
    }
    let mut run = entry.open(&settings, &Context { threads: 2 }).unwrap();
    let mut heard = Heard::default();
    let (lab, facts, at) = (entry.name.to_owned(), run.facts(), Moment::default());
    heard.events.push(Event::Started { lab, settings: settings.clone(), facts: facts.clone(), at });
    let evaluate = |run: &mut dyn crate::run::Experiment, heard: &mut Heard| loop {
        if let Slice::Done(evaluation) = run.evaluate(heard).unwrap() {
            let (at, told) = (heard.at, evaluation.clone());
            heard.events.push(Event::Evaluated { at, evaluation: told, stretch: None });
            return evaluation;
        }
    };
    let before = evaluate(run.as_mut(), &mut heard);
    while run.position().epoch < run.epochs() {
        // The first step phase by phase, the others as a whole.
        let grain = if run.position().step == 0 { StepGrain::Phase } else { StepGrain::Whole };
        run.step(grain, &mut heard).unwrap();
        heard.at = run.position().into();
    }
    let after = evaluate(run.as_mut(), &mut heard);
    let probe = run.snapshot().unwrap();
    for figure in entry.figures() {
        let When::Answer(asked) = figure.when else { continue };
        let slot = if figure.per_example { figure.of_example(1) } else { figure.slot.to_owned() };
        let width = settings.integer("code").unwrap_or_default() as usize;
        let question = match asked {
            Asked::Example => Question::Example { slot, index: 1 },
            Asked::Values => Question::Values { slot, values: vec![0.5; width] },
            Asked::Between => Question::Between { slot, from: 0, to: 1, steps: 3 },
            Asked::Text => Question::Text { slot, text: "Una pelicula bastante buena, no me aburre".into() },
        };
        for (slot, figure) in probe.ask(&question).unwrap() {
            heard.figure(&slot, Kept::Live, figure);
        }
    }
    let Heard { figures, scalars, events, .. } = heard;
    let scalars = scalars.into_iter().map(|(name, _)| name).collect();
    Rehearsal { settings, facts, figures, scalars, evaluations: [before, after], events }
}

/// Keeps what a run says.
#[derive(Default)]
pub(crate) struct Heard {
    at: Moment,
    /// Every scalar of every step.
    pub(crate) scalars: Vec<(&'static str, f64)>,
    /// The latest figure in each slot.
    pub(crate) figures: BTreeMap<String, Figure>,
    /// What was said in words.
    pub(crate) notes: Vec<String>,
    events: Vec<Event>,
}

impl Sink for Heard {
    fn scalar(&mut self, name: &'static str, value: f64) {
        self.scalars.push((name, value));
    }

    fn figure(&mut self, name: &str, kept: Kept, figure: Figure) {
        let (name, at) = (name.to_owned(), self.at);
        self.figures.insert(name.clone(), figure.clone());
        self.events.push(Event::Figure { name, at, kept, figure });
    }

    fn note(&mut self, severity: Severity, text: String) {
        self.notes.push(text.clone());
        self.events.push(Event::Note { severity, text });
    }
}

impl Rehearsal {
    fn has(&self, needs: Needs) -> bool {
        needs.iter().all(|(key, value)| self.settings.text(key) == *value)
    }

    /// Whether a number came when it was to come.
    fn brings(&self, id: &str, when: When) -> bool {
        let [before, after] = &self.evaluations;
        match when {
            When::Opening => self.facts.baselines.iter().any(|baseline| baseline.name == id),
            When::Step => self.scalars.contains(id),
            When::Evaluation => before.get(id).is_some() && after.get(id).is_some(),
            When::Trained | When::End => before.get(id).is_none() && after.get(id).is_some(),
            When::Phase(_) | When::Answer(_) => false,
        }
    }
}

fn has_data(figure: &Figure) -> bool {
    match figure {
        Figure::Lines(lines) => lines.lines.iter().any(|line| line.values.iter().any(|value| value.is_finite())),
        Figure::Bars(bars) => bars.bars.iter().any(|bar| bar.value.is_finite()),
        Figure::Images(images) => images.rows.iter().all(|row| !row.images.is_empty()) && !images.rows.is_empty(),
        Figure::HeatMap(map) => map.values.iter().any(|value| value.is_finite()),
        Figure::Scatter(scatter) => scatter.groups.iter().any(|group| !group.points.is_empty()),
        Figure::Tokens(tokens) => !tokens.tokens.is_empty(),
        Figure::Table(table) => !table.rows.is_empty() && table.rows.iter().all(|row| row.len() == table.header.len()),
    }
}

fn names_of(figure: &Figure) -> Vec<&str> {
    match figure {
        Figure::Table(table) => table.header.iter().map(String::as_str).collect(),
        Figure::Images(images) => images.rows.iter().map(|row| row.name.as_str()).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_lab_shows_and_measures_what_it_declares_and_declares_what_it_shows_and_measures() {
    for entry in CATALOG {
        let lab = entry.name;
        let rehearsals = rehearse(entry);
        let with = |needs: Needs| rehearsals.iter().filter(move |rehearsal| rehearsal.has(needs));
        assert!(!entry.figures().is_empty() && !entry.metrics().is_empty(), "{lab}");
        for spec in entry.figures() {
            let slot = if spec.per_example && matches!(spec.when, When::Answer(_)) {
                spec.of_example(1)
            } else if spec.per_example {
                spec.of_example(0)
            } else {
                spec.slot.to_owned()
            };
            let found: Vec<&Figure> = with(spec.needs).filter_map(|rehearsal| rehearsal.figures.get(&slot)).collect();
            assert_eq!(found.len(), with(spec.needs).count(), "{lab} does not always show `{slot}`");
            for figure in found {
                assert_eq!(Shape::of(figure), spec.shape, "{lab}: `{slot}`");
                assert!(has_data(figure), "{lab}: `{slot}` has no data: {figure:?}");
                let names = names_of(figure);
                let is_table = spec.shape == Shape::Table && !spec.names.is_empty();
                assert!(!is_table || names == spec.names, "{lab}: `{slot}` has the columns {names:?}");
                let is_known = |name: &&str| spec.names.is_empty() || spec.names.contains(name);
                assert!(names.iter().all(is_known), "{lab}: `{slot}` has the rows {names:?}");
            }
        }
        for metric in entry.metrics() {
            assert!(with(metric.needs).count() > 0, "{lab}: {metric:?}");
            let misses: Vec<String> = with(metric.needs)
                .filter(|rehearsal| !rehearsal.brings(metric.id, metric.when))
                .map(|rehearsal| format!("{:?}", rehearsal.settings))
                .collect();
            assert!(misses.is_empty(), "{lab} does not always measure `{}`: {misses:?}", metric.id);
        }
        for rehearsal in rehearsals {
            let undeclared = |id: &str| entry.metrics().iter().all(|metric| metric.id != id);
            let slots: Vec<&String> = rehearsal.figures.keys().filter(|slot| entry.figure(slot).is_none()).collect();
            assert!(slots.is_empty(), "{lab} shows more than it declares: {slots:?}");
            let measured = rehearsal.evaluations.iter().flat_map(|evaluation| &evaluation.metrics);
            let named = measured.chain(&rehearsal.facts.baselines).map(|metric| metric.name.as_str());
            let more: Vec<&str> = named.chain(rehearsal.scalars.iter().copied()).filter(|id| undeclared(id)).collect();
            assert!(more.is_empty(), "{lab} measures more than it declares: {more:?}");
            let headline = entry.metrics().iter().find(|metric| metric.id == rehearsal.facts.headline).unwrap();
            assert_eq!(
                (headline.split, headline.better),
                (Split::HeldOut, Better::Lower),
                "{lab}: what `best` goes by"
            );
        }
    }
}

#[test]
fn names_of_slots_and_metrics_are_there_once_in_a_lab() {
    for entry in CATALOG {
        let slots: BTreeSet<&str> = entry.figures().iter().map(|figure| figure.slot).collect();
        assert_eq!(slots.len(), entry.figures().len(), "{}", entry.name);
        let ids: BTreeSet<&str> = entry.metrics().iter().map(|metric| metric.id).collect();
        assert_eq!(ids.len(), entry.metrics().len(), "{}", entry.name);
    }
}

#[test]
fn what_a_lab_says_stands_in_the_history_that_a_screen_draws_from() {
    for entry in CATALOG {
        let rehearsal = &rehearse(entry)[0];
        let mut history = History::default();
        rehearsal.events.iter().for_each(|event| history.apply(event));
        assert_eq!(history.figures.len(), rehearsal.figures.len(), "{}", entry.name);
        assert!(rehearsal.figures.keys().all(|slot| history.figures.contains_key(slot)), "{}", entry.name);
        let headline = rehearsal.evaluations[1].get(&rehearsal.facts.headline);
        assert_eq!(history.value(&rehearsal.facts.headline), headline, "{}", entry.name);
    }
}
