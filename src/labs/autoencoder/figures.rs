//! What the autoencoder shows, made from a model as it is.

use super::Data;
use super::classifier::Outcome;
use super::evaluation::spoil_held_out;
use super::model::{Model, matrix, values};
use super::shown;
use super::units::{self, Unit};
use crate::data::images::Modifiers;
use crate::figure::number::{Real, grouped};
use crate::figure::{
    Bar, Bars, Cell, Figure, Group, HeatMap, ImageRow, Images, Line, Lines, Palette, Point, Role, Scale, Scatter,
    Scores, Table,
};
use crate::nn;
use crate::run::FigureSpec;
use candle_core::{Device, Tensor};

/// Held-out images on the map of the code.
const MAPPED: usize = 500;

/// Code sizes on the curve of PCA.
const MOST_COMPONENTS: usize = 128;

/// A mean squared error as captions have it: `.0087`.
fn short(mse: f64) -> String {
    let text = format!("{mse:.4}");
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

/// Shades as they are kept: a thousand of them are more than any screen shows, and shorter to write.
fn rounded(values: &[f32]) -> Vec<f32> {
    values.iter().map(|v| (v.clamp(0.0, 1.0) * 1000.0).round() / 1000.0).collect()
}

fn mse(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>() / a.len().max(1) as f64
}

/// Which held-out image it is, in words.
pub(super) fn example_words(data: &Data, index: usize) -> String {
    let unit = data.source.unit().trim_end_matches('s');
    let class = class(data, index).map(|class| format!(" ({class})")).unwrap_or_default();
    let [number, all] = [index + 1, data.source.validation().len()].map(|count| grouped(count as i64));
    format!("held-out {unit} {number} of {all}{class}")
}

fn class(data: &Data, index: usize) -> Option<&str> {
    let images = data.source.validation();
    images.classes().get(usize::from(images.label(index)?)).map(String::as_str)
}

/// Held-out images: what went in, what came out, the difference, and what PCA makes of as many numbers.
pub(super) fn digits(
    model: &Model,
    data: &Data,
    modifiers: &Modifiers,
    shown: &[usize],
    title: String,
) -> nn::Result<Figure> {
    let (source, images) = (&data.source, data.source.validation());
    let size = images.size();
    let at = |i: usize| shown.get(i).copied().unwrap_or(0);
    let clean = matrix(shown.len(), size, |i, out| images.write_reals(at(i), out))?;
    let spoilt = matrix(shown.len(), size, |i, out| spoil_held_out(modifiers, data, at(i), out))?;
    let outputs = values(&model.decode(&model.encode(&spoilt)?)?)?;
    let (clean, spoilt) = (values(&clean)?, values(&spoilt)?);
    let palette = |name: &str| if name == shown::ERROR { Palette::Diverging } else { Palette::Ink };
    let row = |name: &str| ImageRow { name: name.to_owned(), palette: palette(name), images: Vec::new() };
    let mut rows: Vec<ImageRow> = shown::ROWS.iter().map(|name| row(name)).collect();
    let mut scores = Scores { label: "MSE".into(), values: Vec::new() };
    let all = clean.chunks_exact(size).zip(spoilt.chunks_exact(size)).zip(outputs.chunks_exact(size));
    for (&index, ((clean, spoilt), output)) in shown.iter().zip(all) {
        // What was made minus the truth: ink too much is positive.
        let error = clean.iter().zip(output).map(|(a, b)| ((b - a) * 1000.0).round() / 1000.0).collect();
        scores.values.push(Real(mse(clean, output)));
        let mut columns = vec![
            (class(data, index).unwrap_or_default().to_owned(), rounded(clean)),
            (short(mse(clean, spoilt)), rounded(spoilt)),
            (short(mse(clean, output)), rounded(output)),
            (String::new(), error),
        ];
        if let Some(principal) = &source.pca {
            let pca = &principal.pca;
            let back = pca.reconstruct(&pca.project(clean, data.spec.code));
            columns.push((short(mse(clean, &back)), rounded(&back)));
        }
        for (row, (caption, pixels)) in rows.iter_mut().zip(columns) {
            row.images.push(source.picture(caption, &pixels));
        }
    }
    rows.retain(|row| !row.images.is_empty() && (row.name != shown::SPOILT || !modifiers.is_none()));
    Ok(Figure::Images(Images { title, rows, scores: Some(scores) }))
}

/// The images that are shown from first to last.
pub(super) fn all_along(model: &Model, data: &Data, modifiers: &Modifiers) -> nn::Result<Figure> {
    digits(model, data, modifiers, &data.shown, format!("held-out {}", data.source.unit()))
}

/// The codes of held-out images, one after the other.
pub(super) fn codes(model: &Model, data: &Data, modifiers: &Modifiers, indices: &[usize]) -> nn::Result<Vec<f32>> {
    let at = |i: usize| indices.get(i).copied().unwrap_or(0);
    let write = |i, out: &mut [f32]| spoil_held_out(modifiers, data, at(i), out);
    values(&model.encode(&matrix(indices.len(), data.source.validation().size(), write)?)?)
}

/// The code of a held-out image.
pub(super) fn code(data: &Data, index: usize, code: &[f32]) -> Figure {
    let bar = |(i, value): (usize, &f32)| Bar { label: (i + 1).to_string(), value: f64::from(*value) };
    let bars = code.iter().enumerate().map(bar).collect();
    let title = format!("code of {}", example_words(data, index));
    Figure::Bars(Bars { title, value_label: "activation".into(), scale: Scale::Linear, bars })
}

/// The images that codes (row by row) decode to.
pub(super) fn decoded(
    model: &Model,
    data: &Data,
    codes: &[f32],
    shown: FigureSpec,
    title: String,
) -> nn::Result<Figure> {
    let width = data.spec.code;
    let code = Tensor::from_slice(codes, (codes.len() / width, width), &Device::Cpu)?;
    let pixels = values(&model.decode(&code)?)?;
    let size = data.source.train().size();
    let images = pixels.chunks_exact(size).map(|pixels| data.source.picture(String::new(), &rounded(pixels))).collect();
    let name = shown.names.first().copied().unwrap_or_default().to_owned();
    let row = ImageRow { name, palette: Palette::Ink, images };
    Ok(Figure::Images(Images { title, rows: vec![row], ..Images::default() }))
}

/// What every unit of the code does.
pub(super) fn units_table(units: &[Unit], mse: f64) -> Figure {
    let row = |(i, unit): (usize, &Unit)| {
        let without = mse * unit.without;
        let numbers = [unit.mean, unit.deviation, f64::from(unit.least), f64::from(unit.greatest), without];
        let mut row = vec![Cell::from((i + 1).to_string()), Cell::from(unit.state())];
        row.extend(numbers.map(Cell::from));
        row
    };
    let rows = units.iter().enumerate().map(row).collect();
    let count = |state: &str| units.iter().filter(|unit| unit.state() == state).count();
    let title = format!("{} code units: {} dead, {} useless", units.len(), count(shown::DEAD), count(shown::USELESS));
    Figure::Table(Table { title, header: shown::UNITS.header(), rows })
}

/// The correlation of every pair of units.
pub(super) fn correlation(r: &[f32], mean: f64, width: usize) -> Figure {
    let names: Vec<String> = (1..=width).map(|unit| unit.to_string()).collect();
    let values = r.iter().map(|r| (r * 1000.0).round() / 1000.0).collect();
    Figure::HeatMap(HeatMap {
        title: format!("correlation of code units, mean |r| {}", short(mean)),
        x_label: "unit".into(),
        y_label: "unit".into(),
        columns: names.clone(),
        rows: names,
        width,
        values,
        palette: Palette::Diverging,
    })
}

/// Held-out images by two numbers of their codes.
pub(super) fn map(data: &Data, codes: &[f32]) -> nn::Result<Figure> {
    let (points, labels) = units::plane(codes, data.spec.code, MAPPED)?;
    let images = data.source.validation();
    let names = images.classes().to_vec();
    let names = if names.is_empty() { vec![data.source.unit().to_owned()] } else { names };
    let mut groups: Vec<Group> = names.into_iter().map(|name| Group { name, points: Vec::new() }).collect();
    for (i, [x, y]) in points.into_iter().enumerate() {
        let label = class(data, i).unwrap_or_default().to_owned();
        let group = images.label(i).map_or(0, usize::from);
        groups.get_mut(group).into_iter().for_each(|group| group.points.push(Point { x, y, label: label.clone() }));
    }
    let (title, [x_label, y_label]) = ("map of the code".to_owned(), labels.map(str::to_owned));
    Ok(Figure::Scatter(Scatter { title, x_label, y_label, groups }))
}

/// The error of PCA by code size, and this model's.
pub(super) fn error_by_code(data: &Data, mse: f64) -> Figure {
    let mut lines = Vec::new();
    if let Some(principal) = &data.source.pca {
        let values: Vec<f32> = principal.mse.iter().skip(1).take(MOST_COMPONENTS).map(|mse| *mse as f32).collect();
        // A legend tells a line's last value: the name says of what.
        lines.push(Line::new(format!("PCA {}", values.len()), Role::Baseline, 1.0, values));
    }
    let code = data.spec.code;
    lines.push(Line::new(format!("this model {code}"), Role::Validation, code as f64, vec![mse as f32]));
    Figure::Lines(Lines {
        title: "error by code size".into(),
        x_label: "code units".into(),
        y_label: "MSE".into(),
        y_scale: Scale::Log,
        lines,
        ..Lines::default()
    })
}

/// The classifiers side by side.
pub(super) fn classifiers(outcomes: &[Outcome]) -> Figure {
    let row = |outcome: &Outcome| {
        let mean = outcome.confusion.macro_average();
        let accuracy = outcome.confusion.accuracy().value;
        let (trained, frozen) = (outcome.parameters as f64, outcome.frozen as f64);
        let numbers = [accuracy, mean.precision, mean.recall, mean.f1, trained, frozen, outcome.seconds];
        std::iter::once(Cell::from(outcome.on)).chain(numbers.map(Cell::from)).collect()
    };
    let rows = outcomes.iter().map(row).collect();
    Figure::Table(Table { title: "classifiers (means over classes)".into(), header: shown::CLASSIFIER.header(), rows })
}

/// The confusion matrix of one.
pub(super) fn confusion(data: &Data, outcome: &Outcome) -> Figure {
    let classes = data.source.validation().classes();
    let count = |truth: usize, predicted: usize| outcome.confusion.count(truth, predicted) as f32;
    let values = (0..classes.len()).flat_map(|truth| (0..classes.len()).map(move |p| count(truth, p))).collect();
    Figure::HeatMap(HeatMap {
        title: format!("confusion of the classifier on {}", outcome.on),
        x_label: "predicted".into(),
        y_label: "true".into(),
        columns: classes.to_vec(),
        rows: classes.to_vec(),
        width: classes.len(),
        values,
        palette: Palette::Sequential,
    })
}
