//! What a file is, by how it begins: files are often called by another format's ending.

/// What the beginning of a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Png,
    Jpeg,
    /// P1 to P6: black and white, gray or coloured, as text or bytes.
    Netpbm,
    Gzip,
    Empty,
    /// A format that is known by name alone.
    Foreign(&'static str),
    Unknown,
}

/// How formats that are not read begin, with an article as messages say them.
const FOREIGN: &[(&[u8], usize, &str)] = &[
    (b"GIF8", 0, "a GIF picture"),
    (b"BM", 0, "a BMP picture"),
    (b"II*\0", 0, "a TIFF picture"),
    (b"MM\0*", 0, "a TIFF picture"),
    (b"WEBP", 8, "a WebP picture"),
    (b"ftypavif", 4, "an AVIF picture"),
    (b"ftyphei", 4, "a HEIC picture"),
    (b"ftypmif1", 4, "a HEIC picture"),
    (b"\xff\x0a", 0, "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", 0, "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", 0, "a JPEG 2000 picture"),
    (b"P7\n", 0, "a PAM picture (P7)"),
    (b"Pf", 0, "a PFM picture"),
    (b"PF", 0, "a PFM picture"),
    (b"\0\0\x01\0", 0, "an icon (ICO)"),
    (b"<svg", 0, "an SVG drawing"),
    (b"<?xml", 0, "an XML file"),
    (b"%PDF", 0, "a PDF file"),
    (b"PK\x03\x04", 0, "a ZIP archive (or a numpy .npz)"),
    (b"\x93NUMPY", 0, "a numpy array"),
    (b"\x89HDF", 0, "an HDF5 file"),
    (b"PAR1", 0, "a Parquet file"),
    (b"ustar", 257, "a tar archive"),
];

impl Kind {
    /// How many bytes of a file are needed to tell.
    pub(super) const NEEDED: usize = 512;

    /// The kind of the file that begins so.
    pub(super) fn of(start: &[u8]) -> Self {
        let begins = |what: &[u8], at: usize| start.get(at..).is_some_and(|rest| rest.starts_with(what));
        match start {
            [] => Self::Empty,
            [b'P', b'1'..=b'6', blank, ..] if blank.is_ascii_whitespace() || *blank == b'#' => Self::Netpbm,
            [b'P', b'1'..=b'6'] => Self::Netpbm,
            _ if begins(b"\x89PNG\r\n\x1a\n", 0) => Self::Png,
            _ if begins(b"\xff\xd8\xff", 0) => Self::Jpeg,
            _ if crate::data::gzip::is_gzip(start) => Self::Gzip,
            _ => FOREIGN
                .iter()
                .find(|(magic, at, _)| begins(magic, *at))
                .map_or(Self::Unknown, |(_, _, words)| Self::Foreign(words)),
        }
    }

    /// Whether it is a picture that is read.
    pub(super) fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Netpbm)
    }

    /// What it is, with an article.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Png => "a PNG picture",
            Self::Jpeg => "a JPEG picture",
            Self::Netpbm => "a PGM, PBM or PPM picture",
            Self::Gzip => "a gzipped file",
            Self::Empty => "an empty file",
            Self::Foreign(words) => words,
            Self::Unknown => "no picture",
        }
    }
}
