//! Curves over [0,1] × [0,1], drawn as SVG. Names stand at the curves' ends, so that none depends on colour alone.

use askama::Template;
use askama::filters::HtmlSafe;

/// Curves, or dots with their intervals, over one square of the unit.
#[derive(Template)]
#[template(path = "curves.html")]
pub(super) struct Curves {
    caption: &'static str,
    across: &'static str,
    curves: Vec<Curve>,
    /// Upright lines: where, and what they mean.
    marks: Vec<(String, &'static str)>,
    ticks: Vec<(String, String)>,
}

impl HtmlSafe for Curves {}

struct Curve {
    name: &'static str,
    path: String,
    class: String,
    /// Where its name stands, in pixels from the top.
    y: String,
}

/// Height of the drawing in pixels, and of a line of text.
const HEIGHT: f64 = 200.0;
const LINE: f64 = 13.0;

impl Curves {
    /// An empty square; `across` is what stands on the horizontal axis.
    pub fn new(caption: &'static str, across: &'static str) -> Self {
        let tick = |i: i32| (format!("{:.1}", f64::from(i) * 20.0), format!("{:.1}", f64::from(i) * 0.2));
        Curves { caption, across, curves: Vec::new(), marks: Vec::new(), ticks: (0..6).map(tick).collect() }
    }

    /// With a curve through `points`.
    pub fn curve(mut self, name: &'static str, points: &[(f64, f64)]) -> Self {
        let class = format!("tone-{}", self.curves.len());
        let path = path(points.iter().enumerate().map(|(i, p)| (if i == 0 { "M" } else { "L" }, *p)));
        self.push(name, path, class, points.last().map_or(0.0, |p| p.1));
        self
    }

    /// With a dot at each `(x, y)` and a bar from `low` to `high`.
    pub fn dots(mut self, name: &'static str, dots: &[(f64, f64, f64, f64)]) -> Self {
        let bars = path(dots.iter().flat_map(|&(x, _, low, high)| [("M", (x, low)), ("L", (x, high))]));
        let points = path(dots.iter().flat_map(|&(x, y, ..)| [("M", (x, y)), ("L", (x, y))]));
        self.push("", bars, "bars".to_owned(), 0.0);
        self.push(name, points, "dots".to_owned(), dots.last().map_or(0.0, |d| d.1));
        self
    }

    /// With an upright line at `x`.
    pub fn mark(mut self, x: f64, means: &'static str) -> Self {
        self.marks.push((format!("{:.2}", x * 100.0), means));
        self
    }

    fn push(&mut self, name: &'static str, path: String, class: String, end: f64) {
        let wanted = (1.0 - end) * HEIGHT + 4.0;
        // Names keep a line's height apart.
        let taken: Vec<f64> =
            self.curves.iter().filter(|c| !c.name.is_empty()).filter_map(|c| c.y.parse().ok()).collect();
        let free = |y: &f64| taken.iter().all(|t| (t - y).abs() >= LINE);
        let near = (0..24).flat_map(|i| [wanted + f64::from(i) * LINE / 2.0, wanted - f64::from(i) * LINE / 2.0]);
        let y = near.into_iter().find(free).unwrap_or(wanted);
        self.curves.push(Curve { name, path, class, y: format!("{y:.1}") });
    }
}

/// Steps of a path over a square of 100 by 100 whose y grows downwards.
fn path(steps: impl Iterator<Item = (&'static str, (f64, f64))>) -> String {
    steps.map(|(step, (x, y))| format!("{step}{:.2} {:.2}", x * 100.0, (1.0 - y) * 100.0)).collect()
}
