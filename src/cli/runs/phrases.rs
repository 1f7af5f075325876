//! What the list and the page of one run or sweep both say.

use crate::run::catalogue::Card;
use crate::run::sweep::SweepSpec;

/// What a sweep goes through, in words.
pub(super) fn through(spec: &SweepSpec) -> String {
    let axes = spec.axes.iter().map(|axis| format!("{}={}", axis.key, axis.values.join(",")));
    let seeds = (spec.seeds.len() > 1).then(|| format!("{} seeds", spec.seeds.len()));
    axes.chain(seeds).collect::<Vec<_>>().join(" x ")
}

/// How many kept figures are missing or not whole.
pub(super) fn left_out(card: &Card) -> Option<String> {
    match card.left_out.len() {
        0 => None,
        1 => Some("1 kept figure that is missing or not whole".to_owned()),
        several => Some(format!("{several} kept figures that are missing or not whole")),
    }
}

/// A time as people here read it.
pub(super) fn when(unix_seconds: i64) -> String {
    let time = jiff::Timestamp::from_second(unix_seconds);
    time.map_or_else(
        |_| "-".into(),
        |time| time.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string(),
    )
}

/// Bytes as people read them.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_read_well() {
        assert_eq!([size(0), size(999), size(1_400), size(12_340_000)], ["0 B", "999 B", "1 kB", "12.3 MB"]);
    }
}
