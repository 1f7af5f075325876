//! The network unrolled in time, opened and closed like an accordion.

/// How far it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Opening {
    /// One cell that feeds itself.
    Folded,
    /// The first step and the last.
    Ends,
    /// As many steps as fit with three digits each.
    #[default]
    Wide,
    /// As many as fit with two.
    Narrow,
    /// Every step, as a shade.
    All,
}

impl Opening {
    /// One fold further open.
    pub(crate) const fn opened(self) -> Self {
        match self {
            Self::Folded => Self::Ends,
            Self::Ends => Self::Wide,
            Self::Wide => Self::Narrow,
            Self::Narrow | Self::All => Self::All,
        }
    }

    /// One fold further closed.
    pub(crate) const fn closed(self) -> Self {
        match self {
            Self::Folded | Self::Ends => Self::Folded,
            Self::Wide => Self::Ends,
            Self::Narrow => Self::Wide,
            Self::All => Self::Narrow,
        }
    }
}

/// The accordion of a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Accordion {
    /// How far it is open.
    pub(crate) opening: Opening,
    /// Steps from the last one back to the one whose numbers are shown.
    pub(crate) back: usize,
}

impl Accordion {
    /// The step that is looked at, from 0, of so many.
    pub(crate) const fn at(self, steps: usize) -> usize {
        let last = steps.saturating_sub(1);
        last.saturating_sub(self.back)
    }

    /// Looks at another step.
    pub(crate) fn look_at(&mut self, step: usize, steps: usize) {
        self.back = steps.saturating_sub(1).saturating_sub(step);
    }

    /// The steps that are drawn where there is room for so many: the first and the last always, and those around the one
    /// that is looked at; `None` stands for steps left out.
    pub(crate) fn shown(self, steps: usize, room: usize) -> Vec<Option<usize>> {
        let last = steps.saturating_sub(1);
        let is_open = self.opening > Opening::Ends;
        if is_open && steps <= room {
            return (0..steps).map(Some).collect();
        }
        // Both ends and two places for what is left out.
        let inner = if is_open { room.saturating_sub(4) } else { 0 };
        let first = self.at(steps).saturating_sub(inner / 2).min(steps.saturating_sub(inner));
        let mut drawn: Vec<usize> = [0].into_iter().chain(first..first + inner).chain([last]).collect();
        drawn.sort_unstable();
        drawn.dedup();
        let mut shown = Vec::with_capacity(drawn.len() + 2);
        for step in drawn {
            if shown.last().copied().flatten().is_some_and(|before: usize| step > before + 1) {
                shown.push(None);
            }
            shown.push(Some(step));
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_opens_and_closes_fold_by_fold_and_stops_at_both_ends() {
        let mut opening = Opening::Folded;
        for _ in 0..9 {
            opening = opening.opened();
        }
        assert_eq!(opening, Opening::All);
        assert_eq!(opening.closed(), Opening::Narrow);
        assert_eq!(Opening::Folded.closed(), Opening::Folded);
    }

    #[test]
    fn with_its_ends_open_it_shows_the_first_and_the_last_step() {
        let accordion = Accordion { opening: Opening::Ends, back: 7 };
        assert_eq!(accordion.shown(50, 30), [Some(0), None, Some(49)]);
        assert_eq!(accordion.shown(1, 30), [Some(0)]);
    }

    proptest! {
        #[test]
        fn the_ends_and_the_step_looked_at_are_drawn_in_order_and_fit(
            steps in 1_usize..300, room in 6_usize..60, back in 0_usize..300,
        ) {
            let accordion = Accordion { opening: Opening::Wide, back };
            let shown = accordion.shown(steps, room);
            let drawn: Vec<usize> = shown.iter().copied().flatten().collect();
            prop_assert!(drawn.is_sorted() && shown.len() <= room.max(3), "{shown:?}");
            for step in [0, accordion.at(steps), steps - 1] {
                prop_assert!(drawn.contains(&step), "{step} of {shown:?}");
            }
        }
    }
}
