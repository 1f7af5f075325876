//! The Spanish prose.

use std::collections::BTreeSet;
use std::path::Path;

use nnlab::data::text::prose;
use nnlab::nlp::words::words;

use crate::{count_runs, fortunes, is_clean};

#[test]
fn the_prose_is_large_and_varied_enough() {
    let pieces = prose::pieces();
    let bytes: usize = pieces.iter().map(|piece| piece.text.len()).sum();
    let distinct = |field: fn(&prose::Piece) -> &'static str| pieces.iter().map(field).collect::<BTreeSet<_>>().len();
    println!("{} pieces, {bytes} bytes", pieces.len());
    println!("{} subjects, {} genres", distinct(|piece| piece.subject), distinct(|piece| piece.genre));
    assert!(pieces.len() >= 60 && bytes >= 200_000);
    assert!(distinct(|piece| piece.subject) >= 20 && distinct(|piece| piece.genre) >= 10);
    assert!(distinct(|piece| piece.title) == pieces.len() && distinct(|piece| piece.voice) >= 20);
}

#[test]
fn the_program_embeds_exactly_the_files_of_the_folder_and_the_index() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/prose");
    let names = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let texts: BTreeSet<String> = names.filter(|name| name != "index.tsv").collect();
    let embedded: BTreeSet<String> = prose::pieces().iter().map(|piece| piece.file.to_owned()).collect();
    assert_eq!(texts, embedded);
    let index = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
    let listed: BTreeSet<String> =
        index.lines().skip(1).map(|row| row.split('\t').next().unwrap().to_owned()).collect();
    assert_eq!(texts, listed);
}

#[test]
fn every_piece_is_clean_text_with_spanish_marks() {
    for piece in prose::pieces() {
        assert!(is_clean(piece.text), "{}", piece.file);
        assert!(piece.text.ends_with('\n') && !piece.text.ends_with("\n\n"), "{}", piece.file);
        assert!(piece.text.lines().nth(1) == Some(""), "{}: an empty line follows the title", piece.file);
        assert!(!piece.text.contains(['"', '\t', '“', '”']), "{}: quotation marks are « »", piece.file);
        for (open, close) in [('¿', '?'), ('¡', '!'), ('«', '»')] {
            let count = |mark| piece.text.matches(mark).count();
            assert_eq!(count(open), count(close), "{}: {open} {close}", piece.file);
        }
    }
    let corpus = prose::corpus();
    assert!("áéíóúüñÁÉÑ¿¡«»—0123456789".chars().all(|mark| corpus.contains(mark)));
}

#[test]
fn no_eight_words_in_a_row_occur_more_than_three_times() {
    let all: Vec<String> = prose::pieces().iter().flat_map(|piece| words(piece.text)).collect();
    let runs = count_runs(&all, 8);
    let most = runs.values().max().unwrap();
    println!("{} words; the most frequent run of eight occurs {most} time(s)", all.len());
    assert!(*most <= 3);
}

/// What `gzip -9` leaves of as much of `fortunes-es` 1.36; `samples/README.md` has the command.
const FORTUNES_LEAVE: f64 = 0.346;

#[test]
fn the_prose_compresses_hardly_better_than_what_people_said() {
    let corpus = prose::corpus();
    let leaves = fortunes::gzip_leaves(corpus.as_bytes());
    println!("gzip leaves {leaves:.4} of the prose");
    assert!(leaves >= 0.9 * FORTUNES_LEAVE);
    let Some(text) = fortunes::read() else { return };
    let measured = fortunes::gzip_leaves(&text.as_bytes()[..corpus.len()]);
    println!("gzip leaves {measured:.4} of as much of fortunes-es");
    assert!(leaves >= 0.9 * measured && (measured - FORTUNES_LEAVE).abs() < 0.005);
}
