//! Pictures of what the pipeline's text becomes, of what its stages are worth, and of what a model thinks of it.

use super::super::capabilities::ColorLevel;
use super::super::fixture::{RUN, buffer, empty, focus_on, pipeline, pipeline_mut, press_and_wait, send, shown};
use super::super::model::{Editor, LabView, Measurement, Message, Model};
use super::super::tabs::pipeline::state::line_of_strip;
use super::super::widgets::testing::text_of;
use crate::figure::{Figure, Reference, Token, TokenMark, Tokens};
use crate::labs::pipeline::{Measured, Score};
use crate::nlp::metrics::Confusion;
use crate::run::{Evaluation, Event, Facts, Kept, Metric, Moment, RunSpec, Status, Verdict};
use insta::assert_snapshot;
use ratatui::style::Color;

macro_rules! pictures {
    ($name:literal, $model:expr) => {
        let mut model = $model;
        assert_snapshot!(concat!($name, "_80x24"), shown(&mut model, 80, 24));
        assert_snapshot!(concat!($name, "_140x40"), shown(&mut model, 140, 40));
        press_and_wait(&mut model, "a esc");
        assert_snapshot!(concat!($name, "_ascii_80x24"), shown(&mut model, 80, 24));
    };
}

const LINES: &str =
    "La casa azul y la casa del médico\nEl médico juega al ajedrez\n\nJugaría en casa, jugaba en la calle";

/// The desk over a text, with the lab beside it, after some keys.
fn desk(text: &str, keys: &str) -> Model {
    let mut model = empty();
    model.labs.push(LabView::new(crate::labs::find("pipeline").unwrap()));
    let desk = &mut pipeline_mut(&mut model).desk;
    (desk.editor, desk.text) = (Editor::new(text), text.into());
    press_and_wait(&mut model, "2");
    press_and_wait(&mut model, keys);
    model
}

fn looking_at(text: &str, pane: &str, keys: &str) -> Model {
    let mut model = desk(text, "");
    let tabs = model.panes().iter().position(|other| other.id == pane).unwrap();
    let first = model.panes().iter().position(|other| *other == model.focused()).unwrap();
    press_and_wait(&mut model, &"tab ".repeat(tabs - first));
    press_and_wait(&mut model, keys);
    model
}

#[test]
fn documents_as_rows_with_the_formula_of_a_number() {
    pictures!("tf_idf", looking_at(LINES, "vectors", "right down"));
    let variant = looking_at(LINES, "vectors", "right enter enter down right down");
    assert_snapshot!("tf_idf_variant_80x24", shown(&mut { variant }, 80, 24));
    let mut counts = looking_at(LINES, "vectors", "");
    assert_snapshot!("counts_80x24", shown(&mut counts, 80, 24));
    assert_snapshot!("counts_120x36", shown(&mut counts, 120, 36));
}

/// Vectors of some stems, in a file.
fn with_vectors(keys: &str) -> (tempfile::TempDir, Model) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors.txt");
    let lines =
        "cas 1 0 0.2\ncall 0.9 0.3 0\nmedic -0.2 1 0.1\nenferm -0.3 0.9 0.1\njug 0.1 0.2 1\najedrez 0 0.1 0.8\n";
    std::fs::write(&path, lines).unwrap();
    let mut model = looking_at(LINES, "vectors", "left");
    pipeline_mut(&mut model).vectors.path = Some(path);
    press_and_wait(&mut model, "esc");
    press_and_wait(&mut model, keys);
    (folder, model)
}

#[test]
fn words_as_vectors_of_a_file_page_by_page() {
    let (_folder, model) = with_vectors("down down down");
    pictures!("neighbours", model);
    let pages = [
        ("map", "down right"),
        ("forms", "down right right"),
        ("analogy", "down enter down enter down enter"),
        ("coverage", "down left"),
    ];
    for (name, keys) in pages {
        let (_folder, mut model) = with_vectors(keys);
        assert_snapshot!(format!("{name}_80x24"), shown(&mut model, 80, 24));
        assert_snapshot!(format!("{name}_140x40"), shown(&mut model, 140, 40));
    }
    assert_snapshot!("no_file_80x24", shown(&mut looking_at(LINES, "vectors", "left"), 80, 24));
}

fn score(confusion: [usize; 4], vocabulary: usize, oov_rate: f64) -> Score {
    let pairs = confusion.into_iter().zip([(0, 0), (0, 1), (1, 0), (1, 1)]);
    let confusion = Confusion::of(2, pairs.flat_map(|(count, pair)| std::iter::repeat_n(pair, count)));
    Score {
        vocabulary,
        terms: 2 * vocabulary,
        tokens: 24_000,
        oov_rate,
        accuracy: confusion.accuracy().value,
        f1_macro: confusion.macro_average().f1,
        negated_accuracy: Some(0.625),
        confusion,
        seconds: 1.64,
    }
}

fn measured() -> Measured {
    Measured {
        stage: "stem".into(),
        classes: vec!["negative".into(), "positive".into()],
        model: "embedding 32, LSTM 32, sequence to vector".into(),
        epochs: 10,
        texts: (1104, 276),
        with: [[112, 26, 22, 116], [109, 29, 20, 118], [114, 24, 31, 107]]
            .map(|counts| score(counts, 1650, 0.093))
            .to_vec(),
        without: [[104, 34, 29, 109], [110, 28, 30, 108], [117, 21, 27, 111]]
            .map(|counts| score(counts, 1980, 0.181))
            .to_vec(),
    }
}

#[test]
fn what_a_stage_does_before_and_after_it_was_measured() {
    let mut model = looking_at(LINES, "switch-effect", "");
    // On the stem.
    pipeline_mut(&mut model).desk.look_at(4);
    press_and_wait(&mut model, "left");
    assert_snapshot!("switch_80x24", shown(&mut model, 80, 24));
    let steps = pipeline(&model).desk.steps.clone();
    let number = pipeline_mut(&mut model).effect.measure(&steps, 3).unwrap();
    pipeline_mut(&mut model).effect.measured(number, Measurement::Running(2));
    assert_snapshot!("measuring_80x24", shown(&mut model, 80, 24));
    pipeline_mut(&mut model).effect.measured(number, Measurement::Done(Box::new(measured())));
    pictures!("measured", model);
}

#[test]
fn a_measurement_on_a_few_lines_below_the_stages() {
    let mut model = desk(LINES, "down down down space");
    let steps = pipeline(&model).desk.steps.clone();
    let number = pipeline_mut(&mut model).effect.measure(&steps, 3).unwrap();
    pipeline_mut(&mut model).effect.measured(number, Measurement::Done(Box::new(measured())));
    assert_snapshot!("measured_below_80x24", shown(&mut model, 80, 24));
}

/// A run of the lab that has learned for four epochs.
fn learned(model: &mut Model) {
    let lab = model.lab_mut().unwrap();
    lab.settings.assign(lab.entry.knobs(), "steps", "lower+punct").unwrap();
    let spec = RunSpec { lab: "pipeline".into(), settings: lab.settings.draft.clone(), changes: Vec::new() };
    let references = vec![Reference::baseline("naive bayes", 0.174), Reference::baseline("logistic", 0.203)];
    let facts = Facts {
        model: "LSTM 32".into(),
        steps_per_epoch: 35,
        headline: "val_error".into(),
        references,
        ..Facts::default()
    };
    let settings = spec.settings.clone();
    send(model, Message::Opened(RUN, spec));
    let mut said = vec![Event::Started { lab: "pipeline".into(), settings, facts, at: Moment::default() }];
    for (epoch, error) in [0.5, 0.4312, 0.3043, 0.2319, 0.1884].into_iter().enumerate() {
        let at = Moment { step: 35 * epoch as u64, epoch: epoch as u64 };
        let metric = |name: &str, value| Metric { name: name.into(), value };
        let metrics = vec![metric("accuracy", 1.0 - error), metric("val_error", error)];
        said.push(Event::Evaluated {
            at,
            evaluation: Evaluation { metrics, verdict: Verdict::Continue },
            stretch: None,
        });
        said.push(Event::Phase { at, status: Status::Paused, phase: None });
    }
    for event in said {
        send(model, Message::Run(RUN, Box::new(event)));
    }
}

#[test]
fn the_line_word_by_word_with_what_the_model_thinks() {
    let text = "El hotel no es malo, pero el patrio...  ¡una maravilla!";
    let mut model = looking_at(text, "after-each-word", "");
    learned(&mut model);
    assert_snapshot!("strip_waiting_80x24", shown(&mut model, 80, 24));
    let words = [
        ("El", 0.52),
        ("hotel", 0.55),
        ("no", 0.41),
        ("es", 0.43),
        ("malo", 0.66),
        ("pero", 0.47),
        ("el", 0.46),
        ("patrio", 0.5),
        ("una", 0.58),
        ("maravilla", 0.97),
    ];
    let mut from = 0;
    let tokens = words.map(|(word, weight)| {
        let start = from + text[from..].find(word).unwrap();
        from = start + word.len();
        let mark = if word == "patrio" { TokenMark::Unknown } else { TokenMark::Plain };
        Token { text: word.to_lowercase(), mark, weight: Some(weight.into()), span: Some(start..from) }
    });
    let figure = Figure::Tokens(Tokens {
        title: "after each word".into(),
        weight_label: "P(positive)".into(),
        tokens: tokens.to_vec(),
        source: text.into(),
    });
    let at = Moment { step: 140, epoch: 4 };
    let answer = Event::Figure { name: "strip".into(), at, kept: Kept::Frame, figure };
    send(&mut model, Message::Run(RUN, Box::new(answer)));
    assert_snapshot!("strip_120x36", shown(&mut model, 120, 36));
    assert_snapshot!("strip_100x30", shown(&mut model, 100, 30));
    press_and_wait(&mut model, "e");
    assert_snapshot!("strip_writing_80x24", shown(&mut model, 80, 24));
    assert_snapshot!("strip_writing_100x30", shown(&mut model, 100, 30));
    assert_snapshot!("strip_writing_120x36", shown(&mut model, 120, 36));
    press_and_wait(&mut model, "! esc");
    let earlier = shown(&mut model, 140, 40);
    assert!(earlier.contains("asking the model") && earlier.contains("maravilla.97"), "{earlier}");
    press_and_wait(&mut model, "e backspace esc");
    focus_on(&mut model, "after-each-word");
    let bare = buffer(&mut model, ColorLevel::None, 140, 40);
    assert_eq!(text_of(&bare), shown(&mut model, 140, 40), "words bear their numbers, not colours alone");
    assert!(bare.content().iter().all(|cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset)));
    pictures!("strip", model);
}

#[test]
fn of_a_long_line_the_strip_says_how_much_of_it_the_model_was_asked_about() {
    let mut model = looking_at(&"vaya ".repeat(1000), "after-each-word", "");
    learned(&mut model);
    let source = line_of_strip(&pipeline(&model).desk).text.to_owned();
    let token = Token { text: "vaya".into(), mark: TokenMark::Plain, weight: Some(0.4.into()), span: Some(0..4) };
    let strip = Tokens { weight_label: "P(positive)".into(), tokens: vec![token], source, ..Tokens::default() };
    let at = Moment { step: 140, epoch: 4 };
    let answer = Event::Figure { name: "strip".into(), at, kept: Kept::Frame, figure: Figure::Tokens(strip) };
    send(&mut model, Message::Run(RUN, Box::new(answer)));
    let text = shown(&mut model, 80, 24);
    assert!(text.contains("line 1, its first 4,000 bytes: P(positive) .40"), "{text}");
}

#[test]
fn a_row_of_stages_that_has_no_room_for_all_words_says_so_at_every_width() {
    let text = "Yo soy un médico; mi hermana jugaba, juega y jugaría al ajedrez en la casa de la Calle Mayor.";
    let mut model = desk(text, "");
    for width in 60..180 {
        let screen = shown(&mut model, width, 40);
        let row = screen.lines().find(|line| line.contains("1 lower case")).unwrap();
        assert!(row.contains("mayor") || row.contains(".. "), "{width}: {row}");
    }
}
