//! Glyphs in ASCII.

use unicode_normalization::UnicodeNormalization;

/// The printable ASCII character that stands best for what a cell holds: itself, its drawing's nearest relative, the
/// base letter of an accented one, and `?` for everything else.
pub(super) fn of(symbol: &str) -> char {
    // The first character that shows something; marks that combine with it are dropped.
    symbol.chars().next().map_or(' ', of_char)
}

fn of_char(c: char) -> char {
    match c {
        ' '..='~' => c,
        '\u{2500}'..='\u{257f}' => box_drawing(c),
        '\u{2580}'..='\u{259f}' => block(c),
        '\u{2800}'..='\u{28ff}' => braille(c),
        _ => punctuation(c).unwrap_or_else(|| base_letter(c)),
    }
}

/// Lines by their direction; heavy and double ones, which mark focus, get `=` where there is one.
fn box_drawing(c: char) -> char {
    match c {
        '─' | '┄' | '┈' | '╌' | '╴' | '╶' | '╼' | '╾' => '-',
        '━' | '┅' | '┉' | '╍' | '═' | '╸' | '╺' => '=',
        '┆' | '┇' | '┊' | '┋' | '╎' | '╏' => ':',
        '│' | '┃' | '║' | '╵' | '╷' | '╹' | '╻' | '╽' | '╿' => '|',
        '╱' => '/',
        '╲' => '\\',
        '╳' => 'X',
        _ => '+',
    }
}

/// Blocks by how much of the cell they ink.
fn block(c: char) -> char {
    match c {
        '▁' => '_',
        '▔' | '▀' | '▝' | '▘' => '\'',
        '▂' | '░' | '▏' | '▖' | '▗' => '.',
        '▃' | '▎' | '▕' => ':',
        '▄' | '▍' | '▌' | '▐' | '▒' | '▚' | '▞' => '=',
        '▅' | '▋' => '+',
        '▆' | '▊' | '▓' | '▙' | '▛' | '▜' | '▟' => '*',
        _ => '#',
    }
}

/// Braille by its dots: where they are if there are few, how many if there are more.
fn braille(c: char) -> char {
    let dots = u32::from(c) & 0xff;
    // The bits of a column from the top: 1, 2, 4, 0x40 on the left and 8, 0x10, 0x20, 0x80 on the right.
    let (top, bottom) = (dots & 0x1b, dots & 0xe4);
    match (dots.count_ones(), top, bottom) {
        (0, ..) => ' ',
        (1 | 2, _, 0) => '\'',
        (1 | 2, 0, _) => '.',
        (1..=4, ..) => ':',
        (5 | 6, ..) => '*',
        _ => '#',
    }
}

fn punctuation(c: char) -> Option<char> {
    Some(match c {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => ' ',
        '‐'..='―' | '−' | '\u{ad}' => '-',
        '‘' | '’' | '‚' | '‛' | '′' | '´' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '‹' | '←' | '⇐' | '◀' | '◂' | '≤' => '<',
        '›' | '→' | '⇒' | '▶' | '▸' | '≥' => '>',
        '↑' | '⇑' | '▲' | '▴' => '^',
        '↓' | '⇓' | '▼' | '▾' => 'v',
        '↔' | '↕' => '-',
        '•' | '●' | '◆' | '■' | '★' | '∗' => '*',
        '○' | '◇' | '□' | '☆' | '°' | 'º' => 'o',
        '␣' => '_',
        '·' | '…' | '∙' | '⋅' => '.',
        '×' | '✕' | '✗' | '✘' => 'x',
        '✓' | '✔' => 'v',
        '÷' => '/',
        '±' => '+',
        '≈' | '∼' => '~',
        '¡' => '!',
        '¦' => '|',
        '€' => 'E',
        '£' => 'L',
        '©' => 'c',
        '®' => 'r',
        'µ' => 'u',
        _ => return None,
    })
}

/// The letter under the accents (canonical and compatibility decomposition), and those letters that have no
/// decomposition.
fn base_letter(c: char) -> char {
    if let Some(base) = std::iter::once(c).nfkd().next()
        && (' '..='~').contains(&base)
    {
        return base;
    }
    match c {
        'Æ' => 'A',
        'æ' => 'a',
        'Ð' | 'Đ' => 'D',
        'ð' | 'đ' => 'd',
        'Ø' => 'O',
        'ø' | 'œ' => 'o',
        'Œ' => 'O',
        'Þ' => 'T',
        'þ' => 't',
        'ß' => 's',
        'ẞ' => 'S',
        'Ł' => 'L',
        'ł' => 'l',
        'Ħ' => 'H',
        'ħ' => 'h',
        'ı' => 'i',
        'Ŋ' => 'N',
        'ŋ' => 'n',
        _ => '?',
    }
}
