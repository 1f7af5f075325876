//! How the shown run reads texts, beside how the desk does.

use super::state::{DeskMode, Model};
use super::{effect, stages, strip, text, vectors};
use crate::labs::pipeline::analysis::Tokenization;
use crate::labs::pipeline::spec::Spec;
use crate::nlp::language::Language;
use crate::nlp::steps::{Stage, Steps};
use crate::run::Settings;

/// The tokenization of a run's settings; `None` when they are of another lab.
fn tokenization(settings: &Settings) -> Option<Tokenization> {
    let spec = settings.typed::<Spec>().ok()?;
    Some(Tokenization { steps: spec.steps.parse().ok()?, language: spec.language, tokens: spec.tokens.parse().ok()? })
}

/// The steps that are on.
fn active(steps: &Steps) -> Steps {
    Steps(steps.0.iter().filter(|step| step.is_on).cloned().collect())
}

/// Where `own` differs from `other`, as it is written in the notation; empty where it does not. The language counts for
/// steps that depend on it.
fn difference(own: &Tokenization, other: &Tokenization) -> String {
    let code = |tokenization: &Tokenization| Language::find(&tokenization.language).map(|language| language.code);
    let steps = active(&own.steps);
    let speaks = steps.0.iter().any(|step| matches!(step.stage, Stage::StopWords(_) | Stage::Stem { .. }));
    let parts = [
        (steps != active(&other.steps)).then(|| steps.to_string()),
        (own.tokens != other.tokens).then(|| own.tokens.to_string()),
        (speaks && code(own) != code(other)).then(|| own.language.clone()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Whether keys act on the pipeline's text rather than on the lab's run.
pub(super) fn is_at_desk(model: &Model<'_>) -> bool {
    [&text::PANE.info, &stages::PANE.info, &vectors::PANE.info, &effect::PANE.info, &strip::PANE.info]
        .contains(&model.focused())
}

/// What the shown run reads texts with, in the notation, where the desk has it otherwise.
pub(in crate::tui) fn reads_otherwise(model: &Model<'_>) -> Option<String> {
    let own = tokenization(&model.shown()?.history.settings)?;
    Some(difference(&own, &model.own.desk.tokenization())).filter(|told| !told.is_empty())
}

/// Whether the run that a reset opens reads as the desk does, although the shown one doesn't: yes, unless the settings
/// wait for a run that reads in a third way, or the keys act on them or are text.
pub(in crate::tui) fn reset_reads_as_desk(model: &Model<'_>) -> bool {
    let pending = || {
        let run = tokenization(&model.shown()?.history.settings)?;
        Some(difference(&tokenization(&model.lab()?.settings.draft)?, &run))
    };
    let desk = || Some(tokenization(&model.lab()?.settings.draft)?.steps == active(&model.own.desk.steps));
    is_at_desk(model)
        && model.own.desk.mode != DeskMode::Writing
        && reads_otherwise(model).is_some()
        && (pending().is_some_and(|pending| pending.is_empty()) || desk().unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(own: [&str; 3], other: [&str; 3]) -> String {
        let tokenization = |[steps, tokens, language]: [&str; 3]| Tokenization {
            language: language.into(),
            steps: steps.parse().unwrap(),
            tokens: tokens.parse().unwrap(),
        };
        difference(&tokenization(own), &tokenization(other))
    }

    #[test]
    fn only_what_makes_other_tokens_is_a_difference() {
        assert_eq!(told(["lower+stem(off)", "words", "es"], ["lower", "words", "spanish"]), "");
        assert_eq!(told(["lower", "words", "en"], ["lower", "words", "es"]), "");
        assert_eq!(told(["lower+stem", "words", "en"], ["lower+stem", "words", "es"]), "en");
        assert_eq!(told(["lower", "words", "es"], ["lower+stop", "characters", "es"]), "lower, words");
        assert_eq!(told(["none", "words", "es"], ["lower", "words", "es"]), "none");
    }
}
