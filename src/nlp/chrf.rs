//! chrF2 and chrF++ (Popovic 2015, 2017), to the digits of sacrebleu 2.6: the F score, recall weighed twice, of character
//! n-grams up to length 6, white space left out, and for chrF++ of word n-grams up to length 2.

use super::bleu::{grams, is_space};

/// The longest character n-grams.
const CHARACTERS: usize = 6;
/// The square of recall's weight.
const FACTOR: f64 = 4.0;

/// Of one order: n-grams of the hypothesis, of the reference, matched.
type Triple = [usize; 3];

/// The score, 0 to 100, of hypotheses, each with its references; of several the one that fits best. `word_order` is 0 for
/// chrF2, 2 for chrF++.
pub fn score<S: AsRef<str>>(pairs: impl IntoIterator<Item = (S, Vec<S>)>, word_order: usize) -> f64 {
    let mut sums = vec![[0; 3]; CHARACTERS + word_order];
    for (hypothesis, references) in pairs {
        let of = |reference: &S| triples(hypothesis.as_ref(), reference.as_ref(), word_order);
        // Of several that fit as well, the first.
        let best =
            references.iter().map(of).reduce(|best, next| if f_score(&next) > f_score(&best) { next } else { best });
        for (sum, triple) in sums.iter_mut().zip(best.unwrap_or_default()) {
            sum.iter_mut().zip(triple).for_each(|(sum, count)| *sum += count);
        }
    }
    f_score(&sums)
}

/// The settings in sacrebleu's words.
pub fn signature(references: usize, word_order: usize) -> String {
    format!("nrefs:{references}|case:mixed|eff:yes|nc:{CHARACTERS}|nw:{word_order}|space:no|version:2.6.0")
}

fn triples(hypothesis: &str, reference: &str, word_order: usize) -> Vec<Triple> {
    let characters = |text: &str| text.chars().filter(|c| !is_space(*c)).collect::<Vec<_>>();
    let (ours, theirs) = (characters(hypothesis), characters(reference));
    let mut all: Vec<Triple> = (1..=CHARACTERS).map(|n| triple(&ours, &theirs, n)).collect();
    let (ours, theirs) = (words(hypothesis), words(reference));
    all.extend((1..=word_order).map(|n| triple(&ours, &theirs, n)));
    all
}

fn triple<T: std::hash::Hash + Eq>(ours: &[T], theirs: &[T], n: usize) -> Triple {
    let (ours, theirs) = (grams(ours, n), grams(theirs, n));
    let matched = ours.iter().map(|(gram, count)| theirs.get(gram).map_or(0, |most| (*count).min(*most))).sum();
    // An order that the reference doesn't have asks nothing of the hypothesis.
    let asked = if theirs.is_empty() { 0 } else { ours.values().sum() };
    [asked, theirs.values().sum(), matched]
}

/// A word's last punctuation mark apart, or else its first one.
fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        let mark = |c: Option<char>| c.filter(char::is_ascii_punctuation);
        let is_single = word.chars().nth(1).is_none();
        match (mark(word.chars().next_back()), mark(word.chars().next())) {
            (Some(last), _) if !is_single => {
                let body = word.strip_suffix(last).unwrap_or(word);
                out.extend([body.to_owned(), last.to_string()]);
            }
            (None, Some(first)) if !is_single => {
                let body = word.strip_prefix(first).unwrap_or(word);
                out.extend([first.to_string(), body.to_owned()]);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}

fn f_score(orders: &[Triple]) -> f64 {
    let both: Vec<&Triple> = orders.iter().filter(|[ours, theirs, _]| *ours > 0 && *theirs > 0).collect();
    let mean = |whole: fn(&Triple) -> usize| {
        both.iter().map(|triple| triple[2] as f64 / whole(triple) as f64).sum::<f64>() / both.len().max(1) as f64
    };
    let (precision, recall) = (mean(|triple| triple[0]), mean(|triple| triple[1]));
    let weighed = FACTOR * precision + recall;
    if weighed == 0.0 { 0.0 } else { 100.0 * (1.0 + FACTOR) * precision * recall / weighed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_score_100_whatever_their_length_and_nothing_in_common_0() {
        for text in ["a", "el gato", "El niño, ¿dónde está? (aquí)"] {
            assert!((score([(text, vec![text])], 2) - 100.0).abs() < 1e-9, "{text}");
        }
        assert_eq!(score([("abc", vec!["xyz"])], 0), 0.0);
        assert_eq!(score([("", vec!["xyz"])], 0), 0.0);
    }

    #[test]
    fn one_mark_of_a_word_stands_apart_the_last_before_the_first() {
        assert_eq!(words("(hola) .5 fin. a !"), ["(hola", ")", ".", "5", "fin", ".", "a", "!"]);
    }
}
