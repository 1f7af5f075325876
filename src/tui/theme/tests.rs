use super::*;
use crate::tui::capabilities::{Background, Capabilities, Charset, ColorLevel, Link};
use crate::tui::finish::{contrast_of_16, finish};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

fn built_in() -> Vec<Theme> {
    Theme::built_in_names().map(|name| Theme::built_in(name).unwrap()).collect()
}

fn patched(file: &str, text: &str) -> Theme {
    let (theme, problems) = Theme::parse(file, text);
    assert_eq!(problems, []);
    theme
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
        let least = if theme.name().starts_with("high-contrast") { 7.0 } else { 4.5 };
        let paper = theme.style(Role::Text).bg.unwrap();
        for role in Role::ALL {
            let style = theme.style(*role);
            let Some(ink) = style.fg else { continue };
            let ratio = contrast(ink, style.bg.unwrap_or(paper));
            let least = if role.is_quiet() { 1.9 } else { least };
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
    let theme = patched("mine.toml", "[styles]\nselection = { fg = \"cyan\", modifiers = [] }");
    assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
    for theme in built_in() {
        assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
    }
}

#[test]
fn a_users_theme_is_a_patch_over_its_base() {
    let mine = patched("dir/mine.toml", "base = \"light\"\n[styles]\ntraining = { fg = \"#123456\" }");
    let light = Theme::built_in("light").unwrap();
    assert_eq!(mine.name(), "mine");
    assert_eq!(mine.style(Role::Training), light.style(Role::Training).fg(Color::Rgb(0x12, 0x34, 0x56)));
    assert_eq!(mine.style(Role::Validation), light.style(Role::Validation));
    assert_eq!(mine.shade(Palette::Ink, 0.5), light.shade(Palette::Ink, 0.5));
}

#[test]
fn a_patch_of_the_palette_recolours_what_the_base_made_of_it() {
    let mine = patched("mine.toml", "[palette]\nblue = \"#00ff00\"");
    assert_eq!(mine.style(Role::Training).fg, Some(Color::Rgb(0, 255, 0)));
}

#[test]
fn the_terminals_own_background_can_be_asked_for() {
    let mine = patched("mine.toml", "[styles]\ntext = { bg = \"terminal\" }");
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
        let (theme, problems) = Theme::parse("mine.toml", text);
        let [error] = problems.as_slice() else { panic!("{text}: {problems:?}") };
        assert_eq!(theme.style(Role::Title), Theme::default().style(Role::Title), "what is wrong changes nothing");
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
    let capabilities = Capabilities {
        color: ColorLevel::Ansi256,
        charset: Charset::Unicode,
        link: Link::Remote,
        background: Background::Dark,
    };
    for theme in built_in() {
        for i in 10..=64_i8 {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 1));
            buffer[(0, 0)].set_bg(theme.shade(Palette::Diverging, f32::from(i) / 64.0));
            buffer[(1, 0)].set_bg(theme.shade(Palette::Diverging, -f32::from(i) / 64.0));
            finish(&mut buffer, &capabilities);
            assert_ne!(buffer[(0, 0)].bg, buffer[(1, 0)].bg, "{} at {i}", theme.name());
        }
    }
}

/// Foreground and background of a letter in this style on the theme's paper, as the terminal gets them.
fn finished(theme: &Theme, style: Style, color: ColorLevel) -> (Color, Color) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
    buffer.set_string(0, 0, "x", theme.style(Role::Text).patch(style));
    let capabilities =
        Capabilities { color, charset: Charset::Unicode, link: Link::Local, background: Background::Dark };
    finish(&mut buffer, &capabilities);
    (buffer[(0, 0)].fg, buffer[(0, 0)].bg)
}

/// Everything that is read: roles and series with their styles.
fn read(theme: &Theme) -> Vec<(String, Style)> {
    let roles =
        Role::ALL.iter().filter(|role| !role.is_quiet()).map(|role| (role.name().to_owned(), theme.style(*role)));
    let series = theme.series.iter().enumerate().map(|(i, color)| (format!("series {i}"), Style::new().fg(*color)));
    roles.chain(series).collect()
}

#[test]
fn text_stands_out_in_256_and_in_16_colours_too() {
    for theme in built_in() {
        for (name, style) in read(&theme) {
            let (ink, paper) = finished(&theme, style, ColorLevel::Ansi256);
            let ratio = contrast(of_256(ink), of_256(paper));
            assert!(ratio >= 4.5, "{} in 256 colours: {name} has a contrast of {ratio:.2}", theme.name());
            let (ink, paper) = finished(&theme, style, ColorLevel::Ansi16);
            let ratio = contrast_of_16(ink, paper).unwrap();
            assert!(ratio >= 3.0, "{} in 16 colours: {name}, {ink:?} on {paper:?}, {ratio:.2}", theme.name());
        }
    }
}

/// What an index of the cube or the ramp looks like.
fn of_256(color: Color) -> Color {
    let Color::Indexed(index) = color else { panic!("{color:?}") };
    let cube = [0_u8, 95, 135, 175, 215, 255];
    match index {
        232.. => Color::Rgb(8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232)),
        _ => {
            let place = usize::from(index - 16);
            Color::Rgb(cube[place / 36], cube[place / 6 % 6], cube[place % 6])
        }
    }
}

#[test]
fn with_more_contrast_every_text_of_every_theme_has_seven_to_one_and_keeps_its_hue() {
    for theme in built_in() {
        let raised = theme.with_contrast(Contrast::High);
        for (name, style) in read(&raised) {
            let (Some(ink), paper) = (style.fg, style.bg.or(raised.style(Role::Text).bg).unwrap()) else { continue };
            let ratio = contrast(ink, paper);
            assert!(ratio >= 7.0, "{}: {name} has a contrast of {ratio:.2}", theme.name());
        }
        assert_eq!(theme.with_contrast(Contrast::Normal), theme);
    }
    let Some(Color::Rgb(r, _, b)) = Theme::default().with_contrast(Contrast::High).style(Role::Training).fg else {
        panic!("no colour")
    };
    assert!(b > r, "blue stays blue");
}

/// How far two colours lie apart for an eye (Oklab, Ottosson 2020), after a dichromat's loss (Machado, Oliveira and Fernandes
/// 2009, severity 1).
fn distance(a: Color, b: Color, loss: &[[f64; 3]; 3]) -> f64 {
    let lab = |color: Color| {
        let Color::Rgb(r, g, b) = color else { panic!("{color:?}") };
        let linear = [r, g, b].map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        });
        let times = |rows: &[[f64; 3]; 3], v: [f64; 3]| rows.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);
        let seen = times(loss, linear).map(|channel| channel.clamp(0.0, 1.0));
        let cones = times(
            &[
                [0.412_221_47, 0.536_332_54, 0.051_445_99],
                [0.211_903_50, 0.680_699_55, 0.107_396_96],
                [0.088_302_46, 0.281_718_84, 0.629_978_70],
            ],
            seen,
        );
        times(
            &[
                [0.210_454_26, 0.793_617_79, -0.004_072_05],
                [1.977_998_50, -2.428_592_21, 0.450_593_71],
                [0.025_904_04, 0.782_771_77, -0.808_675_77],
            ],
            cones.map(f64::cbrt),
        )
    };
    let (a, b) = (lab(a), lab(b));
    a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn what_belongs_together_differs_for_color_blind_eyes_in_the_theme_made_for_them() {
    let losses = [
        (
            "protanopia",
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        ),
        (
            "deuteranopia",
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        ),
        (
            "tritanopia",
            [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
        ),
    ];
    let theme = Theme::built_in("color-blind-safe").unwrap();
    let pairs = [
        (Role::Training, Role::Validation),
        (Role::Truth, Role::Prediction),
        (Role::Baseline, Role::Floor),
        (Role::Error, Role::Success),
        (Role::Input, Role::Prediction),
        (Role::Warning, Role::Error),
    ];
    for (name, loss) in &losses {
        for (a, b) in pairs {
            let apart = distance(theme.style(a).fg.unwrap(), theme.style(b).fg.unwrap(), loss);
            assert!(apart > 0.08, "{name}: {} and {} are {apart:.3} apart", a.name(), b.name());
        }
        let ends = [1.0, -1.0].map(|value| theme.shade(Palette::Diverging, value * 0.6));
        let apart = distance(ends[0], ends[1], loss);
        assert!(apart > 0.15, "{name}: the two signs are {apart:.3} apart");
    }
}
