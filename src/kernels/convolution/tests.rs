//! The kernels against the layers' definitions in double precision, and against differences of those.

use super::super::Level;
use super::*;

fn numbers(n: usize, seed: usize) -> Vec<f32> {
    (0..n).map(|i| ((i * 37 + i * i % 23 + seed * 11) % 61) as f32 / 30.5 - 1.0).collect()
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&v| f64::from(v)).collect()
}

fn formula(squash: Squash, x: f64) -> f64 {
    match squash {
        Squash::Relu => x.max(0.0),
        Squash::Tanh => x.tanh(),
        _ => x,
    }
}

/// Every pairing of a place in the image with a position, and the weight between them; all as indices.
fn pairs(geometry: &Geometry, mut f: impl FnMut(usize, usize, usize)) {
    let [height, width, colours] = geometry.image;
    let [down, across] = geometry.positions;
    for (py, px) in (0..down).flat_map(|y| (0..across).map(move |x| (y, x))) {
        for (wy, wx) in (0..geometry.window).flat_map(|y| (0..geometry.window).map(move |x| (y, x))) {
            let at = |p: usize, w: usize| (p * geometry.stride + w).checked_sub(geometry.before);
            let (Some(y), Some(x)) = (at(py, wy), at(px, wx)) else { continue };
            if y >= height || x >= width {
                continue;
            }
            for c in 0..colours {
                for k in 0..geometry.channels {
                    let weight = ((wy * geometry.window + wx) * colours + c) * geometry.channels + k;
                    f((y * width + x) * colours + c, (py * across + px) * geometry.channels + k, weight);
                }
            }
        }
    }
}

/// A layer with its numbers: input, weights, bias.
struct Case {
    geometry: Geometry,
    squash: Squash,
    is_pooled: bool,
    spreads: bool,
    parts: [Vec<f32>; 3],
}

const IMAGES: usize = 2;

impl Case {
    fn new(geometry: Geometry, squash: Squash, is_pooled: bool, spreads: bool) -> Self {
        let (input, bias) = if spreads {
            (geometry.positions_len(), geometry.image[2])
        } else {
            (geometry.image_len(), geometry.channels)
        };
        let parts = [numbers(IMAGES * input, 1), numbers(geometry.weights_len(), 2), numbers(bias, 3)];
        Self { geometry, squash, is_pooled, spreads, parts }
    }

    fn output_len(&self) -> usize {
        let [height, width] = self.geometry.positions;
        match (self.spreads, self.is_pooled) {
            (true, _) => self.geometry.image_len(),
            (false, true) => (height / 2) * (width / 2) * self.geometry.channels,
            (false, false) => self.geometry.positions_len(),
        }
    }

    /// The outputs of all images from the definition.
    fn formula(&self, [x, weights, bias]: &[Vec<f64>; 3]) -> Vec<f64> {
        let one = |x: &[f64]| {
            let full = if self.spreads { self.geometry.image_len() } else { self.geometry.positions_len() };
            let mut y: Vec<f64> = (0..full).map(|i| bias[i % bias.len()]).collect();
            pairs(&self.geometry, |image, position, weight| {
                let (from, to) = if self.spreads { (position, image) } else { (image, position) };
                y[to] += x[from] * weights[weight];
            });
            let mut y: Vec<f64> = y.into_iter().map(|y| formula(self.squash, y)).collect();
            if self.is_pooled {
                let ([height, width], n) = (self.geometry.positions, self.geometry.channels);
                let at = |y_: usize, x: usize, c: usize| (y_ * width + x) * n + c;
                let most = |i: usize| {
                    let (c, place) = (i % n, i / n);
                    let (row, column) = (place / (width / 2) * 2, place % (width / 2) * 2);
                    let four = [(0, 0), (0, 1), (1, 0), (1, 1)];
                    four.iter().map(|(d, a)| y[at(row + d, column + a, c)]).fold(f64::MIN, f64::max)
                };
                y = (0..(height / 2) * (width / 2) * n).map(most).collect();
            }
            y
        };
        x.chunks_exact(x.len() / IMAGES).flat_map(one).collect()
    }

    fn loss(&self, parts: &[Vec<f64>; 3]) -> f64 {
        self.formula(parts).iter().enumerate().map(|(i, y)| slope(i) * y).sum()
    }

    /// Outputs and gradients of input, weights and bias from the kernels.
    fn run(&self, level: Level, work: &mut Work) -> (Vec<f32>, [Vec<f32>; 3]) {
        let [x, weights, bias] = &self.parts;
        let layer = Layer { geometry: self.geometry, weights, bias, squash: self.squash };
        let mut y = vec![7.0; IMAGES * self.output_len()];
        let mut places = vec![9; if self.is_pooled { y.len() } else { 0 }];
        let slopes: Vec<f32> = (0..y.len()).map(|i| slope(i) as f32).collect();
        let mut gradients = self.parts.clone().map(|part| vec![0.0; part.len()]);
        gradients[0].fill(7.0);
        let [input, d_weights, d_bias] = &mut gradients;
        let back = Back { weights: Some(d_weights), bias: Some(d_bias), input: Some(input) };
        if self.spreads {
            spread(level, work, layer, x, &mut y);
            spread_back(level, work, layer, x, &y, &slopes, back);
        } else {
            convolve(level, work, layer, x, &mut y, &mut places);
            convolve_back(level, work, layer, x, &y, &places, &slopes, back);
        }
        (y, gradients)
    }

    fn check(&self) {
        let exact = self.parts.each_ref().map(|part| wide(part));
        let outputs = self.formula(&exact);
        let mut work = Work::default();
        for level in Level::ALL {
            let name = format!("{level:?} {:?} {:?} {} {}", self.geometry, self.squash, self.is_pooled, self.spreads);
            let (y, gradients) = self.run(level, &mut work);
            for (i, (found, expected)) in y.iter().zip(&outputs).enumerate() {
                assert!((f64::from(*found) - expected).abs() < 1e-5, "{name} y[{i}]: {found} {expected}");
            }
            assert_eq!(y.len(), outputs.len());
            for (part, gradient) in gradients.iter().enumerate() {
                for (i, found) in gradient.iter().enumerate() {
                    let at = |delta: f64| {
                        let mut moved = exact.clone();
                        moved[part][i] += delta;
                        self.loss(&moved)
                    };
                    let expected = (at(1e-6) - at(-1e-6)) / 2e-6;
                    let error = (f64::from(*found) - expected).abs();
                    assert!(error < 2e-5 * expected.abs().max(10.0), "{name} {part}[{i}]: {found} {expected}");
                }
            }
            let again = self.run(level, &mut work);
            assert_eq!(again, (y, gradients), "memory that was used before changes nothing");
        }
    }
}

fn slope(i: usize) -> f64 {
    (i % 3) as f64 + 0.5
}

fn convolution(image: [usize; 3], channels: usize, window: usize, same: bool) -> Geometry {
    let positions = if same { [image[0], image[1]] } else { [image[0] + 1 - window, image[1] + 1 - window] };
    let before = if same { (window - 1) / 2 } else { 0 };
    Geometry { image, positions, channels, window, stride: 1, before }
}

#[test]
fn convolutions_of_all_kinds_of_size_agree_with_the_definition() {
    for (image, channels, window) in
        [([4, 5, 1], 3, 3), ([7, 7, 2], 17, 3), ([5, 3, 3], 2, 2), ([1, 1, 2], 1, 1), ([6, 9, 1], 16, 3)]
    {
        for same in [true, false] {
            let geometry = convolution(image, channels, window, same);
            Case::new(geometry, Squash::Tanh, false, false).check();
            if geometry.positions.iter().all(|n| *n >= 2) {
                Case::new(geometry, Squash::Linear, true, false).check();
            }
        }
    }
    Case::new(convolution([7, 7, 2], 5, 3, true), Squash::Relu, true, false).check();
    Case::new(convolution([5, 7, 2], 3, 5, true), Squash::Relu, false, false).check();
}

#[test]
fn transposed_convolutions_agree_with_the_definition() {
    let valid = |positions: [usize; 2], channels, colours| {
        let image = [positions[0] * 2 + 1, positions[1] * 2 + 1, colours];
        Geometry { image, positions, channels, window: 3, stride: 2, before: 0 }
    };
    let same = |positions: [usize; 2], channels, colours| {
        let image = [positions[0] * 2, positions[1] * 2, colours];
        Geometry { image, positions, channels, window: 3, stride: 2, before: 0 }
    };
    for geometry in [valid([3, 3], 5, 2), valid([2, 1], 17, 1), same([4, 3], 3, 1), same([3, 3], 16, 3)] {
        for squash in [Squash::Linear, Squash::Tanh] {
            Case::new(geometry, squash, false, true).check();
        }
    }
    // With zeros taken away before, a stride of 1, and a window that leaves gaps.
    let other =
        |image, positions, window, stride, before| Geometry { image, positions, channels: 2, window, stride, before };
    for geometry in
        [other([4, 5, 3], [4, 5], 3, 1, 1), other([8, 8, 1], [4, 4], 4, 2, 1), other([9, 6, 2], [3, 2], 2, 3, 0)]
    {
        Case::new(geometry, Squash::Linear, false, true).check();
    }
}

#[test]
fn a_layer_without_images_does_nothing() {
    let geometry = convolution([4, 4, 1], 2, 3, true);
    let layer = Layer { geometry, weights: &[0.0; 18], bias: &[0.0; 2], squash: Squash::Linear };
    convolve(Level::current(), &mut Work::default(), layer, &[], &mut [], &mut []);
    spread(Level::current(), &mut Work::default(), Layer { bias: &[0.0], ..layer }, &[], &mut []);
}
