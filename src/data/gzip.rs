//! Gzipped files, read to their end: each stream ends where its own trailer says so, several may follow one another (as
//! `cat a.gz b.gz` makes them) with zeros behind the last (as tapes have them), and nothing else may.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, ErrorKind, Read};

/// How gzipped content begins.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Whether content that begins so is gzipped.
pub(crate) fn is_gzip(start: &[u8]) -> bool {
    start.starts_with(&MAGIC)
}

/// What is wrong with gzipped content; it comes wrapped in an [`io::Error`] of the kind `InvalidData`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GzipFault {
    /// A stream is cut off.
    #[error("the gzipped data are cut off after {unpacked} bytes unpacked; expected the end that gzip writes")]
    CutOff {
        /// Bytes that came out before.
        unpacked: u64,
    },
    /// A stream breaks the format, or its checksum or length is not that of what came out.
    #[error("the gzipped data are damaged after {unpacked} bytes unpacked ({cause})")]
    Damaged {
        /// Bytes that came out before.
        unpacked: u64,
        /// What the decoder said.
        cause: String,
    },
    /// Something else lies behind the end.
    #[error("byte {at}: something else follows the end of the gzipped data; expected the file to end there")]
    Trailing {
        /// Where it begins, in bytes of the packed file from 0.
        at: u64,
    },
}

impl From<GzipFault> for io::Error {
    fn from(fault: GzipFault) -> Self {
        Self::new(ErrorKind::InvalidData, fault)
    }
}

/// Reads what gzipped content unpacks to.
pub(crate) struct Gunzip<R> {
    stage: Stage<R>,
    unpacked: u64,
}

enum Stage<R> {
    Within(Box<GzDecoder<Counted<R>>>),
    /// Behind a stream's end.
    Between(Counted<R>),
    /// At the end, or after a fault.
    Over,
}

impl<R: BufRead> Gunzip<R> {
    /// Of content that begins as gzip does.
    pub(crate) fn new(packed: R) -> Self {
        let packed = Counted { inner: packed, taken: 0 };
        Self { stage: Stage::Within(Box::new(GzDecoder::new(packed))), unpacked: 0 }
    }

    fn told(&self, error: io::Error) -> io::Error {
        let unpacked = self.unpacked;
        match error.kind() {
            ErrorKind::UnexpectedEof => GzipFault::CutOff { unpacked }.into(),
            ErrorKind::InvalidInput | ErrorKind::InvalidData => {
                GzipFault::Damaged { unpacked, cause: error.to_string() }.into()
            }
            _ => error,
        }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Over => return Ok(0),
                Stage::Within(mut stream) => match stream.read(out) {
                    Ok(0) => self.stage = Stage::Between(stream.into_inner()),
                    Ok(count) => {
                        self.unpacked += count as u64;
                        self.stage = Stage::Within(stream);
                        return Ok(count);
                    }
                    Err(error) if error.kind() == ErrorKind::Interrupted => {
                        self.stage = Stage::Within(stream);
                        return Err(error);
                    }
                    Err(error) => return Err(self.told(error)),
                },
                Stage::Between(mut packed) => {
                    packed.skip_zeros()?;
                    match packed.fill_buf()?.first() {
                        None => return Ok(0),
                        Some(byte) if *byte == MAGIC[0] => {
                            self.stage = Stage::Within(Box::new(GzDecoder::new(packed)));
                        }
                        Some(_) => return Err(GzipFault::Trailing { at: packed.taken }.into()),
                    }
                }
            }
        }
    }
}

/// Knows how many bytes were taken.
struct Counted<R> {
    inner: R,
    taken: u64,
}

impl<R: BufRead> Counted<R> {
    fn skip_zeros(&mut self) -> io::Result<()> {
        loop {
            let rest = self.inner.fill_buf()?;
            let zeros = rest.iter().take_while(|byte| **byte == 0).count();
            if zeros == 0 {
                return Ok(());
            }
            self.consume(zeros);
        }
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.taken += count as u64;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.inner.consume(count);
        self.taken += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::{BufReader, Write as _};

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    /// What comes out, read through a buffer of three bytes so that streams end anywhere in it.
    fn unpack(packed: &[u8]) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        let mut reader = Gunzip::new(BufReader::with_capacity(3, packed));
        reader.read_to_end(&mut out).map(|_| out).map_err(|error| error.to_string())
    }

    #[test]
    fn streams_that_follow_one_another_are_one_and_zeros_behind_them_are_nothing() {
        let text: Vec<u8> = (0..5000_u32).flat_map(u32::to_le_bytes).collect();
        assert_eq!(unpack(&gzipped(&text)), Ok(text.clone()));
        let two = [gzipped(&text), gzipped(b"and more"), vec![0; 512]].concat();
        assert_eq!(unpack(&two), Ok([text.as_slice(), b"and more"].concat()));
        assert_eq!(unpack(&gzipped(b"")), Ok(Vec::new()));
    }

    #[test]
    fn a_stream_that_is_cut_off_anywhere_is_told() {
        let packed = gzipped(b"one two three one two three");
        for cut in 2..packed.len() {
            let told = unpack(&packed[..cut]).unwrap_err();
            assert!(told.contains("cut off after"), "{cut}: {told}");
        }
    }

    #[test]
    fn what_follows_the_end_is_told_with_its_byte_and_a_wrong_checksum_too() {
        let packed = gzipped(b"one two three");
        let followed = [packed.as_slice(), b"\0\0<html>"].concat();
        let told = unpack(&followed).unwrap_err();
        assert!(told.starts_with(&format!("byte {}: something else follows", packed.len() + 2)), "{told}");
        let mut changed = packed.clone();
        let checksum = packed.len() - 8;
        changed[checksum] ^= 1;
        assert!(unpack(&changed).unwrap_err().contains("damaged after 13 bytes unpacked"), "{:?}", unpack(&changed));
        let mut longer = packed;
        longer[checksum + 4] += 1;
        assert!(unpack(&longer).unwrap_err().contains("damaged after 13 bytes"), "{:?}", unpack(&longer));
    }
}
