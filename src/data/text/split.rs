//! What of a text is held out to measure on.

/// Documents to learn from and documents to measure on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Split {
    /// To learn from, in order.
    pub train: Vec<String>,
    /// Held out, in order.
    pub held_out: Vec<String>,
    /// Whether one document was cut in two.
    pub is_cut: bool,
}

/// One part in so many is held out.
const PART: usize = 10;

impl Split {
    /// The last tenth of whole documents is held out; at least one.
    pub fn last(mut documents: Vec<String>) -> Self {
        let held_out = documents.split_off(documents.len() - (documents.len() / PART).max(1).min(documents.len()));
        Self { train: documents, held_out, is_cut: false }
    }

    /// Every tenth document is held out, of fewer than ten the last; one alone is cut at the paragraph's end nearest nine
    /// tenths of its length (or at a line's, or between two words).
    pub fn every_tenth(documents: Vec<String>) -> Self {
        match <[String; 1]>::try_from(documents) {
            Ok([only]) => {
                let (train, held_out) = only.split_at(cut(&only));
                let part = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
                Self { train: part(train), held_out: part(held_out), is_cut: true }
            }
            Err(documents) if documents.len() < PART => Self::last(documents),
            Err(documents) => {
                let numbered = documents.into_iter().enumerate();
                let (held_out, train): (Vec<_>, Vec<_>) = numbered.partition(|(at, _)| at % PART == PART - 1);
                let texts = |numbered: Vec<(usize, String)>| numbered.into_iter().map(|(_, text)| text).collect();
                Self { train: texts(train), held_out: texts(held_out), is_cut: false }
            }
        }
    }
}

/// The place to cut a text at, in bytes; the text's length if it is a single character.
fn cut(text: &str) -> usize {
    let wanted = text.len() * (PART - 1) / PART;
    let nearest = |places: &mut dyn Iterator<Item = usize>| {
        places.filter(|at| (1..text.len()).contains(at)).min_by_key(|at| at.abs_diff(wanted))
    };
    let after = |pattern: &'static str| text.match_indices(pattern).map(move |(at, found)| at + found.len());
    // Far from nine tenths there would be too little on one side.
    let near = |at: &usize| at.abs_diff(wanted) <= text.len() / 20;
    nearest(&mut after("\n\n"))
        .filter(near)
        .or_else(|| nearest(&mut after("\n")).filter(near))
        .or_else(|| nearest(&mut text.match_indices(' ').map(|(at, _)| at)).filter(near))
        .or_else(|| nearest(&mut text.char_indices().map(|(at, _)| at)))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(count: usize) -> Vec<String> {
        (0..count).map(|i| i.to_string()).collect()
    }

    #[test]
    fn the_last_tenth_or_every_tenth_document_is_held_out_and_never_all_of_them() {
        assert_eq!(Split::last(numbered(72)).held_out.concat(), "65666768697071");
        assert_eq!(Split::every_tenth(numbered(25)).held_out, ["9", "19"]);
        assert_eq!(
            Split::every_tenth(numbered(3)),
            Split { train: numbered(2), held_out: vec!["2".into()], is_cut: false }
        );
        assert_eq!(Split::last(numbered(1)).train.len(), 0);
    }

    #[test]
    fn one_document_is_cut_at_the_paragraph_nearest_nine_tenths_and_nothing_is_lost() {
        let paragraphs = "palabra palabra\n\n".repeat(40);
        let split = Split::every_tenth(vec![paragraphs.clone()]);
        assert!(split.is_cut && split.train[0].ends_with("\n\n"));
        assert_eq!(split.held_out[0].len(), paragraphs.len() / 10);
        for text in ["ab", "ñ", "una sola línea con algunas palabras", &"á".repeat(100), &"a\n".repeat(50)] {
            let split = Split::every_tenth(vec![text.to_owned()]);
            assert_eq!(split.train.concat() + &split.held_out.concat(), text);
        }
        assert!(Split::every_tenth(vec!["ñ".to_owned()]).held_out.is_empty());
    }
}
