//! What is taken from the n-grams that were seen and given to those that were not.

use thiserror::Error;

/// How an n-gram model is smoothed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Smoothing {
    /// Witten and Bell 1991, method C, interpolated.
    WittenBell,
    /// Kneser and Ney 1995, interpolated, one discount for each order.
    KneserNey,
    /// Chen and Goodman 1999: three discounts for each order, for n-grams that count 1, 2, and 3 or more.
    #[default]
    ModifiedKneserNey,
}

/// A name that is none.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{}`: expected modified-kneser-ney, kneser-ney or witten-bell", .0.escape_debug())]
pub struct UnknownSmoothing(String);

impl Smoothing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::ModifiedKneserNey, Self::KneserNey, Self::WittenBell];

    /// Its name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WittenBell => "witten-bell",
            Self::KneserNey => "kneser-ney",
            Self::ModifiedKneserNey => "modified-kneser-ney",
        }
    }
}

impl std::str::FromStr for Smoothing {
    type Err = UnknownSmoothing;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|smoothing| smoothing.name() == name);
        named.ok_or_else(|| UnknownSmoothing(name.to_owned()))
    }
}

/// What is taken from n-grams that count 0, 1, 2, 3 or more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Discounts(pub(super) [f64; 4]);

impl Discounts {
    pub(super) const NONE: Self = Self([0.0; 4]);

    /// Estimated from the counts of one order's n-grams (Chen and Goodman 1999, equation 17 and the three after it). Texts
    /// too small or too regular for that have the values that the usual texts come near to.
    pub(super) fn estimated(smoothing: Smoothing, counts: impl IntoIterator<Item = u32>) -> Self {
        let mut n = [0_u64; 4];
        for count in counts {
            let place = (count as usize).checked_sub(1).and_then(|at| n.get_mut(at));
            place.into_iter().for_each(|n| *n += 1);
        }
        let n = n.map(|n| n as f64);
        let y = n[0] / (n[0] + 2.0 * n[1]);
        let (found, usual) = match smoothing {
            Smoothing::WittenBell => return Self::NONE,
            Smoothing::KneserNey => ([y; 3], [0.75; 3]),
            Smoothing::ModifiedKneserNey => {
                let discount = |i: usize, more: f64, fewer: f64| i as f64 - (i + 1) as f64 * y * more / fewer;
                ([discount(1, n[1], n[0]), discount(2, n[2], n[1]), discount(3, n[3], n[2])], [0.5, 1.0, 1.5])
            }
        };
        let within = |(i, d): (usize, &f64)| *d > 0.0 && *d <= (i + 1) as f64;
        let is_estimate = n.iter().all(|n| *n > 0.0) && found.iter().enumerate().all(within);
        let [one, two, more] = if is_estimate { found } else { usual };
        Self([0.0, one, two, more])
    }

    /// What an n-gram of this count loses.
    pub(super) fn of(&self, count: u32) -> f64 {
        let [none, one, two, more] = self.0;
        match count {
            0 => none,
            1 => one,
            2 => two,
            _ => more,
        }
    }
}
