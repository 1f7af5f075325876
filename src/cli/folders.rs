//! Where a user's runs and sweeps are kept.

use crate::run::{Failure, Result};
use directories::ProjectDirs;
use std::path::PathBuf;

/// The folder of recorded runs, if the system names one for a program's own data.
pub(super) fn runs() -> Option<PathBuf> {
    ProjectDirs::from("", "", "nnlab").map(|folders| folders.data_dir().join("runs"))
}

/// The folder of sweeps.
///
/// # Errors
/// [`Failure::Input`] when the system names none.
pub(super) fn sweeps() -> Result<PathBuf> {
    let folders = ProjectDirs::from("", "", "nnlab");
    let folders = folders.ok_or_else(|| {
        Failure::Input("there is no folder for a user's data here: name a directory by --run-dir".into())
    })?;
    Ok(folders.data_dir().join("sweeps"))
}
