use super::*;
use crate::figure::{ImageRow, Palette};
use crate::tui::capabilities::{Charset, ColorLevel};
use crate::tui::theme::Theme;
use crate::tui::widgets::testing::{buffer, buffer_in, holds_at_every_size, save_picture, shown, text_of};
use ratatui::backend::{Backend as _, CrosstermBackend};
use ratatui::style::Color;

type Point = (f32, f32);

/// Digits as strokes of a pen over 28 by 28 pixels.
fn strokes(digit: u8) -> Vec<Vec<Point>> {
    let arc = |cx: f32, cy: f32, rx: f32, ry: f32, from: i16, to: i16| -> Vec<Point> {
        let angle = |degrees: i16| f32::from(degrees).to_radians();
        (from / 10..=to / 10).map(|i| (cx + rx * angle(i * 10).cos(), cy + ry * angle(i * 10).sin())).collect()
    };
    match digit {
        0 => vec![arc(14.0, 14.0, 6.0, 8.5, 0, 360)],
        1 => vec![vec![(11.0, 9.0), (15.0, 5.0), (14.0, 23.0)]],
        2 => vec![[arc(14.0, 9.5, 5.0, 4.5, 180, 400), vec![(8.0, 22.0), (20.0, 22.0)]].concat()],
        3 => vec![[arc(13.0, 9.5, 5.0, 4.2, 200, 450), arc(13.0, 18.2, 5.5, 4.8, -90, 150)].concat()],
        4 => vec![vec![(16.0, 5.0), (8.0, 16.0), (21.0, 16.0)], vec![(17.0, 10.0), (16.0, 24.0)]],
        5 => vec![[vec![(20.0, 5.0), (11.0, 5.0), (10.0, 13.0)], arc(13.5, 17.0, 5.5, 5.5, 230, 480)].concat()],
        6 => vec![[vec![(17.0, 4.0), (11.0, 11.0), (9.0, 17.0)], arc(13.8, 18.0, 4.8, 4.8, 180, 540)].concat()],
        7 => vec![vec![(7.0, 6.0), (20.0, 6.0), (12.0, 24.0)]],
        8 => vec![arc(14.0, 9.5, 4.2, 4.2, 0, 360), arc(14.0, 18.2, 5.0, 4.8, 0, 360)],
        _ => vec![arc(14.0, 10.0, 4.6, 4.8, 0, 360), vec![(18.6, 10.0), (17.0, 24.0)]],
    }
}

/// How far a point lies from a line between two others.
fn distance((x, y): Point, (ax, ay): Point, (bx, by): Point) -> f32 {
    let (dx, dy) = (bx - ax, by - ay);
    let along = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy).max(1e-6)).clamp(0.0, 1.0);
    (x - ax - along * dx).hypot(y - ay - along * dy)
}

fn digit(digit: u8) -> Image {
    let strokes = strokes(digit);
    let ink = |x: usize, y: usize| {
        let at = (x as f32 + 0.5, y as f32 + 0.5);
        let lines = strokes.iter().flat_map(|stroke| stroke.windows(2));
        let nearest = lines.map(|line| distance(at, line[0], line[1])).fold(f32::INFINITY, f32::min);
        (1.7 - nearest).clamp(0.0, 1.0)
    };
    let pixels = (0..28).flat_map(|y| (0..28).map(move |x| (x, y))).map(|(x, y)| ink(x, y)).collect();
    Image { caption: format!("{digit}"), width: 28, height: 28, pixels }
}

/// What a network makes of a picture: blurred, and off by a little where there is ink. The larger the step, the better.
fn made(image: &Image, step: u32) -> Image {
    let blur = 1.0 / (1.0 + step as f32);
    let at = |i: usize| image.pixels.get(i).copied().unwrap_or(0.0);
    let pixel = |i: usize| {
        let around = [1, 28].iter().map(|d| at(i + d) + at(i.wrapping_sub(*d))).sum::<f32>() / 4.0;
        let is_near = at(i) + around > 0.0;
        let noise = f32::from(u8::from(is_near))
            * ((i as f32 * 12.9898 + step as f32 * 78.233).sin() * 43_758.547).fract()
            * 0.04;
        (at(i) * (1.0 - blur) + around * blur + noise).clamp(0.0, 1.0)
    };
    Image { pixels: (0..image.pixels.len()).map(pixel).collect(), ..image.clone() }
}

fn row(name: &str, palette: Palette, images: Vec<Image>) -> ImageRow {
    ImageRow { name: name.into(), palette, images }
}

fn one(image: Image) -> Images {
    Images { rows: vec![row("input", Palette::Ink, vec![image])], ..Images::default() }
}

/// Five digits, what is made of them, and the errors.
fn pairs(step: u32) -> Images {
    let truth: Vec<Image> = [7, 2, 1, 0, 4].map(digit).into();
    let made = truth.iter().map(|image| Image { caption: String::new(), ..made(image, step) }).collect();
    Images::pairs("digits", ["input", "reconstruction", "error", "MSE"], truth, made)
}

fn show(images: &Images, view: PictureView, cursor: Option<Cursor>, size: (u16, u16)) -> String {
    shown(Charset::Ascii, size, |area, buffer, look| draw(images, view, cursor, area, buffer, look))
}

#[test]
fn a_digit_is_28_by_14_cells_in_glyphs_inked_where_it_is() {
    let text = show(&one(digit(7)), PictureView::Plain, Some(Cursor::default()), (28, 15));
    insta::assert_snapshot!("seven_ascii", text);
}

#[test]
fn five_thumbnails_of_three_and_their_errors_fit_a_pane_of_80_by_24() {
    insta::assert_snapshot!("thumbnails_ascii", show(&pairs(1), PictureView::Plain, None, (78, 22)));
}

#[test]
fn a_picture_alone_is_drawn_two_characters_a_pixel_where_there_is_room() {
    let large = show(&one(digit(2)), PictureView::Plain, None, (60, 29));
    insta::assert_snapshot!("large_ascii", large);
    let colored = buffer(Charset::Unicode, (60, 29), |area, buffer, look| {
        draw(&one(digit(2)), PictureView::Plain, None, area, buffer, look);
    });
    // The same places at every level.
    for (y, line) in large.lines().enumerate().skip(1) {
        for (x, c) in line.chars().enumerate() {
            let Color::Indexed(gray) = colored[(x as u16 + 1, y as u16 + 1)].bg else { panic!("no gray at {x} {y}") };
            assert!(c != '@' || gray >= 253, "{x} {y}: {gray}");
            assert!(c != ' ' || gray <= 234, "{x} {y}: {gray}");
        }
    }
}

#[test]
fn the_mean_square_of_each_error_stands_under_its_pair() {
    let images = pairs(1);
    let text = show(&images, PictureView::Plain, None, (78, 22));
    let last = text.lines().last().unwrap();
    assert_eq!(last.matches("MSE .").count(), 5, "{text}");
    let first = images.scores.as_ref().unwrap().values[0].0;
    assert!(last.contains(&number::rounded(first, 8, 3)), "{first} {last}");
}

#[test]
fn errors_are_told_by_their_signs_and_on_one_scale_whatever_the_moment() {
    let flat = |value: f32| Image { caption: String::new(), width: 2, height: 2, pixels: vec![value; 4] };
    let images = |values: &[f32]| Images {
        rows: vec![row("", Palette::Diverging, values.iter().map(|value| flat(*value)).collect())],
        ..Images::default()
    };
    let show = |view| show(&images(&[-0.4, 0.4, -0.1, 0.01]), view, None, (12, 2));
    assert_eq!(show(PictureView::Plain).lines().nth(1), Some("-- ++ --"));
    assert_eq!(show(PictureView::Stretched).lines().nth(1), Some("== ## --"), "the largest is the end of the scale");
    assert_eq!(show(PictureView::Inverted), show(PictureView::Plain), "an error has no ink to invert");
}

#[test]
fn half_blocks_show_two_pixels_a_cell() {
    let image = Image { caption: String::new(), width: 1, height: 2, pixels: vec![1.0, 0.0] };
    let colors = |view| {
        let buffer = buffer(Charset::Unicode, (1, 1), |area, buffer, look| {
            draw(&one(image.clone()), view, None, area, buffer, look);
        });
        (buffer[(1, 1)].fg, buffer[(1, 1)].bg)
    };
    let (paper, ink) = (Color::Indexed(233), Color::Indexed(255));
    assert_eq!(colors(PictureView::Plain), (ink, paper));
    assert_eq!(colors(PictureView::Inverted), (paper, ink));
    assert_eq!(colors(PictureView::Stretched), (ink, paper));
}

#[test]
fn in_256_colours_a_picture_has_about_thirty_grays_and_nothing_else() {
    let ramp = Image {
        caption: String::new(),
        width: 64,
        height: 2,
        pixels: (0..128).map(|i| (i % 64) as f32 / 63.0).collect(),
    };
    for name in ["dark", "light", "high-contrast"] {
        let theme = Theme::built_in(name).unwrap();
        let drawn = buffer_in(&theme, ColorLevel::Ansi256, Charset::Unicode, (64, 1), |area, buffer, look| {
            draw(&one(ramp.clone()), PictureView::Plain, None, area, buffer, look);
        });
        let shade = |cell: &ratatui::buffer::Cell| match cell.fg {
            Color::Indexed(index) => index,
            other => panic!("{other:?}"),
        };
        let shades: std::collections::BTreeSet<u8> = drawn.content.iter().map(shade).collect();
        assert!(shades.len() >= 20, "{name}: {shades:?}");
        assert!(shades.iter().all(|index| matches!(index, 16 | 232..=255 | 59 | 102 | 145 | 188 | 231)), "{shades:?}");
    }
}

#[test]
fn a_stretched_picture_uses_all_shades_and_an_inverted_one_the_other_way_round() {
    let faint = Image { pixels: digit(3).pixels.iter().map(|pixel| 0.4 + pixel * 0.2).collect(), ..digit(3) };
    let show = |image: &Image, view| show(&one(image.clone()), view, None, (28, 15));
    assert!(!show(&faint, PictureView::Plain).lines().nth(5).unwrap().contains(' '), "everything is gray");
    // Stretched it is the digit that it was made of, up to rounding.
    let (stretched, plain) = (show(&faint, PictureView::Stretched), show(&digit(3), PictureView::Plain));
    let differences = stretched.chars().zip(plain.chars()).filter(|(a, b)| a != b).count();
    assert!(differences < 5, "{stretched}\n{plain}");
    let full = |view| show(&digit(3), view).chars().filter(|c| *c == 'W').count();
    assert!(full(PictureView::Inverted) > 3 * full(PictureView::Plain));
}

/// Upper and lower ink of the printable ASCII glyphs in thousandths of half a cell: DejaVu Sans Mono at 64 pixels in cells of
/// 39 by 76, rasterised with antialiasing.
const INK: [(u16, u16); 95] = [
    (0, 0),
    (106, 60),
    (125, 0),
    (245, 232),
    (185, 226),
    (180, 172),
    (172, 281),
    (62, 0),
    (103, 115),
    (103, 116),
    (176, 10),
    (50, 161),
    (0, 84),
    (0, 55),
    (0, 53),
    (100, 113),
    (258, 221),
    (141, 159),
    (173, 176),
    (200, 163),
    (183, 203),
    (216, 160),
    (236, 217),
    (183, 96),
    (260, 230),
    (249, 205),
    (53, 53),
    (53, 84),
    (104, 122),
    (111, 111),
    (104, 122),
    (171, 70),
    (228, 292),
    (188, 238),
    (294, 235),
    (164, 151),
    (249, 223),
    (248, 168),
    (243, 94),
    (183, 233),
    (272, 188),
    (173, 160),
    (147, 156),
    (243, 207),
    (107, 170),
    (341, 195),
    (285, 250),
    (242, 216),
    (281, 124),
    (242, 248),
    (280, 206),
    (214, 174),
    (206, 94),
    (214, 215),
    (209, 159),
    (263, 261),
    (199, 192),
    (209, 95),
    (197, 183),
    (130, 142),
    (101, 112),
    (130, 142),
    (134, 0),
    (0, 130),
    (45, 0),
    (111, 270),
    (205, 222),
    (109, 146),
    (205, 222),
    (133, 240),
    (207, 85),
    (150, 318),
    (200, 171),
    (108, 162),
    (111, 168),
    (169, 203),
    (136, 115),
    (187, 234),
    (146, 171),
    (138, 213),
    (150, 273),
    (150, 274),
    (119, 86),
    (105, 190),
    (165, 120),
    (101, 216),
    (104, 163),
    (109, 256),
    (111, 173),
    (105, 225),
    (119, 160),
    (132, 173),
    (98, 134),
    (130, 171),
    (15, 99),
];

/// How much of the picture the eye gets from the glyphs: the correlation of the pixels with the ink of their half cells.
fn seen(image: &Image, text: &str) -> f64 {
    let ink = |x: usize, y: usize| {
        let byte = text.lines().nth(y / 2).and_then(|line| line.as_bytes().get(x).copied()).unwrap_or(b' ');
        let (upper, lower) = INK[usize::from(byte - b' ')];
        f64::from(if y.is_multiple_of(2) { upper } else { lower })
    };
    let pairs: Vec<(f64, f64)> = (0..28 * 28).map(|i| (ink(i % 28, i / 28), f64::from(image.pixels[i]))).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
    let (a, b) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|(x, y)| of(x - a, y - b)).sum::<f64>();
    sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
}

#[test]
fn the_eye_gets_the_picture_from_ascii_far_better_than_from_the_classic_ramp() {
    let classic = |image: &Image| {
        let cell = |x: usize, y: usize| {
            let mean = (image.pixels[2 * y * 28 + x] + image.pixels[(2 * y + 1) * 28 + x]) / 2.0;
            char::from(b" .:-=+*#%@"[(mean * 9.0).round() as usize])
        };
        (0..14).map(|y| (0..28).map(|x| cell(x, y)).collect::<String>() + "\n").collect::<String>()
    };
    let (mut ours, mut theirs) = (0.0, 0.0);
    for image in (0..10).map(digit) {
        let text = show(&one(Image { caption: String::new(), ..image.clone() }), PictureView::Plain, None, (28, 15));
        let picture: Vec<&str> = text.lines().skip(1).collect();
        let r = seen(&image, &picture.join("\n"));
        assert!(r > 0.98, "{r:.4}\n{text}");
        ours += r / 10.0;
        theirs += seen(&image, &classic(&image)) / 10.0;
    }
    assert!(ours > 0.99 && theirs < 0.93, "{ours:.4} {theirs:.4}");
}

/// Bytes that one update of a picture of 28 by 14 cells takes after small changes.
fn bytes(color: ColorLevel, charset: Charset) -> usize {
    crossterm::style::force_color_output(true);
    let drawn = |step| {
        let made = Image { caption: String::new(), ..made(&digit(8), step) };
        buffer_in(&Theme::default(), color, charset, (28, 14), |area, buffer, look| {
            draw(&one(made), PictureView::Plain, None, area, buffer, look);
        })
    };
    let (before, after) = (drawn(8), drawn(9));
    let mut written = Vec::new();
    CrosstermBackend::new(&mut written).draw(before.diff(&after).into_iter()).unwrap();
    written.len()
}

#[test]
fn an_update_after_small_changes_costs_few_bytes() {
    let ascii = bytes(ColorLevel::None, Charset::Ascii);
    let indexed = bytes(ColorLevel::Ansi256, Charset::Unicode);
    let rgb = bytes(ColorLevel::TrueColor, Charset::Unicode);
    assert!(ascii <= 350 && indexed <= 3_200 && rgb <= 6_400, "{ascii} {indexed} {rgb}");
}

#[test]
fn it_holds_at_every_size() {
    let broken = Image { caption: "x".into(), width: 9, height: 9, pixels: vec![f32::NAN; 3] };
    let ragged = Images {
        rows: vec![row("a", Palette::Ink, vec![broken]), row("b", Palette::Sequential, vec![])],
        ..Images::default()
    };
    for images in [pairs(1), one(digit(5)), ragged, Images::default()] {
        let chosen = Some(Cursor { row: 2, column: 4 });
        for (cursor, view) in [(None, PictureView::Inverted), (chosen, PictureView::Stretched)] {
            holds_at_every_size(|area, buffer, look| draw(&images, view, cursor, area, buffer, look));
        }
    }
}

#[test]
fn the_picture_under_the_cursor_is_in_sight_and_marked() {
    let cursor = Some(Cursor { row: 2, column: 4 });
    let drawn = buffer(Charset::Ascii, (30, 7), |area, buffer, look| {
        draw(&pairs(1), PictureView::Plain, cursor, area, buffer, look);
    });
    assert!(text_of(&drawn).contains('>'), "{}", text_of(&drawn));
    let drawn = buffer(Charset::Unicode, (30, 7), |area, buffer, look| {
        draw(&pairs(1), PictureView::Plain, cursor, area, buffer, look);
    });
    let mark = drawn.content().iter().find(|cell| cell.symbol() == ">").unwrap();
    assert_ne!(mark.fg, mark.bg, "dark pixels do not hide it");
}

/// `NNLAB_PICTURES=folder cargo test --lib -- --ignored to_look_at`: files of escape sequences, to be shown by `cat`.
#[test]
#[ignore = "writes files to look at"]
fn pictures_to_look_at() {
    let levels = [
        ("ascii", ColorLevel::None, Charset::Ascii),
        ("256", ColorLevel::Ansi256, Charset::Unicode),
        ("truecolor", ColorLevel::TrueColor, Charset::Unicode),
    ];
    for name in ["dark", "light"] {
        let theme = Theme::built_in(name).unwrap();
        for (level, color, charset) in levels {
            let save = |what: &str, images: &Images, view, size| {
                let drawn = buffer_in(&theme, color, charset, size, |area, buffer, look| {
                    draw(images, view, None, area, buffer, look);
                });
                save_picture(&format!("images-{name}-{level}-{what}"), &drawn);
            };
            save("thumbnails", &pairs(0), PictureView::Plain, (78, 22));
            save("stretched", &pairs(2), PictureView::Stretched, (78, 22));
            save("inverted", &pairs(0), PictureView::Inverted, (78, 22));
            save("whole", &pairs(0), PictureView::Plain, (146, 46));
            save("large", &one(digit(8)), PictureView::Plain, (60, 29));
        }
    }
}
