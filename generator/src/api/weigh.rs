//! Weighing what several sources say of one thing: which claim is taken, and which ones lose.

use super::{Fact, Source};

/// What came of several claims.
#[derive(Clone, Debug)]
pub struct Weighed<'c, T> {
    /// The claim that was taken.
    pub taken: &'c Fact<T>,
    /// All claims in the order they came, the taken one among them.
    pub claims: Vec<&'c Fact<T>>,
}

/// Takes the first claim of the source that comes first in an order of trust; none where no source of the order claims
/// anything.
pub fn weigh<'c, T>(claims: impl IntoIterator<Item = &'c Fact<T>>, order: &[Source]) -> Option<Weighed<'c, T>> {
    let claims: Vec<&Fact<T>> = claims.into_iter().collect();
    let first = |source: &Source| claims.iter().find(|claim| claim.evidence.source == *source);
    let taken = order.iter().find_map(first)?;
    Some(Weighed { taken, claims })
}

impl<'c, T: PartialEq> Weighed<'c, T> {
    /// Takes a claim that says the same more precisely in place of the one that was taken.
    pub fn refined(mut self, refines: impl Fn(&T, &T) -> bool) -> Self {
        for claim in &self.claims {
            if refines(&claim.value, &self.taken.value) {
                self.taken = claim;
            }
        }
        self
    }

    /// Gives the claims that lost: those that say something else, unless they agree all the same.
    pub fn lost(&self, agrees: impl Fn(&Fact<T>) -> bool) -> impl Iterator<Item = &'c Fact<T>> {
        let taken = &self.taken.value;
        self.claims.iter().copied().filter(move |claim| claim.value != *taken && !agrees(claim))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Evidence;

    /// Claims by source and value: `prose 2`.
    fn claims(text: &str) -> Vec<Fact<u32>> {
        let claim = |claim: &str| {
            let (source, value) = claim.trim().split_once(' ')?;
            let source = match source {
                "annotation" => Source::Annotation,
                "prose" => Source::Prose,
                _ => Source::Example,
            };
            Some(Fact { value: value.parse().ok()?, evidence: Evidence { source, ..Evidence::default() } })
        };
        text.split(',').filter_map(claim).collect()
    }

    #[test]
    fn weighs() {
        // Multiples refine; what an example says is excused.
        let cases = [
            ("prose 2, annotation 3", "3 lost 2"),
            ("prose 2, prose 5", "2 lost 5"),
            ("prose 2, example 3", "2 lost"),
            ("annotation 2, prose 6", "6 lost 2"),
            ("annotation 2, prose 4, example 12", "12 lost 2 4"),
            ("example 3", "none"),
        ];
        for (said, expected) in cases {
            let claims = claims(said);
            let weighed = weigh(&claims, &[Source::Annotation, Source::Prose]);
            let found = weighed.map_or("none".to_owned(), |weighed| {
                let weighed = weighed.refined(|claim, taken| claim > taken && claim % taken == 0);
                let lost = weighed.lost(|claim| claim.evidence.source == Source::Example);
                lost.fold(format!("{} lost", weighed.taken.value), |text, claim| format!("{text} {}", claim.value))
            });
            assert_eq!(found, expected, "{said}");
        }
    }
}
