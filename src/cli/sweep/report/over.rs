//! What is told when a sweep is over: medians, ranges and the knee.

use super::{NUMBER, Report, json, short};
use crate::figure::number::to_json;
use crate::labs;
use crate::run::sweep::{Curve, Point, Progress, curves, points};
use crate::tui::widgets::number;
use serde_json::{Map, Value};

impl Report {
    /// All trials are through.
    pub(super) fn over(&self, progress: &Progress) -> std::io::Result<()> {
        let metric = self.metric.clone().or_else(|| progress.headline().map(str::to_owned)).unwrap_or_default();
        let better = labs::better(&self.spec.base.lab, &metric);
        let curves = curves(&self.spec, progress.results(), &metric, better);
        if self.is_json {
            self.json_summary(progress, &metric, &curves)
        } else {
            self.table_summary(progress, &metric, &curves)
        }
    }

    fn json_summary(&self, progress: &Progress, metric: &str, curves: &[Curve]) -> std::io::Result<()> {
        for Point { at: held, spread } in points(progress.results(), metric) {
            let mut object = self.begin("point");
            object.extend(held.iter().map(|(key, value)| (key.clone(), json(value))));
            object.insert("seeds".into(), spread.count.into());
            for (name, value) in [("", spread.median), ("_min", spread.min), ("_max", spread.max)] {
                object.insert(format!("{metric}{name}"), to_json(value));
            }
            self.object(object)?;
        }
        let axis = self.spec.numeric_axis().map(|axis| axis.key.clone());
        let mut knee = Map::new();
        for curve in curves {
            knee.clear();
            knee.insert(
                "knee".into(),
                curve.knee.and_then(|k| curve.places.get(k.at)).map_or(Value::Null, |p| json(&p.label)),
            );
            knee.insert("knee_definition".into(), definition(curve).into());
            if curves.len() > 1 {
                let mut object = self.begin("curve");
                object.extend(curve.held.iter().map(|(key, value)| (key.clone(), json(value))));
                object.insert("axis".into(), axis.clone().into());
                object.insert("metric".into(), metric.into());
                object.extend(knee.clone());
                self.object(object)?;
            }
        }
        let mut object = self.begin("summary");
        object.insert("lab".into(), self.spec.base.lab.as_str().into());
        object.insert("trials".into(), progress.trials.len().into());
        object.insert("done".into(), progress.done().into());
        object.insert("failed".into(), progress.failed().into());
        object.insert("seeds".into(), self.spec.seeds.len().into());
        object.insert("metric".into(), metric.into());
        object.insert("axis".into(), axis.into());
        if curves.len() == 1 {
            object.extend(knee);
        }
        object.insert("run_dir".into(), progress.path.display().to_string().into());
        object.insert("seconds".into(), to_json(self.begun.elapsed().as_secs_f64()));
        object.insert("training_seconds".into(), to_json(total(progress, "training_seconds")));
        self.object(object)
    }

    fn table_summary(&self, progress: &Progress, metric: &str, curves: &[Curve]) -> std::io::Result<()> {
        let (done, failed, all) = (progress.done(), progress.failed(), progress.trials.len());
        let seconds = number::short(total(progress, "training_seconds"), 7);
        self.line(&format!("\n{done} of {all} trials done, {failed} failed; {seconds} s of training"))?;
        if done == 0 {
            return Ok(());
        }
        let range = if self.spec.seeds.len() > 1 { ", median and range over the seeds" } else { "" };
        self.line(&format!("{metric}{range}:"))?;
        let names: Vec<&str> = self.names().into_iter().filter(|name| *name != "seed").collect();
        let is_knee = |held: &[(String, String)]| {
            curves.iter().any(|curve| {
                let place = curve.knee.and_then(|knee| curve.places.get(knee.at));
                let axis = self.spec.numeric_axis().map(|axis| axis.key.as_str());
                place.is_some_and(|place| {
                    held.iter().all(|(key, value)| {
                        if Some(key.as_str()) == axis {
                            *value == place.label
                        } else {
                            curve.held.contains(&(key.clone(), value.clone()))
                        }
                    })
                })
            })
        };
        for Point { at: held, spread } in points(progress.results(), metric) {
            let mut row = String::new();
            for (name, width) in names.iter().zip(&self.widths) {
                let value = held.iter().find(|(key, _)| key == name).map(|(_, value)| short(value)).unwrap_or_default();
                row += &format!("  {name}={value:<width$}");
            }
            row += &format!("  {:>NUMBER$}", number::short(spread.median, NUMBER));
            if spread.count > 1 {
                let [min, max] = [spread.min, spread.max].map(|value| number::short(value, NUMBER));
                row += &format!("  {min:>NUMBER$} to {max}");
            }
            if is_knee(&held) {
                row += "   <- knee";
            }
            self.line(row.trim_end())?;
        }
        for curve in curves {
            let name = curve.name();
            let of = if name.is_empty() { String::new() } else { format!(" of {name}") };
            let axis = self.spec.numeric_axis().map_or("", |axis| axis.key.as_str());
            let told = match curve.knee.and_then(|knee| curve.places.get(knee.at)) {
                Some(place) => format!("knee{of} at {axis}={}", place.label),
                None => format!("no knee{of}"),
            };
            self.line(&told)?;
        }
        curves.first().map_or(Ok(()), |curve| self.line(&format!("(the knee is {})", definition(curve))))
    }
}

fn total(progress: &Progress, key: &str) -> f64 {
    progress.results().filter_map(|(_, result)| result.number(key)).sum()
}

/// What is called the knee.
fn definition(curve: &Curve) -> String {
    let (first, last) = (curve.places.first(), curve.places.last());
    let is_log = first.zip(last).is_some_and(|(first, last)| crate::run::sweep::is_log(first.x, last.x));
    let spacing = if is_log { "by ratios" } else { "evenly" };
    format!(
        "the place farthest from the chord between the curve's ends on the side of early gain, axis spaced {spacing}, both \
         scaled to 1; at least .05 away, of at least 4 places, and only where the metric gets better along the axis"
    )
}
