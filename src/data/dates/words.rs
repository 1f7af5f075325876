//! The words in dates: months, days of the week, and those that mean nothing. Words come in lower case without accents.

/// Names of the months in Spanish, English, French, German, Italian, Portuguese and Catalan, and abbreviations that do
/// not begin a name.
const MONTHS: [&str; 12] = [
    "enero january janvier januar janner gennaio janeiro gener",
    "febrero february fevrier februar febbraio fevereiro febrer",
    "marzo march mars marz maerz mrz marco marc",
    "abril april avril aprile",
    "mayo may mai maggio maio maig",
    "junio june juin juni giugno junho juny",
    "julio july juillet juli luglio julho juliol",
    "agosto august aout agost ag",
    "septiembre setiembre september septembre settembre setembro setembre",
    "octubre october octobre oktober ottobre outubro",
    "noviembre november novembre novembro",
    "diciembre december decembre dezember dicembre dezembro desembre dbre",
];

/// The month from 1 that a word names: a whole name, or three letters or more with which names of one month alone
/// begin.
pub(super) fn month(word: &str) -> Option<i64> {
    let whole = |names: &&str| names.split(' ').any(|name| name == word);
    let begins = |names: &&str| word.len() >= 3 && names.split(' ').any(|name| name.starts_with(word));
    let at = |fits: &dyn Fn(&&str) -> bool| {
        let mut found = (1..).zip(MONTHS).filter(|(_, names)| fits(names));
        found.next().map(|(n, _)| n).filter(|_| found.next().is_none())
    };
    at(&whole).or_else(|| at(&begins))
}

const WEEKDAYS: [&str; 7] = [
    "lunes monday lundi montag lunedi segunda dilluns",
    "martes tuesday mardi dienstag martedi terca dimarts",
    "miercoles wednesday mercredi mittwoch mercoledi quarta dimecres",
    "jueves thursday jeudi donnerstag giovedi quinta dijous",
    "viernes friday vendredi freitag venerdi sexta divendres",
    "sabado saturday samedi samstag sabato dissabte",
    "domingo sunday dimanche sonntag domenica diumenge",
];

/// Whether a word is a day of the week, whole or its first two letters or more.
pub(super) fn is_weekday(word: &str) -> bool {
    word.len() >= 2 && WEEKDAYS.iter().any(|names| names.split(' ').any(|name| name.starts_with(word)))
}

/// Whether a word stands between the parts of a date without a meaning of its own.
pub(super) fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "de" | "del"
            | "of"
            | "the"
            | "at"
            | "a"
            | "las"
            | "la"
            | "el"
            | "le"
            | "den"
            | "der"
            | "di"
            | "do"
            | "da"
            | "d"
            | "um"
            | "alle"
    )
}

/// What may follow the number of a day: 1st, 2nd, 1er, 1o (for 1.º).
pub(super) fn is_ordinal(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "er" | "o" | "a" | "ro" | "do" | "to")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_by_name_and_by_unmistakable_beginnings() {
        for (words, expected) in [
            ("ene enero jan january janv gen", Some(1)),
            ("mar marzo march mars mrz marc", Some(3)),
            ("ago agosto aug august ag aout", Some(8)),
            ("sep sept set setiembre september", Some(9)),
            ("dic dec dez des december diciembre", Some(12)),
            ("jui ma j a m juneau decimal marchand octa 3", None),
        ] {
            for word in words.split(' ') {
                assert_eq!(month(word), expected, "{word}");
            }
        }
    }

    #[test]
    fn days_of_the_week_are_known_by_their_beginnings() {
        for word in ["lun", "mon", "mie", "sabado", "fri", "do"] {
            assert!(is_weekday(word), "{word}");
        }
        for word in ["x", "mayo", "hoy", "fridays"] {
            assert!(!is_weekday(word), "{word}");
        }
    }
}
