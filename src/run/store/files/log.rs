//! A file that only grows, a line at a time, and knows the digest of all its bytes.

use super::{Folder, failpoint, hexadecimal};
use rustix::fs::OFlags;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _};

/// A file of lines, open for appending.
#[derive(Debug)]
pub struct Log {
    file: File,
    bytes: u64,
    digest: Sha256,
    /// A line was cut by a failure, and couldn't be taken back.
    is_torn: bool,
}

/// How a log was found to be, against what its checkpoint says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// As it was then, and maybe longer.
    Whole,
    /// So many bytes shorter.
    Short(u64),
    /// With other bytes.
    Changed,
}

impl Log {
    /// Opens a log whose first `bytes` are to be gone on from; `digest` is what their digest was. Nothing is changed yet.
    ///
    /// # Errors
    /// As the system words it, or that it is a link, or no file.
    pub fn open(folder: &Folder, name: &str, bytes: u64, digest: Option<&str>) -> io::Result<(Self, Found)> {
        let file = folder.file(name, OFlags::CREATE | OFlags::APPEND)?;
        let mut log = Self { file, bytes: 0, digest: Sha256::new(), is_torn: false };
        let (whole, read) = log.take(bytes)?;
        if read < bytes {
            // Back at the last end of a line.
            log.digest = Sha256::new();
            log.take(whole)?;
            return Ok((log, Found::Short(bytes - read)));
        }
        let found = match digest {
            Some(digest) if digest != log.digest() => Found::Changed,
            _ => Found::Whole,
        };
        Ok((log, found))
    }

    /// Opens a log at the end of its last whole line.
    ///
    /// # Errors
    /// As the system words it, or that it is a link, or no file.
    pub fn at_its_end(folder: &Folder, name: &str) -> io::Result<Self> {
        let mut log = Self::open(folder, name, u64::MAX, None)?.0;
        log.cut()?;
        Ok(log)
    }

    /// Reads the first bytes into the digest; says where the last whole line among them ends, and how many there were.
    fn take(&mut self, most: u64) -> io::Result<(u64, u64)> {
        self.file.rewind()?;
        let mut reader = BufReader::with_capacity(1 << 16, &self.file).take(most);
        let (mut chunk, mut read, mut whole) = (vec![0; 1 << 16], 0_u64, 0_u64);
        loop {
            let count = reader.read(&mut chunk)?;
            let Some(bytes) = chunk.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
            self.digest.update(bytes);
            if let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') {
                whole = read + end as u64 + 1;
            }
            read += bytes.len() as u64;
        }
        self.bytes = read;
        Ok((whole, read))
    }

    /// Takes away what comes after what is gone on from.
    ///
    /// # Errors
    /// As the system words it.
    pub fn cut(&mut self) -> io::Result<()> {
        if self.file.metadata()?.len() > self.bytes {
            failpoint::pass()?;
            self.file.set_len(self.bytes)?;
        }
        self.is_torn = false;
        Ok(())
    }

    /// Appends a line. One that cannot be written whole is taken back.
    ///
    /// # Errors
    /// As the system words it.
    pub fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_torn {
            self.cut()?;
        }
        if let Err(error) = failpoint::write(&self.file, line) {
            self.is_torn = true;
            let _ = self.cut();
            return Err(error);
        }
        self.bytes += line.len() as u64;
        self.digest.update(line);
        Ok(())
    }

    /// Puts it on the disk for good.
    ///
    /// # Errors
    /// As the system words it.
    pub fn sync(&self) -> io::Result<()> {
        failpoint::pass()?;
        self.file.sync_data()
    }

    /// Its bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The SHA-256 of its bytes.
    pub fn digest(&self) -> String {
        hexadecimal(&self.digest.clone().finalize())
    }
}
