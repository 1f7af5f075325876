//! What a recorded run says once more.

use super::directory::RunDirectory;
use super::record::Standing;
use super::{frames, log};
use crate::run::contract::{Event, Result};

impl RunDirectory {
    /// The recorded events, then the kept frames as events, oldest first, and how many of these are left out because they are
    /// missing or not whole. A torn last line, as a crash leaves it, is ignored.
    ///
    /// # Errors
    /// [`Failure::Input`] naming file and line.
    pub fn replay(&self) -> Result<Vec<Event>> {
        let mut events = Vec::new();
        log::each_event(self, |event| events.push(event))?;
        events.extend(frames::look(self).events());
        Ok(events)
    }

    /// What of this a run tells that is gone on with from there: the log sparsely, what `rest` says that is not yet in it, and
    /// the frames.
    ///
    /// # Errors
    /// As [`RunDirectory::replay`].
    pub(in crate::run) fn tell_until(
        &self,
        standing: &Standing,
        rest: Vec<Event>,
        mut tell: impl FnMut(Event),
    ) -> Result<()> {
        log::each_event_sparsely(self, standing.log_bytes, &mut tell)?;
        rest.into_iter().for_each(&mut tell);
        frames::look(self).of(&standing.frames).events().into_iter().for_each(tell);
        Ok(())
    }
}
