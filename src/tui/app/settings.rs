//! The user's files: the settings and, in the folder `themes` beside them, their own themes.

use super::error::ScreenError;
use crate::files::{WholeFile, folder_of, followed};
use crate::run::suggest::suggestion;
use crate::tui::model::{Origin, ThemeEntry};
use crate::tui::preferences::{Choice, Preferences, changed};
use crate::tui::setting::{SettingError, list_of};
use crate::tui::theme::Theme;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// The most bytes that a theme's file is read for.
const LONGEST: u64 = 256 * 1024;
/// The most themes of a user.
const MOST: usize = 200;

/// The themes that can be chosen, the place of the one in force, and what is wrong with what was asked for.
pub(super) struct Themes {
    pub(super) entries: Vec<ThemeEntry>,
    pub(super) at: usize,
    pub(super) problems: Vec<String>,
}

/// The built-in themes and those of the folder, of which one may go in a built-in one's place; then that which was named on
/// the command line, a file or a theme's name, else the settings' own, else the usual one.
///
/// # Errors
/// When what the command line names isn't there.
pub(super) fn themes(
    built_in: Vec<ThemeEntry>,
    folder: Option<&Path>,
    named: Option<&str>,
    settings: (&str, &Preferences),
    usual: &str,
) -> Result<Themes, ScreenError> {
    let mut themes = Themes { entries: built_in, at: 0, problems: Vec::new() };
    for entry in folder.map(of_folder).unwrap_or_default() {
        themes.add(entry);
    }
    themes.at = themes.place(usual).unwrap_or(0);
    if let Some(named) = named {
        if named.ends_with(".toml") || named.contains('/') {
            let entry =
                read(Path::new(named)).map_err(|error| ScreenError::Theme(named.escape_debug().to_string(), error))?;
            themes.at = themes.add(entry);
        } else {
            themes.at = themes.place(named).ok_or_else(|| themes.missing("--theme", 1, named))?;
        }
    } else if let Some((name, line)) = &settings.1.theme {
        match themes.place(name) {
            Some(at) => themes.at = at,
            None => themes.problems.push(themes.missing(settings.0, *line, name).to_string()),
        }
    }
    let problems = themes.entries.get(themes.at).map(|entry| entry.problems.clone()).unwrap_or_default();
    themes.problems.extend(problems);
    Ok(themes)
}

impl Themes {
    fn place(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.theme.name() == name)
    }

    /// Puts a theme in; returns its place.
    fn add(&mut self, entry: ThemeEntry) -> usize {
        let at = self.place(entry.theme.name()).unwrap_or(self.entries.len());
        match self.entries.get_mut(at) {
            Some(place) => *place = entry,
            None => self.entries.push(entry),
        }
        at
    }

    fn missing(&self, file: &str, line: usize, name: &str) -> SettingError {
        let known = list_of(self.entries.iter().map(|entry| entry.theme.name()));
        let meant = suggestion(name, self.entries.iter().map(|entry| entry.theme.name()));
        SettingError {
            file: file.escape_debug().to_string(),
            line,
            key: "theme".into(),
            problem: format!("no theme {name:?}{meant}; there are {known}"),
        }
    }
}

/// The themes of a folder, by their names; one that can't be read is left out.
fn of_folder(folder: &Path) -> Vec<ThemeEntry> {
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = files.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml") && path.is_file()).collect();
    paths.sort();
    paths.iter().take(MOST).filter_map(|path| read(path).ok()).collect()
}

fn read(path: &Path) -> io::Result<ThemeEntry> {
    let mut text = String::new();
    File::open(path)?.take(LONGEST).read_to_string(&mut text)?;
    let (theme, problems) = Theme::parse(&path.to_string_lossy(), &text);
    let problems = problems.iter().map(ToString::to_string).collect();
    Ok(ThemeEntry { theme, origin: Origin::User, problems })
}

/// Puts a choice into the settings file, which is made if it isn't there. The old file or the new one is there at any time,
/// and a link stays a link.
///
/// # Errors
/// Why it can't be kept, in words.
pub(super) fn keep(file: Option<&Path>, choice: &Choice) -> Result<(), String> {
    let Some(file) = file else { return Err("there is no folder for settings".into()) };
    let told = |why: &dyn std::fmt::Display| format!("{}: {why}", file.display().to_string().escape_debug());
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(told(&error)),
    };
    let text = changed(&text, choice).map_err(|error| told(&error))?;
    write(file, &text).map_err(|error| told(&error))
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    std::fs::create_dir_all(folder_of(&followed(file)?))?;
    let mut new = WholeFile::create(file)?;
    new.write_all(text.as_bytes())?;
    new.commit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::capabilities::Charset;
    use crate::tui::model::Appearance;
    use crate::tui::theme::{Contrast, Role};

    fn found(folder: &Path, named: Option<&str>, settings: &str) -> Result<Themes, ScreenError> {
        let (preferences, _) = Preferences::parse("config.toml", settings);
        let built_in = Appearance::built_in(Charset::Unicode).themes;
        themes(built_in, Some(folder), named, ("config.toml", &preferences), "light")
    }

    fn name(themes: &Themes) -> &str {
        themes.entries[themes.at].theme.name()
    }

    #[test]
    fn the_command_line_goes_before_the_settings_and_these_before_the_background() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("mine.toml"), "base = \"sepia\"\n").unwrap();
        std::fs::write(folder.path().join("notes.txt"), "no theme").unwrap();
        let name_of = |named, settings| name(&found(folder.path(), named, settings).unwrap()).to_owned();
        assert_eq!(name_of(None, ""), "light");
        assert_eq!(name_of(None, "theme = \"mine\""), "mine");
        assert_eq!(name_of(Some("blue"), "theme = \"mine\""), "blue");
        let file = folder.path().join("other.toml");
        std::fs::write(&file, "[styles]\ntitle = { fg = \"puce\" }\n").unwrap();
        let themes = found(folder.path(), file.to_str(), "").unwrap();
        assert_eq!((name(&themes), themes.problems.len()), ("other", 1));
        assert!(themes.problems[0].contains("other.toml, line 2: styles.title.fg"), "{:?}", themes.problems);
    }

    #[test]
    fn a_theme_that_is_not_there_is_told_and_only_the_command_line_insists() {
        let folder = tempfile::tempdir().unwrap();
        let themes = found(folder.path(), None, "\ntheme = \"mien\"").unwrap();
        assert_eq!(name(&themes), "light");
        assert!(
            themes.problems[0].starts_with("config.toml, line 2: theme: no theme \"mien\""),
            "{:?}",
            themes.problems
        );
        assert!(matches!(found(folder.path(), Some("mien"), ""), Err(ScreenError::Setting(_))));
        assert!(matches!(found(folder.path(), Some("mien.toml"), ""), Err(ScreenError::Theme(..))));
    }

    #[test]
    fn a_users_theme_may_go_in_the_place_of_a_built_in_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("dark.toml"), "[styles]\ntext = { bg = \"terminal\" }\n").unwrap();
        let themes = found(folder.path(), Some("dark"), "").unwrap();
        assert_eq!(themes.entries.len(), Theme::built_in_names().count());
        assert_eq!(themes.entries[0].origin, Origin::User);
        assert_eq!(themes.entries[0].theme.style(Role::Text).bg, Some(ratatui::style::Color::Reset));
    }

    #[test]
    fn a_choice_makes_the_file_changes_it_and_follows_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nnlab/config.toml");
        keep(Some(&file), &Choice::Theme("light".into())).unwrap();
        std::fs::write(&file, std::fs::read_to_string(&file).unwrap() + "# mine\n").unwrap();
        let link = folder.path().join("link.toml");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        keep(Some(&link), &Choice::Contrast(Contrast::High)).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(link.is_symlink() && text.contains("# mine") && text.contains("contrast = \"high\""), "{text}");
        let left: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 1, "no temporary file stays");
    }

    #[test]
    fn a_choice_that_cannot_be_kept_says_why_and_leaves_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        std::fs::write(&file, "theme = \n").unwrap();
        let why = keep(Some(&file), &Choice::Theme("light".into())).unwrap_err();
        assert!(why.contains("config.toml") && why.contains("TOML"), "{why}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "theme = \n");
        assert!(keep(None, &Choice::Theme("light".into())).is_err());
        assert!(keep(Some(&file.join("below")), &Choice::Theme("light".into())).is_err());
    }
}
