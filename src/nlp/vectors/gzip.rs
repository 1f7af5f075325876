//! gzip streams, of one member or several, read to their very end: one that is cut off, damaged or followed by something
//! else is an error, not an end.

use flate2::bufread::GzDecoder;
use std::io::{BufRead, Error, ErrorKind, Read, Result};

/// How a gzip stream begins.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What a gzip stream holds.
pub(super) struct Gunzip<R> {
    /// The member in hand; none after the last.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gunzip<R> {
    pub(super) fn new(source: R) -> Self {
        Self { member: Some(GzDecoder::new(source)) }
    }

    /// Goes on to the member that follows, if one does. Zeros may fill up a block after the last, as on tapes.
    fn next_member(&mut self) -> Result<()> {
        let Some(mut source) = self.member.take().map(GzDecoder::into_inner) else { return Ok(()) };
        loop {
            let rest = source.fill_buf()?;
            match rest.first() {
                None => return Ok(()),
                Some(0) => {
                    let zeros = rest.iter().take_while(|byte| **byte == 0).count();
                    source.consume(zeros);
                }
                Some(first) if *first == MAGIC[0] => {
                    self.member = Some(GzDecoder::new(source));
                    return Ok(());
                }
                Some(_) => {
                    let told = "something that is no gzip follows the end of its gzip stream";
                    return Err(Error::new(ErrorKind::InvalidData, told));
                }
            }
        }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while let Some(member) = &mut self.member {
            match member.read(buffer) {
                Ok(0) => self.next_member()?,
                Ok(count) => return Ok(count),
                Err(error) => {
                    return Err(match error.kind() {
                        ErrorKind::UnexpectedEof => Error::new(error.kind(), "its gzip stream is cut off"),
                        ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                            Error::new(error.kind(), format!("its gzip stream is damaged: {error}"))
                        }
                        _ => error,
                    });
                }
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write as _;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut to = GzEncoder::new(Vec::new(), Compression::default());
        to.write_all(text).unwrap();
        to.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> std::result::Result<String, String> {
        let mut text = String::new();
        Gunzip::new(bytes).read_to_string(&mut text).map_err(|error| error.to_string())?;
        Ok(text)
    }

    #[test]
    fn members_are_read_to_the_last_and_zeros_after_it_are_nothing() {
        let two = [packed(b"uno\n"), packed(b""), packed(b"dos\n")].concat();
        assert_eq!(read(&two).unwrap(), "uno\ndos\n");
        assert_eq!(read(&[two.clone(), vec![0; 512]].concat()).unwrap(), "uno\ndos\n");
    }

    #[test]
    fn what_is_cut_off_damaged_or_followed_by_something_else_is_told() {
        let whole = packed("una línea\n".repeat(50).as_bytes());
        for length in 1..whole.len() {
            assert_eq!(read(&whole[..length]).unwrap_err(), "its gzip stream is cut off", "{length}");
        }
        for rest in [&b"x"[..], b"\0\0x", b"una"] {
            let told = read(&[&whole, rest].concat()).unwrap_err();
            assert_eq!(told, "something that is no gzip follows the end of its gzip stream");
        }
        let mut other = whole.clone();
        let checksum = other.len() - 8;
        other[checksum] ^= 1;
        assert!(read(&other).unwrap_err().starts_with("its gzip stream is damaged: "));
        assert!(read(&[&whole[..], b"\x1f\x8bx"].concat()).is_err());
    }
}
