//! Ways to spoil an image: what a denoising autoencoder sees, while it is asked for the clean one.

use crate::rng::Rng;

/// What is done to an image, in this order: rotation and shift (one resampling), inversion, occlusion, salt and pepper,
/// Gaussian noise. All of chance comes from the generator that is passed in.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Modifiers {
    /// The standard deviation of the Gaussian noise on each pixel, on a scale where black is 0 and white 1.
    pub noise: f64,
    /// The share of pixels, in [0, 1], that become black or white, either with probability a half.
    pub salt_pepper: f64,
    /// The side of a black square at a random place, as a share of the image's shorter side, in [0, 1].
    pub occlusion: f64,
    /// The most pixels, either way, by which the image is moved on both axes.
    pub shift: f64,
    /// The most degrees, either way, by which it is turned about its middle.
    pub rotation: f64,
    /// Whether black and white change places.
    pub invert: bool,
}

impl Modifiers {
    /// Whether they leave every image as it is.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Writes the spoilt image over `out`: reals in [0, 1], row by row, `width * height` of them as in `pixels`.
    pub fn apply(&self, pixels: &[u8], width: usize, height: usize, rng: &mut Rng, out: &mut [f32]) {
        if self.shift > 0.0 || self.rotation > 0.0 {
            self.move_over(pixels, width, height, rng, out);
        } else {
            out.iter_mut().zip(pixels).for_each(|(out, pixel)| *out = f32::from(*pixel) / 255.0);
        }
        if self.invert {
            out.iter_mut().for_each(|value| *value = 1.0 - *value);
        }
        if self.occlusion > 0.0 {
            self.occlude(width, height, rng, out);
        }
        if self.salt_pepper > 0.0 {
            self.sprinkle(rng, out);
        }
        if self.noise > 0.0 {
            for value in out.iter_mut() {
                *value = (*value + (self.noise * rng.normal()) as f32).clamp(0.0, 1.0);
            }
        }
    }

    /// Turns and moves, with bilinear interpolation and black outside.
    fn move_over(&self, pixels: &[u8], width: usize, height: usize, rng: &mut Rng, out: &mut [f32]) {
        let angle = (self.rotation * rng.between(-1.0, 1.0)).to_radians();
        let (right, down) = (self.shift * rng.between(-1.0, 1.0), self.shift * rng.between(-1.0, 1.0));
        let (sin, cos) = angle.sin_cos();
        let (middle_x, middle_y) = ((width as f64 - 1.0) / 2.0, (height as f64 - 1.0) / 2.0);
        let at = |x: i64, y: i64| {
            let inside = (0..width as i64).contains(&x) && (0..height as i64).contains(&y);
            let place = if inside { y as usize * width + x as usize } else { usize::MAX };
            pixels.get(place).map_or(0.0, |pixel| f32::from(*pixel) / 255.0)
        };
        for (i, out) in out.iter_mut().enumerate() {
            // Where the pixel came from.
            let (x, y) = ((i % width) as f64 - middle_x - right, (i / width) as f64 - middle_y - down);
            let (from_x, from_y) = (cos * x + sin * y + middle_x, cos * y - sin * x + middle_y);
            let (left, top) = (from_x.floor(), from_y.floor());
            let (part_x, part_y) = ((from_x - left) as f32, (from_y - top) as f32);
            let (left, top) = (left as i64, top as i64);
            let upper = at(left, top) * (1.0 - part_x) + at(left + 1, top) * part_x;
            let lower = at(left, top + 1) * (1.0 - part_x) + at(left + 1, top + 1) * part_x;
            *out = upper * (1.0 - part_y) + lower * part_y;
        }
    }

    fn occlude(&self, width: usize, height: usize, rng: &mut Rng, out: &mut [f32]) {
        let shorter = width.min(height);
        let side = ((self.occlusion * shorter as f64).round() as usize).min(shorter);
        let (left, top) = (rng.below(width - side + 1), rng.below(height - side + 1));
        for row in out.chunks_exact_mut(width).skip(top).take(side) {
            row.iter_mut().skip(left).take(side).for_each(|value| *value = 0.0);
        }
    }

    fn sprinkle(&self, rng: &mut Rng, out: &mut [f32]) {
        // 32 bits a pixel decide: the upper 31 whether, the lowest which.
        let limit = (self.salt_pepper.clamp(0.0, 1.0) * f64::from(1_u32 << 31)) as u32;
        for pair in out.chunks_mut(2) {
            let bits = rng.bits();
            for (value, bits) in pair.iter_mut().zip([bits as u32, (bits >> 32) as u32]) {
                if bits >> 1 < limit {
                    *value = (bits & 1) as f32;
                }
            }
        }
    }
}
