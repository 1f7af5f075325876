//! Reading theme files.

use super::{BUILT_IN, Role, Shades, Theme};
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

/// A built-in theme, which stands alone.
pub(super) fn built_in(name: &str, text: &str) -> Result<Theme, SettingError> {
    let source = Source::new(name, text);
    let document = source.parse()?;
    let mut theme = Theme::plain(name);
    patch_palette(&source, &document, &mut theme)?;
    patch_looks(&source, &document, &mut theme)?;
    Ok(theme)
}

/// A user's theme, a patch over a built-in one.
pub(super) fn patch(name: &str, file: &str, text: &str) -> Result<Theme, SettingError> {
    let source = Source::new(file, text);
    let document = source.parse()?;
    for key in document.keys() {
        if !SECTIONS.contains(&&**key.get_ref()) {
            return Err(source.error(key.span(), key.get_ref(), format!("unknown; known are {}", list_of(SECTIONS))));
        }
    }
    let (base_name, base_text) = base(&source, &document)?;
    let mut theme = built_in(base_name, base_text)?;
    name.clone_into(&mut theme.name);
    // A patch of the palette recolours the base's styles too, so these are read again before the patch's own.
    if patch_palette(&source, &document, &mut theme)? {
        let base = Source::new(base_name, base_text);
        patch_looks(&base, &base.parse()?, &mut theme)?;
    }
    patch_looks(&source, &document, &mut theme)?;
    Ok(theme)
}

/// Name and text of the built-in theme that the file patches.
fn base(source: &Source<'_>, document: &DeTable<'_>) -> Result<(&'static str, &'static str), SettingError> {
    let Some(value) = document.get("base") else { return Ok(BUILT_IN[0]) };
    let name = source.string(value, "base")?;
    BUILT_IN.iter().copied().find(|(known, _)| *known == name).ok_or_else(|| {
        let known = list_of(Theme::built_in_names());
        source.error(value.span(), "base", format!("no theme {name:?}; built in are {known}"))
    })
}

/// Reads `[palette]`; says whether there was one.
fn patch_palette(source: &Source<'_>, document: &DeTable<'_>, theme: &mut Theme) -> Result<bool, SettingError> {
    let Some(section) = document.get("palette") else { return Ok(false) };
    for (key, value) in section_of(source, section, "palette")? {
        let path = format!("palette.{}", key.get_ref());
        let color = color(source, &[], source.string(value, &path)?, value.span(), &path)?;
        theme.palette.retain(|(known, _)| known != key.get_ref());
        theme.palette.push((key.get_ref().to_string(), color));
    }
    Ok(true)
}

fn patch_looks(source: &Source<'_>, document: &DeTable<'_>, theme: &mut Theme) -> Result<(), SettingError> {
    if let Some(section) = document.get("styles") {
        for (key, value) in section_of(source, section, "styles")? {
            let path = format!("styles.{}", key.get_ref());
            let Some(role) = Role::named(key.get_ref()) else {
                let known = list_of(Role::ALL.iter().map(|role| role.name()));
                return Err(source.error(key.span(), &path, format!("unknown; known are {known}")));
            };
            let style = style(source, &theme.palette, value, &path, theme.style(role))?;
            if let Some(place) = theme.styles.get_mut(role as usize) {
                // A selection is reversed whatever the file says: terminals without colours have nothing else.
                *place = if role == Role::Selection { style.add_modifier(Modifier::REVERSED) } else { style };
            }
        }
    }
    if let Some(section) = document.get("series") {
        for (key, value) in section_of(source, section, "series")? {
            let path = format!("series.{}", key.get_ref());
            if *key.get_ref() != "colors" {
                return Err(source.error(key.span(), &path, "unknown; known is \"colors\""));
            }
            theme.series = colors(source, &theme.palette, value, &path)?;
        }
    }
    if let Some(section) = document.get("shades") {
        for (key, value) in section_of(source, section, "shades")? {
            let path = format!("shades.{}", key.get_ref());
            let stops = colors(source, &theme.palette, value, &path)?;
            let Some(place) = shades_named(&mut theme.shades, key.get_ref()) else {
                let known = list_of(["ink", "diverging", "sequential"]);
                return Err(source.error(key.span(), &path, format!("unknown; known are {known}")));
            };
            *place = stops;
        }
    }
    Ok(())
}

fn shades_named<'s>(shades: &'s mut Shades, name: &str) -> Option<&'s mut Vec<Color>> {
    match name {
        "ink" => Some(&mut shades.ink),
        "diverging" => Some(&mut shades.diverging),
        "sequential" => Some(&mut shades.sequential),
        _ => None,
    }
}

type Entry<'v, 't> = (&'v Spanned<toml::de::DeString<'t>>, &'v Spanned<DeValue<'t>>);

fn section_of<'v, 't>(
    source: &Source<'t>,
    value: &'v Spanned<DeValue<'t>>,
    key: &str,
) -> Result<impl Iterator<Item = Entry<'v, 't>>, SettingError> {
    Ok(source.table(value, key)?.iter())
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
