use super::*;

fn bundled(key: &str) -> Series {
    Bundled::from_key(key).unwrap().read(&ReadOptions::default()).unwrap().series
}

fn plain(values: Vec<f64>) -> Series {
    Series {
        name: "x".into(),
        unit: String::new(),
        origin: "x.csv".into(),
        source: String::new(),
        values,
        axis: Axis::Steps,
        period: None,
        held_out: None,
    }
}

fn counting(n: usize) -> Series {
    plain((0..n).map(|t| t as f64).collect())
}

#[test]
fn bundled_series_have_the_lengths_dates_and_seasons_of_their_sources() {
    for (key, name, unit, n, first, last, step, period) in [
        ("seattle", "temp_max", "°C", 1_461, "2012-01-01", "2015-12-31", Step::Days(1), Some(365)),
        ("sunspots", "sunspots", "", 309, "1700", "2008", Step::Months(12), Some(11)),
        ("co2", "co2", "ppm", 2_284, "1958-03-29", "2001-12-29", Step::Days(7), Some(52)),
        ("nile", "volume", "10⁸ m³", 100, "1871", "1970", Step::Months(12), None),
        ("elnino", "temperature", "°C", 732, "1950-01", "2010-12", Step::Months(1), Some(12)),
    ] {
        let series = bundled(key);
        assert_eq!((&*series.name, &*series.unit, series.values.len()), (name, unit, n));
        assert_eq!((&*series.label(0), &*series.label(n - 1)), (first, last));
        assert_eq!((series.axis.step(), series.period), (Some(step), period), "{key}");
        assert!(series.source.contains("public domain") && series.origin == key);
    }
    assert_eq!((bundled("seattle").values[0], bundled("nile").values[99]), (12.8, 740.0));
    assert_eq!((bundled("elnino").values[13], bundled("sunspots").values[308]), (25.28, 2.9));
}

#[test]
fn another_column_of_a_bundled_series_brings_its_own_unit() {
    let options = ReadOptions { column: Some("wind".into()), ..ReadOptions::default() };
    let series = Bundled::Seattle.read(&options).unwrap().series;
    assert_eq!((series.values[0], &*series.unit), (4.7, "m/s"));
    let wrong = ReadOptions { column: Some("sun".into()), ..ReadOptions::default() };
    assert_eq!(
        Bundled::Seattle.read(&wrong).unwrap_err().to_string(),
        "seattle: no column \"sun\"; it has \"date\", \"temp_max\", \"temp_min\", \"precipitation\", \"wind\""
    );
}

#[test]
fn the_gaps_of_co2_are_counted_and_either_filled_or_avoided() {
    let loaded = Bundled::Co2.read(&ReadOptions::default()).unwrap();
    let gaps = loaded.series.gaps();
    assert_eq!(gaps, Gaps { missing: 59, runs: 22, longest: 18, longest_at: 304, first: 6 });
    assert_eq!(
        loaded.report.lines(),
        [
            "column \"co2\" (the first of numbers), 2284 values from 1958-03-29 to 2001-12-29; \
             dates in column \"date\", weekly",
            "59 of 2284 values missing in 22 gaps, the first at 1958-05-10, the longest of 18 from 1964-01-25",
        ]
    );
    let windows = |gaps| {
        let options = WindowOptions { window: 20, horizon: 4, gaps, ..WindowOptions::default() };
        Windows::from_series(&loaded.series, &options).unwrap()
    };
    let [last, lines, skipped] = [GapPolicy::Last, GapPolicy::Interpolate, GapPolicy::Skip].map(windows);
    // 2,284 values, a fifth (457) held out: no held-out value is missing, but some training rows lack all four targets.
    let lacking = (20..1_827 - 3).filter(|t| loaded.series.values[*t..t + 4].iter().all(|v| v.is_nan())).count();
    assert!(lacking > 0);
    for filled in [&last, &lines] {
        assert_eq!((filled.train.len(), filled.validation.len()), (1_827 - 23 - lacking, 457 - 3));
        assert_eq!((filled.missing, filled.left_out()), (59, lacking));
    }
    assert_eq!(skipped.validation.len(), last.validation.len());
    assert!((900..1_500).contains(&skipped.train.len()), "{}", skipped.train.len());
    assert_eq!(skipped.left_out(), 1_827 - 23 - skipped.train.len());
    for i in 0..skipped.train.len() {
        assert!(skipped.train.row(i).iter().all(|v| v.is_finite()));
    }
    // 1958-05-03 was 316.9 and 1958-05-17 was 317.5.
    for (filled, expected) in [(&last, 316.9), (&lines, 317.2)] {
        let sees = |i: &usize| (1..=6).contains(&filled.train.start(*i));
        let between = (0..filled.train.len()).find(sees).unwrap();
        let place = 6 - filled.train.start(between);
        assert!((filled.scaler.unscale(filled.train.inputs(between)[place]) - expected).abs() < 1e-4);
    }
}

/// Rows of a window of 3 and 2 steps ahead over some values, of which the last 4 are held out.
fn rows_of(values: &[f64], gaps: GapPolicy) -> Windows {
    let options =
        WindowOptions { window: 3, horizon: 2, gaps, validation: Some(Amount::Steps(4)), ..WindowOptions::default() };
    Windows::from_series(&plain(values.to_vec()), &options).unwrap()
}

/// Inputs of all rows in the series' units, rounded; -99 for NaN.
fn inputs_of(windows: &Windows, part: &Part) -> Vec<Vec<i32>> {
    let whole = |v: &f32| if v.is_nan() { -99 } else { (windows.scaler.unscale(*v) * 10.0).round() as i32 };
    (0..part.len()).map(|i| part.inputs(i).iter().map(whole).collect()).collect()
}

const N: f64 = f64::NAN;

#[test]
fn a_gap_is_filled_from_before_it_and_a_line_ends_where_its_window_does() {
    let values = [1.0, 2.0, N, 4.0, 5.0, N, N, 8.0, 9.0, 1.0, 2.0, 3.0];
    let last = rows_of(&values, GapPolicy::Last);
    // The row that starts with the first gap is asked for missing values alone.
    assert_eq!(inputs_of(&last, &last.train), [[10, 20, 20], [20, 20, 40], [40, 50, 50]]);
    let lines = rows_of(&values, GapPolicy::Interpolate);
    // The first window ends in the gap: a line would tell of the 4.0 that it is asked for.
    assert_eq!(inputs_of(&lines, &lines.train), [[10, 20, 20], [20, 30, 40], [40, 50, 50]]);
    // A held-out row is filled from before the gap under either.
    for windows in [&last, &lines] {
        assert_eq!(inputs_of(windows, &windows.validation), [[50, 50, 80], [50, 80, 90], [80, 90, 10]]);
    }
}

#[test]
fn a_missing_value_is_no_target_and_neither_is_one_that_a_line_gives_away() {
    let values = [1.0, 2.0, N, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 1.0, 2.0, 3.0];
    let known = |windows: &Windows, row: usize, t: usize| {
        windows.train.targets_at(row, t).iter().map(|v| !v.is_nan()).collect::<Vec<_>>()
    };
    let (last, lines) = (rows_of(&values, GapPolicy::Last), rows_of(&values, GapPolicy::Interpolate));
    // Row 1 is 2, missing, 4 | 5, 6: position 1 stands in the gap, and its line leads to the 4.
    assert_eq!([0, 1, 2].map(|t| known(&last, 1, t)), [vec![false, true], vec![true, true], vec![true, true]]);
    assert_eq!([0, 1, 2].map(|t| known(&lines, 1, t)), [vec![false, true], vec![false, true], vec![true, true]]);
    assert_eq!(last.train.targets(0).iter().map(|v| v.is_nan()).collect::<Vec<_>>(), [false, false]);
}

#[test]
fn windows_that_see_nothing_or_are_asked_for_nothing_known_are_left_out() {
    let values = [1.0, 2.0, 3.0, 4.0, N, N, N, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0];
    let windows = rows_of(&values, GapPolicy::Last);
    // The first ten values are to train on. Rows 1 and 2 are asked for missing values alone, row 4 sees nothing known.
    let starts: Vec<usize> = (0..windows.train.len()).map(|i| windows.train.start(i)).collect();
    assert_eq!(starts, [0, 3, 5]);
    assert_eq!((windows.train.left_out(), windows.left_out()), (3, 3));
}

#[test]
fn a_training_part_of_one_value_alone_is_refused_with_its_cause() {
    let mut values = vec![7.5; 80];
    values.extend((0..20).map(f64::from));
    let options = WindowOptions { window: 4, horizon: 2, ..WindowOptions::default() };
    assert_eq!(
        Windows::from_series(&plain(values), &options).unwrap_err().to_string(),
        "x.csv: all known values of the training part, the first 80, are 7.5; \
         expected values that change, or hold out less (`held-out`)"
    );
}

#[test]
fn the_targets_of_a_part_lie_wholly_in_it_and_no_part_touches_the_next() {
    let options = WindowOptions {
        window: 7,
        horizon: 3,
        validation: Some(Amount::Steps(20)),
        test: Some(Amount::Share(0.1)),
        ..WindowOptions::default()
    };
    let windows = Windows::from_series(&counting(100), &options).unwrap();
    let targets = |part: &Part| {
        let value = |i: usize, k: usize| windows.scaler.unscale(part.targets(i)[k]).round() as usize;
        (value(0, 0), value(part.len() - 1, 2), part.len())
    };
    assert_eq!(targets(&windows.train), (7, 69, 61));
    assert_eq!(targets(&windows.validation), (70, 89, 18));
    assert_eq!(targets(&windows.test), (90, 99, 8));
    assert_eq!((windows.validation.start(0), windows.validation.label(0, 7)), (63, "71".to_owned()));
}

#[test]
fn seattle_holds_out_its_last_year_and_labels_targets_with_their_dates() {
    let options = WindowOptions { window: 5, horizon: 1, ..WindowOptions::default() };
    let windows = Windows::from_series(&bundled("seattle"), &options).unwrap();
    assert_eq!((windows.train.len(), windows.validation.len(), windows.test.len()), (1_096 - 5, 365, 0));
    assert_eq!(
        (windows.validation.label(0, 4), windows.validation.label(0, 5)),
        ("2014-12-31".into(), "2015-01-01".into())
    );
    assert_eq!(windows.validation.label(364, 5), "2015-12-31");
}

#[test]
fn the_scaler_sees_the_training_part_alone() {
    let mut values: Vec<f64> = (0..80).map(|t| f64::from(t % 2) * 2.0).collect();
    values.extend([1_000.0; 20]);
    let windows =
        Windows::from_series(&plain(values), &WindowOptions { window: 4, horizon: 2, ..WindowOptions::default() })
            .unwrap();
    assert_eq!((windows.scaler.mean(), windows.scaler.variance_factor()), (1.0, 1.0));
    assert_eq!(windows.train.row(0), [-1.0, 1.0, -1.0, 1.0, -1.0, 1.0]);
    assert_eq!(windows.validation.targets(0), [999.0, 999.0]);
}

#[test]
fn each_position_forecasts_the_values_right_after_it() {
    let windows =
        Windows::sine(&SineOptions { window: 5, horizon: 2, train: 3, validation: 1, test: 0, seed: 1 }).unwrap();
    let part = &windows.train;
    let row = part.row(2);
    assert_eq!((part.width(), row.len(), &*part.inputs(2)), (7, 7, &row[..5]));
    assert_eq!(part.targets_at(2, 0), &row[1..3]);
    assert_eq!(part.targets_at(2, 4), part.targets(2));
    assert_eq!((part.targets(2), part.label(2, 6)), (&row[5..], "7".to_owned()));
    assert_eq!((part.earlier(2, 4, 3), part.earlier(2, 2, 3)), (Some(row[1]), None));
}

#[test]
fn too_few_values_say_which_part_needs_how_many() {
    let message = |n, window, horizon, validation, test| {
        let options = WindowOptions { window, horizon, validation, test, ..WindowOptions::default() };
        Windows::from_series(&counting(n), &options).unwrap_err().to_string()
    };
    assert_eq!(
        message(50, 50, 10, None, None),
        "x.csv: 50 values are too few for a window of 50 and a horizon of 10: \
         the training part has 40 and needs at least 60"
    );
    assert_eq!(
        message(80, 20, 10, Some(Amount::Steps(5)), None),
        "x.csv: 80 values are too few for a window of 20 and a horizon of 10: \
         the validation part has 5 and needs at least 10"
    );
    assert_eq!(
        message(80, 20, 10, None, Some(Amount::Steps(1))),
        "x.csv: 80 values are too few for a window of 20 and a horizon of 10: the test part has 1 and needs at least 10"
    );
    assert_eq!(
        message(80, 0, 10, None, None),
        "a window of 0 and a horizon of 10 can't be used; expected at least 1 each, and fewer than a million steps"
    );
    assert!(message(80, usize::MAX, 1, None, None).starts_with("a window of"));
    let gappy = plain((0..100).map(|t| if t % 5 == 0 { f64::NAN } else { f64::from(t) }).collect());
    let options = WindowOptions { window: 4, horizon: 1, gaps: GapPolicy::Skip, ..WindowOptions::default() };
    assert_eq!(
        Windows::from_series(&gappy, &options).unwrap_err().to_string(),
        "x.csv: each stretch of 5 values (window and horizon) in the training part has a gap; \
         fill the gaps (`gaps=last`), or take a shorter window"
    );
}

#[test]
fn sine_series_follow_the_formula_within_their_noise() {
    // The formula again, with the frequencies and phases that the generator draws first.
    let mut row = [0.0_f32; 60];
    sine_row(42, 0, 17, &mut row);
    let mut rng = crate::rng::Rng::keyed(42, crate::rng::Purpose::Data, 0, 17);
    let (f1, f2, o1, o2) = (rng.uniform(), rng.uniform(), rng.uniform(), rng.uniform());
    for (i, value) in row.iter().enumerate() {
        let t = i as f64 / 59.0;
        let clean = 0.5 * ((t - o1) * (f1 * 10.0 + 10.0)).sin() + 0.2 * ((t - o2) * (f2 * 20.0 + 20.0)).sin();
        let noise = f64::from(*value) - clean;
        assert!((-0.05 - 1e-6..0.05 + 1e-6).contains(&noise), "{i}: {noise}");
        assert!((noise - 0.1 * (rng.uniform() - 0.5)).abs() < 1e-6);
    }
    assert!((NOISE_FLOOR - 0.000_833).abs() < 1e-6);
}

#[test]
fn a_sine_series_does_not_depend_on_how_many_there_are() {
    let options = SineOptions { train: 20, validation: 5, test: 2, ..SineOptions::default() };
    let few = Windows::sine(&options).unwrap();
    let more = Windows::sine(&SineOptions { train: 30, validation: 9, test: 0, ..options }).unwrap();
    assert_eq!((few.train.len(), few.validation.len(), few.test.len(), few.train.width()), (20, 5, 2, 60));
    for i in 0..20 {
        assert_eq!(few.train.row(i), more.train.row(i));
    }
    assert_eq!(few.validation.row(4), more.validation.row(4));
    assert_ne!(few.train.row(0), few.validation.row(0));
    assert_ne!(few.validation.row(0), few.test.row(0));
    let other = Windows::sine(&SineOptions { seed: 43, ..options }).unwrap();
    assert_ne!(few.train.row(0), other.train.row(0));
    assert_eq!((few.scaler.variance_factor(), few.noise_floor), (1.0, Some(NOISE_FLOOR)));
}

#[test]
fn no_series_or_too_many_are_refused() {
    let message = |train| Windows::sine(&SineOptions { train, ..SineOptions::default() }).unwrap_err().to_string();
    let end = "training and 2000 validation series can't be made; \
               expected at least 1 each, and less than 4 GiB of values in all";
    assert_eq!(message(0), format!("0 {end}"));
    assert_eq!(message(1 << 40), format!("{} {end}", 1_u64 << 40));
}

#[test]
fn steps_find_their_way_there_and_back() {
    let first = Stamp::new(2024, 1, 31, 0).unwrap();
    for step in [Step::Seconds(600), Step::Days(1), Step::Days(7), Step::Weekdays, Step::Months(1), Step::Months(12)] {
        for position in [0, 1, 2, 5, 13, 100] {
            assert_eq!(step.position(first, step.stamp(first, position)), position, "{step}");
        }
    }
    assert_eq!(Step::Months(1).stamp(first, 1).text(Resolution::Day), "2024-02-29");
    assert_eq!(Step::Weekdays.stamp(first, 3).text(Resolution::Day), "2024-02-05");
    let texts = [Step::Seconds(600), Step::Seconds(3_600), Step::Days(7), Step::Months(3), Step::Months(120)];
    assert_eq!(texts.map(|s| s.to_string()), ["every 10 minutes", "hourly", "weekly", "quarterly", "every 10 years"]);
    assert_eq!(texts.map(Step::period), [Some(144), Some(24), Some(52), Some(4), None]);
}
