//! Chance that comes out alike at every start, so that pictures and tests can rely on it.

/// SplitMix64 (Steele, Lea and Flood, 2014).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `end`; 0 when `end` is not positive.
    pub fn below(&mut self, end: i64) -> i64 {
        let range = u64::try_from(end).unwrap_or(0).max(1);
        i64::try_from(self.roll() % range).unwrap_or(0)
    }

    /// A number from 0 to 1.
    pub fn share(&mut self) -> f64 {
        self.below(1 << 20) as f64 / f64::from(1 << 20)
    }

    pub fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let at = self.roll() % choices.len() as u64;
        &choices[at as usize]
    }

    /// One of `choices`, each as often as its number says.
    pub fn weighted<'a, T>(&mut self, choices: &'a [(T, i64)]) -> &'a T {
        let mut left = self.below(choices.iter().map(|choice| choice.1).sum());
        let found = choices.iter().find(|choice| {
            left -= choice.1;
            left < 0
        });
        &found.unwrap_or(&choices[0]).0
    }
}
