//! The inside of the networks: kernels, feature maps, and how sizes come about.

use super::Data;
use super::evaluation::spoil_held_out;
use super::model::{Model, Step, matrix, values};
use super::shown::SHAPES;
use crate::data::images::Modifiers;
use crate::figure::{Cell, Figure, Image, ImageRow, Images, Palette, Table};
use crate::nn::{self, Axis, Parameters};

/// Pictures in a row, at most.
const MOST: usize = 16;

/// The weights of the first layer, a picture a unit or filter; nothing for a recurrent network.
pub(super) fn kernels(model: &Model, data: &Data, parameters: &Parameters) -> nn::Result<Option<Figure>> {
    let kernel = match model {
        Model::Convolutional(net) => net.first_kernel(),
        Model::Dense(_) => parameters.iter().next(),
        Model::Recurrent(_) => None,
    };
    let Some(kernel) = kernel else { return Ok(None) };
    let weights = kernel.values()?;
    let units = kernel.shape().last().copied().unwrap_or(1);
    let column = |unit: usize| -> Vec<f32> {
        weights.iter().skip(unit).step_by(units).map(|w| (w * 1000.0).round() / 1000.0).collect()
    };
    let picture = |unit: usize| {
        let (caption, pixels) = ((unit + 1).to_string(), column(unit));
        match *kernel.shape() {
            [height, width, ..] if kernel.shape().len() == 4 => Image { caption, width, height, pixels },
            _ => data.source.picture(caption, &pixels),
        }
    };
    let pictures: Vec<Image> = (0..units.min(MOST)).map(picture).collect();
    let title = format!("weights of the first layer, {} of {units} units", pictures.len());
    // In two rows: more of them fit on a small screen than in one.
    let name = || kernel.layer().to_owned();
    let row = |images: &[Image]| ImageRow { name: name(), palette: Palette::Diverging, images: images.to_vec() };
    let rows = pictures.chunks(MOST / 2).map(row).collect();
    Ok(Some(Figure::Images(Images { title, rows, ..Images::default() })))
}

/// What every convolution gives for a held-out image, a row a layer; nothing for other networks. The largest value of a
/// layer is drawn as 1.
pub(super) fn feature_maps(
    model: &Model,
    data: &Data,
    modifiers: &Modifiers,
    index: usize,
) -> nn::Result<Option<Figure>> {
    let Model::Convolutional(net) = model else { return Ok(None) };
    let x = matrix(1, data.source.validation().size(), |_, out| spoil_held_out(modifiers, data, index, out))?;
    let mut rows = Vec::new();
    for (i, maps) in net.feature_maps(&x)?.iter().enumerate() {
        let (_, height, width, channels) = maps.dims4()?;
        let values = values(maps)?;
        let largest = values.iter().fold(f32::MIN_POSITIVE, |largest, v| largest.max(*v));
        let shade = |v: &f32| ((v / largest).clamp(0.0, 1.0) * 1000.0).round() / 1000.0;
        let map = |channel: usize| {
            let pixels = values.iter().skip(channel).step_by(channels).map(shade).collect();
            Image { caption: (channel + 1).to_string(), width, height, pixels }
        };
        let images = (0..channels.min(MOST)).map(map).collect();
        rows.push(ImageRow { name: format!("encoder{}", i + 1), palette: Palette::Ink, images });
    }
    let title = "feature maps after pooling".to_owned();
    Ok(Some(Figure::Images(Images { title, rows, ..Images::default() })))
}

/// The arithmetic of every convolution's output; nothing for other networks.
pub(super) fn shapes(model: &Model) -> Option<Figure> {
    let Model::Convolutional(net) = model else { return None };
    let row = |step: Step| {
        let [down, across] = step.axes;
        let [height, width, channels] = step.output;
        let input = format!("{} x {}", down.input, across.input);
        let output = format!("{height} x {width} x {channels}");
        let cells = [step.layer.clone(), input, sum(&down, &step, height), sum(&across, &step, width), output];
        cells.map(Cell::from).into()
    };
    let rows = net.steps().into_iter().map(row).collect();
    Some(Figure::Table(Table {
        title: "shapes: input, zeros around, window, stride".into(),
        header: SHAPES.header(),
        rows,
    }))
}

/// One axis in numbers: `28 + 1 + 1 - 3 + 1 = 28, pooled 14`, or `(3 - 1) * 2 + 3 = 7` for a transposed convolution.
fn sum(axis: &Axis, step: &Step, goes_on: usize) -> String {
    let Axis { input, window, stride, before, after, output } = axis;
    if step.is_transposed {
        let cut = if before + after > 0 { format!(" - {before} - {after}") } else { String::new() };
        let more = if goes_on == *output { String::new() } else { format!(", cut to {goes_on}") };
        return format!("({input} - 1) * {stride} + {window}{cut} = {output}{more}");
    }
    let around = if before + after > 0 { format!(" + {before} + {after}") } else { String::new() };
    format!("{input}{around} - {window} + 1 = {output}, pooled {goes_on}")
}
