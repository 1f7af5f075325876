//! n-gram language models with Witten and Bell's smoothing, over tokens of any kind.
//!
//! p(w | h) = (c(hw) + T(h) p(w | h')) / (c(h) + T(h)), where c counts in the training text, T(h) is the number of
//! different tokens seen after h, and h' is h without its oldest token; below the empty history stands the uniform
//! distribution (Witten and Bell 1991, method C, interpolated; Chen and Goodman 1999, 2.4). A history never seen passes
//! on to h'.

/// What the ends of a sequence mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ends {
    /// Sequences are sentences: each is followed by an end mark, which is predicted and counted, and begins after one.
    Marked,
    /// Sequences are pieces of running text: no mark; a piece's first tokens have short histories.
    Open,
}

/// One history: how often it was seen, and the tokens seen after it.
#[derive(Debug, Clone, Default)]
struct Node {
    count: u32,
    /// Sum of the children's counts: c(h).
    followed: u32,
    /// (token, node), sorted by token.
    children: Vec<(u32, u32)>,
}

/// A trained n-gram model.
#[derive(Debug, Clone)]
pub struct NGram {
    order: usize,
    vocabulary: usize,
    ends: Ends,
    /// A trie of histories, oldest token first; node 0 is the empty one.
    nodes: Vec<Node>,
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
    /// ids, each below `vocabulary`.
    pub fn train<S: AsRef<[u32]>>(
        order: usize,
        vocabulary: usize,
        ends: Ends,
        sequences: impl IntoIterator<Item = S>,
    ) -> Self {
        let mut model = Self { order: order.max(1), vocabulary, ends, nodes: vec![Node::default()] };
        for sequence in sequences {
            let tokens = model.framed(sequence.as_ref());
            for last in model.predicted(&tokens) {
                let earliest = (last + 1).saturating_sub(model.order);
                for first in earliest..=last {
                    model.count(tokens.get(first..=last).unwrap_or_default());
                }
            }
        }
        model
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

    /// p(token | history); the history's last `order - 1` tokens count. Above 0 for every outcome; the sum over
    /// outcomes is 1.
    pub fn probability(&self, history: &[u32], token: u32) -> f64 {
        let mut p = 1.0 / self.outcomes() as f64;
        for node in self.histories(history) {
            let seen = child(node, token).and_then(|id| self.nodes.get(id)).map_or(0, |next| next.count);
            let types = node.children.len() as f64;
            p = (f64::from(seen) + types * p) / (f64::from(node.followed) + types);
        }
        p
    }

    /// p of every outcome after this history, by id; the end mark's is last.
    pub fn distribution(&self, history: &[u32]) -> Vec<f64> {
        let mut all = vec![1.0 / self.outcomes() as f64; self.outcomes()];
        for node in self.histories(history) {
            let types = node.children.len() as f64;
            let total = f64::from(node.followed) + types;
            all.iter_mut().for_each(|p| *p *= types / total);
            for &(token, id) in &node.children {
                let count = self.nodes.get(id as usize).map_or(0, |next| next.count);
                if let Some(p) = all.get_mut(token as usize) {
                    *p += f64::from(count) / total;
                }
            }
        }
        all
    }

    /// Scores sequences, each on its own; end marks are predicted where ends are marked.
    pub fn score<S: AsRef<[u32]>>(&self, sequences: impl IntoIterator<Item = S>) -> Score {
        let mut score = Score::default();
        for sequence in sequences {
            let tokens = self.framed(sequence.as_ref());
            for at in self.predicted(&tokens) {
                let (history, next) = tokens.split_at(at);
                let Some(&token) = next.first() else { continue };
                score.nats -= self.probability(history, token).ln();
                score.tokens += 1;
            }
        }
        score
    }

    /// A sequence with its marks.
    fn framed(&self, sequence: &[u32]) -> Vec<u32> {
        match self.ends {
            Ends::Open => sequence.to_vec(),
            Ends::Marked => {
                let mark = [self.end()];
                [&mark, sequence, &mark].concat()
            }
        }
    }

    /// Which places of a framed sequence are predicted.
    fn predicted(&self, framed: &[u32]) -> std::ops::Range<usize> {
        match self.ends {
            Ends::Open => 0..framed.len(),
            Ends::Marked => 1..framed.len(),
        }
    }

    fn count(&mut self, gram: &[u32]) {
        let mut at = 0;
        for (i, &token) in gram.iter().enumerate() {
            let Some(node) = self.nodes.get(at) else { return };
            let place = node.children.binary_search_by_key(&token, |(token, _)| *token);
            let next = match place {
                Ok(i) => node.children.get(i).map_or(0, |(_, id)| *id as usize),
                Err(_) => self.nodes.len(),
            };
            let last = i + 1 == gram.len();
            if let Some(node) = self.nodes.get_mut(at) {
                if let Err(i) = place {
                    node.children.insert(i, (token, next as u32));
                }
                node.followed += u32::from(last);
            }
            if next == self.nodes.len() {
                self.nodes.push(Node::default());
            }
            if let Some(node) = self.nodes.get_mut(next).filter(|_| last) {
                node.count += 1;
            }
            at = next;
        }
    }

    /// The nodes of the history's endings, the empty one first, as long as something was seen after them.
    fn histories<'a>(&'a self, history: &'a [u32]) -> impl Iterator<Item = &'a Node> {
        let longest = history.len().min(self.order - 1);
        (0..=longest)
            .filter_map(move |length| self.find(history.get(history.len() - length..)?))
            .filter(|n| n.followed > 0)
    }

    fn find(&self, history: &[u32]) -> Option<&Node> {
        history.iter().try_fold(self.nodes.first()?, |node, &token| self.nodes.get(child(node, token)?))
    }
}

fn child(node: &Node, token: u32) -> Option<usize> {
    let at = node.children.binary_search_by_key(&token, |(token, _)| *token).ok()?;
    node.children.get(at).map(|(_, id)| *id as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_untrained_model_is_uniform_so_its_perplexity_is_the_number_of_outcomes() {
        let none: [Vec<u32>; 0] = [];
        let open = NGram::train(3, 50, Ends::Open, none.clone());
        assert!((open.score([[1, 2, 3]]).perplexity() - 50.0).abs() < 1e-9);
        let marked = NGram::train(3, 50, Ends::Marked, none);
        let score = marked.score([vec![1, 2, 3], vec![]]);
        assert_eq!(score.tokens, 5);
        assert!((score.perplexity() - 51.0).abs() < 1e-9);
    }

    /// By hand, from "a b a c" (a 0, b 1, c 2): after a, b and c once each; c(a) = 2, T(a) = 2.
    #[test]
    fn a_bigram_comes_out_as_computed_by_hand() {
        let model = NGram::train(2, 4, Ends::Open, [[0, 1, 0, 2]]);
        let unigram = |count: f64| (count + 3.0 / 4.0) / 7.0;
        assert!((model.probability(&[], 0) - unigram(2.0)).abs() < 1e-15);
        assert!((model.probability(&[0], 1) - (1.0 + 2.0 * unigram(1.0)) / 4.0).abs() < 1e-15);
        assert!((model.probability(&[0], 3) - 2.0 * unigram(0.0) / 4.0).abs() < 1e-15);
        assert!((model.probability(&[2], 1) - unigram(1.0)).abs() < 1e-15, "a history never seen passes on");
    }

    #[test]
    fn distributions_sum_to_1_and_agree_with_single_probabilities() {
        let model = NGram::train(3, 5, Ends::Marked, [vec![0, 1, 2, 0, 1], vec![3, 0, 1, 2], vec![]]);
        for history in [vec![], model.opening(), vec![0, 1], vec![2], vec![4, 4, 4], vec![3, 0, 1]] {
            let all = model.distribution(&history);
            assert_eq!(all.len(), 6);
            assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{history:?}");
            for (token, p) in all.iter().enumerate() {
                assert!(*p > 0.0 && (p - model.probability(&history, token as u32)).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn the_end_mark_is_learnt_where_ends_are_marked() {
        let model = NGram::train(2, 2, Ends::Marked, vec![[0, 1]; 100]);
        assert!(model.probability(&[1], model.end()) > 0.98);
        assert!(model.probability(&model.opening(), 0) > 0.98);
    }
}
