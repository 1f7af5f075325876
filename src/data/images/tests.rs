use super::*;
use crate::rng::{Purpose, Rng};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use tempfile::TempDir;

/// An IDX file of images whose pixels count up.
fn idx_images(count: u32, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 3];
    [count, height, width].iter().for_each(|length| bytes.extend(length.to_be_bytes()));
    bytes.extend((0..count * width * height).map(|i| i as u8));
    bytes
}

fn idx_labels(labels: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 1];
    bytes.extend((labels.len() as u32).to_be_bytes());
    bytes.extend(labels);
    bytes
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A PNG file of 8 bits a channel.
fn png_file(width: u32, height: u32, color: ::png::ColorType, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut out, width, height);
    encoder.set_color(color);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    out
}

fn folder(files: &[(&str, Vec<u8>)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn refused(path: &Path) -> String {
    read_path(path, &ReadOptions::default()).unwrap_err().to_string()
}

#[test]
fn the_bundled_digits_are_8000_and_2000_of_28_by_28_with_all_ten_classes_in_both_parts() {
    let sets = bundled().unwrap();
    for (part, count) in [(&sets.train, 8000), (&sets.validation, 2000)] {
        assert_eq!((part.len(), part.width(), part.height(), part.classes().len()), (count, 28, 28, 10));
        for class in 0..10 {
            let found = (0..count).filter(|&i| part.label(i) == Some(class)).count();
            assert!(found.abs_diff(count / 10) < count / 40, "{found} of class {class}");
        }
    }
    // Digits are ink on paper: most pixels are black, some are white.
    let mut reals = vec![0.0; 784];
    sets.validation.write_reals(7, &mut reals);
    assert!(reals.iter().filter(|v| **v == 0.0).count() > 400 && reals.iter().any(|v| *v > 0.95));
}

#[test]
fn a_folder_as_the_world_has_it_gives_its_test_files_and_labels_plain_or_gzipped() {
    let labels = idx_labels(&[3; 12]);
    let test = [("t10k-images.idx3-ubyte", idx_images(2, 4, 3)), ("t10k-labels.idx1-ubyte", idx_labels(&[1, 9]))];
    for (images, labels) in [
        (("train-images-idx3-ubyte", idx_images(12, 4, 3)), ("train-labels-idx1-ubyte", labels.clone())),
        (
            ("train-images-idx3-ubyte.gz", gzipped(&idx_images(12, 4, 3))),
            ("train-labels-idx1-ubyte.gz", gzipped(&labels)),
        ),
    ] {
        let folder = folder(&[images.clone(), labels, test[0].clone(), test[1].clone()]);
        for path in [folder.path().to_owned(), folder.path().join(images.0)] {
            let sets = read_path(&path, &ReadOptions::default()).unwrap();
            assert_eq!((sets.train.len(), sets.validation.len()), (12, 2));
            assert_eq!((sets.train.width(), sets.train.height()), (4, 3));
            assert_eq!(sets.train.pixels(1), (12..24).collect::<Vec<u8>>());
            assert_eq!((sets.train.label(11), sets.validation.label(1)), (Some(3), Some(9)));
            assert!(sets.remarks.is_empty(), "{:?}", sets.remarks);
        }
    }
}

#[test]
fn without_test_files_a_fifth_is_held_out_by_the_seed_and_that_is_said() {
    let folder = folder(&[("shapes-images-idx3-ubyte", idx_images(20, 2, 2))]);
    let read = |seed| read_path(folder.path(), &ReadOptions { side: 0, seed }).unwrap();
    let sets = read(1);
    assert_eq!((sets.train.len(), sets.validation.len()), (16, 4));
    assert_eq!(sets, read(1));
    assert_ne!(sets.validation, read(2).validation);
    assert!(sets.remarks.iter().any(|remark| remark.contains("a fifth (4) is held out")), "{:?}", sets.remarks);
}

#[test]
fn what_is_wrong_with_an_idx_file_is_told_with_the_byte_and_what_was_expected() {
    let good = idx_images(12, 4, 3);
    let changed = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    for (bytes, told) in [
        (Vec::new(), "an empty file; expected an IDX file of images"),
        (b"hello world, I am no image".to_vec(), ", byte 0: the magic number is 68 65 6c 6c, not 00 00 08 03"),
        (changed(2, 0x0d), ", byte 2: numbers of type 0x0d (32-bit reals), not unsigned bytes (0x08)"),
        (changed(3, 1), ", byte 3: 1 axis; expected an IDX file of images"),
        (changed(7, 13), ", byte 160: the file ends here; expected 13 images of 4 x 3 pixels, 172 bytes in all"),
        (changed(4, 255), ", byte 160: the file ends here; expected 4278190092 images"),
        (changed(7, 11), ", byte 148: 12 bytes too many: the header says 11 images of 4 x 3 pixels, 148 bytes in all"),
        (changed(11, 0), ", byte 8: a height of 0 pixels"),
        (changed(12, 255), ", byte 12: a width of 4278190084 pixels"),
        (good[..9].to_vec(), ", byte 9: the file ends within the header"),
        (gzipped(&good)[..30].to_vec(), "the gzipped data are cut off after"),
    ] {
        let folder = folder(&[("train-images-idx3-ubyte", bytes)]);
        let message = refused(folder.path());
        assert!(message.contains("train-images-idx3-ubyte") && message.contains(told), "{message}");
    }
}

#[test]
fn labels_that_do_not_fit_and_files_that_are_not_there_are_told() {
    let two = [("train-images-idx3-ubyte", idx_images(12, 2, 2)), ("train-labels-idx1-ubyte", idx_labels(&[1; 11]))];
    let message = refused(folder(&two).path());
    assert!(message.contains("has 11 labels, but ") && message.ends_with("has 12 images; expected one for each"));
    assert!(refused(Path::new("/nowhere/\u{1b}[31m")).contains("/nowhere/\\u{1b}[31m: no such file or folder"));
    let message = refused(folder(&[("a.txt", vec![1])]).path());
    assert!(message.contains("holds no images (1 file was left out: ") && message.contains("a.txt (no picture)"));
    assert!(message.contains("; expected train-images"), "{message}");
    let message = refused(tempfile::tempdir().unwrap().path());
    assert!(message.contains("holds no images; expected train-images"), "{message}");
    assert!(refused(folder(&[("train-images-idx3-ubyte", idx_images(3, 2, 2))]).path()).contains("has 3 images"));
}

#[test]
fn a_gzipped_file_that_grows_a_thousandfold_is_refused_before_memory_is_full() {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1 << 20];
    (0..80).for_each(|_| out.write_all(&zeros).unwrap());
    let folder = folder(&[("train-images-idx3-ubyte.gz", out.finish().unwrap())]);
    let message = refused(folder.path());
    assert!(message.contains("unpack to more than"), "{message}");
}

#[test]
fn pictures_of_every_kind_become_gray_and_folders_are_classes() {
    let gray = png_file(2, 1, ::png::ColorType::Grayscale, &[0, 200]);
    let rgb = png_file(2, 1, ::png::ColorType::Rgb, &[255, 255, 255, 255, 0, 0]);
    let rgba = png_file(2, 1, ::png::ColorType::Rgba, &[255, 255, 255, 0, 255, 255, 255, 255]);
    let text = b"P2 # made by hand\n2 1\n15\n0 15\n".to_vec();
    let binary = b"P5\n2 1\n255\n\x07\xff".to_vec();
    let wide = b"P5 2 1 65535 \x80\x00\xff\xff".to_vec();
    let files: Vec<(&str, Vec<u8>, [u8; 2])> = vec![
        ("cat/a.png", gray, [0, 200]),
        ("cat/b.png", rgb, [255, 76]),
        ("dog/c.PNG", rgba, [0, 255]),
        ("dog/d.pgm", text, [0, 255]),
        ("dog/e.pgm", binary.clone(), [7, 255]),
        ("dog/f.pgm", wide, [128, 255]),
    ];
    let mut written: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes, _)| (*name, bytes.clone())).collect();
    written.extend(["dog/g.pgm", "dog/h.pgm", "dog/i.pgm", "dog/j.pgm"].map(|name| (name, binary.clone())));
    let sets = read_path(folder(&written).path(), &ReadOptions::default()).unwrap();
    assert_eq!(sets.train.classes(), ["cat", "dog"]);
    let all = [&sets.train, &sets.validation];
    let has = |pixels: [u8; 2], class: u8| {
        all.iter().any(|part| (0..part.len()).any(|i| part.pixels(i) == pixels && part.label(i) == Some(class)))
    };
    for (name, _, pixels) in &files {
        assert!(has(*pixels, u8::from(name.starts_with("dog"))), "{name}");
    }
}

#[test]
fn pictures_of_two_sizes_are_refused_or_brought_to_one() {
    let mut files: Vec<(String, Vec<u8>)> =
        (0..10).map(|i| (format!("{i}.pgm"), b"P5 2 2 255 \x00\xff\xff\x00".to_vec())).collect();
    files.push(("x.pgm".into(), [b"P5 4 2 255 ".as_slice(), &[100; 8]].concat()));
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let folder = folder(&files);
    let message = refused(folder.path());
    assert!(message.contains("x.pgm has 4 x 2 pixels, but ") && message.contains("0.pgm has 2 x 2"), "{message}");
    assert!(message.contains("`image-side=28`"), "{message}");
    let sets = read_path(folder.path(), &ReadOptions { side: 4, seed: 0 }).unwrap();
    let all: Vec<&[u8]> =
        [&sets.train, &sets.validation].iter().flat_map(|p| (0..p.len()).map(|i| p.pixels(i))).collect();
    let doubled: [u8; 16] = [0, 0, 255, 255, 0, 0, 255, 255, 255, 255, 0, 0, 255, 255, 0, 0];
    let centred: [u8; 16] = [0, 0, 0, 0, 100, 100, 100, 100, 100, 100, 100, 100, 0, 0, 0, 0];
    assert_eq!(all.iter().filter(|pixels| **pixels == doubled).count(), 10);
    assert!(all.contains(&centred.as_slice()));
    let halved = read_path(folder.path(), &ReadOptions { side: 1, seed: 0 }).unwrap();
    assert!((0..8).any(|i| halved.train.pixels(i) == [128]));
}

#[test]
fn what_is_wrong_with_a_picture_is_told_with_its_line_or_byte() {
    let png = png_file(2, 1, ::png::ColorType::Grayscale, &[0, 200]);
    // The width in the header made 40,000, with its checksum made anew by hand being too much to ask: it is refused.
    let mut huge = png.clone();
    huge[18] = 0x9c;
    for (name, bytes, told) in [
        (
            "a.pgm",
            b"P2\n2 1\n9\n3 x".to_vec(),
            "a.pgm, line 4: `x`; expected number 2 of 2, a whole number from 0 to 9",
        ),
        ("a.pgm", b"P2\n2 1\n9\n3 10".to_vec(), "line 4: `10`; expected number 2 of 2, a whole number from 0 to 9"),
        ("a.pgm", b"P2\n2 1\n9\n3".to_vec(), "line 4: the file ends; expected number 2 of 2"),
        ("a.pgm", b"P2\n2 1\n9\n3 4 5".to_vec(), "line 4: more than the 2 numbers that the header says"),
        ("a.pgm", b"P2\n2 0\n9\n".to_vec(), "line 2: `0`; expected the height, a whole number from 1"),
        ("a.pgm", b"P5 2 1 255 \x01".to_vec(), "byte 12: 1 bytes of pixels; expected 2"),
        ("a.pgm", b"P5 2 1 255 \x01\x02\x03".to_vec(), "byte 13: 3 bytes of pixels; expected 2"),
        ("a.pgm", b"P5 4000 4000 255 \x01".to_vec(), "expected 16000000"),
        ("a.pgm", b"P5 9999 9999 255 \x01".to_vec(), "a picture of 9999 x 9999 pixels; expected 1 to 67108864 in all"),
        ("a.png", png[..png.len() - 20].to_vec(), "a.png: the PNG data are damaged or cut off"),
        ("a.png", huge, "a.png: the PNG data are damaged"),
        (
            "a.png",
            b"P7 nothing".to_vec(),
            "a.png, byte 0: no picture; expected a picture in PNG, JPEG, PGM, PBM or PPM",
        ),
    ] {
        let message = refused(folder(&[(name, bytes)]).path());
        assert!(message.contains(told), "{message}\n{told}");
    }
}

#[test]
fn a_single_picture_where_a_data_set_is_wanted_is_told() {
    let folder = folder(&[("a.pgm", b"P5 1 1 255 \x01".to_vec())]);
    assert!(refused(&folder.path().join("a.pgm")).contains("a PGM, PBM or PPM picture; expected an IDX file"));
}

/// Applies modifiers to an image of one bright square on black, 9 x 9.
fn modified(modifiers: Modifiers, step: u64) -> Vec<f32> {
    let pixels: Vec<u8> =
        (0..81).map(|i| if (3..6).contains(&(i / 9)) && (3..6).contains(&(i % 9)) { 204 } else { 0 }).collect();
    let mut out = vec![f32::NAN; 81];
    modifiers.apply(&pixels, 9, 9, &mut Rng::keyed(5, Purpose::Corruption, 1, step), &mut out);
    out
}

#[test]
fn each_modifier_does_what_its_name_says() {
    let plain = modified(Modifiers::default(), 0);
    assert!(Modifiers::default().is_none());
    assert_eq!(plain.iter().filter(|v| **v == 0.8).count(), 9);
    let inverted = modified(Modifiers { invert: true, ..Modifiers::default() }, 0);
    assert!(inverted.iter().zip(&plain).all(|(a, b)| (a + b - 1.0).abs() < 1e-6));
    let (mut black, mut white, mut covered, mut squares) = (0, 0, 0, 0.0);
    for step in 0..400 {
        for (now, was) in modified(Modifiers { salt_pepper: 0.25, ..Modifiers::default() }, step).iter().zip(&plain) {
            white += u32::from(*now == 1.0);
            black += u32::from(*now == 0.0 && *was > 0.0);
        }
        let hidden = modified(Modifiers { occlusion: 1.0 / 3.0, invert: true, ..Modifiers::default() }, step);
        covered += hidden.iter().filter(|v| **v == 0.0).count();
        for (now, was) in modified(Modifiers { noise: 0.1, ..Modifiers::default() }, step).iter().zip(&plain) {
            assert!((0.0..=1.0).contains(now));
            squares += if *was > 0.0 { (now - was).powi(2) } else { 0.0 };
        }
    }
    // An eighth of all pixels turns white, an eighth of the nine bright ones black.
    assert!((3_700..4_400).contains(&white) && (380..520).contains(&black), "{white} {black}");
    assert_eq!(covered, 400 * 9);
    assert!((squares / 3600.0 - 0.01).abs() < 0.001, "{}", squares / 3600.0);
}

#[test]
fn turning_and_moving_keep_the_ink_and_go_as_far_as_asked() {
    let ink = |values: &[f32]| values.iter().sum::<f32>();
    let middle = |values: &[f32], along: fn(usize) -> usize| {
        values.iter().enumerate().map(|(i, v)| along(i) as f32 * v).sum::<f32>() / ink(values)
    };
    let (mut furthest, mut turned) = (0.0_f32, 0);
    for step in 0..200 {
        let moved = modified(Modifiers { shift: 2.0, ..Modifiers::default() }, step);
        assert!((ink(&moved) - 7.2).abs() < 1e-4);
        furthest = furthest.max((middle(&moved, |i| i % 9) - 4.0).abs()).max((middle(&moved, |i| i / 9) - 4.0).abs());
        let round = modified(Modifiers { rotation: 45.0, ..Modifiers::default() }, step);
        assert!((ink(&round) - 7.2).abs() < 0.8 && (middle(&round, |i| i % 9) - 4.0).abs() < 0.01);
        turned += usize::from(round[4 * 9 + 2] > 0.05);
    }
    assert!(furthest > 1.9 && furthest <= 2.001, "{furthest}");
    assert!(turned > 30, "{turned}");
}

#[test]
fn all_modifiers_together_are_named_by_the_seed_and_the_place() {
    let all = Modifiers { noise: 0.2, salt_pepper: 0.1, occlusion: 0.3, shift: 1.0, rotation: 10.0, invert: true };
    assert_eq!(modified(all, 3), modified(all, 3));
    assert_ne!(modified(all, 3), modified(all, 4));
}

/// Ten gray maps of one pixel row, each other.
fn maps() -> Vec<(String, Vec<u8>)> {
    (0..10_u8).map(|i| (format!("{i}.pgm"), [b"P5 3 1 255 ".as_slice(), &[i, 100 + i, 200 + i]].concat())).collect()
}

fn read_all(files: &[(String, Vec<u8>)]) -> Result<Sets, ImageError> {
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    read_path(folder(&files).path(), &ReadOptions::default())
}

fn pixels_of(sets: &Sets) -> Vec<&[u8]> {
    [&sets.train, &sets.validation].iter().flat_map(|part| (0..part.len()).map(|i| part.pixels(i))).collect()
}

#[test]
fn several_sets_of_idx_files_in_a_folder_keep_their_own_companions() {
    let labels = |class: u8, count: usize| idx_labels(&vec![class; count]);
    let mut files = Vec::new();
    for (set, class, train) in [("letters", 7, 12_u32), ("digits", 3, 20)] {
        let name = |part: &str, what: &str, axes: u8| format!("emnist-{set}-{part}-{what}-idx{axes}-ubyte");
        files.push((name("train", "images", 3), idx_images(train, 4, 3)));
        files.push((name("train", "labels", 1), labels(class, train as usize)));
        files.push((format!("{}.gz", name("test", "images", 3)), gzipped(&idx_images(train / 4, 4, 3))));
        files.push((format!("{}.gz", name("test", "labels", 1)), gzipped(&labels(class, train as usize / 4))));
    }
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let folder = folder(&files);
    let read = |path: &Path| {
        let sets = read_path(path, &ReadOptions::default()).unwrap();
        let classes = (sets.train.label(0), sets.validation.label(0));
        (sets.train.len(), sets.validation.len(), classes, sets.remarks)
    };
    let letters = folder.path().join("emnist-letters-train-images-idx3-ubyte");
    assert_eq!(read(&letters), (12, 3, (Some(7), Some(7)), Vec::new()));
    let digits = folder.path().join("emnist-digits-train-images-idx3-ubyte");
    assert_eq!(read(&digits), (20, 5, (Some(3), Some(3)), Vec::new()));
    // Of the folder the first set is taken, and that is said.
    let (train, held_out, _, remarks) = read(folder.path());
    assert_eq!((train, held_out, remarks.len()), (20, 5, 1));
    assert!(remarks[0].contains("2 sets of images: emnist-digits-train-images-idx3-ubyte is taken"), "{remarks:?}");
    assert!(remarks[0].ends_with("(emnist-letters)"), "{remarks:?}");
}

#[test]
fn labels_of_another_set_are_not_taken() {
    let folder = folder(&[
        ("fashion-train-images-idx3-ubyte", idx_images(12, 2, 2)),
        ("digits-train-labels-idx1-ubyte", idx_labels(&[1; 12])),
        ("digits-t10k-images-idx3-ubyte", idx_images(4, 5, 5)),
    ]);
    let sets = read_path(&folder.path().join("fashion-train-images-idx3-ubyte"), &ReadOptions::default()).unwrap();
    assert_eq!((sets.train.len(), sets.train.label(0)), (10, None));
    assert!(sets.remarks[0].contains("no labels beside it"), "{:?}", sets.remarks);
}

#[test]
fn gzipped_files_end_where_their_trailer_says() {
    let packed = gzipped(&idx_images(12, 4, 3));
    for (bytes, told) in [
        (packed[..packed.len() - 3].to_vec(), "cut off after 160 bytes unpacked"),
        ([packed.as_slice(), b"<html>"].concat(), "something else follows the end of the gzipped data"),
        (gzipped(&[idx_images(12, 4, 3), vec![0; 5]].concat()), "5 bytes too many"),
    ] {
        let message = refused(folder(&[("train-images-idx3-ubyte.gz", bytes)]).path());
        assert!(message.contains("train-images-idx3-ubyte.gz") && message.contains(told), "{message}");
    }
    let zeros = [packed.as_slice(), &[0; 512]].concat();
    assert!(read_path(folder(&[("train-images-idx3-ubyte.gz", zeros)]).path(), &ReadOptions::default()).is_ok());
}

#[test]
fn images_that_are_all_alike_are_refused() {
    let same: Vec<(String, Vec<u8>)> = (0..16).map(|i| (format!("{i}.pgm"), b"P5 2 1 255 \x07\x09".to_vec())).collect();
    let message = read_all(&same).unwrap_err().to_string();
    assert!(message.ends_with(": all 13 images to train on are alike; expected images that differ"), "{message}");
    let mut blank = idx_images(12, 4, 3);
    blank[16..].fill(0);
    let test = ("t10k-images-idx3-ubyte", idx_images(12, 4, 3));
    let message = refused(folder(&[("train-images-idx3-ubyte", blank), test]).path());
    assert!(message.contains("train-images-idx3-ubyte: all 12 images to train on are alike"), "{message}");
}

#[test]
fn a_picture_is_known_by_its_content_and_other_files_are_named() {
    let mut files = maps();
    let gray = |value| png_file(3, 1, ::png::ColorType::Grayscale, &[value, 0, 9]);
    for (name, bytes) in
        [("a.JPEG", gray(1)), ("b", gray(2)), ("c.png", b"P2 3 1 9 3 0 9".to_vec()), (".d.png", gray(4))]
    {
        files.push((name.into(), bytes));
    }
    files.push(("notes.txt".into(), b"two pictures of me".to_vec()));
    files.push(("e.gif".into(), b"GIF89a...".to_vec()));
    files.push(("f.png".into(), b"RIFF....WEBPVP8 ".to_vec()));
    let sets = read_all(&files).unwrap();
    let read = pixels_of(&sets);
    assert_eq!(read.len(), 13);
    for pixels in [[1, 0, 9], [2, 0, 9], [85, 0, 255]] {
        assert!(read.contains(&pixels.as_slice()), "{pixels:?}");
    }
    let remark = sets.remarks.first().unwrap();
    assert!(remark.starts_with("3 files were left out: "), "{remark}");
    assert!(remark.contains("f.png, byte 0: a WebP picture; expected a picture in PNG, JPEG"), "{remark}");
    assert!(remark.contains("e.gif (a GIF picture)") && remark.contains("notes.txt (no picture)"), "{remark}");
}

#[test]
fn few_pictures_after_many_were_left_out_are_told_with_the_cause() {
    let mut files = maps();
    files[3].1.truncate(12);
    let message = read_all(&files).unwrap_err().to_string();
    assert!(message.contains("has 9 images (1 file was left out: ") && message.contains("3.pgm, byte 12"), "{message}");
    assert!(message.ends_with("; expected at least 10"), "{message}");
}

#[test]
fn the_ground_is_one_for_all_but_a_picture_that_would_vanish_on_it() {
    let ink = |value: u8| png_file(3, 1, ::png::ColorType::GrayscaleAlpha, &[value, 0, value, 255, value, 128]);
    let mut files = maps();
    for (i, value) in [0, 10, 60, 250].into_iter().enumerate() {
        files.push((format!("ink-{i}.png"), ink(value)));
    }
    let sets = read_all(&files).unwrap();
    let read = pixels_of(&sets);
    for pixels in [[255, 0, 127], [255, 10, 132], [255, 60, 157], [0, 250, 125]] {
        assert!(read.contains(&pixels.as_slice()), "{pixels:?} in {read:?}");
    }
    let said = "parts of 4 pictures are transparent: the ground is white, but for 1 whose ink would vanish";
    assert!(sets.remarks.contains(&said.to_owned()), "{:?}", sets.remarks);
    // What is beside a picture that is brought to a square is its ground.
    let options = ReadOptions { side: 3, seed: 0 };
    let files: Vec<(String, Vec<u8>)> = (0..10).map(|i| (format!("{i}.png"), ink(i))).collect();
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let squares = read_path(folder(&files).path(), &options).unwrap();
    assert!(pixels_of(&squares).iter().all(|pixels| pixels[..4] == [255; 4] && pixels[6..] == [255; 3]));
}

#[test]
fn folders_called_train_and_test_are_the_parts_and_folders_within_them_the_classes() {
    let map = |i: u8| [b"P5 3 1 255 ".as_slice(), &[i, 100 + i, 200 + i]].concat();
    let mut files = Vec::new();
    for i in 0..12 {
        files.push((format!("set/Train/{}/deeper/{i}.pgm", ["cat", "dog"][usize::from(i % 2)]), map(i)));
    }
    files.push(("set/test/dog/0.pgm".into(), map(20)));
    files.push(("set/test/cow/0.pgm".into(), map(21)));
    let sets = read_all(&files).unwrap();
    assert_eq!((sets.train.len(), sets.validation.len()), (12, 2));
    assert_eq!(sets.train.classes(), ["cat", "cow", "dog"]);
    let labels =
        |images: &Images| (0..images.len()).map(|i| (images.pixels(i)[0], images.label(i))).collect::<Vec<_>>();
    assert!(labels(&sets.train).iter().all(|(i, label)| *label == Some(if i % 2 == 0 { 0 } else { 2 })));
    assert_eq!(labels(&sets.validation), [(21, Some(1)), (20, Some(2))]);
    assert_eq!(sets.remarks, ["the folder `test` is held out"]);
}

#[test]
fn pictures_beside_folders_of_classes_are_said_and_an_empty_folder_is_no_class() {
    let mut files: Vec<(String, Vec<u8>)> = maps()
        .into_iter()
        .map(|(name, bytes)| (format!("{}/{name}", ["a", "c"][bytes[11] as usize % 2]), bytes))
        .collect();
    files.push(("b/readme.md".into(), b"nothing yet".to_vec()));
    let sets = read_all(&files).unwrap();
    assert_eq!(sets.train.classes(), ["a", "c"]);
    assert!((0..8).all(|i| sets.train.label(i) == Some(sets.train.pixels(i)[0] % 2)));
    let one: Vec<(String, Vec<u8>)> = maps().into_iter().map(|(name, bytes)| (format!("a/{name}"), bytes)).collect();
    let said = "all pictures are of one class (a), so nothing is classified";
    assert!(read_all(&one).unwrap().remarks.contains(&said.to_owned()));
    files.push(("x.pgm".into(), b"P5 3 1 255 abc".to_vec()));
    let sets = read_all(&files).unwrap();
    assert!(sets.remarks.iter().any(|r| r.starts_with("1 picture lies beside the folders")), "{:?}", sets.remarks);
    assert!(sets.train.classes().is_empty());
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_broken_link_among_pictures_is_left_out_and_not_waited_for() {
    let files = maps();
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let folder = folder(&files);
    std::os::unix::fs::symlink("/nowhere/a.png", folder.path().join("link.png")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.png")).status().unwrap();
    assert!(made.success());
    let sets = read_path(folder.path(), &ReadOptions::default()).unwrap();
    assert_eq!(pixels_of(&sets).len(), 10);
    let remark = &sets.remarks[0];
    assert!(remark.starts_with("2 files were left out: ") && remark.contains("link.png: no such file"), "{remark}");
    assert!(remark.contains("pipe.png: neither a file nor a folder"), "{remark}");
}

const JPEGS: [&[u8]; 4] = [
    include_bytes!("../../../tests/conformance/images/jpeg/colour-420-progressive.jpeg"),
    include_bytes!("../../../tests/conformance/images/jpeg/restart-markers.jpg"),
    include_bytes!("../../../tests/conformance/images/jpeg/cmyk.jpg"),
    include_bytes!("../../../tests/conformance/images/jpeg/gray.jpg"),
];

#[test]
fn a_jpeg_cut_anywhere_is_refused() {
    for jpeg in JPEGS {
        assert!(decode::read("a", jpeg).is_ok());
        (0..jpeg.len()).for_each(|cut| assert!(decode::read("a", &jpeg[..cut]).is_err(), "{cut}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), magic in 0..9_usize) {
        let starts: [&[u8]; 9] = [
            &[0, 0, 8, 3], b"P2 ", b"P5 3 3 ", b"P1 ", b"P4 3 3 ", b"P6 1 1 ", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", &[0x1f, 0x8b, 8],
        ];
        let whole = [starts[magic], &bytes].concat();
        let _ = file::unpacked("a", whole.clone()).and_then(|bytes| idx::images("a", bytes));
        let _ = idx::labels("a", whole.clone());
        let _ = netpbm::read("a", &whole);
        let _ = decode::read("a", &whole);
    }

    #[test]
    fn a_file_cut_anywhere_or_with_any_byte_changed_never_gives_more_than_it_holds(
        cut in 0..172_usize, at in 0..160_usize, byte in any::<u8>(),
    ) {
        let good = idx_images(12, 4, 3);
        if cut < good.len() {
            prop_assert!(idx::images("a", good[..cut].to_vec()).is_err());
            let packed = gzipped(&good);
            let cut = cut.min(packed.len() - 1);
            prop_assert!(file::unpacked("a", packed[..cut].to_vec()).and_then(|b| idx::images("a", b)).is_err());
        }
        let mut changed = good;
        changed[at] = byte;
        if let Ok(pictures) = idx::images("a", changed) {
            prop_assert_eq!(pictures.pixels.len(), 144);
        }
    }

    #[test]
    fn a_picture_with_any_bytes_changed_is_read_or_refused(
        at in 0..60_usize, byte in any::<u8>(), more in 0..60_usize, other in any::<u8>(),
    ) {
        let mut png = png_file(5, 4, ::png::ColorType::Rgb, &[90; 60]);
        for (at, byte) in [(at, byte), (more, other)] {
            let at = at % png.len();
            png[at] = byte;
        }
        if let Ok(picture) = png::read("a", &png) {
            prop_assert_eq!(picture.gray.len(), picture.width * picture.height);
        }
    }

    #[test]
    fn a_jpeg_with_any_bytes_changed_is_read_or_refused(
        which in 0..4_usize, changes in proptest::collection::vec((any::<u16>(), any::<u8>()), 1..6),
    ) {
        let mut jpeg = JPEGS[which].to_vec();
        for (at, byte) in changes {
            let at = usize::from(at) % jpeg.len();
            jpeg[at] = byte;
        }
        if let Ok(picture) = decode::read("a", &jpeg) {
            prop_assert_eq!(picture.gray.len(), picture.width * picture.height);
        }
    }

    #[test]
    fn a_picture_brought_to_any_size_keeps_its_mean_gray(
        width in 1..20_usize, height in 1..20_usize, side in 1..20_usize, gray in 0..=255_u8,
    ) {
        let picture = picture::Picture::opaque(width, height, vec![gray; width * height]);
        let square = resize::to_square(picture, side);
        prop_assert_eq!((square.width, square.height, square.gray.len()), (side, side, side * side));
        let mean = square.gray.iter().map(|v| f64::from(*v)).sum::<f64>() / (side * side) as f64;
        let expected = f64::from(gray) * (width * height) as f64 / (width.max(height) as f64).powi(2);
        prop_assert!((mean - expected).abs() <= 1.0, "{} {}", mean, expected);
    }
}
