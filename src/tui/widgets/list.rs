//! Which rows of a list are seen.

use std::ops::Range;

/// The place that the arrows move inside a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Cursor {
    /// Row of a table, heat-map or row of pictures; number of a bar or token.
    pub row: usize,
    /// Column of a heat-map, number of a picture.
    pub column: usize,
}

/// Of `count` rows the ones to show in `room`: from `first` on, moved as little as it takes to show the chosen one and
/// to leave no row unused.
pub(in crate::tui) fn window(count: usize, room: usize, first: usize, chosen: Option<usize>) -> Range<usize> {
    if room == 0 {
        return 0..0;
    }
    let mut first = first.min(count.saturating_sub(room));
    if let Some(chosen) = chosen.map(|chosen| chosen.min(count.saturating_sub(1))) {
        first = first.clamp((chosen + 1).saturating_sub(room), chosen);
    }
    first..(first + room).min(count)
}

#[cfg(test)]
mod tests {
    use super::window;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_chosen_row_is_seen_and_no_room_is_wasted(
            count in 1_usize..50, room in 1_usize..20, first in 0_usize..60, chosen in 0_usize..60,
        ) {
            let seen = window(count, room, first, Some(chosen));
            prop_assert!(seen.contains(&chosen.min(count - 1)), "{seen:?}");
            prop_assert_eq!(seen.len(), room.min(count));
        }
    }
}
