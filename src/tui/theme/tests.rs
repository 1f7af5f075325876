use super::*;
use ratatui::style::Modifier;

fn built_in() -> Vec<Theme> {
    Theme::built_in_names().map(|name| Theme::built_in(name).unwrap()).collect()
}

#[test]
fn every_built_in_theme_says_what_every_role_looks_like() {
    for (name, text) in BUILT_IN {
        for role in Role::ALL {
            assert!(text.contains(&format!("\n{} = ", role.name())), "{name}: {}", role.name());
        }
        assert!(Theme::built_in(name).unwrap().series.len() >= 12, "{name}");
    }
}

#[test]
fn text_stands_out_from_its_ground_in_every_theme() {
    for theme in built_in() {
        let least = if theme.name() == "high-contrast" { 7.0 } else { 4.5 };
        let paper = theme.style(Role::Text).bg.unwrap();
        for role in Role::ALL {
            let style = theme.style(*role);
            let Some(ink) = style.fg else { continue };
            let ratio = contrast(ink, style.bg.unwrap_or(paper));
            // What isn't read may be quiet: frames, and the raw values behind a smoothed curve.
            let is_quiet = matches!(role, Role::Border | Role::TrainingRaw | Role::ValidationRaw);
            let least = if is_quiet { 1.9 } else { least };
            assert!(ratio >= least, "{}: {} has a contrast of {ratio:.2}", theme.name(), role.name());
        }
        for color in &theme.series {
            let ratio = contrast(*color, paper);
            assert!(ratio >= least, "{}: the series colour {color:?} has a contrast of {ratio:.2}", theme.name());
        }
    }
}

#[test]
fn built_in_styles_are_the_same_in_256_colours_as_in_true_colour() {
    let cube = [0_u8, 95, 135, 175, 215, 255];
    let exact = |color: Color| match color {
        Color::Rgb(r, g, b) => {
            [r, g, b].iter().all(|c| cube.contains(c)) || (r == g && g == b && r >= 8 && (r - 8) % 10 == 0 && r <= 238)
        }
        _ => true,
    };
    for theme in built_in() {
        for style in &theme.styles {
            assert!(style.fg.is_none_or(exact) && style.bg.is_none_or(exact), "{}: {style:?}", theme.name());
        }
        for color in &theme.series {
            assert!(exact(*color), "{}: {color:?}", theme.name());
        }
    }
}

#[test]
fn a_selection_is_reversed_even_if_a_theme_forgets_it() {
    let theme = Theme::parse("mine.toml", "[styles]\nselection = { fg = \"cyan\", modifiers = [] }").unwrap();
    assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
    for theme in built_in() {
        assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
    }
}

#[test]
fn a_users_theme_is_a_patch_over_its_base() {
    let mine = Theme::parse("dir/mine.toml", "base = \"light\"\n[styles]\ntraining = { fg = \"#123456\" }").unwrap();
    let light = Theme::built_in("light").unwrap();
    assert_eq!(mine.name(), "mine");
    assert_eq!(mine.style(Role::Training), light.style(Role::Training).fg(Color::Rgb(0x12, 0x34, 0x56)));
    assert_eq!(mine.style(Role::Validation), light.style(Role::Validation));
    assert_eq!(mine.shade(Palette::Ink, 0.5), light.shade(Palette::Ink, 0.5));
}

#[test]
fn a_patch_of_the_palette_recolours_what_the_base_made_of_it() {
    let mine = Theme::parse("mine.toml", "[palette]\nblue = \"#00ff00\"").unwrap();
    assert_eq!(mine.style(Role::Training).fg, Some(Color::Rgb(0, 255, 0)));
}

#[test]
fn the_terminals_own_background_can_be_asked_for() {
    let mine = Theme::parse("mine.toml", "[styles]\ntext = { bg = \"terminal\" }").unwrap();
    assert_eq!(mine.style(Role::Text).bg, Some(Color::Reset));
}

#[test]
fn a_mistake_in_a_theme_is_answered_with_its_file_line_and_key() {
    let cases = [
        ("[styles]\ntitel = {}", 2, "styles.titel", "\"title\""),
        ("[styles]\n\ntitle = { fg = \"#12345\" }", 3, "styles.title.fg", "#rrggbb"),
        ("[styles]\ntitle = { fg = \"puce\" }", 2, "styles.title.fg", "\"puce\""),
        ("[styles]\ntitle = \"red\"", 2, "styles.title", "table"),
        ("[styles]\ntitle = { modifiers = [\"blink\"] }", 2, "styles.title.modifiers", "\"blink\""),
        ("base = \"midnight\"", 1, "base", "\"dark\""),
        ("colour = 1", 1, "colour", "\"palette\""),
        ("\n[series]\ncolors = [\"#ffffff\"]", 3, "series.colors", "two"),
        ("[shades]\nink = 3", 2, "shades.ink", "integer"),
        ("[styles\n", 1, "syntax", "table"),
    ];
    for (text, line, key, word) in cases {
        let error = Theme::parse("mine.toml", text).unwrap_err();
        assert_eq!((error.file.as_str(), error.line, error.key.as_str()), ("mine.toml", line, key), "{text}: {error}");
        assert!(error.to_string().contains(word), "{text}: {error}");
    }
}

#[test]
fn the_colour_of_a_name_depends_on_nothing_but_the_name() {
    let theme = Theme::default();
    assert_eq!(theme.series("run 17"), theme.series("run 17"));
    let used: std::collections::HashSet<_> = (0..200).map(|i| theme.series(&format!("run {i}")).fg).collect();
    assert_eq!(used.len(), theme.series.len(), "every colour is used by some name");
}

#[test]
fn names_shown_together_have_colours_of_their_own_while_there_are_enough() {
    let theme = Theme::default();
    let names: Vec<String> = (0..theme.series.len()).map(|i| format!("run {i}")).collect();
    let styles = theme.distinct(names.iter().map(String::as_str));
    let colors: std::collections::HashSet<_> = styles.iter().map(|style| style.fg).collect();
    assert_eq!(colors.len(), names.len());
    assert_eq!(styles[0], theme.series("run 0"), "the first keeps the colour it has everywhere");
}

#[test]
fn shades_run_from_one_end_to_the_other_and_clamp_what_lies_outside() {
    let theme = Theme::default();
    assert_eq!(theme.shade(Palette::Ink, 0.0), Color::Rgb(0x12, 0x12, 0x12));
    assert_eq!(theme.shade(Palette::Ink, 7.0), Color::Rgb(0xee, 0xee, 0xee));
    assert_eq!(theme.shade(Palette::Diverging, -1.0), Color::Rgb(0x87, 0xd7, 0xff));
    assert_eq!(theme.shade(Palette::Diverging, 0.0), Color::Rgb(0x1c, 0x1c, 0x1c));
    assert_eq!(theme.shade(Palette::Diverging, f32::NAN), theme.shade(Palette::Diverging, -1.0));
}

#[test]
fn the_theme_key_goes_round_the_built_in_themes() {
    let mut theme = Theme::default();
    let mut names = vec![];
    for _ in 0..4 {
        names.push(theme.name().to_owned());
        theme = theme.next_built_in();
    }
    assert_eq!(names, ["dark", "light", "high-contrast", "dark"]);
}

#[test]
fn a_number_on_a_shade_can_be_read_whatever_the_shade() {
    for theme in built_in() {
        for palette in [Palette::Ink, Palette::Diverging, Palette::Sequential] {
            for i in -64..=64_i8 {
                let style = theme.shaded(palette, f32::from(i) / 64.0);
                let ratio = contrast(style.fg.unwrap(), style.bg.unwrap());
                assert!(ratio >= 3.0, "{} {palette:?} {i}: {ratio:.2}", theme.name());
            }
        }
    }
}

#[test]
fn shades_of_the_two_signs_differ_in_256_colours_too() {
    use crate::tui::capabilities::{Background, Capabilities, Charset, ColorLevel, Link};
    let capabilities = Capabilities {
        color: ColorLevel::Ansi256,
        charset: Charset::Unicode,
        link: Link::Remote,
        background: Background::Dark,
    };
    for theme in built_in() {
        for i in 10..=64_i8 {
            let mut buffer = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, 2, 1));
            buffer[(0, 0)].set_bg(theme.shade(Palette::Diverging, f32::from(i) / 64.0));
            buffer[(1, 0)].set_bg(theme.shade(Palette::Diverging, -f32::from(i) / 64.0));
            crate::tui::finish::finish(&mut buffer, &capabilities);
            assert_ne!(buffer[(0, 0)].bg, buffer[(1, 0)].bg, "{} at {i}", theme.name());
        }
    }
}

#[test]
fn contrast_runs_from_1_to_21() {
    let (black, white, gray) = (Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255), Color::Rgb(0x77, 0x77, 0x77));
    assert!((contrast(black, white) - 21.0).abs() < 1e-9);
    assert!((contrast(gray, gray) - 1.0).abs() < 1e-9);
    // The well-known gray that just misses 4.5 on white.
    assert!((contrast(gray, white) - 4.48).abs() < 0.01);
}
