//! Pictures brought to another size: the mean over the area that a new pixel covers.

use super::picture::Picture;

/// The picture in a square of `side` x `side`; another aspect is centred, with black beside it, or with its ground where it
/// is transparent.
pub(super) fn to_square(picture: Picture, side: usize) -> Picture {
    let size = (picture.width, picture.height);
    if size == (side, side) || side == 0 {
        return picture;
    }
    let squared = |pixels: Vec<u8>| squared(&pixels, size, side);
    let opacity = picture.opacity.map(squared);
    Picture { width: side, height: side, gray: squared(picture.gray), opacity, turned: picture.turned }
}

fn squared(pixels: &[u8], (width, height): (usize, usize), side: usize) -> Vec<u8> {
    let longest = width.max(height) as f64;
    // The square around the picture, in its own pixels; new pixel i covers [i, i + 1) * scale of it.
    let (scale, left, top) = (longest / side as f64, (longest - width as f64) / 2.0, (longest - height as f64) / 2.0);
    let columns: Vec<Vec<(usize, f64)>> = (0..side).map(|x| cover(x as f64 * scale - left, scale, width)).collect();
    let mut out = Vec::with_capacity(side * side);
    for y in 0..side {
        let rows = cover(y as f64 * scale - top, scale, height);
        for column in &columns {
            let mut sum = 0.0;
            for &(row, by_row) in &rows {
                for &(x, by_column) in column {
                    let pixel = pixels.get(row * width + x).copied().unwrap_or(0);
                    sum += by_row * by_column * f64::from(pixel);
                }
            }
            out.push((sum / (scale * scale)).round().clamp(0.0, 255.0) as u8);
        }
    }
    out
}

/// Which of `count` pixels `[start, start + length)` covers, and how much of each.
fn cover(start: f64, length: f64, count: usize) -> Vec<(usize, f64)> {
    let end = (start + length).min(count as f64);
    let first = start.max(0.0);
    let mut out = Vec::new();
    let mut pixel = first as usize;
    while (pixel as f64) < end {
        let part = (end.min(pixel as f64 + 1.0) - first.max(pixel as f64)).max(0.0);
        out.push((pixel, part));
        pixel += 1;
    }
    out
}
