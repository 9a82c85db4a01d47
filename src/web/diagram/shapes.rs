//! What a drawing's template is filled with: words at a place, and the `d` of paths.

use std::fmt::Write;

use super::text::Area;

/// One line of text in a drawing.
#[derive(Debug)]
pub(super) struct Words {
    pub x: f32,
    pub y: f32,
    pub size: f32,
    /// A list of classes.
    pub class: &'static str,
    /// start, middle or end.
    pub anchor: &'static str,
    pub text: String,
}

impl Words {
    pub fn new(at: (f32, f32), size: f32, class: &'static str, text: impl Into<String>) -> Self {
        let (x, y) = at;
        Self { x, y, size, class, anchor: "start", text: text.into() }
    }

    pub fn middle(self) -> Self {
        Self { anchor: "middle", ..self }
    }

    pub fn end(self) -> Self {
        Self { anchor: "end", ..self }
    }
}

/// A rectangle with words in or upon it.
#[derive(Debug)]
pub(super) struct Plate {
    pub area: Area,
    pub words: Vec<Words>,
}

/// Where an arrow head points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Up,
    Down,
    Right,
}

/// A small filled triangle with its tip at `x`, `y`.
pub(super) fn head(x: f32, y: f32, to: Head) -> String {
    let [(ax, ay), (bx, by)] = match to {
        Head::Up => [(-5.0, 9.0), (5.0, 9.0)],
        Head::Down => [(-5.0, -9.0), (5.0, -9.0)],
        Head::Right => [(-9.0, -5.0), (-9.0, 5.0)],
    };
    format!("M{x:.1} {y:.1}L{:.1} {:.1}L{:.1} {:.1}Z", x + ax, y + ay, x + bx, y + by)
}

/// A path through right angles with round corners.
pub(super) fn path(points: &[(f32, f32)]) -> String {
    let mut d = String::new();
    let last = points.len().saturating_sub(1);
    for (n, &(x, y)) in points.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = if n == 0 {
            write!(d, "M{x:.1} {y:.1}")
        } else if n == last {
            write!(d, "L{x:.1} {y:.1}")
        } else {
            let (ax, ay) = towards((x, y), points[n - 1]);
            let (bx, by) = towards((x, y), points[n + 1]);
            write!(d, "L{ax:.1} {ay:.1}Q{x:.1} {y:.1} {bx:.1} {by:.1}")
        };
    }
    d
}

/// The point 8 units (or half the way, if shorter) from a corner towards the next point.
fn towards(corner: (f32, f32), to: (f32, f32)) -> (f32, f32) {
    let (dx, dy) = (to.0 - corner.0, to.1 - corner.1);
    let length = dx.hypot(dy).max(0.001);
    let step = 8.0_f32.min(length / 2.0) / length;
    (corner.0 + dx * step, corner.1 + dy * step)
}
