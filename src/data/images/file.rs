//! Bytes from files, unpacked where they are gzipped, and never more than a limit.

use super::error::{ImageError, whole};
use crate::data::gzip::{Gunzip, is_gzip};
use crate::data::shown_path;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The most that is read of a file, unpacked: 700,000 images of 28 x 28 fit twice.
pub(super) const MOST_BYTES: u64 = 1 << 30;

/// So much may come out of any gzipped file; ...
const FREE_BYTES: u64 = 64 << 20;
/// ... more only from one that is at least this part of it. Digits shrink to a fifth; a file that grows a thousandfold
/// was made to fill memories.
const MOST_RATIO: u64 = 200;

/// The path as messages name it.
pub(super) fn name(path: &Path) -> String {
    shown_path(&path.to_string_lossy())
}

/// The content of a file, unpacked if it is gzipped, whatever it is called. Memory grows with what really comes.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, ImageError> {
    let failed = |error| told(path, error);
    let file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    if size > MOST_BYTES {
        return Err(too_large(&name(path)));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large(&name(path)));
    }
    unpacked(&name(path), bytes)
}

/// The first bytes of a file, at most `count`, as they lie there.
pub(super) fn start(path: &Path, count: usize) -> Result<Vec<u8>, ImageError> {
    let failed = |error| told(path, error);
    // Pipes and devices would be waited for.
    if !path.metadata().map_err(failed)?.is_file() {
        return Err(whole(&name(path), "neither a file nor a folder; expected a picture"));
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(count as u64).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// The bytes, unpacked if they are gzipped.
pub(super) fn unpacked(file: &str, bytes: Vec<u8>) -> Result<Vec<u8>, ImageError> {
    if !is_gzip(&bytes) {
        return Ok(bytes);
    }
    let limit = FREE_BYTES.max(bytes.len() as u64 * MOST_RATIO).min(MOST_BYTES);
    let mut out = Vec::new();
    if let Err(error) = Gunzip::new(bytes.as_slice()).take(limit + 1).read_to_end(&mut out) {
        return Err(whole(file, error.to_string()));
    }
    if out.len() as u64 <= limit {
        return Ok(out);
    }
    if limit < MOST_BYTES {
        let (packed, mib) = (bytes.len(), limit >> 20);
        return Err(whole(file, format!("its {packed} bytes unpack to more than {mib} MiB; expected images")));
    }
    Err(too_large(file))
}

fn too_large(file: &str) -> ImageError {
    ImageError::TooLarge { file: file.to_owned(), limit: format!("{} MiB", MOST_BYTES >> 20) }
}

/// What the system said, in the words of this room.
pub(super) fn told(path: &Path, cause: std::io::Error) -> ImageError {
    let file = name(path);
    match cause.kind() {
        ErrorKind::NotFound => ImageError::NotFound { file },
        ErrorKind::PermissionDenied => ImageError::Forbidden { file },
        _ => ImageError::Unreadable { file, cause },
    }
}
