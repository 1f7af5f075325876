use super::*;
use crate::figure::{self, Mark, Reference, Role as Line, Scale};
use crate::tui::capabilities::Charset;
use crate::tui::widgets::testing::{holds_at_every_size, shown};
use std::f64::consts::PI;

/// A loss as training gives it: falling, noisy, with one spike.
fn loss() -> Plot {
    let noise = |i: u32| ((f64::from(i) * 12.9898).sin() * 43758.5453).fract();
    let training = (0..400_u32).map(|i| {
        let mean = 0.006 + 0.3 * (-f64::from(i) / 40.0).exp();
        let spread = mean * (0.15 + 0.2 * noise(i).abs());
        let max = if i == 250 { 0.4 } else { mean + spread };
        Bucket { x: f64::from(i * 10), min: mean - spread, mean: mean * (1.0 + 0.2 * noise(i)), max }
    });
    let validation =
        (0..20_u32).map(|i| Bucket::point(f64::from(i * 200), 0.0065 + 0.28 * (-f64::from(i * 20) / 38.0).exp()));
    Plot {
        x_label: "step".into(),
        y_label: "last-step MSE".into(),
        y_scale: Scale::Log,
        series: vec![
            Series { name: "training".into(), role: Line::Training, points: training.collect() },
            Series { name: "validation".into(), role: Line::Validation, points: validation.collect() },
        ],
        levels: vec![
            Reference::baseline("naive", 0.257),
            Reference::baseline("least squares", 0.0155),
            Reference::floor("noise floor", 0.00083),
        ],
        marks: vec![Mark { label: "lr 3e-4".into(), x: 1200.0 }],
        ..Plot::default()
    }
}

/// A forecast on a held-out series.
fn forecast() -> Plot {
    let wave = |x: f64| (2.0 * PI * x / 22.0).sin() * 0.6 + (2.0 * PI * x / 9.0).sin() * 0.3;
    let line = |name: &str, role, from: i32, to: i32, shift: f64| Series {
        name: name.into(),
        role,
        points: (from..to)
            .map(|x| Bucket::point(f64::from(x), wave(f64::from(x)) + shift * f64::from(x - 49)))
            .collect(),
    };
    Plot {
        x_label: "t".into(),
        series: vec![
            line("history", Line::Input, 0, 50, 0.0),
            line("truth", Line::Truth, 50, 60, 0.0),
            line("forecast", Line::Prediction, 50, 60, 0.03),
        ],
        ..Plot::default()
    }
}

fn show(plot: &Plot, charset: Charset, size: (u16, u16)) -> String {
    shown(charset, size, |area, buffer, look| draw(plot, area, buffer, look))
}

fn smooth() -> Plot {
    Plot { smoothing: Smoothing::Medium, ..loss() }
}

#[test]
fn a_loss_with_its_floor_and_baselines() {
    insta::assert_snapshot!("loss_40x8_unicode", show(&loss(), Charset::Unicode, (40, 8)));
    insta::assert_snapshot!("loss_40x8_ascii", show(&loss(), Charset::Ascii, (40, 8)));
    insta::assert_snapshot!("loss_73x10_smooth_unicode", show(&smooth(), Charset::Unicode, (73, 10)));
    insta::assert_snapshot!("loss_73x10_smooth_ascii", show(&smooth(), Charset::Ascii, (73, 10)));
    insta::assert_snapshot!("loss_120x30_smooth_unicode", show(&smooth(), Charset::Unicode, (120, 30)));
}

#[test]
fn a_forecast_against_the_truth() {
    insta::assert_snapshot!("forecast_40x8_unicode", show(&forecast(), Charset::Unicode, (40, 8)));
    insta::assert_snapshot!("forecast_73x10_ascii", show(&forecast(), Charset::Ascii, (73, 10)));
}

#[test]
fn a_crosshair_reads_every_curve_off() {
    let plot = Plot { crosshair: Some(1500.0), view: View::Robust, diverged: Some(3990.0), ..smooth() };
    insta::assert_snapshot!("crosshair_90x16_unicode", show(&plot, Charset::Unicode, (90, 16)));
    insta::assert_snapshot!("crosshair_40x8_ascii", show(&plot, Charset::Ascii, (40, 8)));
    for width in [50, 73, 120] {
        let text = show(&plot, Charset::Ascii, (width, 14));
        for word in ["1,500", ".01542", ".01353"] {
            assert!(text.contains(word), "{word} at {width}:\n{text}");
        }
    }
}

#[test]
fn it_holds_at_every_size() {
    for plot in [loss(), forecast(), Plot::default()] {
        let plot = Plot { crosshair: Some(30.0), diverged: Some(7.0), smoothing: Smoothing::Heavy, ..plot };
        holds_at_every_size(|area, buffer, look| draw(&plot, area, buffer, look));
    }
}

fn one(points: Vec<Bucket>) -> Plot {
    Plot { series: vec![Series { name: "loss".into(), role: Line::Training, points }], ..Plot::default() }
}

/// The glyph columns of the canvas, under no header that could confuse.
fn glyphs(plot: &Plot, size: (u16, u16)) -> Vec<Vec<char>> {
    show(plot, Charset::Ascii, size).lines().map(|line| line.chars().collect()).collect()
}

#[test]
fn a_spike_of_one_step_among_many_is_seen_at_any_width() {
    let value = |i: u32| if i == 61_803 { 9.0 } else { 1.0 + f64::from(i % 7) * 0.01 };
    let plot = one((0..100_000_u32).map(|i| Bucket::point(f64::from(i), value(i))).collect());
    for width in [12, 20, 40, 120] {
        let rows = glyphs(&plot, (width, 3));
        assert!(rows[0].contains(&'*'), "at {width}: {rows:?}");
    }
    let bucket = Bucket { x: 5.0, min: 1.0, mean: 1.0, max: 9.0 };
    let plot = one([0.0, 1.0, 2.0, 3.0, 4.0].map(|x| Bucket::point(x, 1.0)).into_iter().chain([bucket]).collect());
    assert!(glyphs(&plot, (20, 3))[0].contains(&'*'), "a bucket's maximum is drawn");
}

#[test]
fn a_gap_is_left_open() {
    let value = |i: i32| if (40..60).contains(&i) { f64::NAN } else { 1.0 };
    let plot = one((0..100).map(|i| Bucket::point(f64::from(i), value(i))).collect());
    let row: String = glyphs(&plot, (20, 1)).concat().into_iter().collect();
    assert_eq!(row, "********    ********");
}

#[test]
fn a_lone_value_between_gaps_is_a_dot() {
    let values = [f64::NAN, 1.0, f64::NAN];
    let plot = one(values.iter().enumerate().map(|(i, v)| Bucket::point(i as f64, *v)).collect());
    assert!(show(&plot, Charset::Ascii, (9, 1)).contains('*'));
}

#[test]
fn a_lone_value_of_a_dashed_or_dotted_curve_is_a_dot_wherever_it_lies() {
    for (at, role) in (1..60).flat_map(|at| [(at, Line::Validation), (at, Line::Baseline)]) {
        let frame = Series { name: String::new(), role: Line::Truth, points: vec![Bucket::point(0.0, 0.0)] };
        let lone = Series { name: String::new(), role, points: vec![Bucket::point(f64::from(at), 1.0)] };
        let plot = Plot { series: vec![frame, lone], end: End::At(60.0), ..Plot::default() };
        let dots = show(&plot, Charset::Unicode, (50, 12)).matches(|c| ('\u{2801}'..='\u{28ff}').contains(&c)).count();
        assert_eq!(dots, 2, "{role:?} at {at}");
    }
}

#[test]
fn values_without_a_place_on_a_log_axis_are_gaps_and_nothing_else_is_said_in_words() {
    let mut plot = one([1.0, 0.0, -1.0, 0.1].iter().enumerate().map(|(i, v)| Bucket::point(i as f64, *v)).collect());
    plot.y_scale = Scale::Log;
    assert_eq!(show(&plot, Charset::Ascii, (4, 2)), "*\n   *");
    plot.series[0].points.retain(|point| point.mean <= 0.0);
    assert!(show(&plot, Charset::Ascii, (40, 8)).contains("no positive value for a log axis"));
    assert!(show(&Plot::default(), Charset::Ascii, (40, 8)).contains("no data yet"));
}

#[test]
fn divergence_is_said_in_words_whatever_else_is_shown() {
    let plot = Plot { diverged: Some(1240.0), crosshair: Some(3000.0), ..smooth() };
    for size in [(40, 8), (60, 10), (120, 30)] {
        let text = show(&plot, Charset::Ascii, size);
        assert!(text.contains("diverged at step 1,240"), "{text}");
    }
    let never = one(vec![Bucket::point(0.0, f64::NAN)]);
    let plot = Plot { diverged: never.series[0].divergence(), x_label: "step".into(), ..never };
    assert!(show(&plot, Charset::Ascii, (40, 8)).contains("diverged at step 0"), "even if nothing else is");
}

#[test]
fn a_robust_range_is_not_flattened_by_one_bad_batch() {
    let mut points: Vec<Bucket> = (0..300).map(|i| Bucket::point(f64::from(i), 1.0 + f64::from(i) / 300.0)).collect();
    points[0] = Bucket::point(0.0, 5000.0);
    let full = one(points);
    let robust = Plot { view: View::Robust, ..full };
    let rows_used =
        |plot: &Plot| glyphs(plot, (60, 20)).iter().filter(|row| row.iter().skip(9).any(|c| *c == '*')).count();
    assert!(rows_used(&robust) > 10, "{}", show(&robust, Charset::Ascii, (60, 20)));
    let text = show(&robust, Charset::Ascii, (60, 20));
    assert!(text.contains('^'), "what is cut is marked:\n{text}");
    assert!(text.contains("robust"));
}

#[test]
fn a_level_far_away_is_named_with_where_it_went() {
    let mut plot = one((0..300).map(|i| Bucket::point(f64::from(i), 1.0 + f64::from(i) / 300.0)).collect());
    plot.levels = vec![Reference::baseline("naive", 50.0), Reference::floor("floor", -40.0)];
    let text = show(&plot, Charset::Ascii, (80, 14));
    let line = |word| text.lines().position(|line| line.contains(word)).unwrap_or_else(|| panic!("{word}:\n{text}"));
    assert!(text.lines().nth(line("naive")).unwrap().contains("^  naive"), "{text}");
    assert!(text.lines().nth(line("floor")).unwrap().contains("v  floor"), "{text}");
    assert!(line("naive") < line("loss") && line("loss") < line("floor"));
}

#[test]
fn names_beside_the_curves_never_touch_however_close_the_values() {
    let mut plot = loss();
    plot.levels = (0..8).map(|i| Reference::baseline(format!("level {i}"), 0.0100001 + f64::from(i) * 1e-9)).collect();
    let text = show(&plot, Charset::Ascii, (100, 16));
    for i in 0..8 {
        assert_eq!(text.matches(&format!("level {i}  ")).count(), 1, "{text}");
    }
}

#[test]
fn lines_are_told_apart_without_colours() {
    let series = |i: usize| Series {
        name: format!("run {i}"),
        role: Line::Other,
        points: (0..50).map(|x| Bucket::point(f64::from(x), i as f64)).collect(),
    };
    let plot = Plot { series: (0..8).map(series).collect(), ..Plot::default() };
    let text = show(&plot, Charset::Ascii, (90, 24));
    let samples: std::collections::HashSet<&str> =
        text.lines().filter_map(|line| line.split(" run ").next()?.get(line.find(" run ")? - 2..)).collect();
    assert_eq!(samples.len(), 8, "{text}");
}

#[test]
fn a_growing_curve_redraws_little_of_what_is_there() {
    let until = |n: usize| {
        let mut plot = Plot { end: End::Round, ..loss() };
        plot.series[0].points.truncate(n);
        plot.series[1].points.clear();
        crate::tui::widgets::testing::buffer(Charset::Unicode, (73, 12), |area, buffer, look| {
            draw(&plot, area, buffer, look);
        })
    };
    // From 305 to 306 of 400 buckets: one new column at most, one number.
    let changed = until(305).diff(&until(306)).len();
    assert!(changed < 40, "{changed} cells changed");
}

#[test]
fn a_figure_becomes_a_plot_with_its_roles() {
    let lines = figure::Lines {
        lines: vec![figure::Line::new("truth", Line::Truth, 5.0, vec![1.0, f32::NAN, f32::INFINITY])],
        references: vec![Reference::floor("entropy", 0.5)],
        ..figure::Lines::default()
    };
    let plot = Plot::from(&lines);
    assert_eq!(plot.series[0].points[0], Bucket::point(5.0, 1.0));
    assert_eq!(plot.diverged, Some(7.0), "an infinite value is a divergence, not-a-number a gap");
    assert_eq!(plot.levels[0].role, figure::ReferenceRole::Floor);
}
