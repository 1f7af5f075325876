//! n-gram language models over tokens of any kind, interpolated down to the uniform distribution.
//!
//! ```text
//! p(w | h) = (a(hw) - D(a(hw))) / d(h) + g(h) p(w | h')      h' is h without its oldest token
//! ```
//!
//! *Witten-Bell*: a counts in the training text, D = 0, d(h) = c(h) + T(h), g(h) = T(h) / d(h), where T(h) is the number of
//! different tokens seen after h. *Kneser-Ney*: the longest n-grams count as they occur, shorter ones by the number of
//! different tokens before them (as they occur where they begin a sentence: nothing stands before its mark); d(h) is the
//! sum of a over what follows h, and g(h) hands on what the discounts D took. A history never seen passes on to h'. Chen
//! and Goodman 1999 compare them.

mod smoothing;
mod trie;

pub use smoothing::{Smoothing, UnknownSmoothing};

use smoothing::Discounts;
use trie::{Context, Text, Trie};

/// What the ends of a sequence mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ends {
    /// Sequences are sentences: each is followed by an end mark, which is predicted and counted, and begins after one.
    Marked,
    /// Sequences are pieces of running text: no mark; a piece's first tokens have short histories.
    Open,
}

/// What follows a history, added up.
#[derive(Debug, Clone, Copy, Default)]
struct Following {
    /// d(h); 0 where nothing counts.
    denominator: u32,
    /// g(h).
    handed_on: f64,
}

/// A trained n-gram model.
#[derive(Debug, Clone)]
pub struct NGram {
    order: usize,
    vocabulary: usize,
    ends: Ends,
    trie: Trie,
    /// a of the n-grams of each level that are counted by what stands before them; the others count as they occur.
    adjusted: Vec<Vec<u32>>,
    /// D of the n-grams of each level.
    discounts: Vec<Discounts>,
    /// Of the empty history, then of the nodes of each level but the last.
    following: Vec<Vec<Following>>,
}

/// What a model scored on a text.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    /// Sum of -ln p over the predicted tokens, in nats.
    pub nats: f64,
    /// How many tokens were predicted, end marks included.
    pub tokens: usize,
}

impl Score {
    /// exp(mean -ln p per predicted token), over all tokens together; NaN when nothing was predicted.
    pub fn perplexity(self) -> f64 {
        (self.nats / self.tokens as f64).exp()
    }
}

impl NGram {
    /// Trains a model of histories of `order - 1` tokens (order 1: none; 0 counts as 1). `sequences` are token
    /// ids, each below `vocabulary`; together fewer than 2^32.
    pub fn train<S: AsRef<[u32]>>(
        order: usize,
        vocabulary: usize,
        ends: Ends,
        smoothing: Smoothing,
        sequences: impl IntoIterator<Item = S>,
    ) -> Self {
        let (order, mark) = (order.max(1), vocabulary as u32);
        let (mut text, mut marks) = (Text::default(), 0);
        for sequence in sequences {
            let sequence = sequence.as_ref();
            match ends {
                Ends::Open => text.push(sequence.iter().copied()),
                Ends::Marked => {
                    text.push([mark].into_iter().chain(sequence.iter().copied()).chain([mark]));
                    marks += 1;
                }
            }
        }
        let mut trie = Trie::of(&text, order);
        drop(text);
        // The mark before a sentence is a history, and never predicted.
        if let Some(at) = trie.child(Context::Empty, mark).filter(|_| ends == Ends::Marked)
            && let Some(count) = trie.levels.first_mut().and_then(|level| level.counts.get_mut(at))
        {
            *count -= marks;
        }
        let adjusted = if smoothing == Smoothing::WittenBell { Vec::new() } else { adjusted(&trie, ends, mark) };
        let mut model = Self { order, vocabulary, ends, trie, adjusted, discounts: Vec::new(), following: Vec::new() };
        let counts =
            |level: usize| model.adjusted.get(level).or(model.trie.levels.get(level).map(|level| &level.counts));
        let estimated = |level| Discounts::estimated(smoothing, counts(level).into_iter().flatten().copied());
        model.discounts = (0..order).map(estimated).collect();
        model.following = model.all_following(smoothing);
        model
    }

    fn all_following(&self, smoothing: Smoothing) -> Vec<Vec<Following>> {
        let of = |context| self.added_up(context, smoothing);
        let levels = self.trie.levels.split_last().map_or(&[][..], |(_, levels)| levels).iter().enumerate();
        let of_level =
            levels.map(|(depth, level)| (0..level.tokens.len()).map(|at| of(Context::Node(depth, at))).collect());
        std::iter::once(vec![of(Context::Empty)]).chain(of_level).collect()
    }

    fn added_up(&self, context: Context, smoothing: Smoothing) -> Following {
        let (mut sum, mut types, mut taken) = (0, 0, 0.0);
        let discounts = self.discounts.get(context.next_level()).unwrap_or(&Discounts::NONE);
        for child in self.trie.children(context) {
            let count = self.count_of(context.next_level(), child);
            sum += count;
            types += u32::from(count > 0);
            taken += discounts.of(count);
        }
        let (denominator, taken) =
            if smoothing == Smoothing::WittenBell { (sum + types, f64::from(types)) } else { (sum, taken) };
        Following { denominator, handed_on: if denominator == 0 { 0.0 } else { taken / f64::from(denominator) } }
    }

    /// a of a node.
    fn count_of(&self, level: usize, at: usize) -> u32 {
        let counts = self.adjusted.get(level).or(self.trie.levels.get(level).map(|level| &level.counts));
        counts.and_then(|counts| counts.get(at)).copied().unwrap_or(0)
    }

    /// The longest n-grams.
    pub fn order(&self) -> usize {
        self.order
    }

    /// The end mark's id: the first after the vocabulary's. Histories at a sentence's beginning begin with it.
    pub fn end(&self) -> u32 {
        self.vocabulary as u32
    }

    /// How many outcomes a distribution has: the vocabulary, and the end mark where ends are marked.
    pub fn outcomes(&self) -> usize {
        self.vocabulary + usize::from(self.ends == Ends::Marked)
    }

    /// The history before a sequence's first token: the end mark where ends are marked, else nothing.
    pub fn opening(&self) -> Vec<u32> {
        match self.ends {
            Ends::Marked => vec![self.end()],
            Ends::Open => Vec::new(),
        }
    }

    /// How often an n-gram of at most `order` tokens occurs in the training text; of the single end mark, how often it ends a
    /// sentence. 0 for longer ones, and for the empty one.
    pub fn count(&self, gram: &[u32]) -> u32 {
        match self.trie.find(gram) {
            Some(Context::Node(level, at)) => {
                self.trie.levels.get(level).and_then(|level| level.counts.get(at)).copied().unwrap_or(0)
            }
            Some(Context::Empty) | None => 0,
        }
    }

    /// p(token | history); the history's last `order - 1` tokens count. Above 0 for every outcome; the sum over
    /// outcomes is 1.
    pub fn probability(&self, history: &[u32], token: u32) -> f64 {
        let mut p = 1.0 / self.outcomes() as f64;
        for (context, following) in self.histories(history) {
            let level = context.next_level();
            let count = self.trie.child(context, token).map_or(0, |at| self.count_of(level, at));
            p = self.share(level, count, following) + following.handed_on * p;
        }
        p
    }

    /// p of every outcome after this history, by id; the end mark's is last.
    pub fn distribution(&self, history: &[u32]) -> Vec<f64> {
        let mut all = vec![1.0 / self.outcomes() as f64; self.outcomes()];
        for (context, following) in self.histories(history) {
            all.iter_mut().for_each(|p| *p *= following.handed_on);
            let level = context.next_level();
            for at in self.trie.children(context) {
                let token = self.trie.levels.get(level).and_then(|level| level.tokens.get(at));
                if let Some(p) = token.and_then(|token| all.get_mut(*token as usize)) {
                    *p += self.share(level, self.count_of(level, at), following);
                }
            }
        }
        all
    }

    /// The most probable outcome after this history; of equally probable ones the first.
    pub fn likeliest(&self, history: &[u32]) -> u32 {
        let all = self.distribution(history);
        let better = |best: usize, at: usize| if all.get(at) > all.get(best) { at } else { best };
        (1..all.len()).fold(0, better) as u32
    }

    /// How many different n-grams of all lengths it has counted.
    pub fn grams(&self) -> usize {
        self.trie.levels.iter().map(|level| level.tokens.len()).sum()
    }

    /// Scores sequences, each on its own; end marks are predicted where ends are marked.
    pub fn score<S: AsRef<[u32]>>(&self, sequences: impl IntoIterator<Item = S>) -> Score {
        let mut score = Score::default();
        for sequence in sequences {
            for nats in self.surprises(sequence.as_ref()) {
                score.nats += nats;
                score.tokens += 1;
            }
        }
        score
    }

    /// -ln p of each token of a sequence, in nats; of the end mark too where ends are marked.
    pub fn surprises(&self, sequence: &[u32]) -> Vec<f64> {
        let mut framed = self.opening();
        let from = framed.len();
        framed.extend_from_slice(sequence);
        framed.extend(self.opening());
        let surprise = |at: usize| {
            let (history, next) = framed.split_at(at);
            next.first().map_or(0.0, |token| -self.probability(history, *token).ln())
        };
        (from..framed.len()).map(surprise).collect()
    }

    /// The share of an n-gram's own count.
    fn share(&self, level: usize, count: u32, following: Following) -> f64 {
        let taken = self.discounts.get(level).map_or(0.0, |discounts| discounts.of(count));
        (f64::from(count) - taken).max(0.0) / f64::from(following.denominator)
    }

    /// The history's endings after which something was seen, the empty one first.
    fn histories(&self, history: &[u32]) -> impl Iterator<Item = (Context, Following)> {
        let longest = history.len().min(self.order - 1);
        (0..=longest).filter_map(move |length| {
            let context = self.trie.find(history.get(history.len() - length..)?)?;
            let at = if let Context::Node(_, at) = context { at } else { 0 };
            let following = *self.following.get(context.next_level())?.get(at)?;
            (following.denominator > 0).then_some((context, following))
        })
    }
}

/// Of each level but the last: how many different tokens stand before each n-gram; how often it occurs where it begins with
/// the mark.
fn adjusted(trie: &Trie, ends: Ends, mark: u32) -> Vec<Vec<u32>> {
    let mut all = trie.left_neighbours();
    if ends == Ends::Open {
        return all;
    }
    let mut begun = trie.child(Context::Empty, mark).map_or(0..0, |at| at..at + 1);
    for (depth, counts) in all.iter_mut().enumerate().skip(1) {
        let first = trie.children(Context::Node(depth - 1, begun.start)).start;
        let last = begun.clone().next_back().map_or(first, |at| trie.children(Context::Node(depth - 1, at)).end);
        begun = if begun.is_empty() { 0..0 } else { first..last };
        let occurring = trie.levels.get(depth).and_then(|level| level.counts.get(begun.clone()));
        if let (Some(counts), Some(occurring)) = (counts.get_mut(begun.clone()), occurring) {
            counts.copy_from_slice(occurring);
        }
    }
    all
}

#[cfg(test)]
mod tests;
