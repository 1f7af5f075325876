//! Where the rows of a part start in its series.

use std::ops::Range;

/// Where rows start, in rising order. Where none is left out they are not listed: a series of millions of values has as many.
#[derive(Debug, Clone)]
pub(super) enum Starts {
    /// So many, from the first on, each so far from the one before.
    Every { first: usize, stride: usize, count: usize },
    /// These.
    Listed(Vec<usize>),
}

impl Starts {
    pub(super) fn every(first: usize, stride: usize, count: usize) -> Self {
        Self::Every { first, stride, count }
    }

    /// Those of a stretch that are of use.
    pub(super) fn those(all: Range<usize>, is_of_use: impl Fn(usize) -> bool) -> Self {
        Self::every(all.start, 1, all.len()).only(is_of_use)
    }

    /// Those of them that are of use.
    pub(super) fn only(&self, is_of_use: impl Fn(usize) -> bool) -> Self {
        let those = || (0..self.len()).map(|i| self.at(i)).filter(|start| is_of_use(*start));
        let count = those().count();
        if count == self.len() {
            return self.clone();
        }
        let mut listed = Vec::with_capacity(count);
        listed.extend(those());
        Self::Listed(listed)
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Every { count, .. } => *count,
            Self::Listed(starts) => starts.len(),
        }
    }

    /// The start of row `i`. Panics if `i` is not below [`Self::len`].
    pub(super) fn at(&self, i: usize) -> usize {
        match self {
            Self::Every { first, stride, count } => {
                assert!(i < *count, "row {i} of {count}");
                first + i * stride
            }
            Self::Listed(starts) => starts[i],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(starts: &Starts) -> Vec<usize> {
        (0..starts.len()).map(|i| starts.at(i)).collect()
    }

    #[test]
    fn rows_are_listed_only_where_some_are_left_out() {
        let all = Starts::those(3..8, |_| true);
        assert!(matches!(all, Starts::Every { .. }));
        assert_eq!(list(&all), [3, 4, 5, 6, 7]);
        let some = all.only(|start| start != 5);
        assert_eq!(list(&some), [3, 4, 6, 7]);
        assert_eq!(list(&some.only(|start| start > 3)), [4, 6, 7]);
        assert_eq!(list(&Starts::every(0, 6, 3)), [0, 6, 12]);
        assert_eq!(Starts::those(0..5, |_| false).len(), 0);
    }
}
