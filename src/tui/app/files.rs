//! Folders and text files for the picker; read on a thread of its own.

use crate::data::text::read_text;
use crate::tui::model::{Editor, FileEntry, Listing, TextNews};
use std::path::{Path, PathBuf};

/// The most entries of a folder that are listed.
const MOST: usize = 10_000;

/// Lists a folder: folders first, each kind by name.
pub(super) fn list(folder: &Path) -> Result<Listing, String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let folder = std::fs::canonicalize(folder).map_err(told)?;
    let entry = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.ok()?;
        // What a link points to is what counts; one that points nowhere is left out.
        let kind = std::fs::metadata(entry.path()).ok()?;
        let name = entry.file_name().into_string().ok()?;
        let bytes = match (kind.is_dir(), kind.is_file()) {
            (true, _) => None,
            (_, true) => Some(kind.len()),
            _ => return None,
        };
        Some(FileEntry { name, bytes })
    };
    let mut entries: Vec<FileEntry> = std::fs::read_dir(&folder).map_err(told)?.filter_map(entry).take(MOST).collect();
    entries.sort_by_cached_key(|entry| (entry.bytes.is_some(), entry.name.to_lowercase()));
    Ok(Listing { folder, entries })
}

/// Opens a text file; a folder is listed.
pub(super) fn open(path: PathBuf) -> TextNews {
    if path.is_dir() {
        return TextNews::Listed(list(&path));
    }
    let text = read_text(&path, Editor::LONGEST as u64).map_err(|error| error.to_string());
    TextNews::Opened(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_first_and_a_folder_that_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "uno").unwrap();
        std::fs::create_dir(folder.path().join("Z")).unwrap();
        let listing = list(folder.path()).unwrap();
        let names: Vec<_> = listing.entries.iter().map(|entry| (entry.name.as_str(), entry.bytes)).collect();
        assert_eq!(names, [("Z", None), ("a.txt", Some(3))]);
        assert!(matches!(open(folder.path().to_owned()), TextNews::Listed(Ok(_))));
        assert!(list(&folder.path().join("none")).unwrap_err().contains("none"));
    }
}
