/// What a caller may want to know of, and say to, a long run. The library itself prints nothing.
pub trait Observer: Sync {
    /// `done` of `total` units of `stage` are finished.
    fn progress(&self, _stage: &'static str, _done: u64, _total: Option<u64>) {}

    /// True once the caller wants the run to stop; it then ends with [`crate::error::ErrorKind::Cancelled`]
    /// before the next batch.
    fn cancelled(&self) -> bool {
        false
    }
}

/// An observer that hears nothing and never stops a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Observer for Quiet {}
