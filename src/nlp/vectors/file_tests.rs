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
        "a.txt, line 3: expected the end after 2 words, as many as a.npy has rows, found another line"
    );
    assert_eq!(wrong(&whole, "a\n\nc\n"), "a.txt, line 2: expected a word, found an empty line");
    assert_eq!(wrong(&whole[..whole.len() - 3], "a\nb\n"), "a.npy, row 1 of 2: expected 8 bytes, found 5");
    assert_eq!(
        wrong(&array("<i8", 1, &double), "a\nb\n"),
        "a.npy: expected numbers of the type '<f4' or '<f8', found `\\'<i8\\'`"
    );
    assert!(wrong(b"PK\x03\x04 zip", "").starts_with("a.npy: expected a numpy array"));
}

#[test]
fn a_line_of_the_wrong_width_is_named() {
    let wrong = |text: &str| read_glove("g.txt", text.as_bytes()).unwrap_err().to_string();
    assert_eq!(wrong("a 1 2\nb 1\nc 1 2\n"), "g.txt, line 2: expected a word and 2 numbers, found 2 fields");
    assert_eq!(wrong("a .1 .2\nb .1 .2\nc .1 .2 .3\n"), "g.txt, line 3: expected a word and 2 numbers, found 4 fields");
    assert_eq!(wrong("a 1 2\n\n"), "g.txt, line 2: expected a word and 2 numbers, found 1 field");
    assert_eq!(wrong("a 1 2\nb 1 x\n"), "g.txt, line 2: expected a finite number, found `x`");
    assert_eq!(wrong("a 1 2\nb nan 2\n"), "g.txt, line 2: expected a finite number, found `nan`");
    assert_eq!(wrong("a 1 2\nb 1 \u{1b}[2J\n"), "g.txt, line 2: expected a finite number, found `\\u{1b}[2J`");
    assert_eq!(wrong("word\n"), "g.txt, line 1: expected a word and its numbers, found no numbers");
    assert_eq!(wrong(""), "g.txt: expected a word and its numbers, found an empty file");
    let error = read_glove("g.txt", &b"a 1\nb\xff 1\n"[..]).unwrap_err().to_string();
    assert_eq!(error, "g.txt, line 2: expected text in UTF-8, found a wrong byte in column 2");
}

#[test]
fn words_with_spaces_carriage_returns_and_words_that_come_twice_are_taken_as_they_are_found() {
    let text = "the 1 2\r\n. . . 3 4\r\n1 5 6\r\nthe 7 8\r\nat me@home.es 9 1 \r\n";
    let read = read_glove("g.txt", text.as_bytes()).unwrap();
    assert_eq!(read.vocabulary().tokens(), ["the", ". . .", "1", "at me@home.es"]);
    assert_eq!(read.values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 9.0, 1.0]);
}

#[test]
fn the_last_fields_are_the_numbers_as_many_as_the_first_line_or_most_lines_say() {
    let text = "2 3\ntop 10 1 2 3\ncasa 1 2 4\n";
    let expected = vectors(&[("top 10", &[1.0, 2.0, 3.0]), ("casa", &[1.0, 2.0, 4.0])]);
    assert_same(&read_text("w.vec", text.as_bytes()).unwrap(), &expected);
    let text = "top 10 .5 2.25\nversion 2.0 1.125 .125\n. . . 0 1\ncasa -1e-3 3\n24 horas 1 1\n";
    let read = read_glove("g.txt", text.as_bytes()).unwrap();
    assert_eq!(read.vocabulary().tokens(), ["top 10", "version 2.0", ". . .", "casa", "24 horas"]);
    assert_eq!(read.vector("version 2.0"), Some(&[1.125, 0.125][..]));
    let wrong = |text: &str| read_text("w.vec", text.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        wrong("2 2\na 0.25 0.5 0.75\nb 0.25 0.5 0.5\n"),
        "w.vec, line 2: expected a word and 2 numbers, found 4 fields"
    );
    assert_eq!(wrong("2 2\na 1 2\n 1 2\n"), "w.vec, line 3: expected a word and 2 numbers, found 3 fields");
    assert_eq!(wrong("2 2\na 1 inf\nb 1 2\n"), "w.vec, line 2: expected a finite number, found `inf`");
    assert_eq!(wrong("2 2\na 1e39 1\nb 1 2\n"), "w.vec, line 2: expected a finite number, found `1e39`");
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_word_or_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v");
    let expected = vectors(&[("casa", &[1.0, 2.0]), ("perro", &[3.0, 4.0])]);
    for text in ["\u{feff}casa 1 2\nperro 3 4\n", "\u{feff}2 2\r\ncasa 1 2 \r\nperro 3 4\r\n"] {
        std::fs::write(&path, text).unwrap();
        assert_same(&open(&path).unwrap(), &expected);
    }
    let path = folder.path().join("v.npy");
    save(&expected, &path, Format::Npy).unwrap();
    std::fs::write(folder.path().join("v.txt"), "\u{feff}casa\r\nperro\r\n").unwrap();
    assert_same(&open(&path).unwrap(), &expected);
}

#[test]
fn the_first_of_equal_words_is_taken_and_the_others_are_counted() {
    let read = read_glove("g.txt", &b"a 1\nb 2\na 3\nb 4\na 5\n"[..]).unwrap();
    assert_same(&read, &vectors(&[("a", &[1.0]), ("b", &[2.0])]));
    assert_eq!(read.repeated(), Some(&Repeated { word: "a".into(), count: 3 }));
    assert_eq!(read_glove("g.txt", &b"a 1\n"[..]).unwrap().repeated(), None);
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut to, bytes).unwrap();
    to.finish().unwrap()
}

#[test]
fn every_format_is_read_from_gzip_and_a_stream_that_does_not_end_well_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for format in [Format::Text, Format::Binary, Format::Glove, Format::Npy] {
        save(&example(), &at("v.npy"), format).unwrap();
        let whole = packed(&std::fs::read(at("v.npy")).unwrap());
        std::fs::write(at("v.npy.gz"), &whole).unwrap();
        assert_same(&open(&at("v.npy.gz")).unwrap(), &example());
        for (bytes, told) in [
            (&whole[..whole.len() - 1], "v.npy.gz: expected a readable file (the gzipped data are cut off after"),
            (&[&whole, &b"rest"[..]].concat(), "something else follows the end of the gzipped data"),
        ] {
            std::fs::write(at("v.npy.gz"), bytes).unwrap();
            let error = open(&at("v.npy.gz")).unwrap_err().to_string();
            assert!(error.contains(told), "{format:?}: {error}");
        }
    }
    let members = [packed(b"a 1\nb "), packed(b"2\n")].concat();
    std::fs::write(at("v.gz"), members).unwrap();
    assert_same(&open(&at("v.gz")).unwrap(), &vectors(&[("a", &[1.0]), ("b", &[2.0])]));
    // 64 MiB of one letter in some 64 KB.
    std::fs::write(at("v.gz"), packed(&vec![b'x'; 64 << 20])).unwrap();
    let error = open(&at("v.gz")).unwrap_err().to_string();
    assert!(error.ends_with("v.gz, line 1: expected a line of at most 4 MiB, found a longer one"), "{error}");
}

#[test]
fn a_file_of_another_kind_is_called_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cc.es.300.bin");
    for (start, name) in [
        (
            &[0xba, 0x16, 0x4f, 0x2f, 12, 0, 0, 0, 44, 1, 0, 0][..],
            "a fastText model (its vectors as text are in the .vec file",
        ),
        (b"PK\x03\x04\x14\0", "a zip archive"),
        (b"\x80\x04\x95\0\0", "a Python pickle"),
        (b"\xff\xfea\0 \0", "text in UTF-16"),
        (b"(\xb5/\xfd\0", "Zstandard"),
    ] {
        for bytes in [start.to_vec(), packed(start)] {
            std::fs::write(&path, bytes).unwrap();
            let error = open(&path).unwrap_err().to_string();
            assert!(
                error.contains("cc.es.300.bin: expected word2vec's text or binary format, GloVe's text"),
                "{error}"
            );
            assert!(error.contains(name), "{error}");
        }
    }
}

/// As gensim writes them: `KeyedVectors.save_word2vec_format("a.bin", binary=True)` puts a space after each word, whatever is
/// in it.
#[test]
fn words_of_the_binary_format_may_have_blanks_and_line_feeds_in_them() {
    let rows = [
        ("Nueva York", [0.25_f32, -1.5]),
        ("a b  c", [0.5, 1e-3]),
        ("dos\nlíneas", [-0.125, 2.0]),
        ("la paz", [3.0, 0.1]),
    ];
    for feed in ["", "\n"] {
        let mut bytes = b"4 2\n".to_vec();
        for (word, row) in rows {
            bytes
                .extend(word.bytes().chain([b' ']).chain(row.iter().flat_map(|x| x.to_le_bytes())).chain(feed.bytes()));
        }
        let read = read_binary("a.bin", &bytes[..]).unwrap();
        assert_eq!(read.vocabulary().tokens(), rows.map(|(word, _)| word));
        assert_eq!(read.values(), rows.map(|(_, row)| row).as_flattened());
        let error = read_binary("a.bin", &[&bytes, &b"more"[..]].concat()[..]).unwrap_err().to_string();
        assert!(error.starts_with("a.bin"), "{error}");
    }
    let more = read_binary("a.bin", &b"1 1\na \0\0\x80\x3fmore"[..]).unwrap_err().to_string();
    assert_eq!(more, "a.bin: expected the end after 1 words, as the first line says, found more bytes");
}

#[test]
fn a_text_with_more_or_fewer_words_than_announced_is_refused() {
    let wrong = |text: &str| read_text("w.txt", text.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        wrong("3 1\na 1\nb 1\n"),
        "w.txt: expected 3 words, as the first line says, found 2 before the end of the file"
    );
    assert_eq!(
        wrong("1 1\na 1\nb 1\n"),
        "w.txt, line 3: expected the end after 1 words, as the first line says, found another line"
    );
    assert_eq!(wrong("a 1\n"), "w.txt, line 1: expected the number of words and the length of a vector, found `a 1`");
}

#[test]
fn a_header_that_claims_more_than_memory_holds_costs_nothing() {
    let claims = "99999999999999 1000000\n";
    let text = read_text("w.txt", format!("{claims}a 1 2\n").as_bytes()).unwrap_err().to_string();
    assert_eq!(text, "w.txt, line 2: expected a word and 1000000 numbers, found 3 fields");
    let binary = read_binary("w.bin", format!("{claims}a 12345").as_bytes()).unwrap_err().to_string();
    assert_eq!(binary, "w.bin, word 1 of 99999999999999: expected 1000000 numbers in 4000000 bytes, found 5 bytes");
    let endless = std::io::BufReader::new(std::io::repeat(b'x'));
    let error = read_glove("g.txt", endless).unwrap_err().to_string();
    assert_eq!(error, "g.txt, line 1: expected a line of at most 4 MiB, found a longer one");
    let endless = std::io::BufReader::new(std::io::repeat(b'x'));
    assert!(
        read_binary("w.bin", endless)
            .unwrap_err()
            .to_string()
            .starts_with("w.bin, line 1: expected the number of words")
    );
}

#[test]
fn a_binary_file_cut_off_anywhere_says_at_which_word() {
    let mut whole = Vec::new();
    write_binary(&example(), "w.bin", &mut whole).unwrap();
    for length in 4..whole.len() - 1 {
        let error = read_binary("w.bin", &whole[..length]).unwrap_err().to_string();
        assert!(error.starts_with("w.bin, word 1 of 2: ") || error.starts_with("w.bin, word 2 of 2: "), "{error}");
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
