//! How well one colour stands out from another.

/// Red, green and blue from 0 to 255.
pub(super) type Rgb = (u8, u8, u8);

/// Relative luminance from 0 to 1 (WCAG 2.1).
pub(super) fn luminance((r, g, b): Rgb) -> f64 {
    let linear = |channel: u8| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// Contrast from 1 to 21 (WCAG 2.1).
pub(super) fn ratio(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_runs_from_1_to_21() {
        let (black, white, gray) = ((0, 0, 0), (255, 255, 255), (0x77, 0x77, 0x77));
        assert!((ratio(black, white) - 21.0).abs() < 1e-9);
        assert!((ratio(gray, gray) - 1.0).abs() < 1e-9);
        // The well-known gray that just misses 4.5 on white.
        assert!((ratio(gray, white) - 4.48).abs() < 0.01);
    }
}
