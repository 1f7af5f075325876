//! Choosing a text file: a folder's entries, narrowed by what is typed.

use super::Editing;
use std::path::{Path, PathBuf};

/// An entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Its length in bytes; `None` for a folder.
    pub bytes: Option<u64>,
}

/// A folder as it was listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// The folder, from the root on.
    pub folder: PathBuf,
    /// Folders, then files, each by name.
    pub entries: Vec<FileEntry>,
}

/// What Enter does in the picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// List this folder.
    Folder(PathBuf),
    /// Open this file, or list it if it is a folder.
    File(PathBuf),
}

/// The dialog.
#[derive(Debug)]
pub struct Picker {
    /// What is listed.
    pub listing: Listing,
    /// What was typed: a part of a name, or a path (with a `/` in it).
    pub field: Editing,
    /// The entry under the cursor, among those that are shown.
    pub cursor: usize,
    /// Why the folder or file cannot be read.
    pub problem: Option<String>,
}

impl Default for Picker {
    fn default() -> Self {
        let listing = Listing { folder: PathBuf::from("."), ..Listing::default() };
        Self { listing, field: Editing::new("path", String::new()), cursor: 0, problem: None }
    }
}

impl Picker {
    /// The entries whose names have the typed text in them, whatever its case. Hidden ones are shown when a dot is typed
    /// first.
    pub fn shown(&self) -> Vec<&FileEntry> {
        let wanted = self.field.text.to_lowercase();
        let is_shown = |entry: &&FileEntry| {
            (wanted.starts_with('.') || !entry.name.starts_with('.')) && entry.name.to_lowercase().contains(&wanted)
        };
        self.listing.entries.iter().filter(is_shown).collect()
    }

    /// What Enter does.
    pub fn picked(&self) -> Option<Picked> {
        let text = self.field.text.trim();
        if text.contains('/') || text == "~" {
            return Some(Picked::File(self.listing.folder.join(at_home(text))));
        }
        let shown = self.shown();
        let Some(entry) = shown.get(self.cursor.min(shown.len().saturating_sub(1))) else {
            // Nothing in the list has it in its name: it may be a name all the same, of a file that has just come.
            return (!text.is_empty()).then(|| Picked::File(self.listing.folder.join(text)));
        };
        let path = self.listing.folder.join(&entry.name);
        Some(if entry.bytes.is_none() { Picked::Folder(path) } else { Picked::File(path) })
    }

    /// The folder above.
    pub fn parent(&self) -> Option<PathBuf> {
        self.listing.folder.parent().map(Path::to_path_buf)
    }

    /// Another folder is on its way: what was typed was about this one.
    pub fn leave(&mut self) {
        self.field = Editing::new("path", String::new());
        self.problem = None;
    }

    /// A folder was listed; what was typed meanwhile stays.
    pub fn listed(&mut self, listing: Listing) {
        // Coming back from a folder, the cursor stands on it.
        let child = self.listing.folder.strip_prefix(&listing.folder).ok().and_then(|rest| rest.iter().next());
        let child = child.map(|name| name.to_string_lossy().into_owned());
        self.listing = listing;
        self.cursor = self.shown().iter().position(|entry| Some(&entry.name) == child.as_ref()).unwrap_or(0);
    }
}

/// A path whose `~` is the user's home.
fn at_home(path: &str) -> PathBuf {
    let rest = path.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match (rest, std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest.trim_start_matches('/')),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picker() -> Picker {
        let entry = |name: &str, bytes| FileEntry { name: name.into(), bytes };
        let entries =
            vec![entry(".git", None), entry("novelas", None), entry("Quijote.txt", Some(9)), entry("otro", Some(1))];
        let mut picker = Picker::default();
        picker.listed(Listing { folder: "/home/me".into(), entries });
        picker
    }

    #[test]
    fn what_is_typed_narrows_the_list_and_enter_takes_what_is_left() {
        let mut picker = picker();
        assert_eq!(picker.shown().len(), 3, "hidden ones are left out");
        picker.field.insert("quij");
        assert_eq!(picker.picked(), Some(Picked::File("/home/me/Quijote.txt".into())));
        picker.field.insert("x");
        assert_eq!(
            picker.picked(),
            Some(Picked::File("/home/me/quijx".into())),
            "what isn't listed is taken as a name"
        );
    }

    #[test]
    fn folders_are_entered_and_left_with_the_cursor_on_them() {
        let mut picker = picker();
        assert_eq!(picker.picked(), Some(Picked::Folder("/home/me/novelas".into())));
        assert_eq!(picker.parent(), Some("/home".into()));
        let above = |name: &str| FileEntry { name: name.into(), bytes: None };
        picker.listed(Listing { folder: "/home".into(), entries: vec![above("a"), above("me")] });
        assert_eq!(picker.cursor, 1);
    }

    #[test]
    fn a_path_is_taken_as_it_was_typed() {
        let mut picker = picker();
        picker.field.insert("../b.txt");
        assert_eq!(picker.picked(), Some(Picked::File("/home/me/../b.txt".into())));
        picker.field = Editing::new("path", "/etc/hosts".into());
        assert_eq!(picker.picked(), Some(Picked::File("/etc/hosts".into())));
    }
}
