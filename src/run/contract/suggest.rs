//! "Did you mean": the known word that was most likely meant.

/// The known word that differs least from what was typed, if it differs by at most a third of its letters; letters that
/// changed places count once.
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distances = known.into_iter().map(|known| (strsim::osa_distance(word, known), known));
    let (distance, known) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance * 3 <= known.chars().count().max(3)).then_some(known)
}

/// The same as what follows the wrong word in a message: ` (did you mean ...?)`, or nothing.
pub fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    closest(word, known).map(|known| format!(" (did you mean `{known}`?)")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_told_from_another_word() {
        let labs = ["forecaster", "pipeline", "autoencoder"];
        for (typed, meant) in [("forcaster", "forecaster"), ("pipelnie", "pipeline"), ("auto-encoder", "autoencoder")] {
            assert_eq!(closest(typed, labs), Some(meant));
        }
        for other in ["", "language", "zzz"] {
            assert_eq!(closest(other, labs), None, "{other}");
        }
        assert_eq!(suggestion("ltsm", ["gru", "lstm"]), " (did you mean `lstm`?)");
        assert_eq!(suggestion("x", []), "");
    }
}
