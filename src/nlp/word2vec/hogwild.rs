//! Several workers on one pair of tables, without locks (Recht et al. 2011, "Hogwild!"): each step changes a few rows
//! of many, so two workers seldom meet, and where they do, one's step for a row may be lost, which costs less than
//! waiting.
#![allow(unsafe_code, reason = "tables that several threads write; `Shared` says what makes it do no harm")]

use super::Plan;
use super::piece::{Scratch, Tally};
use crate::kernels::Lane;
use crate::kernels::word2vec::Table;
use std::cell::Cell;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// The two tables, as all workers see them.
struct Shared<'a> {
    tables: [&'a [Cell<Lane>]; 2],
    lanes: usize,
}

// SAFETY: workers read and write lanes at the same time, without order: in the language's terms a data race, and the one
// place where this program has one. Atomic numbers would be sound by the letter, but no compiler joins them into vector
// instructions, which are most of the speed. What makes the race do no harm: a lane is sixteen floats, for which all
// bits are valid; the kernels reach it through cells alone, by whole-register reads and writes, so that no reference
// promises the compiler that nobody else writes; a value that is read goes into arithmetic and decides no index, length
// or branch beyond which of a few rows count in a sum of losses; the vectors are borrowed mutably for as long as `Shared`
// lives, so nobody outside sees them, and all threads have ended when the borrow does.
unsafe impl Sync for Shared<'_> {}

impl Shared<'_> {
    fn tables(&self) -> [Table<'_>; 2] {
        self.tables.map(|cells| Table::new(cells, self.lanes))
    }
}

/// Trains these pieces on as many threads as the settings say, the caller's among them; a thread that cannot be started is
/// done without.
pub(super) fn train(plan: &Plan, tables: [&mut [Lane]; 2], lanes: usize, pieces: Range<u64>) -> Tally {
    let shared = Shared { tables: tables.map(|table| Cell::from_mut(table).as_slice_of_cells()), lanes };
    let next = AtomicU64::new(pieces.start);
    let work = || {
        let mut scratch = Scratch::default();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces.end {
                return scratch.tally;
            }
            plan.train_piece(piece, shared.tables(), &mut scratch);
        }
    };
    let helpers = (plan.settings.workers as u64).min(pieces.end - pieces.start).saturating_sub(1);
    thread::scope(|scope| {
        let start = |i| thread::Builder::new().name(format!("word2vec-{i}")).spawn_scoped(scope, work).ok();
        let helpers: Vec<_> = (0..helpers).filter_map(start).collect();
        let mut tally = work();
        for helper in helpers {
            match helper.join() {
                Ok(other) => tally.add(&other),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        tally
    })
}
