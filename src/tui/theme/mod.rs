//! Themes: what each [`Role`] looks like, the colours of series that have no role, and the shades of heat-maps and
//! images. A theme is written in true colours; [`finish`](super::finish) maps them to what the terminal has. The
//! built-in ones are in `themes/*.toml`; a user's own is a patch over one of them that starts with `base = "dark"`.

mod file;
mod role;

pub use role::{Focus, Role};

use super::contrast;
use super::setting::SettingError;
use crate::figure::{self, Palette};
use crate::run::suggest::suggestion;
use ratatui::style::{Color, Modifier, Style};

/// Stands before the chosen item of a list, which is reversed as well: no information by colour alone.
pub const SELECTED: &str = "> ";
/// Stands before the other items of a list.
pub const UNSELECTED: &str = "  ";

/// The built-in themes: name and text.
const BUILT_IN: [(&str, &str); 8] = [
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    ("high-contrast", include_str!("../../../themes/high-contrast.toml")),
    ("high-contrast-light", include_str!("../../../themes/high-contrast-light.toml")),
    ("color-blind-safe", include_str!("../../../themes/color-blind-safe.toml")),
    ("blue", include_str!("../../../themes/blue.toml")),
    ("sepia", include_str!("../../../themes/sepia.toml")),
    ("phosphor", include_str!("../../../themes/phosphor.toml")),
];

/// How much text stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Contrast {
    /// As the theme has it.
    #[default]
    Normal,
    /// At least seven to one (WCAG 2.1, level AAA), whatever the theme; the hues stay.
    High,
}

impl Contrast {
    /// The other one, for the key.
    pub const fn toggled(self) -> Self {
        match self {
            Self::Normal => Self::High,
            Self::High => Self::Normal,
        }
    }
}

/// The colours between which values are shaded, from the smallest to the largest.
#[derive(Debug, Clone, PartialEq, Default)]
struct Shades {
    ink: Vec<Color>,
    diverging: Vec<Color>,
    sequential: Vec<Color>,
}

/// What everything looks like.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    name: String,
    palette: Vec<(String, Color)>,
    /// One a role, by its discriminant.
    styles: Vec<Style>,
    series: Vec<Color>,
    shades: Shades,
}

impl Default for Theme {
    /// The dark theme.
    fn default() -> Self {
        // The built-in themes are known to parse (tested), so the plain one never shows.
        Self::built_in("dark").unwrap_or_else(|_| Self::plain("dark"))
    }
}

impl Theme {
    /// A theme with no colours at all: the ground that a file fills in.
    fn plain(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            palette: Vec::new(),
            styles: vec![Style::new(); Role::ALL.len()],
            series: Vec::new(),
            shades: Shades::default(),
        }
    }

    /// Names of the built-in themes.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The built-in theme of this name.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn built_in(name: &str) -> Result<Self, SettingError> {
        match BUILT_IN.iter().find(|(known, _)| *known == name) {
            Some((known, text)) => {
                let (theme, problems) = file::built_in(known, text);
                problems.into_iter().next().map_or(Ok(theme), Err)
            }
            None => Err(SettingError {
                file: "--theme".into(),
                line: 1,
                key: "theme".into(),
                problem: format!(
                    "no theme {name:?}{}; built in are {}",
                    suggestion(name, Self::built_in_names()),
                    super::setting::list_of(Self::built_in_names())
                ),
            }),
        }
    }

    /// A user's theme from the text of its file: a patch over the built-in theme that its `base` names (without a
    /// `base`, the dark one). What is wrong in it is left as the base has it and told: text that isn't TOML, unknown
    /// keys, values that aren't what the key wants. `file` is named in what is told, its stem is the theme's name.
    pub fn parse(file: &str, text: &str) -> (Self, Vec<SettingError>) {
        let stem = std::path::Path::new(file).file_stem().map_or_else(|| file.into(), |stem| stem.to_string_lossy());
        file::patch(&stem, file, text)
    }

    /// The theme with this contrast.
    #[must_use]
    pub fn with_contrast(&self, contrast: Contrast) -> Self {
        let mut theme = self.clone();
        if contrast == Contrast::Normal {
            return theme;
        }
        let paper = self.style(Role::Text).bg.unwrap_or(Color::Reset);
        for (role, style) in Role::ALL.iter().zip(&mut theme.styles) {
            if let Some(ink) = style.fg {
                style.fg = Some(raised(ink, style.bg.unwrap_or(paper), if role.is_quiet() { 3.5 } else { 7.5 }));
            }
        }
        for color in &mut theme.series {
            *color = raised(*color, paper, 7.5);
        }
        theme
    }

    /// The theme's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a role looks like. Only [`Role::Text`] and [`Role::Field`] set a background as a rule, so that styles can
    /// be laid over each other.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// Title of a pane.
    pub fn title(&self, focus: Focus) -> Style {
        match focus {
            Focus::Focused => self.style(Role::TitleFocused),
            Focus::Unfocused => self.style(Role::Title),
        }
    }

    /// Frame of a pane.
    pub fn border(&self, focus: Focus) -> Style {
        match focus {
            Focus::Focused => self.style(Role::BorderFocused),
            Focus::Unfocused => self.style(Role::Border),
        }
    }

    /// A line of a figure: by its role, or by its name if it has none.
    pub fn line(&self, role: figure::Role, name: &str) -> Style {
        Role::of_line(role).map_or_else(|| self.series(name), |role| self.style(role))
    }

    /// The colour that belongs to a name (a run, a group, a unit), the same everywhere and always: chosen by a hash.
    pub fn series(&self, name: &str) -> Style {
        self.series_color(slot(name, self.series.len()))
    }

    /// Colours for names shown together: each its own by [`series`](Self::series) unless one before it has taken that,
    /// then the next free one. They repeat only when there are more names than colours.
    pub fn distinct<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<Style> {
        let mut taken = vec![0_usize; self.series.len()];
        let choose = |name: &str| {
            let (first, count) = (slot(name, taken.len()), taken.len());
            let by_use = (0..count).map(|step| (first + step) % count);
            // The first of the least used, looking from the name's own place onwards.
            let place = by_use.min_by_key(|place| taken.get(*place).copied()).unwrap_or(0);
            if let Some(uses) = taken.get_mut(place) {
                *uses += 1;
            }
            self.series_color(place)
        };
        names.into_iter().map(choose).collect()
    }

    /// A shade as ground, with text on it in the brightest ink or the paper of the theme, whichever stands out.
    pub fn shaded(&self, palette: Palette, value: f32) -> Style {
        let ground = self.shade(palette, value);
        let ink = self.style(Role::Strong).fg.unwrap_or(Color::White);
        let paper = self.style(Role::Text).bg.filter(|paper| *paper != Color::Reset).unwrap_or(Color::Black);
        let stands_out = contrast(ink, ground) >= contrast(paper, ground);
        Style::new().bg(ground).fg(if stands_out { ink } else { paper })
    }

    /// A line of a figure before smoothing, behind the smoothed one.
    pub fn raw_line(&self, role: figure::Role, line: Style) -> Style {
        let paper = self.style(Role::Text).bg.unwrap_or(Color::Reset);
        match (role, line.fg, paper) {
            (figure::Role::Training, ..) => self.style(Role::TrainingRaw),
            (figure::Role::Validation, ..) => self.style(Role::ValidationRaw),
            (_, Some(ink @ Color::Rgb(..)), Color::Rgb(..)) => line.fg(between(&[ink, paper], 0.5)),
            _ => line.add_modifier(Modifier::DIM),
        }
    }

    fn series_color(&self, place: usize) -> Style {
        self.series.get(place).map_or_else(Style::new, |color| Style::new().fg(*color))
    }

    /// The shade of a value: of [-1, 1] for [`Palette::Diverging`], of [0, 1] for the others; what lies outside is
    /// clamped, not-a-number is the lowest. Quantised to 64 steps, so that a change too small to see costs no bytes.
    pub fn shade(&self, palette: Palette, value: f32) -> Color {
        let (stops, unit) = match palette {
            Palette::Ink => (&self.shades.ink, value),
            Palette::Diverging => (&self.shades.diverging, (value + 1.0) / 2.0),
            Palette::Sequential => (&self.shades.sequential, value),
        };
        let unit = if unit.is_nan() { 0.0 } else { unit.clamp(0.0, 1.0) };
        between(stops, (unit * 64.0).round() / 64.0)
    }
}

/// Contrast from 1 to 21 (WCAG 2.1); the terminal's own colours, which aren't known, count as black.
fn contrast(a: Color, b: Color) -> f64 {
    let rgb = |color| if let Color::Rgb(r, g, b) = color { (r, g, b) } else { (0, 0, 0) };
    contrast::ratio(rgb(a), rgb(b))
}

/// The ink moved towards white or black, whichever is further from the ground, until it has this contrast.
fn raised(ink: Color, ground: Color, least: f64) -> Color {
    let (Color::Rgb(..), Color::Rgb(..)) = (ink, ground) else { return ink };
    let [white, black] = [Color::Rgb(255, 255, 255), Color::Rgb(0, 0, 0)];
    let end = if contrast(white, ground) >= contrast(black, ground) { white } else { black };
    let steps = (0..=16_u8).map(|step| between(&[ink, end], f32::from(step) / 16.0));
    steps.into_iter().find(|color| contrast(*color, ground) >= least).unwrap_or(end)
}

/// The place of a name among `count` (FNV-1a, 64 bits: written out because std's hasher may change).
fn slot(name: &str, count: usize) -> usize {
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    if count == 0 { 0 } else { ((hash ^ (hash >> 32)) % count as u64) as usize }
}

/// The colour at `unit` of [0, 1] along the stops, interpolated in sRGB.
fn between(stops: &[Color], unit: f32) -> Color {
    let (Some(first), Some(last)) = (stops.first(), stops.last()) else { return Color::Reset };
    let place = unit * stops.len().saturating_sub(1) as f32;
    let low = stops.get(place as usize).unwrap_or(first);
    let high = stops.get(place as usize + 1).unwrap_or(last);
    match (low, high) {
        (Color::Rgb(r0, g0, b0), Color::Rgb(r1, g1, b1)) => {
            let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * place.fract()).round() as u8;
            Color::Rgb(mix(*r0, *r1), mix(*g0, *g1), mix(*b0, *b1))
        }
        _ => *low,
    }
}

#[cfg(test)]
mod tests;
