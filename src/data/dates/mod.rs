//! Dates as people, spreadsheets, loggers and statistics offices write them; `docs/dates.md` lists the forms. One cell
//! can often be read in several ways, so the column as a whole decides.
//!
//! ```text
//! cells ─► Written (numbers, month, clock) ─► Tally of a column ─► Source (which columns, which formats) ─► Stamps
//! ```

mod clock;
mod clock_changes;
mod decimal;
mod format;
mod names;
mod number;
mod period;
mod reading;
mod scan;
mod source;
mod stamp;
mod step;
mod tally;
mod words;
mod written;
mod zone;

pub use clock_changes::ClockChange;
pub use format::Format;
pub use reading::{DateReader, Reading};
pub use source::{Seen, Source};
pub use stamp::{Resolution, Stamp};
pub use step::Step;
pub use tally::Tally;
pub use written::Written;

pub(crate) use stamp::DAY;
