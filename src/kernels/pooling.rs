//! The maximum of 2 x 2 neighbours. An odd row or column at the end is left out, as in a pooling without padding.

use super::Level;
use super::lanes::{LANES, Lanes};
use super::level::dispatch;

/// From images x `[n, height, width, channels]` to y `[n, height / 2, width / 2, channels]`; `places` gets which of the four it
/// was (0 and 1 above, 2 and 3 below), the first of equal ones. What is not a number wins.
pub fn max_pool(level: Level, x: &[f32], shape: [usize; 3], y: &mut [f32], places: &mut [u8]) {
    let (large, small) = lengths(shape);
    let n = x.len() / large.max(1);
    assert!(x.len() == n * large && y.len() == n * small && places.len() == y.len());
    for (i, x) in x.chunks_exact(large.max(1)).enumerate() {
        one_image(level, x, shape, &mut y[i * small..][..small], &mut places[i * small..][..small]);
    }
}

/// The way back: `d_x` is overwritten.
pub fn max_pool_back(level: Level, gradient: &[f32], places: &[u8], shape: [usize; 3], d_x: &mut [f32]) {
    let (large, small) = lengths(shape);
    let n = d_x.len() / large.max(1);
    assert!(d_x.len() == n * large && gradient.len() == n * small && places.len() == gradient.len());
    d_x.fill(0.0);
    for (i, d_x) in d_x.chunks_exact_mut(large.max(1)).enumerate() {
        let part = i * small..(i + 1) * small;
        one_image_back(level, &gradient[part.clone()], &places[part], shape, d_x, shape[1] * shape[2]);
    }
}

fn lengths([height, width, channels]: [usize; 3]) -> (usize, usize) {
    (height * width * channels, (height / 2) * (width / 2) * channels)
}

dispatch! {
    /// [`max_pool`] of one image.
    pub(super) fn one_image(x: &[f32], shape: [usize; 3], y: &mut [f32], places: &mut [u8]) = one_image_body;
}
dispatch! {
    /// Writes the gradients to their places; all others that a maximum was taken of become 0, what was left out stays.
    /// The rows of `d_x` lie `row` apart.
    pub(super) fn one_image_back(
        gradient: &[f32],
        places: &[u8],
        shape: [usize; 3],
        d_x: &mut [f32],
        row: usize,
    ) = one_image_back_body;
}

#[inline(always)]
fn one_image_body<L: Lanes>(x: &[f32], [height, width, channels]: [usize; 3], y: &mut [f32], places: &mut [u8]) {
    let across = width / 2;
    for i in 0..(height / 2) * across {
        let corner = ((i / across) * 2 * width + (i % across) * 2) * channels;
        let neighbour = |place: usize| &x[corner + (place / 2 * width + place % 2) * channels..][..channels];
        let four: [&[f32]; 4] = std::array::from_fn(neighbour);
        let (y, places) = (&mut y[i * channels..][..channels], &mut places[i * channels..][..channels]);
        let (whole, rest) = y.as_chunks_mut::<LANES>();
        let (places, places_rest) = places.as_chunks_mut::<LANES>();
        let parts = four.map(|x| x.as_chunks::<LANES>());
        for (c, (y, places)) in whole.iter_mut().zip(places).enumerate() {
            largest(parts.map(|(whole, _)| whole[c]), y, places);
        }
        for (c, (y, place)) in rest.iter_mut().zip(places_rest).enumerate() {
            largest(parts.map(|(_, rest)| [rest[c]]), std::array::from_mut(y), std::array::from_mut(place));
        }
    }
}

/// The largest of four and which it is, N times. Written without branches, for N at a time.
#[inline(always)]
fn largest<const N: usize>(four: [[f32; N]; 4], y: &mut [f32; N], places: &mut [u8; N]) {
    let (mut most, mut which) = (four[0], [0_u32; N]);
    for (other, x) in four.iter().enumerate().skip(1) {
        for c in 0..N {
            let is_more = (x[c] > most[c]) | x[c].is_nan();
            most[c] = if is_more { x[c] } else { most[c] };
            which[c] = if is_more { other as u32 } else { which[c] };
        }
    }
    *y = most;
    for c in 0..N {
        places[c] = which[c] as u8;
    }
}

#[inline(always)]
fn one_image_back_body<L: Lanes>(
    gradient: &[f32],
    places: &[u8],
    [height, width, channels]: [usize; 3],
    d_x: &mut [f32],
    row: usize,
) {
    let across = width / 2;
    for i in 0..(height / 2) * across {
        let corner = (i / across) * 2 * row + (i % across) * 2 * channels;
        let (gradient, places) = (&gradient[i * channels..][..channels], &places[i * channels..][..channels]);
        for place in 0..4_u32 {
            let neighbour = (place / 2) as usize * row + (place % 2) as usize * channels;
            let d_x = &mut d_x[corner + neighbour..][..channels];
            let (whole, rest) = d_x.as_chunks_mut::<LANES>();
            let (gradients, gradients_rest) = gradient.as_chunks::<LANES>();
            let (places, places_rest) = places.as_chunks::<LANES>();
            for ((d_x, gradient), places) in whole.iter_mut().zip(gradients).zip(places) {
                for c in 0..LANES {
                    d_x[c] = if u32::from(places[c]) == place { gradient[c] } else { 0.0 };
                }
            }
            for ((d_x, gradient), of) in rest.iter_mut().zip(gradients_rest).zip(places_rest) {
                *d_x = if u32::from(*of) == place { *gradient } else { 0.0 };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_of_four_is_taken_and_gets_the_gradient_at_odd_sizes_too() {
        for (n, shape) in [(1, [2, 2, 1]), (2, [7, 7, 3]), (3, [4, 6, 19]), (1, [3, 5, 16]), (2, [1, 4, 2])] {
            let [height, width, channels] = shape;
            let x: Vec<f32> = (0..n * height * width * channels).map(|i| ((i * 37 + i / 5) % 101) as f32).collect();
            let at = |i: usize, y: usize, x: usize, c: usize| ((i * height + y) * width + x) * channels + c;
            for level in Level::ALL {
                let small = n * (height / 2) * (width / 2) * channels;
                let (mut y, mut places) = (vec![0.0; small], vec![9; small]);
                max_pool(level, &x, shape, &mut y, &mut places);
                let slopes: Vec<f32> = (0..small).map(|i| i as f32 + 1.0).collect();
                let mut back = vec![7.0; x.len()];
                max_pool_back(level, &slopes, &places, shape, &mut back);
                let mut expected = vec![0.0; x.len()];
                for (out, value) in y.iter().enumerate() {
                    let (c, place) = (out % channels, out / channels);
                    let (column, place) = (place % (width / 2), place / (width / 2));
                    let (row, image) = (place % (height / 2), place / (height / 2));
                    let four = [(0, 0), (0, 1), (1, 0), (1, 1)]
                        .map(|(down, across)| at(image, 2 * row + down, 2 * column + across, c));
                    let first = four.into_iter().rev().max_by(|a, b| x[*a].total_cmp(&x[*b])).unwrap();
                    assert_eq!(*value, x[first]);
                    expected[first] = slopes[out];
                }
                assert_eq!(back, expected, "{level:?} {shape:?}");
            }
        }
    }

    #[test]
    fn of_equal_ones_the_first_is_taken_and_what_is_not_a_number_wins() {
        let pool = |x: [f32; 4]| {
            let (mut y, mut places) = ([0.0], [9]);
            max_pool(Level::current(), &x, [2, 2, 1], &mut y, &mut places);
            (y[0], places[0])
        };
        assert_eq!(pool([0.0; 4]), (0.0, 0));
        assert_eq!(pool([-2.0, -1.0, -1.0, -3.0]), (-1.0, 1));
        for place in 0..4_u8 {
            let mut x = [1.0, 2.0, 3.0, 4.0];
            x[usize::from(place)] = f32::NAN;
            let (y, found) = pool(x);
            assert!(y.is_nan() && found == place);
        }
    }
}
