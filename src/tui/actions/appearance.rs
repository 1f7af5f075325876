//! Choosing what the screen looks like; what is chosen is kept.

use super::say;
use crate::run::Severity;
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Mouse, Overlay, QuitChoice, Shared, ThemesDialog};
use crate::tui::preferences::Choice;
use crate::tui::words::fill;

/// Opens the list of themes.
pub(in crate::tui) fn open(model: &mut Shared) {
    let at = model.theme_at;
    model.overlay = Some(Overlay::Themes(ThemesDialog { cursor: at, before: at }));
}

/// Keys in the list of themes: the arrows (and the key that opened it) show one after the other, Enter keeps the one that
/// is shown, Esc goes back to the one before.
pub(in crate::tui) fn act(model: &mut Shared, dialog: ThemesDialog, action: Action) -> Vec<Effect> {
    const PAGE: usize = 5;
    let last = model.themes.len().saturating_sub(1);
    let at = dialog.cursor.min(last);
    let cursor = match action {
        Action::Up | Action::Left | Action::FocusPrevious => at.saturating_sub(1),
        Action::Down | Action::Right | Action::FocusNext => at + 1,
        Action::Theme => (at + 1) % (last + 1),
        Action::PageUp => at.saturating_sub(PAGE),
        Action::PageDown => at + PAGE,
        Action::Home => 0,
        Action::End => last,
        Action::Activate => return keep(model, dialog),
        Action::Contrast => return contrast(model),
        Action::Charset => return charset(model),
        Action::Back | Action::Quit | Action::Interrupt => {
            model.show_theme(dialog.before);
            model.overlay = (action == Action::Interrupt).then_some(Overlay::Quit(QuitChoice::default()));
            return Vec::new();
        }
        _ => at,
    };
    show(model, dialog, cursor.min(last));
    Vec::new()
}

/// Puts the cursor on a theme, which shows it.
pub(in crate::tui) fn show(model: &mut Shared, dialog: ThemesDialog, cursor: usize) {
    model.show_theme(cursor);
    model.overlay = Some(Overlay::Themes(ThemesDialog { cursor, ..dialog }));
}

/// Keeps the theme that is shown.
fn keep(model: &mut Shared, dialog: ThemesDialog) -> Vec<Effect> {
    model.overlay = None;
    let name = model.theme_name().to_owned();
    say(model, Severity::Info, fill(model.words.screen.theme_is, &[&name]));
    let problems = model.themes.get(dialog.cursor).map(|entry| entry.problems.clone()).unwrap_or_default();
    super::warn(model, problems);
    vec![Effect::Keep(Choice::Theme(name))]
}

/// More contrast, or as the theme has it.
pub(in crate::tui) fn contrast(model: &mut Shared) -> Vec<Effect> {
    let contrast = model.contrast.toggled();
    model.show_contrast(contrast);
    let words = &model.words.screen;
    say(model, Severity::Info, fill(words.contrast_is, &[words.contrast(contrast)]));
    vec![Effect::Keep(Choice::Contrast(contrast))]
}

/// The other glyphs.
pub(in crate::tui) fn charset(model: &mut Shared) -> Vec<Effect> {
    model.charset = model.charset.toggled();
    vec![Effect::Keep(Choice::Charset(model.charset))]
}

/// The next way to show pictures.
pub(in crate::tui) fn pictures(model: &mut Shared) {
    model.picture_view = model.picture_view.next();
    let words = &model.words.screen;
    say(model, Severity::Info, fill(words.pictures_are, &[words.picture_view(model.picture_view)]));
}

/// The mouse to the program, or back to the terminal.
pub(in crate::tui) fn mouse(model: &mut Shared) -> Vec<Effect> {
    let words = &model.words.screen;
    let (mouse, told) = match model.mouse {
        Mouse::Terminal => {
            let key = model.keys.name(Action::Mouse);
            (Mouse::Program, fill(words.mouse_is_ours, &[&key]))
        }
        Mouse::Program => (Mouse::Terminal, words.mouse_is_theirs.to_owned()),
    };
    model.mouse = mouse;
    say(model, Severity::Info, told);
    vec![Effect::ToggleMouse]
}
