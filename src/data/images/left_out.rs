//! Files of a folder that are no pictures, or can't be read: they are left out, and counted and named.

use super::error::ImageError;

/// How many are named.
const NAMED: usize = 3;

/// What was left out of a folder.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    /// Pictures that can't be read: what is wrong with the first ones.
    damaged: Vec<String>,
    damaged_count: usize,
    /// Other files: the first ones, with what they are.
    others: Vec<String>,
    others_count: usize,
    first: Option<ImageError>,
}

impl LeftOut {
    /// A picture that can't be read.
    pub(super) fn damaged(&mut self, error: ImageError) {
        self.damaged_count += 1;
        if self.damaged.len() < NAMED {
            self.damaged.push(error.to_string());
        }
        self.first.get_or_insert(error);
    }

    /// A file that is something else.
    pub(super) fn other(&mut self, file: &str, what: &str) {
        self.others_count += 1;
        if self.others.len() < NAMED {
            self.others.push(format!("{file} ({what})"));
        }
    }

    /// What is wrong with the first picture that can't be read.
    pub(super) fn first_fault(self) -> Result<Self, ImageError> {
        match self.first {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    /// What people should know, damaged pictures first; nothing where nothing was left out.
    pub(super) fn remark(&self) -> Option<String> {
        let count = self.damaged_count + self.others_count;
        let mut named: Vec<&str> = self.damaged.iter().chain(&self.others).take(NAMED).map(String::as_str).collect();
        let more = format!("and {} more", count.saturating_sub(NAMED));
        if count > NAMED {
            named.push(&more);
        }
        let (files, were) = if count == 1 { ("file", "was") } else { ("files", "were") };
        (count > 0).then(|| format!("{count} {files} {were} left out: {}", named.join("; ")))
    }
}
