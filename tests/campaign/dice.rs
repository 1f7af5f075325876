//! Numbers drawn from a seed that is told.

/// A generator (`SplitMix64`, Steele and others 2014): enough for choosing where to strike.
pub(crate) struct Dice(u64);

impl Dice {
    /// Begins with the seed of `NNLAB_CAMPAIGN_SEED`, or with one of the clock, and says which.
    pub(crate) fn new(what: &str) -> Self {
        let of_the_clock = || u64::from(std::time::UNIX_EPOCH.elapsed().unwrap().subsec_nanos());
        let told = std::env::var("NNLAB_CAMPAIGN_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = told.unwrap_or_else(of_the_clock);
        eprintln!("{what}: NNLAB_CAMPAIGN_SEED={seed}");
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub(crate) fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// The bytes with a fault: bits turned, a piece cut out, put in, doubled or replaced by words that numbers and
    /// readers stumble over; or the end gone.
    pub(crate) fn mutated(&mut self, bytes: &[u8]) -> Vec<u8> {
        const HARD: [&[u8]; 16] = [
            b"",
            b"\0",
            b"-1",
            b"1e999",
            b"NaN",
            b"18446744073709551616",
            b"4294967295",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"\"",
            b"\r\n\r",
            b"{",
            b"]]]]]]]]]]]]]]]]",
            b"\x1b]52;c;QQ==\x07",
            b"\xe2\x80\xae",
            b"\t,;|",
        ];
        let mut bytes = bytes.to_vec();
        for _ in 0..1 + self.below(3) {
            let at = self.below(bytes.len() + 1);
            let to = (at + self.below(40)).min(bytes.len());
            match self.below(7) {
                0 => bytes.truncate(at),
                1 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                2 => drop(bytes.drain(at..to)),
                3 => drop(bytes.splice(at..at, bytes[at..to].to_vec())),
                4 => drop(bytes.splice(at..to, self.one_of(&HARD).iter().copied())),
                5 => {
                    let noise: Vec<u8> = (0..self.below(9)).map(|_| self.next() as u8).collect();
                    drop(bytes.splice(at..at, noise));
                }
                _ => {
                    let number = self.one_of(&HARD[2..7]).to_vec();
                    let digits = bytes[at..].iter().position(u8::is_ascii_digit).map(|ahead| at + ahead);
                    if let Some(from) = digits {
                        let end =
                            bytes[from..].iter().position(|b| !b.is_ascii_digit()).map_or(bytes.len(), |n| from + n);
                        drop(bytes.splice(from..end, number));
                    }
                }
            }
        }
        bytes
    }
}
