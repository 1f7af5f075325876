//! Words as data: one language is one file of `languages/`, embedded. A table of words is declared in Rust (each text's
//! name and the places that the program fills in it), its texts stand in the language's file. A text that is missing or
//! that nobody asks for, a place that is missing or unknown, are faults that name file and key.

mod file;
mod template;

pub(crate) use file::{File, Section};
pub(crate) use template::Counted;
pub use template::fill;

/// A struct of words that is read from a section of a language's file: `name: type;` a row, `name(first, second): type;`
/// a row whose text has places. [`fill`] takes the values in the order of the declaration, whatever their order in a
/// language's text.
macro_rules! words_table {
    ($(#[$about:meta])* $table:ident $($(#[$doc:meta])* $name:ident $(($($place:ident),*))?: $type:ty;)*) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct $table { $($(#[$doc])* pub(crate) $name: $type,)* }

        impl $table {
            /// The words of this section of a language's file.
            pub(super) fn read(section: &mut crate::words::Section<'_>) -> Self {
                Self { $($name: section.row(stringify!($name), &[$($(stringify!($place)),*)?]),)* }
            }
        }
    };
}
pub(crate) use words_table;
