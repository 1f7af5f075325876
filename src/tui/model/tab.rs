//! The five tabs.

/// A tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Forecasting of series.
    Forecaster,
    /// Text through its stages.
    Pipeline,
    /// Language models.
    Language,
    /// Autoencoders.
    Autoencoder,
    /// This session's runs.
    Runs,
}

impl Tab {
    /// From left to right.
    pub const ALL: [Self; 5] = [Self::Forecaster, Self::Pipeline, Self::Language, Self::Autoencoder, Self::Runs];

    /// Its place from the left, from 0.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The name of the lab that it shows.
    pub const fn lab(self) -> Option<&'static str> {
        match self {
            Self::Forecaster => Some("forecaster"),
            Self::Pipeline => Some("pipeline"),
            Self::Language => Some("language"),
            Self::Autoencoder => Some("autoencoder"),
            Self::Runs => None,
        }
    }

    /// The tab that shows this lab.
    pub fn of_lab(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.lab() == Some(name))
    }
}
