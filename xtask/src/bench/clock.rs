//! Medians of times that were taken in turns.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use cpu_time::{ProcessTime, ThreadTime};

/// Is true if processors' time is taken: on a machine that others use, it says more than the clock.
static CPU: AtomicBool = AtomicBool::new(false);

/// Chooses what is measured.
pub(super) fn by_cpu(cpu: bool) {
    CPU.store(cpu, Ordering::Relaxed);
}

fn cpu() -> bool {
    CPU.load(Ordering::Relaxed)
}

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

/// Measures how long something takes, in seconds.
pub(super) fn time(work: impl FnOnce()) -> f64 {
    let started = now();
    work();
    now() - started
}

/// Returns the time since some moment, in seconds: the clock's, or that of the processors for us and all that we have
/// run.
pub(super) fn now() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    if cpu() {
        ProcessTime::now().as_duration().as_secs_f64() + children()
    } else {
        START.get_or_init(Instant::now).elapsed().as_secs_f64()
    }
}

/// Returns how long each of some threads would need for its share of works that were timed one by one.
pub(super) fn shared(works: f64, threads: usize) -> f64 {
    if cpu() { works } else { works / threads as f64 }
}

/// Measures how long something takes by the clock, in seconds.
pub(super) fn by_the_clock(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64()
}

/// Measures the processor time of one work on one thread, whatever other threads do.
pub(super) fn on_this_thread(work: impl FnOnce()) -> f64 {
    let started = ThreadTime::now();
    work();
    started.elapsed().as_secs_f64()
}

/// Returns the processor time of the processes that we have run and waited for; nothing where there is no `/proc`.
fn children() -> f64 {
    /// The parts of a second that the kernel counts in, on every Linux that Rust runs on.
    const TICKS: f64 = 100.0;
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = status.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(13).take(2).filter_map(|number| number.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS
}

/// Returns the middle of some times.
pub(super) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Writes a time as people read it.
pub(super) fn seconds(time: f64) -> String {
    match time {
        time if time < 1e-3 => format!("{:.0} µs", time * 1e6),
        time if time < 1.0 => format!("{:.0} ms", time * 1e3),
        time => format!("{time:.2} s"),
    }
}
