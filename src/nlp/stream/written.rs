//! How tokens and numbers are written, and numbers read again.

use crate::nlp::escape::push_shown;

/// A token as a line of text has it: hidden characters written out, blanks as low lines.
pub(super) fn push_plain(out: &mut String, text: &str) {
    if text.contains(' ') {
        push_shown(out, &text.replace(' ', "_"));
    } else {
        push_shown(out, text);
    }
}

/// A number in 7 bits a byte, the lowest first, each but the last with the eighth bit set.
pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The next number of packed bytes; 0 at their end.
pub(super) fn number(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0, 0);
    while let Some((first, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(first & 0x7f) << shift;
        shift += 7;
        if first & 0x80 == 0 || shift > 63 {
            break;
        }
    }
    number
}
