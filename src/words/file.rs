//! A language's file, read strictly.

use toml::{Table, Value};

use super::template::{Counted, compiled};

/// A language's file while tables of words are read from it. What is wrong is gathered: the screen then shows the key.
pub(crate) struct File {
    name: &'static str,
    root: Table,
    /// What is wrong with the file, each naming file and key.
    pub(crate) faults: Vec<String>,
}

impl File {
    /// The file of this name and text.
    pub(crate) fn new(name: &'static str, text: &str) -> Self {
        let (root, faults) = match text.parse() {
            Ok(root) => (root, Vec::new()),
            Err(error) => (Table::new(), vec![format!("{name}: {error}")]),
        };
        Self { name, root, faults }
    }

    /// What `read` makes of the section of this key. A key of the section that `read` doesn't ask for is a fault.
    pub(crate) fn section<T>(&mut self, key: &str, read: impl FnOnce(&mut Section<'_>) -> T) -> T {
        let rows = match self.root.remove(key) {
            Some(Value::Table(rows)) => rows,
            _ => Table::new(),
        };
        let mut section = Section { at: format!("{}: {key}", self.name), rows, faults: &mut self.faults };
        let words = read(&mut section);
        section.close();
        words
    }

    /// The faults of the whole file, after every section and key was read: what is left is unknown.
    pub(crate) fn close(mut self) -> Vec<String> {
        let name = self.name;
        self.faults.extend(self.root.keys().map(|key| format!("{name}: {key} is not known")));
        self.faults
    }

    /// A text that stands above all sections.
    pub(crate) fn text(&mut self, key: &str) -> &'static str {
        match self.root.remove(key) {
            Some(Value::String(text)) => leaked(text),
            _ => {
                self.faults.push(format!("{}: {key} is missing", self.name));
                leaked(key.to_owned())
            }
        }
    }
}

/// One section.
pub(crate) struct Section<'f> {
    at: String,
    rows: Table,
    faults: &'f mut Vec<String>,
}

impl Section<'_> {
    /// The words of a key, whose texts may have these places and must have each of them once at least.
    pub(crate) fn row<R: Row>(&mut self, key: &str, places: &[&str]) -> R {
        let value = self.rows.remove(key);
        let mut cell =
            Cell { at: format!("{}.{key}", self.at), key, places, used: vec![false; places.len()], faults: Vec::new() };
        if value.is_none() {
            cell.fault("is missing");
        }
        let missing = value.is_none();
        let words = R::row(value.unwrap_or_else(|| Value::String(String::new())), &mut cell);
        if missing {
            cell.faults.truncate(1);
        } else if cell.faults.is_empty() {
            for at in 0..places.len() {
                if let (Some(false), Some(place)) = (cell.used.get(at), places.get(at)) {
                    cell.fault(&format!("lacks the place {{{place}}}"));
                }
            }
        }
        self.faults.append(&mut cell.faults);
        words
    }

    fn close(self) {
        let at = self.at;
        self.faults.extend(self.rows.keys().map(|key| format!("{at}.{key} is not known")));
    }
}

/// One row while it is read.
pub(crate) struct Cell<'r> {
    at: String,
    key: &'r str,
    places: &'r [&'r str],
    used: Vec<bool>,
    faults: Vec<String>,
}

impl Cell<'_> {
    fn fault(&mut self, what: &str) {
        self.faults.push(format!("{} {what}", self.at));
    }

    /// The text with numbered places; where it is none, the key, so that the screen shows which.
    fn text(&mut self, value: &Value) -> &'static str {
        let told = match value {
            Value::String(text) => compiled(text, self.places, &mut self.used),
            other => Err(format!("is {}, expected a text", other.type_str())),
        };
        match told {
            Ok(text) => leaked(text),
            Err(what) => {
                self.fault(&what);
                leaked(self.key.to_owned())
            }
        }
    }

    fn list(&mut self, value: Value, expected: Option<usize>) -> Vec<Value> {
        let Value::Array(values) = value else {
            self.fault(&format!("is {}, expected a list", value.type_str()));
            return Vec::new();
        };
        if let Some(expected) = expected.filter(|expected| *expected != values.len()) {
            self.fault(&format!("has {} texts, expected {expected}", values.len()));
        }
        values
    }
}

/// What a row of a table of words may be.
pub(crate) trait Row: Sized {
    /// Reads it; what is wrong goes to the cell's faults.
    fn row(value: Value, cell: &mut Cell<'_>) -> Self;
}

impl Row for &'static str {
    fn row(value: Value, cell: &mut Cell<'_>) -> Self {
        cell.text(&value)
    }
}

impl Row for Counted {
    /// `{ by = "the place of the count", one = "...", other = "..." }`, or one text for every count.
    fn row(value: Value, cell: &mut Cell<'_>) -> Self {
        let Value::Table(mut forms) = value else {
            let text = cell.text(&value);
            return Self { by: 0, one: text, other: text };
        };
        let by = forms.remove("by");
        let by = by.as_ref().and_then(Value::as_str).and_then(|by| cell.places.iter().position(|place| *place == by));
        if by.is_none() {
            cell.fault("lacks by = the place that is the count");
        }
        let mut form = |name: &str, cell: &mut Cell<'_>| match forms.remove(name) {
            Some(text) => cell.text(&text),
            None => {
                cell.fault(&format!("lacks the form {name}"));
                leaked(cell.key.to_owned())
            }
        };
        // "one" may leave the count out; "other" may not.
        let one = form("one", cell);
        cell.used.fill(false);
        let other = form("other", cell);
        for name in forms.keys() {
            cell.fault(&format!("has the unknown form {name}"));
        }
        Self { by: by.unwrap_or_default(), one, other }
    }
}

impl<const N: usize> Row for [&'static str; N] {
    fn row(value: Value, cell: &mut Cell<'_>) -> Self {
        let mut words = [""; N];
        let texts = cell.list(value, Some(N));
        for (word, text) in words.iter_mut().zip(&texts) {
            *word = cell.text(text);
        }
        words
    }
}

impl<const N: usize> Row for [(&'static str, &'static str); N] {
    fn row(value: Value, cell: &mut Cell<'_>) -> Self {
        let mut words = [("", ""); N];
        for (word, pair) in words.iter_mut().zip(cell.list(value, Some(N))) {
            let [label, help] = Row::row(pair, cell);
            *word = (label, help);
        }
        words
    }
}

impl Row for &'static [&'static str] {
    fn row(value: Value, cell: &mut Cell<'_>) -> Self {
        cell.list(value, None).iter().map(|text| cell.text(text)).collect::<Vec<_>>().leak()
    }
}

/// A sub-table: keys that the program knows, and their words, in the file's order.
impl Row for &'static [(&'static str, &'static str)] {
    fn row(value: Value, cell: &mut Cell<'_>) -> Self {
        let Value::Table(rows) = value else {
            cell.fault(&format!("is {}, expected a table", value.type_str()));
            return &[];
        };
        let words = rows.into_iter().map(|(key, text)| (leaked(key), cell.text(&text)));
        words.collect::<Vec<_>>().leak()
    }
}

/// A language's texts live as long as the program: there are a few hundred of each language that is shown.
pub(super) fn leaked(text: String) -> &'static str {
    String::leak(text)
}

/// The two texts of an action.
impl Row for (&'static str, &'static str) {
    fn row(value: Value, cell: &mut Cell<'_>) -> Self {
        let mut rows = value.as_table().cloned().unwrap_or_default();
        let mut text = |name: &str| match rows.remove(name) {
            Some(text) => cell.text(&text),
            None => {
                cell.fault(&format!("lacks {name}"));
                leaked(cell.key.to_owned())
            }
        };
        let words = (text("short"), text("help"));
        for name in rows.keys() {
            cell.fault(&format!("has the unknown text {name}"));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Both = (Counted, &'static str, [&'static str; 2]);

    fn faults(text: &str) -> Vec<String> {
        read(text).1
    }

    fn read(text: &str) -> (Both, Vec<String>) {
        let mut file = File::new("xx.toml", text);
        let words = file.section("screen", |section| {
            (section.row("seeds", &["count", "better"]), section.row("pane", &["at", "of"]), section.row("sides", &[]))
        });
        (words, file.close())
    }

    const RIGHT: &str = "[screen]\nseeds = { by = \"count\", one = \"one seed, {better}\", other = \"{count} seeds, {better}\" }\n\
        pane = \"of {of} the {at}\"\nsides = [\"off\", \"on\"]\n";

    #[test]
    fn a_text_may_have_its_places_in_an_order_of_its_own_and_a_form_of_one() {
        let ((seeds, pane, sides), faults) = read(RIGHT);
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(super::super::fill(pane, &["2", "9"]), "of 9 the 2");
        assert_eq!(super::super::fill(seeds, &["1", "all"]), "one seed, all");
        assert_eq!(super::super::fill(seeds, &["3", "2"]), "3 seeds, 2");
        assert_eq!(sides, ["off", "on"]);
    }

    #[test]
    fn whatever_is_wrong_names_the_file_and_the_key() {
        let cases = [
            ("sides = [\"off\", \"on\"]\n", "", "xx.toml: screen.sides is missing"),
            ("{at}", "", "xx.toml: screen.pane lacks the place {at}"),
            ("{at}", "{where}", "xx.toml: screen.pane {where} is not a place of this text; its places: {at}, {of}"),
            ("pane = ", "other = \"x\"\npane = ", "xx.toml: screen.other is not known"),
            ("[screen]", "[room]\n[screen]", "xx.toml: room is not known"),
            ("\"off\", ", "", "xx.toml: screen.sides has 1 texts, expected 2"),
            ("by = \"count\"", "by = \"n\"", "xx.toml: screen.seeds lacks by = the place that is the count"),
            ("one = ", "two = ", "xx.toml: screen.seeds lacks the form one"),
        ];
        for (from, to, expected) in cases {
            let told = faults(&RIGHT.replacen(from, to, 1));
            assert_eq!(told.first().map(String::as_str), Some(expected), "{from} -> {to}: {told:?}");
        }
        assert!(faults("[screen").first().is_some_and(|fault| fault.starts_with("xx.toml: ")));
    }
}
