//! A log read for what a list needs: the stretches of scalars, nearly all of it, are passed over.

use crate::run::contract::{Digest, Result};
use crate::run::store::directory::RunDirectory;
use crate::run::store::log;

/// The digest of a log; a torn last line is ignored, and a run without a log has said nothing. Of scalars only those
/// before something else, and the last, are taken in: the others change nothing of a digest.
pub(in crate::run) fn read(directory: &RunDirectory) -> Result<Digest> {
    let (mut digest, mut scalars) = (Digest::default(), Vec::new());
    let mut take = |line: &[u8]| {
        // A line that isn't an event is the replay's to tell.
        if let Ok(event) = log::event(line) {
            digest.apply(&event);
        }
    };
    log::each_line(directory, |_, line| {
        if log::is_scalars(line) {
            scalars.clear();
            scalars.extend_from_slice(line);
        } else {
            take(&scalars);
            scalars.clear();
            take(line);
        }
        Ok(())
    })?;
    take(&scalars);
    Ok(digest)
}
