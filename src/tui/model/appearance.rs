//! What the user chooses of the screen's looks.

use super::Shared;
use crate::tui::capabilities::Charset;
use crate::tui::theme::{Contrast, Theme};

/// A theme that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeEntry {
    /// The theme.
    pub theme: Theme,
    /// Whose.
    pub origin: Origin,
    /// What is wrong in its file, a line each.
    pub problems: Vec<String>,
}

/// Whose a theme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The program brings it along.
    BuiltIn,
    /// The user's own.
    User,
}

/// How the screen looks at first.
#[derive(Debug, Clone)]
pub struct Appearance {
    /// The themes that can be chosen.
    pub themes: Vec<ThemeEntry>,
    /// The place of the one in force.
    pub theme: usize,
    /// How much text stands out.
    pub contrast: Contrast,
    /// Which glyphs.
    pub charset: Charset,
}

impl Appearance {
    /// The built-in themes, the dark one in force.
    pub fn built_in(charset: Charset) -> Self {
        let themes = Theme::built_in_names().filter_map(|name| Theme::built_in(name).ok());
        let entry = |theme| ThemeEntry { theme, origin: Origin::BuiltIn, problems: Vec::new() };
        Self { themes: themes.map(entry).collect(), theme: 0, contrast: Contrast::Normal, charset }
    }
}

/// Who gets the mouse, as far as the screen knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mouse {
    /// The terminal: select and copy work.
    #[default]
    Terminal,
    /// The program: clicks and the wheel act.
    Program,
}

impl Shared {
    /// Shows the theme at this place of [`Shared::themes`].
    pub fn show_theme(&mut self, at: usize) {
        if let Some(entry) = self.themes.get(at) {
            self.theme = entry.theme.with_contrast(self.contrast);
            self.theme_at = at;
        }
    }

    /// Shows the theme with this contrast.
    pub fn show_contrast(&mut self, contrast: Contrast) {
        self.contrast = contrast;
        self.show_theme(self.theme_at);
    }

    /// The name of the theme that is shown.
    pub fn theme_name(&self) -> &str {
        self.themes.get(self.theme_at).map_or("", |entry| entry.theme.name())
    }
}
