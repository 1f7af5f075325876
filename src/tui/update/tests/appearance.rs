//! Themes, contrast, glyphs, pictures: shown at once, kept when chosen.

use super::super::super::capabilities::Charset;
use super::super::super::fixture::{after, press, send, shown, story};
use super::super::super::model::{Effect, Message, Overlay};
use super::super::super::preferences::Choice;
use super::super::super::theme::{Contrast, Role, Theme};
use super::super::super::widgets::images::PictureView;

#[test]
fn each_theme_is_shown_as_the_cursor_stands_on_it_and_enter_keeps_it() {
    let mut model = after(story());
    assert_eq!(press(&mut model, "t"), []);
    assert_eq!(press(&mut model, "down"), [], "looking keeps nothing");
    assert_eq!(model.theme, Theme::built_in("light").unwrap());
    press(&mut model, "end up");
    let names: Vec<_> = Theme::built_in_names().collect();
    let name = names[names.len() - 2];
    assert_eq!(model.theme, Theme::built_in(name).unwrap());
    assert_eq!(press(&mut model, "enter"), [Effect::Keep(Choice::Theme(name.into()))]);
    assert_eq!((model.overlay, model.theme_name()), (None, name));
}

#[test]
fn esc_goes_back_to_the_theme_before() {
    for keys in ["esc", "q", "ctrl-c"] {
        let mut model = after(story());
        press(&mut model, "t down down t");
        assert_ne!(model.theme, Theme::default());
        assert_eq!(press(&mut model, keys), []);
        assert_eq!(model.theme, Theme::default(), "{keys}");
    }
    let mut model = after(story());
    press(&mut model, "t ctrl-c");
    assert!(matches!(model.overlay, Some(Overlay::Quit(_))));
}

#[test]
fn more_contrast_goes_with_every_theme_and_is_kept() {
    let mut model = after(story());
    assert_eq!(press(&mut model, "C"), [Effect::Keep(Choice::Contrast(Contrast::High))]);
    let muted = |model: &super::super::super::model::Model| model.theme.style(Role::Muted).fg;
    assert_ne!(muted(&model), Theme::default().style(Role::Muted).fg);
    press(&mut model, "t down");
    assert_eq!(model.theme, Theme::built_in("light").unwrap().with_contrast(Contrast::High));
    assert_eq!(press(&mut model, "esc C"), [Effect::Keep(Choice::Contrast(Contrast::Normal))]);
    assert_eq!(model.theme, Theme::default());
}

#[test]
fn glyphs_change_at_once_and_are_kept_and_what_cannot_be_kept_is_said() {
    let mut model = after(story());
    assert_eq!(press(&mut model, "a"), [Effect::Keep(Choice::Charset(Charset::Ascii))]);
    assert_eq!(model.charset, Charset::Ascii);
    send(&mut model, Message::NotKept("config.toml: read-only".into()));
    assert!(shown(&mut model, 120, 40).contains("not kept for the next start: config.toml: read-only"));
}

#[test]
fn pictures_go_round_their_views() {
    let mut model = after(story());
    press(&mut model, "v v");
    assert_eq!(model.picture_view, PictureView::Stretched);
    press(&mut model, "v");
    assert_eq!(model.picture_view, PictureView::Plain);
}

#[test]
fn o_opens_the_field_for_a_data_file_or_the_run_under_the_cursor() {
    let mut model = after(story());
    press(&mut model, "o");
    let field = model.lab().unwrap().settings.editing.clone().unwrap();
    assert_eq!((field.key, field.text.as_str()), ("data", ""), "a built-in word is no beginning of a path");
    send(&mut model, Message::Paste("/home/me/my data.csv\n".into()));
    press(&mut model, "enter");
    assert_eq!(model.lab().unwrap().settings.draft.text("data"), "/home/me/my data.csv");
    press(&mut model, "5 o");
    assert_eq!(model.tab().id, "forecaster");
    press(&mut model, "3 o");
    assert!(model.notices.toasts().any(|line| line.text.contains("nothing to open")));
}
