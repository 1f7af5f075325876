//! A folder of pictures. Where it holds folders, each is a class; where these are called `train` and `validation` or
//! `test`, they are the two parts.

use super::error::{ImageError, at_byte};
use super::folder::{MOST_FILES, entries, lower};
use super::ground::{Ground, Ink, laid_on};
use super::kind::Kind;
use super::left_out::LeftOut;
use super::limits::MOST_PIXELS;
use super::parts::{held_out, parts};
use super::picture::Picture;
use super::{Images, ReadOptions, Sets, decode, file, resize};
use std::path::{Path, PathBuf};

/// The most classes.
const MOST_CLASSES: usize = 256;

/// Folders within the folder of a class are looked into so deep.
const DEEPEST: usize = 8;

/// What the folders of the parts are called; the first one that is there is held out.
const TRAIN: [&str; 2] = ["train", "training"];
const HELD_OUT: [&str; 6] = ["validation", "valid", "val", "test", "testing", "held-out"];

const EXPECTED: &str =
    "train-images-idx3-ubyte (or .gz), or pictures in PNG, JPEG, PGM, PBM or PPM, in one folder or in a folder a class";

/// The pictures of a folder.
pub(super) fn read_folder(folder: &Path, options: &ReadOptions) -> Result<Sets, ImageError> {
    let folder = &unwrapped(folder);
    let name = file::name(folder);
    let folders: Vec<PathBuf> = entries(folder)?.into_iter().filter(|path| path.is_dir()).collect();
    let called = |names: &[&str]| names.iter().find_map(|name| folders.iter().find(|path| lower(path) == *name));
    let mut album = Album::new(options.side);
    if let (Some(train), Some(other)) = (called(&TRAIN), called(&HELD_OUT)) {
        let mut classes = class_folders(train)?;
        classes.extend(class_folders(other)?);
        classes.sort();
        classes.dedup();
        let (train_range, other_range) = (album.read(train, &classes)?, album.read(other, &classes)?);
        let (held_out, not_read) = (lower(other), folders.len() - 2);
        let (images, mut remarks) = album.finished(&name, &classes)?;
        remarks.push(format!("the folder `{held_out}` is held out"));
        if not_read > 0 {
            remarks.push(format!("{not_read} other folders are not read"));
        }
        let part = |range: std::ops::Range<usize>| images.select(&range.collect::<Vec<_>>());
        return parts((name, part(train_range)), (file::name(other), part(other_range)), remarks);
    }
    let classes = class_folders(folder)?;
    album.read(folder, &classes)?;
    let (images, remarks) = album.finished(&name, &classes)?;
    held_out(name, &images, options, remarks)
}

/// The folder itself, or the only one in it, as archives leave them, while that holds folders in turn.
fn unwrapped(folder: &Path) -> PathBuf {
    let mut folder = folder.to_owned();
    for _ in 0..DEEPEST {
        match entries(&folder).as_deref() {
            Ok([only]) if only.is_dir() && class_folders(only).is_ok_and(|inside| !inside.is_empty()) => {
                folder.clone_from(only);
            }
            _ => break,
        }
    }
    folder
}

/// The names of the folders in a folder.
fn class_folders(folder: &Path) -> Result<Vec<String>, ImageError> {
    let named = |path: PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let names: Vec<String> = entries(folder)?.into_iter().filter(|path| path.is_dir()).filter_map(named).collect();
    if names.len() > MOST_CLASSES {
        let limit = format!("{MOST_CLASSES} folders, each a class");
        return Err(ImageError::TooLarge { file: file::name(folder), limit });
    }
    Ok(names)
}

/// The pictures of folders, as they are read.
struct Album {
    side: usize,
    /// The name and the size of the first one.
    first: Option<(String, (usize, usize))>,
    pixels: Vec<u8>,
    labels: Vec<Option<u8>>,
    /// Pictures with transparent parts, by their place: their ground is known once all are read.
    transparent: Vec<(usize, Picture)>,
    ink: Ink,
    turned: usize,
    left_out: LeftOut,
}

impl Album {
    fn new(side: usize) -> Self {
        Self {
            side,
            first: None,
            pixels: Vec::new(),
            labels: Vec::new(),
            transparent: Vec::new(),
            ink: Ink::default(),
            turned: 0,
            left_out: LeftOut::default(),
        }
    }

    /// Reads the pictures of a folder and of the folders in it, which are classes; says which places they have.
    fn read(&mut self, folder: &Path, classes: &[String]) -> Result<std::ops::Range<usize>, ImageError> {
        let start = self.labels.len();
        for path in entries(folder)? {
            if path.is_dir() {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let class = classes.iter().position(|class| *class == name).map(|class| class as u8);
                self.read_class(&path, class, DEEPEST)?;
            } else {
                self.take(&path, None)?;
            }
        }
        Ok(start..self.labels.len())
    }

    fn read_class(&mut self, folder: &Path, class: Option<u8>, deepest: usize) -> Result<(), ImageError> {
        for path in entries(folder)? {
            if !path.is_dir() {
                self.take(&path, class)?;
            } else if deepest > 0 {
                self.read_class(&path, class, deepest - 1)?;
            } else {
                self.left_out.other(&file::name(&path), "a folder too deep");
            }
        }
        Ok(())
    }

    /// Takes a picture in, or leaves a file out that is none or is damaged.
    fn take(&mut self, path: &Path, class: Option<u8>) -> Result<(), ImageError> {
        if self.labels.len() == MOST_FILES {
            let folder = file::name(path.parent().unwrap_or(path));
            return Err(ImageError::TooLarge { file: folder, limit: format!("{MOST_FILES} pictures") });
        }
        let name = file::name(path);
        let picture = match read_picture(path) {
            Ok(Read::Picture(picture)) => resize::to_square(picture, self.side),
            Ok(Read::Other(what)) => {
                self.left_out.other(&name, what);
                return Ok(());
            }
            Err(error) => {
                self.left_out.damaged(error);
                return Ok(());
            }
        };
        let found = (picture.width, picture.height);
        if found.0 * found.1 > MOST_PIXELS {
            return Err(ImageError::TooManyPixels { file: name, found, limit: MOST_PIXELS });
        }
        let (first, size) = self.first.get_or_insert_with(|| (name.clone(), found));
        if *size != found {
            return Err(ImageError::OtherSize { file: name, found, first: first.clone(), size: *size });
        }
        if self.pixels.len() as u64 > file::MOST_BYTES {
            return Err(ImageError::TooLarge {
                file: name,
                limit: format!("{} MiB of pictures", file::MOST_BYTES >> 20),
            });
        }
        self.pixels.extend_from_slice(&picture.gray);
        self.turned += usize::from(picture.turned);
        if picture.opacity.is_some() {
            self.ink = self.ink.with(&picture);
            self.transparent.push((self.labels.len(), picture));
        }
        self.labels.push(class);
        Ok(())
    }

    /// All of them on their ground, with what people should know.
    fn finished(mut self, folder: &str, classes: &[String]) -> Result<(Images, Vec<String>), ImageError> {
        let Some((_, (width, height))) = self.first else {
            let found = self.left_out.first_fault()?.remark().map(|remark| format!(" ({remark})")).unwrap_or_default();
            return Err(ImageError::NoImages { folder: folder.to_owned(), found, expected: EXPECTED });
        };
        let mut remarks: Vec<String> = self.left_out.remark().into_iter().collect();
        remarks.extend(lay_on_grounds(&mut self.pixels, std::mem::take(&mut self.transparent), self.ink));
        match self.turned {
            0 => {}
            1 => remarks.push("1 picture is turned as its EXIF data say".into()),
            turned => remarks.push(format!("{turned} pictures are turned as their EXIF data say")),
        }
        let count = self.labels.len();
        let mut labels: Vec<u8> = self.labels.into_iter().flatten().collect();
        if !labels.is_empty() && labels.len() < count {
            let beside = count - labels.len();
            let pictures = if beside == 1 { "picture lies" } else { "pictures lie" };
            remarks.push(format!("{beside} {pictures} beside the folders of the classes, so nothing is classified"));
            labels.clear();
        }
        let (classes, labels) = without_empty(classes, labels);
        if let [only] = classes.as_slice() {
            remarks.push(format!("all pictures are of one class ({only}), so nothing is classified"));
        }
        Ok((Images::new(width, height, self.pixels, labels).with_classes(classes), remarks))
    }
}

/// The classes that have pictures, as they are shown, and the labels by their new places.
fn without_empty(classes: &[String], mut labels: Vec<u8>) -> (Vec<String>, Vec<u8>) {
    let used: Vec<usize> =
        (0..classes.len()).filter(|class| labels.iter().any(|l| usize::from(*l) == *class)).collect();
    for label in &mut labels {
        *label = used.iter().position(|class| *class == usize::from(*label)).unwrap_or(0) as u8;
    }
    (used.iter().filter_map(|class| classes.get(*class)).map(|class| crate::data::shown(class)).collect(), labels)
}

/// Lays pictures with transparent parts on their ground, in place.
fn lay_on_grounds(pixels: &mut [u8], transparent: Vec<(usize, Picture)>, ink: Ink) -> Option<String> {
    let common = Ground::under(ink);
    let count = transparent.len();
    let mut others = 0;
    for (place, picture) in transparent {
        let ground = common.of(&picture);
        others += usize::from(ground != common);
        let size = picture.gray.len();
        let laid = laid_on(picture, ground);
        if let Some(pixels) = pixels.get_mut(place * size..(place + 1) * size) {
            pixels.copy_from_slice(&laid);
        }
    }
    let but = if others > 0 { format!(", but for {others} whose ink would vanish") } else { String::new() };
    let parts = if count == 1 { "part of 1 picture is".into() } else { format!("parts of {count} pictures are") };
    (count > 0).then(|| format!("{parts} transparent: the ground is {}{but}", common.name()))
}

enum Read {
    Picture(Picture),
    /// Something else, in words.
    Other(&'static str),
}

/// The picture in a file; of a file that is none no more is read than is needed to tell.
fn read_picture(path: &Path) -> Result<Read, ImageError> {
    let name = file::name(path);
    let is_called_picture = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".pgm", ".pbm", ".ppm", ".pnm"]
        .iter()
        .any(|end| lower(path).ends_with(end));
    let mut kind = Kind::of(&file::start(path, Kind::NEEDED)?);
    let mut bytes = Vec::new();
    if kind.is_picture() || kind == Kind::Gzip {
        bytes = file::read(path)?;
        kind = Kind::of(&bytes);
    }
    match kind {
        kind if kind.is_picture() => decode::read(&name, &bytes).map(Read::Picture),
        kind if is_called_picture => {
            let what = kind.words();
            Err(at_byte(&name, 0, format!("{what}; expected a picture in PNG, JPEG, PGM, PBM or PPM")))
        }
        kind => Ok(Read::Other(kind.words())),
    }
}
