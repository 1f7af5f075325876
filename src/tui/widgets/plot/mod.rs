//! The plot: curves over a common axis, with what they should be compared with.
//!
//! ```text
//!   MSE, log                                     robust, smoothing .9
//!     .10 ┤⢣          ┆ lr 3e-4
//!         │ ⠑⢄                                 ⠂ naive        .2570
//!     .01 ┤   ⠈⠉⠒⠤⣀⣀                           ╌ validation   .0061
//!         │⠂⠂⠂⠂⠂⠂⠂⠂⠂⠈⠉⠉⠉⠉⠒⠒⠒⠒⠒⠤⠤⠤⠤⠤⠤⠤       ─ train        .0052
//!         └─────┬──────────┬─────────          ⠂ noise floor  .0008
//!             1,000      2,000   step
//! ```
//!
//! Where there is room, every curve and level is named beside its end, in order and never one name on another;
//! elsewhere the header holds a legend and levels bear their names. What can't be seen is said: a level out of range,
//! a curve cut at the edge (`^`), values that left the finite numbers.

mod crosshair;
mod curve;
mod data;
mod header;
mod labels;
mod level;
mod mark;
mod range;
mod smooth;

pub use data::{Bucket, End, Plot, Series, Smoothing, View};

use super::axes::Areas;
use super::axis::{Axis, Numbers};
use super::canvas::Canvas;
use super::{Look, number, text, write, write_centered};
use crate::tui::theme::Role;
use crate::tui::words::fill;
use curve::Curve;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the plot into the area.
pub fn draw(plot: &Plot, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let curves = curve::all(plot, look);
    let names = labels::Names::of(plot, &curves, look);
    let areas = names.areas(plot, area, look);
    let Some((x, y)) = scales(plot, &curves, &areas) else {
        let words = if plot.series.iter().any(|series| series.points.iter().any(|point| point.mean.is_finite())) {
            look.words.nothing_positive
        } else {
            look.words.no_data
        };
        draw_diverged(plot, area, buffer, look);
        write_centered(buffer, area, words, look.theme.style(Role::Muted));
        return;
    };
    areas.draw_y(&y, buffer, look);
    areas.draw_x(&x, numbers(plot), &plot.x_label, buffer, look);

    let mut canvas = Canvas::new(areas.canvas, look.capabilities.charset);
    level::draw(plot, &y, &mut canvas, look);
    let cut: Vec<curve::Cut> = curves.iter().map(|curve| curve.draw(&x, &y, &mut canvas)).collect();
    mark::draw_lines(plot, &areas, &x, buffer, look);
    canvas.render(buffer);
    for (curve, cut) in curves.iter().zip(&cut) {
        cut.draw(areas.canvas, curve.style, buffer);
    }
    // Words on the canvas, the weightiest first; each leaves what is taken alone.
    let diverged = draw_diverged(plot, areas.canvas, buffer, look);
    let mut taken = vec![Rect { x: diverged.x.saturating_sub(1), ..diverged }];
    taken.push(crosshair::draw(plot, &curves, &areas, &x, buffer, look));
    names.draw(plot, &areas, &y, (&canvas, &mut taken), buffer, look);
    mark::draw_labels(plot, &areas, &x, (&canvas, &mut taken), buffer, look);
}

/// Both axes; nothing if there is no value to show.
fn scales(plot: &Plot, curves: &[Curve<'_>], areas: &Areas) -> Option<(Axis, Axis)> {
    let (from, to) = range::x_range(plot)?;
    let (low, high) = range::y_range(plot, curves, (from, to))?;
    Some((Axis::exact(plot.x_scale, from, to), Axis::covering(plot.y_scale, low, high, areas.y_ticks())))
}

fn numbers(plot: &Plot) -> Numbers {
    let mut places = plot.series.iter().flat_map(|series| &series.points).map(|point| point.x);
    if places.all(|x| x.fract() == 0.0) { Numbers::Whole } else { Numbers::Real }
}

/// In words, at the top right; returns the place taken.
fn draw_diverged(plot: &Plot, area: Rect, buffer: &mut Buffer, look: &Look<'_>) -> Rect {
    let Some(x) = plot.diverged else { return Rect::ZERO };
    let words = fill(look.words.diverged, &[plot.x_label.trim(), &number::short(x, 9)]);
    let width = (text::width(&words) as u16).min(area.width);
    let place = Rect::new(area.right() - width, area.y, width, area.height.min(1));
    write(buffer, place, place.x, place.y, &words, look.theme.style(Role::Error));
    place
}

#[cfg(test)]
mod tests;
