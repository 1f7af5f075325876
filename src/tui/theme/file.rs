//! Reading theme files.

use super::{BUILT_IN, Role, Shades, Theme};
use crate::run::suggest::suggestion;
use crate::tui::setting::{SettingError, Source, list_of};
use ratatui::style::{Color, Modifier, Style};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const SECTIONS: [&str; 5] = ["base", "palette", "styles", "series", "shades"];
const MODIFIERS: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
    ("crossed-out", Modifier::CROSSED_OUT),
];

/// A built-in theme, which stands alone, and what is wrong with it (nothing, which is tested).
pub(super) fn built_in(name: &str, text: &str) -> (Theme, Vec<SettingError>) {
    let source = Source::new(name, text);
    let mut theme = Theme::plain(name);
    let mut problems = Vec::new();
    match source.parse() {
        Ok(document) => {
            problems.extend(patch_palette(&source, &document, &mut theme));
            problems.extend(patch_looks(&source, &document, &mut theme));
        }
        Err(error) => problems.push(error),
    }
    (theme, problems)
}

/// A user's theme, a patch over a built-in one, and what is wrong with it.
pub(super) fn patch(name: &str, file: &str, text: &str) -> (Theme, Vec<SettingError>) {
    let source = Source::new(file, text);
    let document = match source.parse() {
        Ok(document) => document,
        Err(error) => return (Theme { name: name.to_owned(), ..Theme::default() }, vec![error]),
    };
    let mut problems = Vec::new();
    for key in document.keys().filter(|key| !SECTIONS.contains(&&**key.get_ref())) {
        problems.push(source.error(key.span(), key.get_ref(), format!("unknown; known are {}", list_of(SECTIONS))));
    }
    let (base_name, base_text) = base(&source, &document).unwrap_or_else(|error| {
        problems.push(error);
        BUILT_IN[0]
    });
    let (mut theme, _) = built_in(base_name, base_text);
    name.clone_into(&mut theme.name);
    if document.contains_key("palette") {
        problems.extend(patch_palette(&source, &document, &mut theme));
        // A patch of the palette recolours the base's styles too, so these are read again before the patch's own.
        let base = Source::new(base_name, base_text);
        if let Ok(document) = base.parse() {
            patch_looks(&base, &document, &mut theme);
        }
    }
    problems.extend(patch_looks(&source, &document, &mut theme));
    problems.sort_by_key(|problem| problem.line);
    (theme, problems)
}

/// Name and text of the built-in theme that the file patches.
fn base(source: &Source<'_>, document: &DeTable<'_>) -> Result<(&'static str, &'static str), SettingError> {
    let Some(value) = document.get("base") else { return Ok(BUILT_IN[0]) };
    let name = source.string(value, "base")?;
    BUILT_IN.iter().copied().find(|(known, _)| *known == name).ok_or_else(|| {
        let known = list_of(Theme::built_in_names());
        source.error(
            value.span(),
            "base",
            format!("no theme {name:?}{}; built in are {known}", suggestion(name, Theme::built_in_names())),
        )
    })
}

/// Reads `[palette]`; returns what is wrong.
fn patch_palette(source: &Source<'_>, document: &DeTable<'_>, theme: &mut Theme) -> Vec<SettingError> {
    each(source, document, "palette", |key, path, value| {
        let color = color(source, &[], source.string(value, path)?, value.span(), path)?;
        theme.palette.retain(|(known, _)| known != key.get_ref());
        theme.palette.push((key.get_ref().to_string(), color));
        Ok(())
    })
}

/// Reads styles, series and shades; returns what is wrong.
fn patch_looks(source: &Source<'_>, document: &DeTable<'_>, theme: &mut Theme) -> Vec<SettingError> {
    let unknown = |key: &Spanned<toml::de::DeString<'_>>, path: &str, known: String| -> Result<(), SettingError> {
        Err(source.error(key.span(), path, format!("unknown; known are {known}")))
    };
    let mut problems = each(source, document, "styles", |key, path, value| {
        let Some(role) = Role::named(key.get_ref()) else {
            return unknown(key, path, list_of(Role::ALL.iter().map(|role| role.name())));
        };
        let style = style(source, &theme.palette, value, path, theme.style(role))?;
        if let Some(place) = theme.styles.get_mut(role as usize) {
            // A selection is reversed whatever the file says: terminals without colours have nothing else.
            *place = if role == Role::Selection { style.add_modifier(Modifier::REVERSED) } else { style };
        }
        Ok(())
    });
    problems.extend(each(source, document, "series", |key, path, value| {
        if *key.get_ref() != "colors" {
            return unknown(key, path, list_of(["colors"]));
        }
        theme.series = colors(source, &theme.palette, value, path)?;
        Ok(())
    }));
    problems.extend(each(source, document, "shades", |key, path, value| {
        let stops = colors(source, &theme.palette, value, path)?;
        match shades_named(&mut theme.shades, key.get_ref()) {
            Some(place) => *place = stops,
            None => return unknown(key, path, list_of(["ink", "diverging", "sequential"])),
        }
        Ok(())
    }));
    problems
}

/// Reads every row of a section; returns the problems of those that are wrong.
fn each<'t>(
    source: &Source<'t>,
    document: &DeTable<'t>,
    section: &str,
    mut read: impl FnMut(&Spanned<toml::de::DeString<'t>>, &str, &Spanned<DeValue<'t>>) -> Result<(), SettingError>,
) -> Vec<SettingError> {
    let Some(value) = document.get(section) else { return Vec::new() };
    let table = match source.table(value, section) {
        Ok(table) => table,
        Err(error) => return vec![error],
    };
    let rows = table.iter();
    rows.filter_map(|(key, value)| read(key, &format!("{section}.{}", key.get_ref()), value).err()).collect()
}

fn shades_named<'s>(shades: &'s mut Shades, name: &str) -> Option<&'s mut Vec<Color>> {
    match name {
        "ink" => Some(&mut shades.ink),
        "diverging" => Some(&mut shades.diverging),
        "sequential" => Some(&mut shades.sequential),
        _ => None,
    }
}

/// A style from `{ fg, bg, modifiers }`, each optional: what isn't said stays as it was.
fn style(
    source: &Source<'_>,
    palette: &[(String, Color)],
    value: &Spanned<DeValue<'_>>,
    path: &str,
    mut style: Style,
) -> Result<Style, SettingError> {
    let Some(table) = value.get_ref().as_table() else {
        return Err(source.expected(value, path, "a table such as { fg = \"#5fafff\", modifiers = [\"bold\"] }"));
    };
    for (key, value) in table {
        let path = format!("{path}.{}", key.get_ref());
        match &**key.get_ref() {
            "fg" => style = style.fg(color(source, palette, source.string(value, &path)?, value.span(), &path)?),
            "bg" => style = style.bg(color(source, palette, source.string(value, &path)?, value.span(), &path)?),
            "modifiers" => style = Style { add_modifier: modifiers(source, value, &path)?, ..style },
            _ => return Err(source.error(key.span(), &path, "unknown; known are \"fg\", \"bg\", \"modifiers\"")),
        }
    }
    Ok(style)
}

fn modifiers(source: &Source<'_>, value: &Spanned<DeValue<'_>>, path: &str) -> Result<Modifier, SettingError> {
    let mut all = Modifier::empty();
    for (name, at) in source.strings(value, path)? {
        let Some((_, modifier)) = MODIFIERS.iter().find(|(known, _)| *known == name) else {
            let known = list_of(MODIFIERS.iter().map(|(known, _)| *known));
            return Err(source.error(at, path, format!("no modifier {name:?}; known are {known}")));
        };
        all |= *modifier;
    }
    Ok(all)
}

fn colors(
    source: &Source<'_>,
    palette: &[(String, Color)],
    value: &Spanned<DeValue<'_>>,
    path: &str,
) -> Result<Vec<Color>, SettingError> {
    let names = source.strings(value, path)?;
    if names.len() < 2 {
        return Err(source.error(value.span(), path, "expected at least two colours"));
    }
    names.into_iter().map(|(name, at)| color(source, palette, &name, at, path)).collect()
}

/// `#rrggbb`, a name of the palette, or `terminal` for the terminal's own colour.
fn color(
    source: &Source<'_>,
    palette: &[(String, Color)],
    name: &str,
    at: Range<usize>,
    path: &str,
) -> Result<Color, SettingError> {
    if name == "terminal" {
        return Ok(Color::Reset);
    }
    if let Some(digits) = name.strip_prefix('#') {
        if digits.len() == 6
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
            && let Ok(rgb) = u32::from_str_radix(digits, 16)
        {
            return Ok(Color::from_u32(rgb));
        }
        return Err(source.error(
            at,
            path,
            format!("{name:?} is no colour; expected \"#rrggbb\" in hexadecimal digits"),
        ));
    }
    palette.iter().find(|(known, _)| known == name).map(|(_, color)| *color).ok_or_else(|| {
        let known = list_of(palette.iter().map(|(known, _)| known.as_str()).chain(["terminal"]));
        source.error(at, path, format!("no colour {name:?}; expected \"#rrggbb\" or one of {known}"))
    })
}
