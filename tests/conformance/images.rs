//! PNG in all its colour types, depths, filters and transparencies, JPEG in all its ways, Netpbm: each picture's gray values
//! as `make_images.py` knows them.

use super::{json, stored};
use nnlab::data::images::{Images, ReadOptions, Sets, read_path};
use std::collections::BTreeMap;
use std::fs;

const SIZE: (usize, usize) = (13, 11);

/// What the pictures of a folder hold, by their names.
fn expected(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let cases = json("images.json");
    let cases = cases[folder].as_object().unwrap();
    let pixels = |hex: &str| -> Vec<u8> {
        hex.as_bytes().chunks(2).map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap()).collect()
    };
    cases.iter().map(|(name, hex)| (name.clone(), pixels(hex.as_str().unwrap()))).collect()
}

fn all(sets: &Sets) -> Vec<&[u8]> {
    let pixels = |images| -> Vec<&[u8]> { (0..Images::len(images)).map(|i| images.pixels(i)).collect() };
    [pixels(&sets.train), pixels(&sets.validation)].concat()
}

/// Every picture of a folder is read, and to a value that differs by at most `most`.
fn holds(folder: &str, most: u8) -> Sets {
    let sets = read_path(&stored("images").join(folder), &ReadOptions::default()).unwrap();
    assert_eq!((sets.train.width(), sets.train.height()), SIZE);
    let expected = expected(folder);
    let read = all(&sets);
    assert_eq!(read.len(), expected.len(), "{:?}", sets.remarks);
    for (name, pixels) in &expected {
        let distance = |found: &&[u8]| found.iter().zip(pixels).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        let nearest = read.iter().map(distance).min().unwrap();
        assert!(nearest <= most, "{folder}/{name}: off by {nearest}");
    }
    assert!(!sets.remarks.iter().any(|remark| remark.contains("left out")), "{:?}", sets.remarks);
    sets
}

#[test]
fn png_of_every_colour_type_depth_filter_and_order_has_its_gray_values() {
    let sets = holds("png", 1);
    assert!(sets.remarks.iter().any(|remark| remark.starts_with("7 pictures are turned")), "{:?}", sets.remarks);
}

#[test]
fn transparent_png_of_dark_ink_lies_on_white_and_of_light_ink_on_black() {
    for (folder, ground) in [("dark-ink", "white"), ("light-ink", "black")] {
        let sets = holds(folder, 1);
        let said = format!("transparent: the ground is {ground}");
        assert!(sets.remarks.iter().any(|remark| remark.ends_with(&said)), "{:?}", sets.remarks);
    }
}

#[test]
fn jpeg_gray_coloured_subsampled_progressive_and_for_printing_has_its_luma() {
    let sets = holds("jpeg", 3);
    assert!(sets.remarks.iter().any(|remark| remark.starts_with("2 pictures are turned")), "{:?}", sets.remarks);
}

#[test]
fn netpbm_of_all_six_formats_has_its_gray_values() {
    holds("netpbm", 1);
}

#[test]
fn damaged_pictures_are_left_out_counted_and_named_beside_whole_ones() {
    let folder = tempfile::tempdir().unwrap();
    let whole = expected("png");
    for name in whole.keys() {
        fs::copy(stored("images/png").join(name), folder.path().join(name)).unwrap();
    }
    let damaged = expected("damaged");
    for name in damaged.keys() {
        fs::copy(stored("images/damaged").join(name), folder.path().join(format!("damaged-{name}"))).unwrap();
        // Alone, each is refused with a word that names it.
        let alone = tempfile::tempdir().unwrap();
        fs::copy(stored("images/damaged").join(name), alone.path().join(name)).unwrap();
        let told = read_path(alone.path(), &ReadOptions::default()).unwrap_err().to_string();
        assert!(told.contains(name) && told.contains("expected"), "{told}");
    }
    for (name, told) in [
        ("lossless.jpg", "of 8 bits, lossless; expected 8 bits, baseline or progressive"),
        ("arithmetic.jpg", "with arithmetic coding"),
        ("twelve-bits.jpg", "of 12 bits; expected 8 bits"),
        ("cut-in-header.jpg", "cut off"),
        ("cut-by-two.jpg", "cut off"),
        ("large.jpg", "65500 x 65500 pixels"),
        ("large.png", "60000 x 60000 pixels"),
        ("huge.png", "too many pixels"),
        ("huge.pgm", "line 1: `99999999999`; expected the width"),
        ("gif.png", "a GIF picture"),
        ("empty.png", "an empty file"),
    ] {
        let alone = tempfile::tempdir().unwrap();
        fs::copy(stored("images/damaged").join(name), alone.path().join(name)).unwrap();
        let refused = read_path(alone.path(), &ReadOptions::default()).unwrap_err().to_string();
        assert!(refused.contains(told), "{refused}");
    }
    let sets = read_path(folder.path(), &ReadOptions::default()).unwrap();
    assert_eq!(all(&sets).len(), whole.len(), "{:?}", sets.remarks);
    let count = format!("{} files were left out: ", damaged.len());
    let remark = sets.remarks.iter().find(|remark| remark.starts_with(&count)).unwrap();
    assert!(remark.contains("damaged-colour-type-1.png: ") && remark.ends_with(" more"), "{remark}");
}
