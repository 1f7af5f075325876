//! The second half of vectors: when all documents were seen, columns and weights are known, and rows go out.

use super::ordered::ordered;
use super::worker::{Product, Worker};
use super::written::{number, push_plain};
use super::{Format, StreamError};
use crate::nlp::escape::push_json;
use crate::nlp::vectorize::Vectorizer;
use std::io::{Read, Seek, SeekFrom, Write};

/// All terms, and where each worker's stand among them.
pub(super) struct Columns {
    /// In the order of their code points.
    pub(super) terms: Vec<String>,
    /// For each worker, the column of each of its terms.
    of_worker: Vec<Vec<u32>>,
    /// What a term weighs beside its count.
    weights: Vec<f64>,
}

impl Columns {
    pub(super) fn new(workers: &[Worker], vectorizer: Vectorizer, documents: usize) -> Self {
        let mut sorted: Vec<&str> = workers.iter().flat_map(|worker| worker.terms.words()).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let column = |term: &str| sorted.binary_search(&term).unwrap_or_default() as u32;
        let of_worker: Vec<Vec<u32>> =
            workers.iter().map(|worker| worker.terms.words().map(column).collect()).collect();
        let mut frequencies = vec![0_u32; sorted.len()];
        for (worker, columns) in workers.iter().zip(&of_worker) {
            for (column, count) in columns.iter().zip(&worker.frequencies) {
                frequencies.get_mut(*column as usize).into_iter().for_each(|sum| *sum += count);
            }
        }
        let weight = |count: u32| match vectorizer {
            Vectorizer::TfIdf(tf_idf) => tf_idf.idf(documents, count),
            Vectorizer::Count | Vectorizer::OneHot => 1.0,
        };
        let weights = frequencies.into_iter().map(weight).collect();
        Self { terms: sorted.into_iter().map(str::to_owned).collect(), of_worker, weights }
    }
}

/// One chunk's rows, as a worker left them.
struct Packed {
    worker: usize,
    first_row: u64,
    documents: u64,
    bytes: Vec<u8>,
}

/// A chunk's head in the temporary file: worker, documents, bytes.
pub(super) fn push_head(file: &mut impl Write, worker: usize, documents: u64, bytes: usize) -> std::io::Result<()> {
    for number in [worker as u64, documents, bytes as u64] {
        file.write_all(&number.to_le_bytes())?;
    }
    Ok(())
}

fn head(file: &mut impl Read) -> std::io::Result<Option<[u64; 3]>> {
    let mut bytes = [0; 24];
    match file.read_exact(&mut bytes) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut numbers = [0; 3];
    for (number, part) in numbers.iter_mut().zip(bytes.chunks_exact(8)) {
        *number = part.try_into().map_or(0, u64::from_le_bytes);
    }
    Ok(Some(numbers))
}

/// How rows are written.
struct Writer<'a> {
    vectorizer: Vectorizer,
    format: Format,
    columns: &'a Columns,
    /// Each term as it is written.
    names: Vec<String>,
}

/// Reads the packed rows from their beginning, finishes them on `threads` threads and hands the text on in order.
pub(super) fn write(
    mut packed: impl Read + Seek + Send,
    (vectorizer, product): (Vectorizer, Product),
    columns: &Columns,
    threads: usize,
    mut out: impl FnMut(&[u8]) -> Result<(), StreamError>,
) -> Result<(), StreamError> {
    let Product::Rows(format) = product else { return Ok(()) };
    let named = |push: fn(&mut String, &str)| {
        let name = |term: &String| {
            let mut name = String::new();
            push(&mut name, term);
            name
        };
        columns.terms.iter().map(name).collect()
    };
    let names = match format {
        Format::Json => named(push_json),
        Format::Text => named(push_plain),
        Format::MatrixMarket => Vec::new(),
    };
    let writer = Writer { vectorizer, format, columns, names };
    let failed = |error: std::io::Error| StreamError::Temporary(error.to_string());
    let read = move |hand_on: &mut dyn FnMut(Packed) -> bool| {
        packed.seek(SeekFrom::Start(0)).map_err(failed)?;
        let mut first_row = 1;
        while let Some([worker, documents, length]) = head(&mut packed).map_err(failed)? {
            let mut bytes = vec![0; length as usize];
            packed.read_exact(&mut bytes).map_err(failed)?;
            if !hand_on(Packed { worker: worker as usize, first_row, documents, bytes }) {
                break;
            }
            first_row += documents;
        }
        Ok(())
    };
    let work = |rows: &mut Vec<(u32, u32)>, chunk: Packed| Ok(writer.chunk(rows, &chunk));
    ordered(vec![Vec::new(); threads], read, work, |_, text: String| out(text.as_bytes()))?;
    Ok(())
}

impl Writer<'_> {
    fn chunk(&self, row: &mut Vec<(u32, u32)>, chunk: &Packed) -> String {
        let mut out = String::with_capacity(8 * chunk.bytes.len());
        let mut bytes = chunk.bytes.as_slice();
        let columns = self.columns.of_worker.get(chunk.worker).map(Vec::as_slice).unwrap_or_default();
        let mut values = Vec::new();
        for document in 0..chunk.documents {
            row.clear();
            for _ in 0..number(&mut bytes) {
                let (term, count) = (number(&mut bytes) as usize, number(&mut bytes) as u32);
                row.push((columns.get(term).copied().unwrap_or_default(), count));
            }
            row.sort_unstable();
            self.values(row, &mut values);
            match self.format {
                Format::MatrixMarket => self.push_entries(&mut out, chunk.first_row + document, row, &values),
                Format::Text => self.push_pairs(&mut out, row, &values, ' '),
                Format::Json => {
                    let length = (number(&mut bytes) as usize).min(bytes.len());
                    let (object, rest) = bytes.split_at(length);
                    bytes = rest;
                    out.push_str(&String::from_utf8_lossy(object));
                    out.push_str(",\"vector\":{");
                    self.push_pairs(&mut out, row, &values, ',');
                    out.push('}');
                }
            }
            match self.format {
                Format::MatrixMarket => {}
                Format::Text => out.push('\n'),
                Format::Json => out.push_str("}\n"),
            }
        }
        out
    }

    fn values(&self, row: &[(u32, u32)], values: &mut Vec<f64>) {
        values.clear();
        if let Vectorizer::TfIdf(tf_idf) = self.vectorizer {
            let weight = |column: u32| self.columns.weights.get(column as usize).copied().unwrap_or_default();
            values.extend(row.iter().map(|(column, count)| tf_idf.tf(*count) * weight(*column)));
            tf_idf.normalise(values);
        }
    }

    fn push_value(&self, out: &mut String, count: u32, value: Option<&f64>) {
        match (self.vectorizer, value) {
            (Vectorizer::TfIdf(_), Some(value)) => push_real(out, *value),
            (Vectorizer::OneHot, _) => out.push('1'),
            _ => push_whole(out, u64::from(count)),
        }
    }

    fn push_entries(&self, out: &mut String, number: u64, row: &[(u32, u32)], values: &[f64]) {
        let mut start = String::new();
        push_whole(&mut start, number);
        for (place, (column, count)) in row.iter().enumerate() {
            out.push_str(&start);
            out.push(' ');
            push_whole(out, u64::from(*column) + 1);
            out.push(' ');
            self.push_value(out, *count, values.get(place));
            out.push('\n');
        }
    }

    fn push_pairs(&self, out: &mut String, row: &[(u32, u32)], values: &[f64], between: char) {
        for (place, (column, count)) in row.iter().enumerate() {
            if place > 0 {
                out.push(between);
            }
            out.push_str(self.names.get(*column as usize).map(String::as_str).unwrap_or_default());
            out.push(':');
            self.push_value(out, *count, values.get(place));
        }
    }
}

fn push_real(out: &mut String, value: f64) {
    use std::fmt::Write as _;
    // Writing to a string cannot fail.
    let _ = write!(out, "{value}");
}

fn push_whole(out: &mut String, mut number: u64) {
    let mut digits = [0_u8; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        if let Some(digit) = digits.get_mut(start) {
            *digit = b'0' + (number % 10) as u8;
        }
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.push_str(std::str::from_utf8(digits.get(start..).unwrap_or_default()).unwrap_or_default());
}
