use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use crate::model::Observer;

/// Progress with rate and time left on standard error, and a flag that Ctrl-C sets.
pub(crate) struct Bar {
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
}

impl Bar {
    pub fn new(watched: bool) -> Bar {
        let bar = if watched { ProgressBar::no_length() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{msg:12} {pos} of {len} {wide_bar} {eta} left") {
            bar.set_style(style);
        }
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        // A second Ctrl-C ends the program at once; that a handler is already set changes nothing for the user.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
        });
        Bar { bar, stop }
    }
}

impl Observer for Bar {
    fn progress(&self, stage: &'static str, done: u64, total: Option<u64>) {
        if self.bar.message() != stage {
            self.bar.set_message(stage);
            self.bar.reset_eta();
        }
        if let Some(total) = total.filter(|total| *total > 0) {
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
    }

    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
