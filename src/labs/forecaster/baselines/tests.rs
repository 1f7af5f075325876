use super::*;
use crate::data::series::{
    Amount, Axis, Bundled, GapPolicy, NOISE_FLOOR, ReadOptions, Series, SineOptions, WindowOptions, Windows,
};

fn within(share: f64, found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() <= share, "{found} is not within {share} of {expected}");
}

fn scores(windows: &Windows) -> Vec<(&'static str, Score)> {
    let score = |b: &Baseline| Some((b.key(), b.score(windows, &windows.validation)?));
    Baseline::all(windows).iter().filter_map(score).collect()
}

fn bundled(bundled: Bundled, options: &WindowOptions) -> Windows {
    Windows::from_series(&bundled.read(&ReadOptions::default()).unwrap().series, options).unwrap()
}

fn series(values: Vec<f64>) -> Series {
    Series {
        name: "x".into(),
        unit: String::new(),
        origin: "x".into(),
        source: String::new(),
        values,
        axis: Axis::Steps,
        period: None,
        held_out: None,
    }
}

#[test]
fn sine_baselines_have_the_published_errors_one_and_ten_steps_ahead() {
    // Many validation series, so that the sampling error stays well below the tolerance.
    for (horizon, naive, least_squares) in [(1, 0.0202, 0.0029), (10, 0.257, 0.0155)] {
        let options = SineOptions { horizon, validation: 20_000, test: 0, ..SineOptions::default() };
        let windows = Windows::sine(&options).unwrap();
        let scores = scores(&windows);
        let [("naive", a), ("least_squares", b)] = &scores[..] else { panic!("{scores:?}") };
        within(0.03, a.mse, naive);
        within(0.03, b.mse, least_squares);
        assert_eq!((a.rows, b.rows, a.by_horizon.len()), (20_000, 20_000, horizon));
        assert!(b.by_horizon.iter().all(|mse| *mse > NOISE_FLOOR));
    }
}

#[test]
fn seattle_baselines_over_the_last_year_have_the_published_errors() {
    let windows = bundled(Bundled::Seattle, &WindowOptions { window: 14, horizon: 1, ..WindowOptions::default() });
    let scores = scores(&windows);
    let [("naive", naive), ("seasonal_naive", seasonal), ("least_squares", least_squares)] = &scores[..] else {
        panic!("{scores:?}")
    };
    assert_eq!((naive.rows, seasonal.rows, least_squares.rows), (365, 365, 365));
    within(0.005, naive.mse, 8.45);
    within(0.005, seasonal.mse, 23.8);
    within(0.03, least_squares.mse, 7.33);
}

#[test]
fn seattle_persistence_grows_with_the_horizon_as_published() {
    let windows = bundled(Bundled::Seattle, &WindowOptions { window: 14, horizon: 5, ..WindowOptions::default() });
    let score = Baseline::Naive.score(&windows, &windows.validation).unwrap();
    for (days, expected) in [(1, 8.45), (2, 15.4), (3, 19.6), (5, 23.0)] {
        within(0.03, score.by_horizon[days - 1], expected);
    }
    within(1e-9, score.mse, score.by_horizon.iter().sum::<f64>() / 5.0);
}

#[test]
fn least_squares_finds_the_coefficients_of_an_exact_recurrence() {
    // x[t] = 1.6 x[t-1] - 0.9 x[t-2] + 0.3, and a kick now and then so that it doesn't die out.
    let mut x = vec![1.0, -1.0];
    for t in 2..600 {
        let kick = if t % 50 == 0 { 2.0 } else { 0.0 };
        x.push(1.6 * x[t - 1] - 0.9 * x[t - 2] + 0.3 + kick);
    }
    // Rows with a kick in them are skipped, since it is made a gap.
    x.iter_mut().step_by(50).for_each(|v| *v = f64::NAN);
    let options = WindowOptions { window: 2, horizon: 2, gaps: GapPolicy::Skip, ..WindowOptions::default() };
    let windows = Windows::from_series(&series(x), &options).unwrap();
    let part = &windows.train;
    let fit = LeastSquares::fit(part);
    assert_eq!((fit.ridge(), fit.parameters()), (0.0, 6));
    for (found, expected) in fit.weights(0).iter().zip([-0.9, 1.6]) {
        assert!((found - expected).abs() < 1e-5, "{:?}", fit.weights(0));
    }
    for (found, expected) in fit.weights(1).iter().zip([1.6 * -0.9, 1.6 * 1.6 - 0.9]) {
        assert!((found - expected).abs() < 1e-5, "{:?}", fit.weights(1));
    }
    let forecast = Baseline::LeastSquares(fit).predict(&windows, part, 7).unwrap();
    let truth = part.targets(7).iter().map(|v| windows.scaler.unscale(*v));
    assert!(forecast.iter().zip(truth).all(|(a, b)| (a - b).abs() < 1e-4), "{forecast:?}");
}

#[test]
fn least_squares_residuals_are_orthogonal_to_the_window_and_sum_to_zero() {
    let windows = bundled(Bundled::Elnino, &WindowOptions { window: 24, horizon: 6, ..WindowOptions::default() });
    let fit = LeastSquares::fit(&windows.train);
    let part = &windows.train;
    let residual = |i: usize, h: usize| f64::from(part.targets(i)[h]) - fit.predict(&part.inputs(i))[h];
    for h in [0, 5] {
        let rest: Vec<f64> = (0..part.len()).map(|i| residual(i, h)).collect();
        assert!(rest.iter().sum::<f64>().abs() < 1e-8 * part.len() as f64);
        for k in 0..24 {
            let product: f64 = rest.iter().enumerate().map(|(i, r)| r * f64::from(part.inputs(i)[k])).sum();
            assert!(product.abs() < 1e-8 * part.len() as f64, "horizon {h}, column {k}: {product}");
        }
    }
}

#[test]
fn least_squares_bears_linearly_dependent_windows() {
    // A noiseless sine obeys a recurrence of order two: a window of twenty has rank two (and a constant).
    let sine: Vec<f64> = (0..500).map(|t| (0.3 * f64::from(t)).sin()).collect();
    let windows =
        Windows::from_series(&series(sine), &WindowOptions { window: 20, ..WindowOptions::default() }).unwrap();
    let scores = scores(&windows);
    let least_squares = &scores.iter().find(|(key, _)| *key == "least_squares").unwrap().1;
    assert!(least_squares.mse < 1e-10, "{}", least_squares.mse);
    // Fewer rows than unknowns.
    let few: Vec<f64> = (0..40).map(|t| f64::from(t * t % 17)).collect();
    let options =
        WindowOptions { window: 20, horizon: 2, validation: Some(Amount::Steps(8)), ..WindowOptions::default() };
    let windows = Windows::from_series(&series(few), &options).unwrap();
    let fit = LeastSquares::fit(&windows.train);
    let forecast = Baseline::LeastSquares(fit).predict(&windows, &windows.validation, 0).unwrap();
    assert!(forecast.iter().all(|v| v.is_finite()), "{forecast:?}");
    // Windows without any change, though the series has one.
    let mut flat = vec![5.0; 100];
    flat.extend((0..20).map(f64::from));
    let options =
        WindowOptions { window: 10, horizon: 2, validation: Some(Amount::Steps(19)), ..WindowOptions::default() };
    let mut flat = series(flat);
    flat.values[100] = 6.0;
    let windows = Windows::from_series(&flat, &options).unwrap();
    let fit = LeastSquares::fit(&windows.train);
    let forecast = Baseline::LeastSquares(fit).predict(&windows, &windows.validation, 0).unwrap();
    assert!(forecast.iter().all(|v| v.is_finite()), "{forecast:?}");
}

/// The same affine fit by its definition: over the rows whose value at this horizon is known, by elimination.
fn by_elimination(part: &Part, h: usize) -> Vec<f64> {
    let rows: Vec<(Vec<f64>, f64)> = (0..part.len())
        .filter(|i| !part.targets(*i)[h].is_nan())
        .map(|i| {
            let x = part.inputs(i).iter().map(|x| f64::from(*x)).chain([1.0]).collect();
            (x, f64::from(part.targets(i)[h]))
        })
        .collect();
    let n = rows[0].0.len();
    let mut a = vec![vec![0.0; n + 1]; n];
    for (x, y) in &rows {
        for i in 0..n {
            (0..n).for_each(|j| a[i][j] += x[i] * x[j]);
            a[i][n] += x[i] * y;
        }
    }
    for i in 0..n {
        let pivot = (i..n).max_by(|p, q| a[*p][i].abs().total_cmp(&a[*q][i].abs())).unwrap();
        a.swap(i, pivot);
        let row = a[i].clone();
        for other in (0..n).filter(|other| *other != i) {
            let factor = a[other][i] / row[i];
            (i..=n).for_each(|j| a[other][j] -= factor * row[j]);
        }
    }
    (0..n).map(|i| a[i][n] / a[i][i]).collect()
}

#[test]
fn with_gaps_least_squares_is_the_fit_over_the_rows_whose_value_is_known_at_each_horizon() {
    let mut values: Vec<f64> = (0..400).map(|t| (f64::from(t) * 0.7).sin() + f64::from(t * t % 23) * 0.1).collect();
    // Few missing at first, most of them later.
    values
        .iter_mut()
        .enumerate()
        .filter(|(t, _)| t % 13 == 5 || (*t > 150 && t % 4 != 0))
        .for_each(|(_, v)| *v = f64::NAN);
    for gaps in [GapPolicy::Last, GapPolicy::Interpolate] {
        let options = WindowOptions { window: 4, horizon: 3, gaps, ..WindowOptions::default() };
        let windows = Windows::from_series(&series(values.clone()), &options).unwrap();
        let fit = LeastSquares::fit(&windows.train);
        assert_eq!((fit.ridge(), fit.parameters()), (0.0, 15));
        for h in 0..3 {
            let expected = by_elimination(&windows.train, h);
            let found = fit.weights(h).iter().zip(&expected);
            assert!(found.clone().all(|(a, b)| (a - b).abs() < 1e-7), "{h}: {:?} {expected:?}", fit.weights(h));
            let zero = fit.predict(&[0.0; 4])[h];
            assert!((zero - expected[4]).abs() < 1e-7, "{zero} {}", expected[4]);
        }
    }
}

#[test]
fn the_seasonal_forecast_goes_back_another_season_where_the_last_one_is_missing() {
    let mut seasonal = series((0..120).map(|t| f64::from(t % 12 * 10 + t / 12)).collect());
    seasonal.period = Some(12);
    seasonal.values[90] = f64::NAN;
    let options =
        WindowOptions { window: 6, horizon: 2, validation: Some(Amount::Steps(20)), ..WindowOptions::default() };
    let windows = Windows::from_series(&seasonal, &options).unwrap();
    let forecast = Baseline::SeasonalNaive { period: 12 }.predict(&windows, &windows.validation, 2).unwrap();
    // Steps 102 and 103: the value at 90 is missing, that at 78 isn't.
    assert!((forecast[0] - 66.0).abs() < 1e-4 && (forecast[1] - 77.0).abs() < 1e-4, "{forecast:?}");
}

#[test]
fn the_seasonal_forecast_is_the_value_of_the_last_known_season() {
    let windows = bundled(Bundled::Elnino, &WindowOptions { window: 6, horizon: 15, ..WindowOptions::default() });
    let elnino = Bundled::Elnino.read(&ReadOptions::default()).unwrap().series;
    let seasonal = Baseline::SeasonalNaive { period: 12 };
    let forecast = seasonal.predict(&windows, &windows.validation, 3).unwrap();
    let first_target = windows.validation.start(3) + 6;
    for (h, value) in forecast.iter().enumerate() {
        let known = first_target + h - if h < 12 { 12 } else { 24 };
        assert!(known < first_target && (value - elnino.values[known]).abs() < 1e-5);
    }
}

#[test]
fn without_a_season_in_reach_there_is_no_seasonal_baseline() {
    let keys = |windows: &Windows| scores(windows).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    let nile = bundled(Bundled::Nile, &WindowOptions { window: 10, horizon: 2, ..WindowOptions::default() });
    assert_eq!(keys(&nile), ["naive", "least_squares"]);
    let mut short = series((0..80).map(|t| f64::from(t % 7)).collect());
    short.period = Some(365);
    let windows = Windows::from_series(&short, &WindowOptions { window: 10, horizon: 2, ..WindowOptions::default() });
    assert_eq!(keys(&windows.unwrap()), ["naive", "least_squares"]);
}

#[test]
fn baselines_are_measured_on_series_with_gaps_under_either_policy() {
    for gaps in [GapPolicy::Last, GapPolicy::Interpolate, GapPolicy::Skip] {
        let windows =
            bundled(Bundled::Co2, &WindowOptions { window: 52, horizon: 4, gaps, ..WindowOptions::default() });
        let scores = scores(&windows);
        let mse = |key: &str| scores.iter().find(|(k, _)| *k == key).unwrap().1.mse;
        // The yearly rise is about 1.5 ppm, so the season alone is off by its square or so.
        assert!((1.0..6.0).contains(&mse("seasonal_naive")), "{scores:?}");
        assert!(mse("least_squares") < 0.4 && mse("least_squares") < 0.5 * mse("naive"), "{scores:?}");
    }
}
