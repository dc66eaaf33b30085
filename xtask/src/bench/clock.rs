//! Medians of times that were taken in turns.

use std::time::Instant;

/// Runs subject and yardstick in turns and gives the median time of each, in seconds. Both tell their own time, as not
/// all that they do counts. The first turn isn't counted: it warms caches.
pub(super) fn in_turns(
    runs: usize,
    mut subject: impl FnMut() -> f64,
    mut yardstick: impl FnMut() -> f64,
) -> (f64, f64) {
    let (mut subjects, mut yardsticks) = (Vec::new(), Vec::new());
    for turn in 0..=runs {
        let times = (subject(), yardstick());
        if turn > 0 {
            subjects.push(times.0);
            yardsticks.push(times.1);
        }
    }
    (median(subjects), median(yardsticks))
}

/// How long something takes, in seconds.
pub(super) fn time(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64()
}

/// The middle of some times.
pub(super) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// A time as people read it.
pub(super) fn seconds(time: f64) -> String {
    match time {
        time if time < 1e-3 => format!("{:.0} µs", time * 1e6),
        time if time < 1.0 => format!("{:.0} ms", time * 1e3),
        time => format!("{time:.2} s"),
    }
}
