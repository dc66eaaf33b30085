//! What makes a finding the same in two runs, wherever its line has gone: code, page, the words of the line, and the names that
//! the message quotes.

use std::collections::BTreeMap;

use super::{Diagnostic, Places};

/// Returns the fingerprint of each finding, in their order, as 16 digits. Alike ones are numbered from top to bottom, so that no two
/// have the same.
///
/// Neither line numbers nor white space count; nor do the words of the message, which another version of this program may say
/// better.
pub fn fingerprints(sorted: &[Diagnostic], places: &mut Places<'_>) -> Vec<String> {
    let mut seen: BTreeMap<u64, u32> = BTreeMap::new();
    let of = |diagnostic: &Diagnostic| {
        let line = places.of(&diagnostic.file, diagnostic.span).text.unwrap_or_default();
        let mut hash = Fnv::default();
        hash.part(diagnostic.code.as_str()).part(&diagnostic.file);
        line.split_whitespace().for_each(|word| _ = hash.part(word));
        diagnostic.message.split('`').skip(1).step_by(2).for_each(|name| _ = hash.part(name));
        let times = seen.entry(hash.0).or_default();
        *times += 1;
        hash.part(&times.to_string());
        format!("{:016x}", hash.0)
    };
    sorted.iter().map(of).collect()
}

/// The hash of Fowler, Noll and Vo in 64 bits: the same for ever, which the standard library's doesn't promise to be.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds a text, and that it ends here.
    fn part(&mut self, text: &str) -> &mut Self {
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self
    }
}
