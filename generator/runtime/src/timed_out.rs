//! A limit on time that was reached, as the cause of an error.

use crate::cause::chain;
use std::fmt;
use std::time::Duration;

/// A limit on time that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimedOut {
    pub(crate) limit: Limit,
    pub(crate) after: Duration,
}

/// The limits on time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    Silence,
    Standstill,
    Attempt,
    Total,
    Operation,
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let after = self.after;
        match self.limit {
            Limit::Silence => write!(f, "it was silent for {after:?}"),
            Limit::Standstill => write!(f, "its answer stood still for {after:?}"),
            Limit::Attempt => write!(f, "the attempt took longer than {after:?}"),
            Limit::Operation => write!(f, "the operation isn't over after {after:?}"),
            Limit::Total => write!(f, "the request took longer than {after:?} in all"),
        }
    }
}

impl std::error::Error for TimedOut {}

/// Returns the limit on time in a chain of causes.
pub(crate) fn timed_out<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a TimedOut> {
    chain(error).find_map(|error| error.downcast_ref())
}
