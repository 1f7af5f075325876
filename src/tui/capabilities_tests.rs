use super::*;

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn environment(pairs: Pairs<'_>) -> Environment {
    Environment::read(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
}

#[test]
fn the_number_of_colours_follows_option_then_no_color_then_colorterm_then_term() {
    let auto = ColorChoice::Auto;
    let cases: [(ColorChoice, Pairs, ColorLevel); 13] = [
        ("256".parse().unwrap(), &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")], ColorLevel::Ansi256),
        ("none".parse().unwrap(), &[("COLORTERM", "truecolor")], ColorLevel::None),
        (auto, &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")], ColorLevel::None),
        (auto, &[("NO_COLOR", ""), ("COLORTERM", "truecolor")], ColorLevel::TrueColor),
        (auto, &[("COLORTERM", "24bit"), ("TERM", "xterm")], ColorLevel::TrueColor),
        (auto, &[("TERM", "xterm-direct")], ColorLevel::TrueColor),
        (auto, &[("TERM", "xterm-256color")], ColorLevel::Ansi256),
        (auto, &[("TERM", "tmux-256color"), ("COLORTERM", "yes")], ColorLevel::Ansi256),
        (auto, &[("TERM", "xterm")], ColorLevel::Ansi16),
        (auto, &[("TERM", "linux")], ColorLevel::Ansi16),
        (auto, &[("TERM", "dumb")], ColorLevel::None),
        (auto, &[("TERM", "vt220")], ColorLevel::None),
        (auto, &[], ColorLevel::None),
    ];
    for (choice, pairs, expected) in cases {
        let found = decide(choice, CharsetChoice::Auto, &environment(pairs));
        assert_eq!(found.color, expected, "{choice:?} {pairs:?}");
    }
}

#[test]
fn glyphs_beyond_ascii_need_a_utf_8_locale_and_a_terminal_with_a_font() {
    let (auto, xterm) = (CharsetChoice::Auto, ("TERM", "xterm-256color"));
    let cases: [(CharsetChoice, Pairs, Charset); 10] = [
        (auto, &[xterm, ("LANG", "es_ES.UTF-8")], Charset::Unicode),
        (auto, &[xterm, ("LANG", "C.utf8")], Charset::Unicode),
        (auto, &[xterm, ("LANG", "es_ES.UTF-8"), ("LC_ALL", "C")], Charset::Ascii),
        (auto, &[xterm, ("LANG", "C"), ("LC_CTYPE", "UTF-8")], Charset::Unicode),
        (auto, &[xterm, ("LANG", "es_ES.ISO-8859-1")], Charset::Ascii),
        (auto, &[xterm], Charset::Ascii),
        (auto, &[("TERM", "linux"), ("LANG", "es_ES.UTF-8")], Charset::Ascii),
        (auto, &[("TERM", "vt100"), ("LANG", "es_ES.UTF-8")], Charset::Ascii),
        ("ascii".parse().unwrap(), &[xterm, ("LANG", "es_ES.UTF-8")], Charset::Ascii),
        ("unicode".parse().unwrap(), &[("TERM", "linux")], Charset::Unicode),
    ];
    for (choice, pairs, expected) in cases {
        let found = decide(ColorChoice::Auto, choice, &environment(pairs));
        assert_eq!(found.charset, expected, "{choice:?} {pairs:?}");
    }
}

#[test]
fn distance_and_background_are_read_from_what_ssh_and_the_terminal_set() {
    let at = |pairs: Pairs<'_>| decide(ColorChoice::Auto, CharsetChoice::Auto, &environment(pairs));
    assert_eq!(at(&[("SSH_CONNECTION", "10.0.0.1 50000 10.0.0.2 22")]).link, Link::Remote);
    assert_eq!(at(&[]).link, Link::Local);
    for (value, expected) in
        [("15;0", "dark"), ("0;15", "light"), ("0;default;15", "light"), ("0;7", "light"), ("x", "dark")]
    {
        assert_eq!(at(&[("COLORFGBG", value)]).background.theme(), expected, "{value}");
    }
}

#[test]
fn a_word_that_an_option_does_not_take_is_answered_with_those_it_does() {
    let error = "88".parse::<ColorChoice>().unwrap_err().to_string();
    assert!(error.contains("\"88\"") && error.contains("truecolor"), "{error}");
    assert!("latin1".parse::<CharsetChoice>().unwrap_err().to_string().contains("unicode"));
}
