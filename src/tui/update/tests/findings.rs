//! The pipeline's vectors, switches and strip: their keys, and what they ask.

use super::super::super::fixture::{
    RUN, empty, focus_on, key, milliseconds, pipeline, pipeline_mut, press, press_and_wait, seen, send, shown,
};
use super::super::super::model::{Effect, LabView, Measurement, Message, Model, TextNews, TextTask, Visible};
use super::super::super::tabs::pipeline::state::{DeskRow, VectorKind, VectorsRow};
use super::super::super::tabs::pipeline::{reads_otherwise, reset_reads_as_desk};
use super::super::update;
use crate::labs::pipeline::analysis::{Analogy, VectorsResult};
use crate::labs::pipeline::spec::{ModelName, Spec};
use crate::run::{Command, Evaluation, Event, Facts, Moment, Question, RunSpec, Status, Verdict};

fn desk() -> Model {
    let mut model = empty();
    model.labs.push(LabView::new(crate::labs::find("pipeline").unwrap()));
    press_and_wait(&mut model, "2");
    model
}

fn at_vectors() -> Model {
    let mut model = desk();
    press(&mut model, "tab tab");
    assert_eq!(model.focused().id, "vectors");
    model
}

#[test]
fn left_and_right_choose_the_vectoriser_and_down_goes_into_what_it_made() {
    let mut model = at_vectors();
    press(&mut model, "right");
    assert!(matches!(pipeline(&model).vectors.shown(), Some(VectorsResult::Rows(_))));
    assert_eq!(pipeline(&model).vectors.kind, VectorKind::TfIdf);
    press(&mut model, "down right right");
    assert_eq!((pipeline(&model).vectors.row, pipeline(&model).vectors.cursor.column), (VectorsRow::Inside, 2));
    press(&mut model, "up left");
    assert_eq!((pipeline(&model).vectors.row, pipeline(&model).vectors.kind), (VectorsRow::Kinds, VectorKind::Count));
}

#[test]
fn enter_takes_the_next_variant_of_tf_idf() {
    let mut model = at_vectors();
    press(&mut model, "right enter");
    let Some(VectorsResult::Rows(matrix)) = pipeline(&model).vectors.shown() else { panic!() };
    assert_eq!(matrix.vectorizer.to_string(), "tf-idf(sublinear)");
}

#[test]
fn a_file_of_vectors_is_named_in_a_field_and_one_that_is_not_there_is_told() {
    let mut model = at_vectors();
    press(&mut model, "left enter");
    assert!(pipeline(&model).vectors.editing.is_some());
    send(&mut model, Message::Paste("/no/such/vectors.txt".into()));
    press_and_wait(&mut model, "2 backspace enter");
    assert_eq!(pipeline(&model).vectors.editing, None);
    let problem = pipeline(&model).vectors.problem.clone().unwrap();
    assert!(problem.starts_with("/no/such/vectors.txt"), "{problem}");
    press(&mut model, "e x esc");
    assert_eq!(pipeline(&model).vectors.editing, None);
    assert!(pipeline(&model).vectors.path.as_ref().unwrap().ends_with("vectors.txt"), "Esc leaves it as it was");
}

#[test]
fn an_analogy_of_any_words_is_written_in_a_field() {
    let mut model = at_vectors();
    pipeline_mut(&mut model).desk.set_text("rey reina hombre mujer", None);
    pipeline_mut(&mut model).desk.set_language("en");
    press_and_wait(&mut model, "right right right");
    press_and_wait(&mut model, "down left left");
    press(&mut model, "e");
    send(&mut model, Message::Paste("Hombre : rey = luna".into()));
    press_and_wait(&mut model, "enter");
    assert_eq!(pipeline(&model).vectors.analogy, ["Hombre", "rey", "luna"]);
    let (_, found) = pipeline(&model).vectors.words().unwrap().analogy.clone().unwrap();
    assert_eq!(found, Analogy::Unknown(vec!["luna".into()]));
}

#[test]
fn the_stage_under_the_cursor_is_measured_with_the_settings_of_the_lab_and_the_steps_of_the_desk() {
    let mut model = desk();
    let lab = model.lab_mut().unwrap();
    lab.settings.assign(lab.entry.knobs(), "model", "logistic").unwrap();
    pipeline_mut(&mut model).desk.look_at(3);
    let effects = press(&mut model, "M");
    let Some(Effect::Measure(1, spec, 2)) = effects.first() else { panic!("{effects:?}") };
    let Spec { model: kind, steps, .. } = &**spec;
    assert_eq!((*kind, steps), (ModelName::Logistic, &pipeline(&model).desk.steps.to_string()));
    assert!(pipeline(&model).effect.is_measuring());
    assert_eq!(press(&mut model, "M").first(), Some(&Effect::GiveUp));
    assert!(!pipeline(&model).effect.is_measuring());
}

#[test]
fn where_there_is_no_stage_there_is_nothing_to_measure() {
    let mut model = desk();
    pipeline_mut(&mut model).desk.look_at(0);
    assert_eq!(press(&mut model, "M"), []);
    assert!(!pipeline(&model).effect.is_measuring());
}

#[test]
fn what_a_stage_does_is_asked_as_the_cursor_moves_and_once() {
    let mut model = desk();
    let asked = |effects: &[Effect]| {
        effects.iter().filter(|effect| matches!(effect, Effect::Text(TextTask::Switch(..)))).count()
    };
    assert_eq!(asked(&press(&mut model, "down")), 1);
    assert_eq!(asked(&press(&mut model, "tab shift-tab")), 0);
    assert_eq!(asked(&press(&mut model, "space")), 1);
    assert_eq!(pipeline(&model).effect.found.as_ref().unwrap().stage, "lower", "until the answer is there");
}

#[test]
fn on_the_rows_of_order_and_tokens_the_stage_looked_at_last_is_told_of_the_text_as_it_is() {
    for row in ["home", "end"] {
        let mut model = desk();
        press_and_wait(&mut model, "down down");
        let stage = pipeline(&model).effect.found.as_ref().unwrap().stage.clone();
        press_and_wait(&mut model, row);
        assert!(matches!(pipeline(&model).desk.under_cursor(), DeskRow::Preset | DeskRow::Tokens));
        let tokens = |model: &Model| pipeline(model).effect.found.as_ref().unwrap().sides[0].tokens;
        let before = tokens(&model);
        pipeline_mut(&mut model).desk.set_text("El gato y el perro", None);
        press_and_wait(&mut model, "tab shift-tab");
        assert_eq!(pipeline(&model).effect.found.as_ref().unwrap().stage, stage, "{row}");
        assert!(before > 5 && tokens(&model) <= 5, "{row}: {before}, {}", tokens(&model));
    }
}

#[test]
fn what_is_of_before_says_so_when_the_answer_is_late_and_not_before() {
    let mut model = desk();
    let sign = "counting ..; of before: ";
    assert!(!shown(&mut model, 140, 40).contains(sign));
    // Asked, and not answered.
    let ask = |model: &mut Model, name: &str| {
        let now = model.now;
        update(model, Message::Key(key(name)), now)
    };
    let asked = ask(&mut model, "space");
    assert!(asked.iter().any(|effect| matches!(effect, Effect::Text(TextTask::Stages(..)))), "{asked:?}");
    assert!(!shown(&mut model, 140, 40).contains(sign), "who types sees no flicker");
    let due = model.deadline().unwrap();
    assert!(due <= model.now + milliseconds(200));
    model.take_visible();
    update(&mut model, Message::Tick, due);
    assert_ne!(model.take_visible(), Visible::Unchanged);
    let text = shown(&mut model, 140, 40);
    assert_eq!(text.matches(sign).count(), 3, "stages, vectors and what a switch does: {text}");
    press(&mut model, "?");
    assert!(shown(&mut model, 140, 60).contains("is still being counted"));
    press(&mut model, "esc");
    press_and_wait(&mut model, "space");
    let text = shown(&mut model, 140, 40);
    assert!(!text.contains(sign), "{text}");
}

#[test]
fn of_another_file_nothing_of_the_text_before_is_shown() {
    let mut model = desk();
    assert!(
        pipeline(&model).desk.staged.is_some()
            && pipeline(&model).effect.found.is_some()
            && pipeline(&model).vectors.found.is_some()
    );
    let text = Message::Text(Box::new(TextNews::Opened("/a/long.txt".into(), Ok("otra cosa".into()))));
    let now = model.now;
    update(&mut model, text, now);
    assert!(
        pipeline(&model).desk.staged.is_none()
            && pipeline(&model).effect.found.is_none()
            && pipeline(&model).vectors.found.is_none()
    );
}

#[test]
fn a_measurement_that_is_over_lets_what_made_way_go_on_and_a_late_one_does_not() {
    let mut model = desk();
    pipeline_mut(&mut model).desk.look_at(3);
    let measured = |number, measurement| Message::Text(Box::new(TextNews::Measured(number, measurement)));
    press(&mut model, "M");
    assert!(!send(&mut model, measured(1, Measurement::Running(2))).contains(&Effect::GoOn));
    assert!(send(&mut model, measured(1, Measurement::Failed("no".into()))).contains(&Effect::GoOn));
    press(&mut model, "M M M");
    assert!(!send(&mut model, measured(2, Measurement::Failed("late".into()))).contains(&Effect::GoOn));
    assert!(send(&mut model, measured(4, Measurement::Failed("no".into()))).contains(&Effect::GoOn));
}

/// The questions about texts among some effects.
fn strips(effects: &[Effect]) -> Vec<&str> {
    let text = |effect| match effect {
        &Effect::Send(RUN, Command::Ask(Question::Text { ref text, .. })) => Some(text.as_str()),
        _ => None,
    };
    effects.iter().filter_map(text).collect()
}

#[test]
fn the_run_is_asked_about_the_line_that_is_written_and_again_when_it_has_learned_more() {
    let mut model = desk();
    pipeline_mut(&mut model).desk.set_text("una maravilla\nun horror", None);
    let settings = model.lab().unwrap().settings.draft.clone();
    let spec = RunSpec { lab: "pipeline".into(), settings: settings.clone(), changes: Vec::new() };
    send(&mut model, Message::Opened(RUN, spec));
    let at = |step| Moment { step, epoch: step / 35 };
    let say = |model: &mut Model, event| send(model, Message::Run(RUN, Box::new(event)));
    let facts = Facts::default();
    let started = say(&mut model, Event::Started { lab: "pipeline".into(), settings, facts, at: at(0) });
    assert_eq!(strips(&started), ["una maravilla"]);
    say(&mut model, Event::Phase { at: at(0), status: Status::Training, phase: None });
    let evaluated = |step| Event::Evaluated {
        at: at(step),
        evaluation: Evaluation { metrics: Vec::new(), verdict: Verdict::Continue },
        stretch: None,
    };
    assert_eq!(strips(&say(&mut model, evaluated(35))), ["una maravilla"]);
    assert!(strips(&press(&mut model, "down up")).is_empty(), "nothing has changed");
    assert_eq!(strips(&press(&mut model, "e !")), ["!una maravilla"]);
    assert_eq!(strips(&press(&mut model, "a b")), ["!auna maravilla", "!abuna maravilla"], "at every key");
    assert_eq!(strips(&send(&mut model, Message::Paste(" c ".into()))), ["!ab c una maravilla"]);
    assert_eq!(strips(&press(&mut model, "backspace")), ["!ab cuna maravilla"]);
    assert_eq!(strips(&press(&mut model, "down")), ["un horror"], "the line of the cursor");
    press(&mut model, "esc");
    pipeline_mut(&mut model).desk.set_text(&"ñu ".repeat(2000), None);
    let asked = press(&mut model, "left");
    assert_eq!(strips(&asked), [&"ñu ".repeat(1000)], "of a long line the beginning");
}

#[test]
fn a_reset_at_the_desk_reads_as_the_stages_above_and_one_at_the_settings_as_these_say() {
    let mut model = desk();
    let lab = model.lab_mut().unwrap();
    lab.settings.assign(lab.entry.knobs(), "steps", "lower+punct").unwrap();
    let settings = lab.settings.draft.clone();
    let spec = RunSpec { lab: "pipeline".into(), settings: settings.clone(), changes: Vec::new() };
    send(&mut model, Message::Opened(RUN, spec));
    let (facts, at) = (Facts::default(), Moment::default());
    let started = Event::Started { lab: "pipeline".into(), settings, facts, at };
    send(&mut model, Message::Run(RUN, Box::new(started)));
    assert_eq!(reads_otherwise(&seen(&model)).as_deref(), Some("lower+punct"));
    let steps = |effects: &[Effect]| {
        let spec = effects.iter().find_map(|effect| match effect {
            Effect::Open(spec, _) => Some(spec.settings.typed::<Spec>().unwrap()),
            _ => None,
        });
        spec.unwrap().steps
    };
    let focus = model.focus.clone();
    focus_on(&mut model, "settings");
    assert_eq!(steps(&press(&mut model, "r")), "lower+punct");
    model.focus = focus;
    assert!(reset_reads_as_desk(&seen(&model)));
    assert_eq!(steps(&press(&mut model, "r")), "lower+punct+stop+stem+fold");
    let lab = model.lab_mut().unwrap();
    lab.settings.assign(lab.entry.knobs(), "steps", "upper").unwrap();
    assert_eq!(steps(&press(&mut model, "r")), "upper", "a change that waits is not undone");
}
