//! What goes to standard output: flat JSON objects a line, or the summary in words.

use super::out;
use crate::figure::number::to_json;
use crate::run::knob::display;
use crate::run::{Event, Moment, Summary};
use serde_json::{Map, Value};

/// Which form standard output takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A JSON object for every event, the summary last.
    Json,
    /// The summary alone, a line a value.
    Words,
}

impl Form {
    /// Writes what an event has to say; fails when nobody reads any more.
    pub(super) fn write(self, event: &Event) -> std::io::Result<()> {
        match (self, event) {
            (Self::Json, _) => flat(event).map_or(Ok(()), out::object),
            (Self::Words, Event::Finished { summary, .. }) => words(summary),
            (Self::Words, _) => Ok(()),
        }
    }
}

fn words(summary: &Summary) -> std::io::Result<()> {
    summary.0.iter().try_for_each(|(key, value)| match value {
        Value::String(text) => out::word(&format!("{key:<22} {text}")),
        other => out::word(&format!("{key:<22} {other}")),
    })
}

/// An event as one flat object; phases and figures have none.
fn flat(event: &Event) -> Option<Map<String, Value>> {
    let mut object = Map::new();
    let name = match event {
        Event::Started { lab, settings, facts, at } => {
            object.insert("lab".into(), lab.as_str().into());
            object.insert("model".into(), facts.model.as_str().into());
            object.insert("data".into(), facts.data.as_str().into());
            object.insert("parameters".into(), facts.parameters.into());
            object.insert("steps_per_epoch".into(), facts.steps_per_epoch.into());
            object.insert("threads".into(), facts.threads.into());
            object.insert("kernel_level".into(), facts.kernel_level.as_str().into());
            moment(&mut object, *at);
            for baseline in &facts.baselines {
                object.insert(baseline.name.clone(), to_json(baseline.value));
            }
            for (key, value) in settings.iter() {
                object.insert(key.to_owned(), setting(value));
            }
            // After the settings: one of them may be what was asked for, and these are what was found.
            object.insert("examples".into(), facts.examples_per_epoch.into());
            object.insert("held_out".into(), facts.held_out_examples.into());
            object.extend(facts.column.as_deref().map(|column| ("column".to_owned(), column.into())));
            "started"
        }
        Event::Scalars(bucket) => {
            object.insert("first".into(), bucket.first.into());
            object.insert("last".into(), bucket.last.into());
            object.insert("examples".into(), bucket.examples.into());
            object.insert("seconds".into(), to_json(bucket.seconds));
            for (key, stat) in &bucket.stats {
                object.insert(key.clone(), to_json(stat.mean));
                object.insert(format!("{key}_min"), to_json(stat.min));
                object.insert(format!("{key}_max"), to_json(stat.max));
                object.insert(format!("{key}_last"), to_json(stat.last));
            }
            "scalars"
        }
        Event::Evaluated { at, evaluation, .. } => {
            moment(&mut object, *at);
            for metric in &evaluation.metrics {
                object.insert(metric.name.clone(), to_json(metric.value));
            }
            "evaluated"
        }
        Event::Changed { key, value, at } => {
            object.insert("key".into(), key.as_str().into());
            object.insert("value".into(), display(value).into());
            moment(&mut object, *at);
            "changed"
        }
        Event::Checkpointed { at } => {
            moment(&mut object, *at);
            "checkpointed"
        }
        Event::Note { text, .. } => {
            object.insert("text".into(), text.as_str().into());
            "note"
        }
        Event::Finished { summary, .. } => {
            object.extend(summary.0.clone());
            "summary"
        }
        Event::Failed { message, exit_code } => {
            object.insert("message".into(), message.as_str().into());
            object.insert("exit_code".into(), (*exit_code).into());
            "failed"
        }
        Event::Phase { .. } | Event::Figure { .. } | Event::Recorded { .. } | Event::Rewound | Event::Sweep(_) => {
            return None;
        }
    };
    let mut named = Map::new();
    named.insert("event".into(), name.into());
    named.extend(object);
    Some(named)
}

fn moment(object: &mut Map<String, Value>, at: Moment) {
    object.insert("epoch".into(), at.epoch.into());
    object.insert("step".into(), at.step.into());
}

fn setting(value: &toml::Value) -> Value {
    match value {
        toml::Value::Integer(n) => (*n).into(),
        toml::Value::Float(x) => to_json(*x),
        toml::Value::Boolean(on) => (*on).into(),
        other => display(other).into(),
    }
}
