//! Every reader of what users have, on broken files: an answer or an error, never a panic, and never without end.
//!
//! What once made a reader stumble stands in `corpus/` and is tried by all readers first; a new find is written there.

use crate::count;
use crate::dice::Dice;
use nnlab::data::{images, series, text};
use nnlab::nlp::vectors;
use nnlab::run::RunSpec;
use nnlab::run::sweep::SweepSpec;
use nnlab::tui::preferences::Preferences;
use nnlab::tui::theme::Theme;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// A reader, and whole files that it takes.
struct Reader {
    name: &'static str,
    file: &'static str,
    whole: Vec<Vec<u8>>,
    read: fn(&Path),
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaign/corpus")
}

/// An error is as good as an answer here, as long as it can be shown.
fn shown<T, E: std::fmt::Display>(result: Result<T, E>) {
    if let Err(error) = result {
        assert!(!error.to_string().is_empty());
    }
}

fn text_of(path: &Path) -> Option<String> {
    String::from_utf8(std::fs::read(path).unwrap()).ok()
}

/// The columns, and the texts and labels of two of them.
fn labelled(path: &Path, columns: [&str; 2]) {
    match text::labelled::Labelled::open(path) {
        Ok(file) => {
            shown(file.columns());
            shown(file.rows(columns));
        }
        Err(error) => shown::<(), _>(Err(error)),
    }
}

fn readers() -> Vec<Reader> {
    let sample = |name: &str| std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let csv = [
        "date,temp\n2020-01-01,1.5\n2020-01-02,\n2020-01-03,2.25\n2020-01-04,-3\n2020-01-05,4e2\n",
        "sep=;\nFecha;\"Valor; alto\"\n01/02/2020;1.234,5\n02/02/2020;2.000,0\n03/02/2020;\"3\"\n",
        "t\tciudad\tx\n1\tA\t1\n1\tB\t5\n2\tA\t2\n2\tB\t6\n3\tA\t3\n3\tB\t7\n",
        "time,v\n1577836800000,1\n1577836860000,2\n1577836920000,3\n1577836980000,4\n",
        "2019T1;5\n2019T2;6\n2019T3;7\n2019T4;8\n",
    ];
    let opinions = [
        "text,label\n\"muy, bueno\",pos\nmalo,neg\n\"dijo \"\"no\"\"\",neg\n",
        "texto\tclase\nbueno\tpos\n\"malo\tneg\n",
        "{\"text\":\"bueno\",\"label\":\"pos\"}\n{\"text\":\"\\u00f1o\",\"label\":\"neg\"}\n",
        "[{\"text\":\"bueno\",\"label\":1},{\"text\":\"malo\",\"label\":0}]",
    ];
    let owned = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>();
    let idx: Vec<u8> = [&[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2][..], &[0, 80, 160, 255, 9, 8, 7, 6]].concat();
    let bin: Vec<u8> =
        [b"2 2\ncasa ".as_slice(), &1_f32.to_le_bytes(), &2_f32.to_le_bytes(), b"\nmar ", &[0; 8], b"\n"].concat();
    let forecaster = nnlab::labs::find("forecaster").unwrap();
    let spec = RunSpec { lab: "forecaster".into(), settings: forecaster.defaults().unwrap(), ..RunSpec::default() };
    vec![
        Reader {
            name: "series",
            file: "a.csv",
            whole: owned(&csv),
            read: |path| shown(series::read_path(path, &series::ReadOptions::default())),
        },
        Reader {
            name: "labelled texts, CSV",
            file: "a.csv",
            whole: owned(&opinions[..1]),
            read: |path| labelled(path, ["text", "label"]),
        },
        Reader {
            name: "labelled texts, TSV",
            file: "a.tsv",
            whole: owned(&opinions[1..2]),
            read: |path| labelled(path, ["texto", "clase"]),
        },
        Reader {
            name: "labelled texts, JSON",
            file: "a.jsonl",
            whole: owned(&opinions[2..]),
            read: |path| labelled(path, ["text", "label"]),
        },
        Reader {
            name: "plain texts",
            file: "a.txt",
            whole: owned(&["año\r\nniño\n", "\u{feff}casa"]),
            read: |path| shown(text::read_text(path, 1 << 20)),
        },
        Reader {
            name: "IDX images",
            file: "a-images-idx3-ubyte",
            whole: vec![idx],
            read: |path| shown(images::read_path(path, &images::ReadOptions::default())),
        },
        Reader {
            name: "pictures",
            file: "a.png",
            whole: vec![
                sample("docs/dashboard.png").into_iter().take(3_000).collect(),
                b"P5 2 2 255\n\0\x50\xa0\xff".to_vec(),
                b"P2\n# c\n2 2\n9\n0 3 6 9\n".to_vec(),
            ],
            read: |path| shown(images::read_path(path.parent().unwrap(), &images::ReadOptions::default())),
        },
        Reader {
            name: "word vectors",
            file: "a.vec",
            whole: [owned(&["2 3\ncasa 1 2 3\nmar -1 0.5 1e-3\n", "casa 1 2\ntop 10 3 4\nmar 5 6\n"]), vec![bin]]
                .concat(),
            read: |path| shown(vectors::open(path)),
        },
        Reader {
            name: "spec.toml",
            file: "spec.toml",
            whole: vec![spec.to_toml().into_bytes()],
            read: |path| {
                let entry = nnlab::labs::find("forecaster").unwrap();
                let settings = entry.defaults().unwrap();
                let mut spec = RunSpec { lab: "forecaster".into(), settings, ..RunSpec::default() };
                if let Some(text) = text_of(path) {
                    shown(spec.read_text(entry.knobs(), path, &text));
                }
            },
        },
        Reader {
            name: "sweep.toml",
            file: "sweep.toml",
            whole: vec![SweepSpec::new(spec).to_toml().into_bytes()],
            read: |path| {
                if let Some(text) = text_of(path) {
                    shown(SweepSpec::read_text(path, &text, nnlab::labs::find));
                }
            },
        },
        Reader {
            name: "config.toml",
            file: "config.toml",
            whole: owned(&["theme = \"dark\"\ncontrast = \"more\"\n[keys]\nplay-pause = [\"p\", \"space\"]\n"]),
            read: |path| drop(text_of(path).map(|text| Preferences::parse("config.toml", &text))),
        },
        Reader {
            name: "themes",
            file: "theme.toml",
            whole: vec![sample("themes/light.toml")],
            read: |path| drop(text_of(path).map(|text| Theme::parse("theme.toml", &text))),
        },
    ]
}

/// Tries one file; what a reader panics at is kept.
fn tried(reader: &Reader, folder: &Path, bytes: &[u8]) {
    let path = folder.join(reader.file);
    std::fs::write(&path, bytes).unwrap();
    if catch_unwind(AssertUnwindSafe(|| (reader.read)(&path))).is_err() {
        let kept = corpus().join(format!("{}-{}", bytes.len(), reader.file));
        std::fs::write(&kept, bytes).unwrap();
        panic!("the reader of {} panics at {}", reader.name, kept.display());
    }
}

#[test]
fn no_reader_panics_at_a_broken_file() {
    let mut dice = Dice::new("inputs");
    let readers = readers();
    let homes: Vec<_> = readers.iter().map(|_| tempfile::tempdir().unwrap()).collect();
    for kept in std::fs::read_dir(corpus()).unwrap() {
        let bytes = std::fs::read(kept.unwrap().path()).unwrap();
        readers.iter().zip(&homes).for_each(|(reader, home)| tried(reader, home.path(), &bytes));
    }
    let wanted = count(2_000, 100_000);
    for trial in 0..wanted as usize {
        let (reader, home) = (&readers[trial % readers.len()], &homes[trial % readers.len()]);
        let whole = dice.one_of(&reader.whole).clone();
        let broken = dice.mutated(&whole);
        tried(reader, home.path(), &broken);
    }
    eprintln!("{wanted} broken inputs of {} readers", readers.len());
}
