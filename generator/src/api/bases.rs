//! Which types derive from which: the one walk over base types.

use super::TypeId;

/// The bases and the derived types of every type. A loop ends where it closes.
#[derive(Clone, Debug, Default)]
pub struct Bases {
    above: Vec<Vec<TypeId>>,
    below: Vec<Vec<TypeId>>,
}

impl Bases {
    /// Walks up from every type; the list has the direct base of each.
    pub fn new(direct: &[Option<TypeId>]) -> Self {
        let above: Vec<Vec<TypeId>> = TypeId::each(direct).map(|(id, _)| walk(id, direct)).collect();
        let mut below = vec![Vec::new(); direct.len()];
        for (id, bases) in TypeId::each(&above) {
            for base in bases {
                below[*base].push(id);
            }
        }
        Self { above, below }
    }

    /// Returns the bases of a type, nearest first.
    pub fn above(&self, ty: TypeId) -> &[TypeId] {
        self.above.get(ty.place()).map_or(&[], Vec::as_slice)
    }

    /// Returns all types that derive from a type, directly or not, sorted.
    pub fn below(&self, ty: TypeId) -> &[TypeId] {
        self.below.get(ty.place()).map_or(&[], Vec::as_slice)
    }

    /// Gives a type and its bases, nearest first.
    pub fn chain(&self, ty: TypeId) -> impl Iterator<Item = TypeId> {
        std::iter::once(ty).chain(self.above(ty).iter().copied())
    }

    /// Tells whether one type is another or derives from it.
    pub fn is_a(&self, ty: TypeId, base: TypeId) -> bool {
        ty == base || self.derives(ty, base)
    }

    /// Tells whether one type derives from another.
    pub fn derives(&self, ty: TypeId, base: TypeId) -> bool {
        self.above(ty).contains(&base)
    }

    /// Returns the nearest type that all of these are.
    pub fn shared(&self, types: impl Iterator<Item = TypeId> + Clone) -> Option<TypeId> {
        let first = types.clone().next()?;
        self.chain(first).find(|base| types.clone().all(|ty| self.is_a(ty, *base)))
    }
}

/// More bases than this no type has: whoever decides on bases cuts longer chains, and before that is done, what is farther
/// away doesn't count.
const DEEPEST: usize = 64;

/// Collects the bases of a type, nearest first.
fn walk(of: TypeId, direct: &[Option<TypeId>]) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut next = direct[of];
    while let Some(id) = next.filter(|id| *id != of && found.len() < DEEPEST && !found.contains(id)) {
        found.push(id);
        next = direct[id];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(ids: impl IntoIterator<Item = TypeId>) -> String {
        ids.into_iter().map(|id| char::from(b'a' + id.0 as u8)).collect()
    }

    #[test]
    fn walks_bases() {
        // a ← b ← c, a ← d; e ↔ f
        let id = |place: u32| Some(TypeId(place));
        let bases = Bases::new(&[None, id(0), id(1), id(0), id(5), id(4)]);
        let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(TypeId);
        let shared = |types: &[TypeId]| names(bases.shared(types.iter().copied()));
        let cases = [
            (names(bases.chain(c)), "cba"),
            (names(bases.above(a).iter().copied()), ""),
            (names(bases.below(a).iter().copied()), "bcd"),
            (names(bases.above(e).iter().copied()), "f"),
            (shared(&[c, d]), "a"),
            (shared(&[c, b]), "b"),
            (shared(&[c]), "c"),
            (shared(&[c, e]), ""),
            (names(bases.chain(TypeId(9))), "j"),
        ];
        for (found, expected) in cases {
            assert_eq!(found, expected);
        }
        assert!(bases.is_a(c, a) && bases.is_a(a, a) && !bases.is_a(a, c) && !bases.derives(a, a));
    }
}
