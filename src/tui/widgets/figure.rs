//! Any figure.

use super::images::PictureView;
use super::plot::{self, Plot, Smoothing, View};
use super::{Cursor, Look, bars, heat_map, images, scatter, table, tokens};
use crate::figure::{Figure, Scale};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// How the user wants to see a figure; what doesn't concern its shape is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FigureView {
    /// The vertical axis of lines, if not the figure's own.
    pub y_scale: Option<Scale>,
    /// Smoothing of lines.
    pub smoothing: Smoothing,
    /// Range of lines.
    pub view: View,
    /// Crosshair of lines.
    pub crosshair: Option<f64>,
    /// How pictures are shown.
    pub picture_view: PictureView,
    /// The first row, bar or token to show.
    pub first: usize,
    /// What is chosen, if the figure has the focus.
    pub cursor: Option<Cursor>,
}

/// Draws a figure (its title belongs to the pane's frame).
pub fn draw(figure: &Figure, view: &FigureView, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    match figure {
        Figure::Lines(lines) => {
            let plot = Plot {
                y_scale: view.y_scale.unwrap_or(lines.y_scale),
                smoothing: view.smoothing,
                view: view.view,
                crosshair: view.crosshair,
                ..Plot::from(lines)
            };
            plot::draw(&plot, area, buffer, look);
        }
        Figure::Bars(bars) => bars::draw(bars, view.first, view.cursor, area, buffer, look),
        Figure::Images(images) => images::draw(images, view.picture_view, view.cursor, area, buffer, look),
        Figure::HeatMap(map) => heat_map::draw(map, view.cursor, area, buffer, look),
        Figure::Scatter(scatter) => scatter::draw(scatter, area, buffer, look),
        Figure::Tokens(tokens) => tokens::draw(tokens, view.first, view.cursor, area, buffer, look),
        Figure::Table(table) => table::draw(table, view.first, view.cursor, area, buffer, look),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{self, Lines};
    use crate::tui::capabilities::Charset;
    use crate::tui::widgets::testing::{holds_at_every_size, shown};

    fn empty() -> [Figure; 7] {
        [
            Figure::Lines(Lines::default()),
            Figure::Bars(figure::Bars::default()),
            Figure::Images(figure::Images::default()),
            Figure::HeatMap(figure::HeatMap::default()),
            Figure::Scatter(figure::Scatter::default()),
            Figure::Tokens(figure::Tokens::default()),
            Figure::Table(figure::Table::default()),
        ]
    }

    #[test]
    fn a_figure_without_data_says_so_and_holds() {
        for figure in empty() {
            holds_at_every_size(|area, buffer, look| draw(&figure, &FigureView::default(), area, buffer, look));
            let text = shown(Charset::Ascii, (30, 5), |area, buffer, look| {
                draw(&figure, &FigureView::default(), area, buffer, look);
            });
            assert!(text.contains("no data yet"), "{figure:?}:\n{text}");
        }
    }

    #[test]
    fn the_users_view_goes_before_the_figures_own() {
        let lines = Lines {
            lines: vec![figure::Line::new("loss", figure::Role::Training, 0.0, vec![1.0, 0.1])],
            ..Lines::default()
        };
        let view = FigureView { y_scale: Some(Scale::Log), ..FigureView::default() };
        let text =
            shown(Charset::Ascii, (70, 8), |area, buffer, look| draw(&Figure::Lines(lines), &view, area, buffer, look));
        assert!(text.starts_with("log"), "{text}");
    }
}
