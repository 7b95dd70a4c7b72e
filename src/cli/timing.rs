//! How long the phases of a command take. Where nobody asks for it, no clock is read.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A part of what a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Until it is known what to do.
    Start,
    /// Looking for Dockerfiles.
    Search,
    /// Reading the configurations, and what holds for each Dockerfile.
    Configuration,
    /// Everything that is done with each file on its own. What follows it is a part of it.
    Files,
    /// Reading a file.
    Read,
    /// Its syntax.
    Parse,
    /// What its build does, scripts included.
    Build,
    /// Opening the build context; its files are read when something asks for them.
    Context,
    /// Facts, rules, and comments that ignore some.
    Lint,
    /// Edits, and all that proves them.
    Fix,
    /// Writing a file that was fixed.
    Write,
    /// The plan of an image.
    Plan,
    /// Its expression, formatted and read again.
    Emit,
    /// Nix evaluating it.
    Verify,
    /// Telling all of it.
    Report,
}

impl Phase {
    /// All of them, in their order.
    const ALL: [Self; 15] = [
        Self::Start,
        Self::Search,
        Self::Configuration,
        Self::Files,
        Self::Read,
        Self::Parse,
        Self::Build,
        Self::Context,
        Self::Lint,
        Self::Fix,
        Self::Write,
        Self::Plan,
        Self::Emit,
        Self::Verify,
        Self::Report,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Search => "search",
            Self::Configuration => "configuration",
            Self::Files => "files",
            Self::Read => "read",
            Self::Parse => "parse",
            Self::Build => "build",
            Self::Context => "context",
            Self::Lint => "lint",
            Self::Fix => "fix",
            Self::Write => "write",
            Self::Plan => "plan",
            Self::Emit => "emit",
            Self::Verify => "verify",
            Self::Report => "report",
        }
    }

    /// Whether it is a part of [`Phase::Files`], and so may be done for several files at the same time.
    fn is_of_a_file(self) -> bool {
        !matches!(self, Self::Start | Self::Search | Self::Configuration | Self::Files | Self::Report)
    }
}

/// The clock, if somebody asks.
static CLOCK: OnceLock<Clock> = OnceLock::new();

struct Clock {
    begin: Instant,
    sums: [Sum; Phase::ALL.len()],
}

/// How long a phase took, and how often it came.
#[derive(Default)]
struct Sum {
    nanoseconds: AtomicU64,
    times: AtomicUsize,
}

impl Sum {
    fn add(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
        self.times.fetch_add(1, Ordering::Relaxed);
    }
}

/// Begins to measure. `begin` is when the program began.
pub(super) fn start(begin: Instant) {
    let clock = CLOCK.get_or_init(|| Clock { begin, sums: Default::default() });
    clock.add(Phase::Start, begin.elapsed());
}

/// Does `work`, a part of the phase.
pub(super) fn measure<T>(phase: Phase, work: impl FnOnce() -> T) -> T {
    let Some(clock) = CLOCK.get() else { return work() };
    let begin = Instant::now();
    let done = work();
    clock.add(phase, begin.elapsed());
    done
}

impl Clock {
    fn add(&self, phase: Phase, time: Duration) {
        self.sum(phase).into_iter().for_each(|sum| sum.add(time));
    }

    /// How often a phase came.
    fn times(&self, phase: Phase) -> usize {
        self.sum(phase).map(|sum| sum.times.load(Ordering::Relaxed)).unwrap_or_default()
    }

    fn sum(&self, phase: Phase) -> Option<&Sum> {
        self.sums.get(Phase::ALL.iter().position(|it| *it == phase)?)
    }
}

/// Writes how long everything took until now; nothing if nobody asked.
pub(super) fn write(out: &mut dyn Write) -> io::Result<()> {
    let Some(clock) = CLOCK.get() else { return Ok(()) };
    writeln!(out, "time")?;
    let is_within = clock.times(Phase::Files) > 0;
    for (phase, sum) in Phase::ALL.into_iter().zip(&clock.sums) {
        let times = sum.times.load(Ordering::Relaxed);
        let time = Duration::from_nanos(sum.nanoseconds.load(Ordering::Relaxed));
        let name = phase.name();
        match times {
            0 => {}
            _ if phase.is_of_a_file() && is_within => writeln!(out, "    {name:<13} {} × {times}", milliseconds(time))?,
            _ => writeln!(out, "  {name:<15} {}", milliseconds(time))?,
        }
    }
    writeln!(out, "  {:<15} {}", "total", milliseconds(clock.begin.elapsed()))?;
    let threads = rayon::current_num_threads();
    if threads > 1 && clock.times(Phase::Read) > 1 {
        writeln!(out, "  What is done for each file is the sum over {threads} threads.")?;
    }
    Ok(())
}

fn milliseconds(time: Duration) -> String {
    format!("{:>9.2} ms", time.as_secs_f64() * 1000.0)
}
