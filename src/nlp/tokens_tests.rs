use super::*;
use proptest::prelude::*;

fn texts(text: &str, tokens: &str) -> Vec<String> {
    cut(text, tokens.parse().unwrap()).unwrap().into_iter().map(|token| token.text).collect()
}

#[test]
fn each_kind_of_token_is_cut_as_its_name_says() {
    assert_eq!(texts("¡Hola, casa!", "words"), ["¡", "Hola", ",", "casa", "!"]);
    assert_eq!(texts("a e\u{301} 👍🏽", "characters"), ["a", " ", "e\u{301}", " ", "👍🏽"]);
    assert_eq!(texts("el gato negro", "ngrams"), ["el gato", "gato negro"]);
    assert_eq!(texts("el gato", "ngrams(n=1-2)"), ["el", "el gato", "gato"]);
    assert_eq!(texts("sí y", "ngrams(of=characters,n=3)"), [" sí", "sí ", " y "]);
    assert_eq!(texts("aa aa aa", "subwords(vocabulary=5)"), ["aa", "aa", "aa"]);
}

#[test]
fn the_notation_reads_and_writes_itself_and_tells_what_is_wrong() {
    for text in ["words", "characters", "ngrams(n=2)", "ngrams(of=characters,n=2-5)", "subwords(vocabulary=50)"] {
        assert_eq!(text.parse::<Tokens>().unwrap().to_string(), text);
    }
    let refused = |text: &str| text.parse::<Tokens>().unwrap_err().to_string();
    assert_eq!(refused("wrods"), "at character 1: expected words, characters, ngrams or subwords, found `wrods`");
    assert_eq!(
        refused("ngrams(n=3-2)"),
        "at character 10: expected a length (2) or two (1-3) from 1 to 32, found `3-2`"
    );
    assert_eq!(refused("words(n=2)"), "at character 7: expected no option: `words` has none, found `n`");
}

#[test]
fn characters_keep_the_blanks_between_words_that_are_left() {
    let source = "el  niño y la niña";
    let left =
        [Left { span: 0..2, text: "el" }, Left { span: 4..9, text: "nino" }, Left { span: 15..20, text: "niña" }];
    let tokens = Tokens::Characters.cut(source, 0..source.len(), &left, None);
    assert_eq!(tokens.iter().map(|token| token.text.as_str()).collect::<String>(), "el  nino niña");
    assert_eq!(tokens[4].span, 4..9, "of an altered word the whole place");
    assert_eq!(tokens.last().unwrap().span, 19..20);
}

/// Clusters as the standard (UAX 29) has them, though words end within them: a letter of a flag and a joiner, a syllable
/// of Burmese.
#[test]
fn characters_are_those_of_the_whole_text_not_of_its_words() {
    let text = "a🇦\u{200d}🇧🇨b က္ဘာ့ \u{301}x";
    let clusters: Vec<&str> = text.graphemes(true).collect();
    assert_eq!(clusters[..4], ["a", "🇦\u{200d}", "🇧🇨", "b"]);
    let words: Vec<Left> = pieces(text)
        .filter(|piece| piece.kind != Kind::Space)
        .map(|piece| Left { span: piece.start..piece.start + piece.text.len(), text: piece.text })
        .collect();
    let tokens = Tokens::Characters.cut(text, 0..text.len(), &words, None);
    assert_eq!(tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>(), clusters);
    assert!(tokens.iter().all(|token| text[token.span.clone()] == token.text));
}

proptest! {
    #[test]
    fn tokens_and_the_gaps_between_them_are_the_text_byte_for_byte(text in any::<String>(), kind in 0..3_usize) {
        let kind = [Tokens::Words, Tokens::Characters, Tokens::Subwords { vocabulary: 40 }][kind];
        let mut at = 0;
        for token in cut(&text, kind).unwrap() {
            let gap = text.get(at..token.span.start).unwrap();
            prop_assert!(gap.chars().all(char::is_whitespace));
            prop_assert_eq!(&text[token.span.clone()], token.text.as_str());
            at = token.span.end;
        }
        prop_assert!(text[at..].chars().all(char::is_whitespace));
    }
}
