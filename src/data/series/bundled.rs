//! The series that the program carries: `samples/README.md` says where each comes from.

use super::SeriesError;
use super::csv::{Loaded, ReadOptions, read_bytes};

/// A series that the program carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bundled {
    /// Daily weather in Seattle, 2012-2015: the default real series.
    Seattle,
    /// Yearly sunspot numbers, 1700-2008.
    Sunspots,
    /// Weekly carbon dioxide at Mauna Loa, 1958-2001, with gaps.
    Co2,
    /// Yearly flow of the Nile, 1871-1970.
    Nile,
    /// Monthly sea surface temperature off Peru, 1950-2010.
    Elnino,
}

impl Bundled {
    /// All of them, in the order of the settings pane.
    pub const ALL: [Self; 5] = [Self::Seattle, Self::Sunspots, Self::Co2, Self::Nile, Self::Elnino];

    /// Its word in specs and settings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Seattle => "seattle",
            Self::Sunspots => "sunspots",
            Self::Co2 => "co2",
            Self::Nile => "nile",
            Self::Elnino => "elnino",
        }
    }

    /// The one with that word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bundled| bundled.key() == key)
    }

    /// Who measured it, and the licence.
    pub fn source(self) -> &'static str {
        match self {
            Self::Seattle => "NOAA, daily weather in Seattle 2012-2015, public domain (vega_datasets 0.9.0)",
            Self::Sunspots => {
                "US National Geophysical Data Center, yearly sunspots 1700-2008, public domain (statsmodels 0.15.0)"
            }
            Self::Co2 => {
                "Keeling and Whorf 2004, weekly CO2 at Mauna Loa 1958-2001, public domain (statsmodels 0.15.0)"
            }
            Self::Nile => "Cobb 1978, yearly flow of the Nile at Aswan 1871-1970, public domain (statsmodels 0.15.0)",
            Self::Elnino => {
                "NOAA ERSST.V3B, monthly sea temperature, Niño 1+2, 1950-2010, public domain (statsmodels 0.15.0)"
            }
        }
    }

    /// Reads it; `options` may name another column than the first.
    pub fn read(self, options: &ReadOptions) -> Result<Loaded, SeriesError> {
        let mut loaded = read_bytes(self.key(), self.text().as_bytes(), options)?;
        let series = &mut loaded.series;
        self.unit(&series.name).clone_into(&mut series.unit);
        self.source().clone_into(&mut series.source);
        match self {
            Self::Seattle => series.held_out = Some(365),
            // The mean length of the solar cycle; the calendar has no season for yearly values.
            Self::Sunspots => series.period = Some(11),
            Self::Co2 | Self::Nile | Self::Elnino => {}
        }
        Ok(loaded)
    }

    fn text(self) -> &'static str {
        match self {
            Self::Seattle => include_str!("../../../samples/series/seattle.csv"),
            Self::Sunspots => include_str!("../../../samples/series/sunspots.csv"),
            Self::Co2 => include_str!("../../../samples/series/co2.csv"),
            Self::Nile => include_str!("../../../samples/series/nile.csv"),
            Self::Elnino => include_str!("../../../samples/series/elnino.csv"),
        }
    }

    fn unit(self, column: &str) -> &'static str {
        match (self, column) {
            (Self::Seattle, "temp_max" | "temp_min") | (Self::Elnino, "temperature") => "°C",
            (Self::Seattle, "precipitation") => "mm",
            (Self::Seattle, "wind") => "m/s",
            (Self::Co2, "co2") => "ppm",
            (Self::Nile, "volume") => "10⁸ m³",
            _ => "",
        }
    }
}
