//! Files as other programs write them, files that are wrong, and what is written read back.

use super::tests::vectors;
use super::*;
use proptest::prelude::*;
use std::io::Cursor;

const EXACT: [f32; 6] = [0.1, -1e-30, 3.402_823_5e38, 0.25, -0.0, 16_777_216.0];

fn example() -> WordVectors {
    vectors(&[("año", &EXACT[..3]), ("ñandú", &EXACT[3..])])
}

fn assert_same(a: &WordVectors, b: &WordVectors) {
    let bits = |vectors: &WordVectors| vectors.values().iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!((a.vocabulary().tokens(), a.width()), (b.vocabulary().tokens(), b.width()));
    assert_eq!(bits(a), bits(b));
}

#[test]
fn every_format_reads_back_to_the_bit_and_is_told_from_the_others() {
    let folder = tempfile::tempdir().unwrap();
    for format in [Format::Text, Format::Binary, Format::Glove, Format::Npy] {
        let path = folder.path().join(if format == Format::Npy { "v.npy".into() } else { format!("{format:?}") });
        save(&example(), &path, format).unwrap();
        assert_same(&open(&path).unwrap(), &example());
    }
    let words = folder.path().join("v.txt");
    assert_eq!(std::fs::read_to_string(&words).unwrap(), "año\nñandú\n");
    assert_same(&open_npy(&folder.path().join("v.npy"), &words).unwrap(), &example());
    std::fs::remove_file(words).unwrap();
    let error = open(&folder.path().join("v.npy")).unwrap_err().to_string();
    assert!(error.contains("v.npy: expected its words, one a line, in "), "{error}");
    let error = open(&folder.path().join("none")).unwrap_err().to_string();
    assert!(error.contains("none: expected a readable file"), "{error}");
}

/// As gensim 4 writes it, without line feeds between the words; word2vec.c puts them.
#[test]
fn the_binary_format_is_read_with_and_without_line_feeds() {
    for feed in ["", "\n"] {
        let mut bytes = b"2 2\n".to_vec();
        for (word, row) in [("el", [1.0_f32, -2.0]), ("año", [0.5, 0.0])] {
            bytes.extend(word.bytes().chain([b' ']));
            bytes.extend(row.iter().flat_map(|x| x.to_le_bytes()));
            bytes.extend(feed.bytes());
        }
        let read = read_binary("a.bin", &bytes[..]).unwrap();
        assert_same(&read, &vectors(&[("el", &[1.0, -2.0]), ("año", &[0.5, 0.0])]));
    }
}

/// As numpy writes it: `numpy.save("a.npy", numpy.array([[1.5, -2], [0, 4]], dtype))`.
#[test]
fn arrays_of_both_widths_of_numbers_and_every_version_are_read() {
    let array = |kind: &str, version: u8, numbers: &[u8]| {
        let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': (2, 2), }}\n");
        let mut bytes = b"\x93NUMPY".to_vec();
        bytes.extend([version, 0]);
        match version {
            1 => bytes.extend((header.len() as u16).to_le_bytes()),
            _ => bytes.extend((header.len() as u32).to_le_bytes()),
        }
        [&bytes, header.as_bytes(), numbers].concat()
    };
    let numbers = [1.5_f64, -2.0, 0.0, 4.0];
    let single: Vec<u8> = numbers.iter().flat_map(|x| (*x as f32).to_le_bytes()).collect();
    let double: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
    let read = |bytes: &[u8], words: &str| read_npy("a.npy", bytes, "a.txt", words.as_bytes());
    let expected = vectors(&[("a", &[1.5, -2.0]), ("b", &[0.0, 4.0])]);
    for (kind, version, numbers) in [("<f4", 1, &single), ("<f8", 2, &double), ("<f4", 3, &single)] {
        assert_same(&read(&array(kind, version, numbers), "a\nb\n").unwrap(), &expected);
    }
    let wrong = |bytes: &[u8], words: &str| read(bytes, words).unwrap_err().to_string();
    let whole = array("<f4", 1, &single);
    assert_eq!(wrong(&whole, "a\n"), "a.txt: expected 2 words, as many as a.npy has rows, found 1");
    assert_eq!(
        wrong(&whole, "a\nb\nc\n"),
        "a.txt:3: expected the end after 2 words, as many as a.npy has rows, found another line"
    );
    assert_eq!(wrong(&whole, "a\n\nc\n"), "a.txt:2: expected a word, found an empty line");
    assert_eq!(wrong(&whole[..whole.len() - 3], "a\nb\n"), "a.npy: row 1 of 2: expected 8 bytes, found 5");
    assert_eq!(
        wrong(&array("<i8", 1, &double), "a\nb\n"),
        "a.npy: expected numbers of the type '<f4' or '<f8', found `\\'<i8\\'`"
    );
    assert!(wrong(b"PK\x03\x04 zip", "").starts_with("a.npy: expected a numpy array"));
}

#[test]
fn a_line_of_the_wrong_width_is_named() {
    let wrong = |text: &str| read_glove("g.txt", text.as_bytes()).unwrap_err().to_string();
    assert_eq!(wrong("a 1 2\nb 1\nc 1 2\n"), "g.txt:2: expected a word and 2 numbers, found 2 fields");
    assert_eq!(wrong("a 1 2\nb 1 2\nc 1 2 3\n"), "g.txt:3: expected a word and 2 numbers, found 4 fields");
    assert_eq!(wrong("a 1 2\n\n"), "g.txt:2: expected a word and 2 numbers, found 1 field");
    assert_eq!(wrong("a 1 2\nb 1 x\n"), "g.txt:2: expected a finite number, found `x`");
    assert_eq!(wrong("a 1 2\nb nan 2\n"), "g.txt:2: expected a finite number, found `nan`");
    assert_eq!(wrong("a 1 2\nb 1 \u{1b}[2J\n"), "g.txt:2: expected a finite number, found `\\u{1b}[2J`");
    assert_eq!(wrong("word\n"), "g.txt:1: expected a word and its numbers, found no numbers");
    assert_eq!(wrong(""), "g.txt:0: expected a word and its numbers, found an empty file");
    let error = read_glove("g.txt", &b"a 1\nb\xff 1\n"[..]).unwrap_err().to_string();
    assert_eq!(error, "g.txt:2: expected text in UTF-8, found a wrong byte in column 2");
}

#[test]
fn words_with_spaces_carriage_returns_and_words_that_come_twice_are_taken_as_they_are_found() {
    let text = "the 1 2\r\n. . . 3 4\r\n1 5 6\r\nthe 7 8\r\nat me@home.es 9 1 \r\n";
    let read = read_glove("g.txt", text.as_bytes()).unwrap();
    assert_eq!(read.vocabulary().tokens(), ["the", ". . .", "1", "at me@home.es"]);
    assert_eq!(read.values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 9.0, 1.0]);
}

#[test]
fn a_text_with_more_or_fewer_words_than_announced_is_refused() {
    let wrong = |text: &str| read_text("w.txt", text.as_bytes()).unwrap_err().to_string();
    assert_eq!(wrong("3 1\na 1\nb 1\n"), "w.txt: expected 3 words, as the first line says, found 2");
    assert_eq!(
        wrong("1 1\na 1\nb 1\n"),
        "w.txt:3: expected the end after 1 words, as the first line says, found another line"
    );
    assert_eq!(wrong("a 1\n"), "w.txt:1: expected the number of words and the length of a vector, found `a 1`");
}

#[test]
fn a_header_that_claims_more_than_memory_holds_costs_nothing() {
    let claims = "99999999999999 1000000\n";
    let text = read_text("w.txt", format!("{claims}a 1 2\n").as_bytes()).unwrap_err().to_string();
    assert_eq!(text, "w.txt:2: expected a word and 1000000 numbers, found 3 fields");
    let binary = read_binary("w.bin", format!("{claims}a 12345").as_bytes()).unwrap_err().to_string();
    assert_eq!(binary, "w.bin: word 1 of 99999999999999: expected 1000000 numbers in 4000000 bytes, found 5 bytes");
    let endless = std::io::BufReader::new(std::io::repeat(b'x'));
    let error = read_glove("g.txt", endless).unwrap_err().to_string();
    assert_eq!(error, "g.txt:1: expected a line of at most 4 MiB, found a longer one");
    let endless = std::io::BufReader::new(std::io::repeat(b'x'));
    assert!(
        read_binary("w.bin", endless).unwrap_err().to_string().starts_with("w.bin:1: expected the number of words")
    );
}

#[test]
fn a_binary_file_cut_off_anywhere_says_at_which_word() {
    let mut whole = Vec::new();
    write_binary(&example(), "w.bin", &mut whole).unwrap();
    for length in 4..whole.len() - 1 {
        let error = read_binary("w.bin", &whole[..length]).unwrap_err().to_string();
        assert!(error.starts_with("w.bin: word 1 of 2: ") || error.starts_with("w.bin: word 2 of 2: "), "{error}");
    }
    let mut wrong = whole.clone();
    wrong[4] = 0xff;
    assert!(read_binary("w.bin", &wrong[..]).unwrap_err().to_string().contains("expected a word in UTF-8"));
}

#[test]
fn words_that_a_format_cannot_hold_are_not_written() {
    let spaced = vectors(&[("de la", &[1.0])]);
    let error = write_text(&spaced, "w.txt", Vec::new()).unwrap_err().to_string();
    assert_eq!(error, "w.txt: expected words without white space, found `de la`");
    assert!(write_binary(&spaced, "w.bin", Vec::new()).is_err());
    assert!(write_npy(&spaced, "w.npy", Vec::new(), "w.txt", Vec::new()).is_ok());
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), start in 0..4_usize) {
        let start: &[u8] = [&b""[..], b"2 3\n", b"\x93NUMPY\x01\x00", b"a 1 2\n"][start];
        let bytes = [start, &bytes].concat();
        let _ = read_text("f", &bytes[..]);
        let _ = read_binary("f", &bytes[..]);
        let _ = read_glove("f", &bytes[..]);
        let _ = read_npy("f", &bytes[..], "w", Cursor::new("a\nb\n"));
    }
}
