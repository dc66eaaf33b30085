//! Items with their facts, as they are taken.

use super::super::snapshot::{Fact, Item, Place};
use crate::api::{Evidence, Prose};

/// Makes an item that stands where the evidence says.
pub(super) fn item(name: &str, evidence: Evidence) -> Item {
    Item { name: name.to_owned(), place: place(evidence), ..Item::default() }
}

pub(super) fn place(evidence: Evidence) -> Place {
    Place { page: evidence.page.0, offset: evidence.span.start }
}

impl Item {
    /// States what pages may be silent about.
    pub(super) fn state_if_known(&mut self, fact: Fact, value: Option<bool>) {
        if let Some(value) = value {
            self.state(fact, value.to_string());
        }
    }

    /// States that something is so; what isn't so isn't stated.
    pub(super) fn state_if(&mut self, fact: Fact, value: bool) {
        if value {
            self.state(fact, "true");
        }
    }

    /// States a description by a number that changes with its words, whatever its letter case and white space, and one that
    /// changes little where few words do.
    pub(super) fn describe(&mut self, prose: &Prose) {
        if !prose.text.trim().is_empty() {
            self.state(Fact::Description, format!("{:016x}{:016x}", hash(&prose.text), sketch(&prose.text)));
        }
    }
}

/// Hashes text by FNV-1a, which is the same in all times and on all machines.
pub(in super::super) fn hash(text: &str) -> u64 {
    text.split_whitespace().fold(START, with_word)
}

/// What hashing starts with.
const START: u64 = 0xcbf2_9ce4_8422_2325;

/// Takes a word into a hash.
fn with_word(hash: u64, word: &str) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let with_byte = |hash: u64, byte: u8| (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(PRIME);
    with_byte(word.bytes().fold(hash, with_byte), b' ')
}

/// Sketches text in 64 bits, which few words change little: each bit is what most words have.
fn sketch(text: &str) -> u64 {
    let mut counts = [0_u128; 8];
    let mut words = 0_u16;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(usize::from(u16::MAX)) {
        words += 1;
        let bytes = with_word(START, word).to_le_bytes();
        counts.iter_mut().zip(bytes).for_each(|(count, byte)| *count += LANES[usize::from(byte)]);
    }
    let most = |bit: usize| u64::from((counts[bit / 8] >> (bit % 8 * 16)) as u16 > words / 2);
    (0..64).fold(0, |sketch, bit| sketch | most(bit) << bit)
}

/// For each byte its bits, sixteen bits apart, so that all of them are counted at once.
static LANES: [u128; 256] = {
    let mut lanes = [0; 256];
    let mut at = 0;
    while at < 256 * 8 {
        lanes[at / 8] |= (((at / 8) >> (at % 8) & 1) as u128) << (at % 8 * 16);
        at += 1;
    }
    lanes
};

#[cfg(test)]
mod tests {
    use super::{hash, sketch};

    #[test]
    fn sketches_of_texts() {
        let text = "The time when it was made, in UTC and by ISO 8601. Read-only.";
        let cases = [
            (text, 0..=0),
            ("the time when IT was made, in UTC and by ISO 8601. Read-only.", 0..=0),
            ("The time when it was made, in UTC and by ISO 8601. Read-only. Never null.", 1..=16),
            ("Who sent the message, as an address of mail.", 17..=64),
        ];
        for (other, distance) in cases {
            let found = (sketch(text) ^ sketch(other)).count_ones();
            assert!(distance.contains(&found), "{other}: {found}");
        }
        assert_eq!(hash("a b"), hash(" A  B\n"));
        assert_ne!(hash("a b"), hash("ab"));
    }
}
