//! Every n-gram of a text, counted: a trie whose nodes of one depth stand in sorted arrays.
//!
//! All positions of the text are sorted by the tokens that follow them; one pass over them makes the arrays. A node is its
//! index in its level; level `d` holds the n-grams of `d + 1` tokens, oldest token first.

/// Ends a sequence: no n-gram reaches over it.
const SEPARATOR: u32 = u32::MAX;

/// The n-grams of one length, sorted.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    /// Each one's last token.
    pub(super) tokens: Vec<u32>,
    /// How often each occurs.
    pub(super) counts: Vec<u32>,
    /// Where each one's children begin in the next level; one more than there are nodes. Empty on the last level.
    children: Vec<u32>,
}

/// The n-grams of a text up to a length.
#[derive(Debug, Clone)]
pub(super) struct Trie {
    /// Never empty.
    pub(super) levels: Vec<Level>,
}

/// A history: the empty one, or the node that is it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// No tokens.
    Empty,
    /// Level and place.
    Node(usize, usize),
}

impl Context {
    /// The level of what follows it.
    pub(super) fn next_level(self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Node(level, _) => level + 1,
        }
    }
}

/// A text's sequences, one after the other.
#[derive(Debug, Default)]
pub(super) struct Text {
    tokens: Vec<u32>,
    largest: u32,
}

impl Text {
    pub(super) fn push(&mut self, sequence: impl IntoIterator<Item = u32>) {
        for token in sequence {
            self.largest = self.largest.max(token);
            self.tokens.push(token);
        }
        self.tokens.push(SEPARATOR);
    }

    /// Token `ahead` of a position, unless the sequence ends before it.
    fn at(&self, position: u32, ahead: usize) -> Option<u32> {
        self.tokens.get(position as usize + ahead).copied().filter(|token| *token != SEPARATOR)
    }

    fn rest(&self, position: u32, from: usize, to: usize) -> impl Iterator<Item = u32> {
        (from..to).map_while(move |ahead| self.at(position, ahead))
    }

    /// Every position with its first tokens in one number, sorted by all `order` tokens.
    fn sorted(&self, order: usize, packing: Packing) -> Vec<(u64, u32)> {
        let mut entries = Vec::with_capacity(self.tokens.len());
        // From the end, so that a key follows from the next one's.
        let mut key = 0;
        for (position, &token) in self.tokens.iter().enumerate().rev() {
            key = if token == SEPARATOR { 0 } else { packing.before(token, key) };
            if token != SEPARATOR {
                entries.push((key, position as u32));
            }
        }
        let packed = packing.tokens;
        if packed >= order {
            let mask = packing.mask(order);
            entries.iter_mut().for_each(|(key, _)| *key &= mask);
            entries.sort_unstable();
        } else {
            entries.sort_unstable_by(|a, b| {
                let rest = |position| self.rest(position, packed, order);
                a.0.cmp(&b.0).then_with(|| rest(a.1).cmp(rest(b.1))).then(a.1.cmp(&b.1))
            });
        }
        entries
    }

    /// How many of the first `order` tokens two positions have in common.
    fn common(&self, a: (u64, u32), b: (u64, u32), order: usize, packing: Packing) -> usize {
        if a.0 != b.0 {
            return ((a.0 ^ b.0).leading_zeros() / packing.bits) as usize;
        }
        let packed = packing.tokens.min(order);
        let same = |ahead: &usize| self.at(a.1, *ahead).is_some() && self.at(a.1, *ahead) == self.at(b.1, *ahead);
        if packed < order {
            return packed.min(self.length(a.1, packed)) + (packed..order).take_while(same).count();
        }
        self.length(a.1, order)
    }

    /// How many of the `order` tokens from a position there are before its sequence ends.
    fn length(&self, position: u32, order: usize) -> usize {
        self.rest(position, 0, order).count()
    }
}

/// How many tokens of how many bits fit in the highest bits of a number, the first highest; 0 is a token that isn't there.
#[derive(Debug, Clone, Copy)]
struct Packing {
    bits: u32,
    tokens: usize,
}

impl Packing {
    fn of(largest: u32) -> Self {
        let bits = u64::BITS - (u64::from(largest) + 1).leading_zeros();
        Self { bits, tokens: (u64::BITS / bits) as usize }
    }

    fn before(self, token: u32, key: u64) -> u64 {
        let used = self.mask(self.tokens);
        ((u64::from(token) + 1) << (u64::BITS - self.bits)) | ((key >> self.bits) & used)
    }

    /// The bits of the first tokens.
    fn mask(self, tokens: usize) -> u64 {
        let bits = self.bits * tokens.min(self.tokens) as u32;
        if bits == u64::BITS { u64::MAX } else { !(u64::MAX >> bits) }
    }
}

impl Trie {
    /// Counts the n-grams of up to `order` tokens, from 1, of a text of fewer than 2^32 tokens.
    pub(super) fn of(text: &Text, order: usize) -> Self {
        let packing = Packing::of(text.largest);
        let mut levels = vec![Level::default(); order];
        let mut before: Option<(u64, u32)> = None;
        for entry in text.sorted(order, packing) {
            let common = before.map_or(0, |before| text.common(before, entry, order, packing));
            let length = text.length(entry.1, order);
            for depth in common..length {
                let below = levels.get(depth + 1).map(|next| next.tokens.len() as u32);
                if let (Some(level), Some(token)) = (levels.get_mut(depth), text.at(entry.1, depth)) {
                    level.tokens.push(token);
                    level.counts.push(0);
                    level.children.extend(below);
                }
            }
            levels.iter_mut().take(length).filter_map(|level| level.counts.last_mut()).for_each(|count| *count += 1);
            before = Some(entry);
        }
        let ends: Vec<Option<u32>> = (1..=order).map(|d| levels.get(d).map(|next| next.tokens.len() as u32)).collect();
        levels.iter_mut().zip(ends).for_each(|(level, end)| level.children.extend(end));
        Self { levels }
    }

    /// The places of a history's children in their level.
    pub(super) fn children(&self, context: Context) -> std::ops::Range<usize> {
        let bounds = match context {
            Context::Empty => return 0..self.levels.first().map_or(0, |level| level.tokens.len()),
            Context::Node(level, at) => self.levels.get(level).and_then(|level| level.children.get(at..at + 2)),
        };
        match bounds {
            Some(&[from, to]) => from as usize..to as usize,
            _ => 0..0,
        }
    }

    /// The child of that token, as a place in its level.
    pub(super) fn child(&self, context: Context, token: u32) -> Option<usize> {
        let children = self.children(context);
        let tokens = self.levels.get(context.next_level())?.tokens.get(children.clone())?;
        tokens.binary_search(&token).ok().map(|at| children.start + at)
    }

    /// The node of a gram, if it occurs.
    pub(super) fn find(&self, gram: &[u32]) -> Option<Context> {
        gram.iter().try_fold(Context::Empty, |context, &token| {
            Some(Context::Node(context.next_level(), self.child(context, token)?))
        })
    }

    /// Of the n-grams of each level but the last: how many different tokens stand before it.
    pub(super) fn left_neighbours(&self) -> Vec<Vec<u32>> {
        let mut found = Vec::new();
        // For each node of the level above: the place of itself without its first token.
        let mut links = vec![None; self.levels.first().map_or(0, |level| level.tokens.len())];
        for (depth, pair) in self.levels.windows(2).enumerate() {
            let [level, next] = pair else { continue };
            let mut neighbours = vec![0; level.tokens.len()];
            let mut next_links = Vec::with_capacity(next.tokens.len());
            for (at, link) in links.iter().enumerate() {
                let shorter = link.map_or(Context::Empty, |link| Context::Node(depth - 1, link));
                let mut candidates = self.children(shorter);
                for child in self.children(Context::Node(depth, at)) {
                    // Both are sorted, and each child of a gram is one of its ending's too.
                    let link = candidates.find(|&place| level.tokens.get(place) == next.tokens.get(child));
                    link.and_then(|link| neighbours.get_mut(link)).into_iter().for_each(|count: &mut u32| *count += 1);
                    next_links.push(link);
                }
            }
            found.push(neighbours);
            links = next_links;
        }
        found
    }
}
