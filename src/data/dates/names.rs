//! What the name of a column says of dates, in Spanish, English and a few more.

use super::written;

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// That the column holds dates or times: whatever it holds, it is no series of values.
    Date,
    /// That it may: a number in it is a date if it looks like one.
    Perhaps,
    /// That it holds times of day; alone, perhaps whole dates.
    Time,
    /// That it holds one part of a date; the year alone may be all of it.
    Part(Part),
    /// Nothing.
    Nothing,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Year,
    HalfYear,
    Quarter,
    Month,
    Week,
    Day,
    DayOfYear,
    Hour,
    Minute,
    Second,
}

/// What a column's name says. What stands in brackets, and words for the zone, are passed over.
pub(super) fn says(name: &str) -> Says {
    let Some(plain) = written::plain(&parted(name)) else { return Says::Nothing };
    let outside = plain.split(['(', '[', '{']).next().unwrap_or_default();
    let words: Vec<&str> = outside
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !matches!(*w, "" | "utc" | "gmt" | "cet" | "cest" | "local" | "mtu" | "the" | "de" | "del"))
        .collect();
    let joined = words.concat();
    if let Some(part) = part(&joined) {
        return Says::Part(part);
    }
    match joined.as_str() {
        "time" | "hora" | "horas" | "tiempo" | "heure" | "uhrzeit" | "zeit" | "ora" | "clock" | "timeofday"
        | "hhmm" => {
            return Says::Time;
        }
        "opentime" | "closetime" | "eventtime" | "starttime" | "localtime" | "unixtime" | "ds" | "dt" | "ts" => {
            return Says::Date;
        }
        "period" | "periodo" | "periode" | "data" | "index" | "obs" | "instante" | "momento" | "created" | "jd"
        | "mjd" | "decimal" | "julian" => return Says::Perhaps,
        _ => {}
    }
    let is_date = |w: &&str| {
        let begins = ["date", "datetime", "timestamp", "fecha", "epoch", "datum", "zeitstempel"];
        begins.contains(w) || w.starts_with("fecha")
    };
    if words.len() <= 3 && (words.iter().any(is_date) || joined == "timestamp" || joined == "datetime") {
        return Says::Date;
    }
    let perhaps = words.last().is_some_and(|w| matches!(*w, "time" | "at" | "hora" | "unix" | "year" | "ano"));
    if perhaps || joined.starts_with("decimal") { Says::Perhaps } else { Says::Nothing }
}

fn part(name: &str) -> Option<Part> {
    Some(match name {
        "year" | "yr" | "yyyy" | "yy" | "ano" | "anio" | "any" | "jahr" | "annee" | "anno" => Part::Year,
        "halfyear" | "semester" | "semestre" => Part::HalfYear,
        "quarter" | "qtr" | "trimestre" | "quartal" | "trim" => Part::Quarter,
        "month" | "mon" | "mm" | "mes" | "monat" | "mois" | "mese" => Part::Month,
        "week" | "wk" | "semana" | "woche" | "weekofyear" | "isoweek" => Part::Week,
        "day" | "dd" | "dia" | "tag" | "jour" | "giorno" | "dayofmonth" => Part::Day,
        "doy" | "yday" | "dayofyear" | "diadelano" | "diaano" => Part::DayOfYear,
        "hour" | "hr" | "hh" | "hourofday" => Part::Hour,
        "minute" | "min" | "minuto" => Part::Minute,
        "second" | "sec" | "segundo" => Part::Second,
        _ => return None,
    })
}

/// Whether a name that says a part of a date may well mean something else: `min` a minimum, `mm` of rain, `any` value.
pub(super) fn is_short(name: &str) -> bool {
    let letters = name.trim().to_lowercase();
    matches!(letters.as_str(), "min" | "sec" | "mm" | "dd" | "hh" | "yy" | "mon" | "any" | "hr" | "wk" | "tag" | "trim")
}

/// The name with a blank where a capital follows a small letter: `eventTime`.
fn parted(name: &str) -> String {
    let mut parted = String::with_capacity(name.len() + 4);
    let mut small = false;
    for c in name.chars().take(60) {
        if small && c.is_uppercase() {
            parted.push(' ');
        }
        small = c.is_lowercase();
        parted.push(c);
    }
    parted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dates_are_told_from_names_of_values() {
        for name in [
            "date",
            "Fecha",
            "timestamp",
            "observation_date",
            "Date Time",
            "dateUtc",
            "fecha y hora",
            "DATE (CET)",
            "ds",
            "unix_timestamp",
            "eventTime",
            "FechaHora",
        ] {
            assert_eq!(says(name), Says::Date, "{name}");
        }
        for name in [
            "value",
            "travel_time_minutes",
            "updates",
            "temperature",
            "candidate",
            "price",
            "",
            "día a día precio",
            "日付",
        ] {
            assert_eq!(says(name), Says::Nothing, "{name}");
        }
        assert_eq!(says("response time (ms)"), Says::Perhaps);
        assert_eq!((says("Time"), says("HORA"), says("Time (UTC)")), (Says::Time, Says::Time, Says::Time));
        assert_eq!(
            (says("Año"), says("day_of_year"), says("MM")),
            (Says::Part(Part::Year), Says::Part(Part::DayOfYear), Says::Part(Part::Month))
        );
        assert_eq!((says("open_time"), says("created_at"), says("period")), (Says::Date, Says::Perhaps, Says::Perhaps));
    }
}
