//! Small parts of the panes: numbers in words, one of several names.

use crate::tui::keys::Action;
use crate::tui::theme::Role;
use crate::tui::view::row::Row;
use crate::tui::widgets::{Look, number};

/// One of several names, in brackets if it is the chosen one.
pub(super) fn choice(row: &mut Row<'_>, name: &str, is_chosen: bool, has_cursor: bool, look: &Look<'_>) {
    let role = match (is_chosen, has_cursor) {
        (true, true) => Role::Selection,
        (true, false) => Role::Strong,
        (false, _) => Role::Muted,
    };
    let shown = if is_chosen { format!("[{name}]") } else { format!(" {name} ") };
    row.put(&shown, look.theme.style(role));
}

/// A whole number in groups of three.
pub(super) fn count(count: usize) -> String {
    number::grouped(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A share as percent.
pub(super) fn percent(share: f64) -> String {
    number::rounded(100.0 * share, 5, 3)
}

/// So many bytes, in the unit in which they are a short number.
pub(super) fn bytes(count: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut value = count as f64;
    let mut units = units.iter().peekable();
    while let Some(unit) = units.next() {
        if value < 1000.0 || units.peek().is_none() {
            return format!("{} {unit}", number::rounded(value, 6, 3));
        }
        value /= 1000.0;
    }
    String::new()
}

/// Rows of a page.
const PAGE: isize = 8;

/// The first row that is seen of what only scrolls, after a key.
pub(super) fn scrolled(first: usize, action: Action) -> usize {
    let by = match action {
        Action::Up | Action::Left => -1,
        Action::Down | Action::Right => 1,
        Action::PageUp => -PAGE,
        Action::PageDown => PAGE,
        Action::Home => isize::MIN,
        _ => 0,
    };
    // The end is where the pane stops when it draws.
    first.saturating_add_signed(by).min(1 << 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_in_the_unit_that_makes_them_short() {
        let told = [0, 160, 999, 1_000, 484_000_000, 1_234_567_890_123].map(bytes);
        assert_eq!(told, ["0 B", "160 B", "999 B", "1 kB", "484 MB", "1.23 TB"]);
    }
}
