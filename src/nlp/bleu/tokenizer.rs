//! What a token of BLEU is: the rules of the evaluation campaigns' scripts.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// How a text is cut into tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tokenizer {
    /// At white space only.
    None,
    /// The rules of WMT's mteval-v13a: ASCII punctuation apart, save marks within numbers; `&amp;` and its like undone.
    /// Spanish opening marks stay with their word.
    #[default]
    Mteval13a,
    /// Those of mteval-v14's international option: Unicode punctuation apart, save between digits; symbols apart.
    International,
    /// Every character but white space.
    Characters,
}

impl Tokenizer {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Mteval13a, Self::International, Self::Characters];

    /// Its name in signatures and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Mteval13a => "13a",
            Self::International => "intl",
            Self::Characters => "char",
        }
    }

    /// The tokens of a text.
    pub fn tokens(self, text: &str) -> Vec<String> {
        let text = text.trim_end_matches(is_space);
        match self {
            Self::None => split(text),
            Self::Mteval13a => split(&mteval_13a(text)),
            Self::International => split(&international(text)),
            Self::Characters => text.chars().filter(|c| !is_space(*c)).map(String::from).collect(),
        }
    }
}

/// White space as Python knows it: Unicode's, and the four separators of ASCII.
pub(in crate::nlp) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

fn split(text: &str) -> Vec<String> {
    text.split(is_space).filter(|token| !token.is_empty()).map(str::to_owned).collect()
}

fn mteval_13a(text: &str) -> String {
    let mut text = text.replace("<skipped>", "").replace("-\n", "").replace('\n', " ");
    for (entity, sign) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
        text = text.replace(entity, sign);
    }
    let text = apart(&format!(" {text} "), |c| c.is_ascii_punctuation() && !matches!(c, '\'' | ',' | '-' | '.'));
    let is_digit = |c: char| c.is_ascii_digit();
    let is_mark = |c: char| matches!(c, '.' | ',');
    let text = pairs(&text, |a, b| !is_digit(a) && is_mark(b), |a, b| format!("{a} {b} "));
    let text = pairs(&text, |a, b| is_mark(a) && !is_digit(b), |a, b| format!(" {a} {b}"));
    pairs(&text, |a, b| is_digit(a) && b == '-', |a, b| format!("{a} {b} "))
}

fn international(text: &str) -> String {
    let is = |c: char, group| c.general_category_group() == group;
    let is_number = |c: char| is(c, GeneralCategoryGroup::Number);
    let is_mark = |c: char| is(c, GeneralCategoryGroup::Punctuation);
    let text = pairs(text, |a, b| !is_number(a) && is_mark(b), |a, b| format!("{a} {b} "));
    let text = pairs(&text, |a, b| is_mark(a) && !is_number(b), |a, b| format!(" {a} {b}"));
    apart(&text, |c| is(c, GeneralCategoryGroup::Symbol))
}

/// Blanks around every such character.
fn apart(text: &str, is_such: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if is_such(c) {
            out.extend([' ', c, ' ']);
        } else {
            out.push(c);
        }
    }
    out
}

/// Rewrites pairs of neighbours, from the left; a pair begins after the one before, as substitution does.
fn pairs(text: &str, is_pair: impl Fn(char, char) -> bool, rewritten: impl Fn(char, char) -> String) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text.chars().peekable();
    while let Some(a) = rest.next() {
        match rest.peek().copied().filter(|b| is_pair(a, *b)) {
            Some(b) => {
                out.push_str(&rewritten(a, b));
                rest.next();
            }
            None => out.push(a),
        }
    }
    out
}
