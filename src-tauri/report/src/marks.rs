//! The six status shapes and the stacked count bar. A shape never stands without its word, a bar never without counts.

use crate::display::{Page, Shape, Step};
use crate::palette::{Colour, EDGE, HATCH_LINE, HATCH_PALE, OCHRE, PLUM, RUST, SHEET, TEAL};
use countersign_core::status::{Counts, Status};

/// The usual size of a status shape.
pub(crate) const MARK: f32 = 7.0;

/// The order in a bar.
pub(crate) const ORDER: [Status; 5] = [Status::Met, Status::AcceptedRisk, Status::Partial, Status::NotAssessed, Status::NotMet];

/// The fill of a status.
pub(crate) fn colour(status: Status) -> Colour {
    match status {
        Status::Met => TEAL,
        Status::AcceptedRisk => PLUM,
        Status::Partial => OCHRE,
        Status::NotAssessed | Status::NotApplicable => EDGE,
        Status::NotMet => RUST,
    }
}

/// A quarter of a circle needs control points this far out.
const ROUND: f32 = 0.5523;

/// Draws a status shape around a centre.
pub(crate) fn draw(page: &mut Page, status: Status, x: f32, y: f32, size: f32) {
    let r = size / 2.0;
    let fill = colour(status);
    let mut path = |steps: Vec<Step>, fill, stroke| page.shapes.push(Shape::Path { steps, fill, stroke });
    let white = Some((SHEET, size * 0.15));
    match status {
        Status::Met => {
            path(circle(x, y, r), Some(fill), None);
            path(
                vec![
                    Step::Move(x - 0.45 * r, y + 0.02 * r),
                    Step::Line(x - 0.12 * r, y + 0.38 * r),
                    Step::Line(x + 0.48 * r, y - 0.36 * r),
                ],
                None,
                white,
            );
        }
        Status::AcceptedRisk => {
            path(
                vec![Step::Move(x, y - r), Step::Line(x + r, y), Step::Line(x, y + r), Step::Line(x - r, y), Step::Close],
                Some(fill),
                None,
            );
            path(vec![Step::Move(x - 0.42 * r, y), Step::Line(x + 0.42 * r, y)], None, white);
        }
        Status::Partial => {
            path(circle(x, y, r * 0.88), None, Some((fill, size * 0.12)));
            let half = r * 0.88;
            let k = half * ROUND;
            path(
                vec![
                    Step::Move(x, y - half),
                    Step::Curve([x - k, y - half, x - half, y - k, x - half, y]),
                    Step::Curve([x - half, y + k, x - k, y + half, x, y + half]),
                    Step::Close,
                ],
                Some(fill),
                None,
            );
        }
        Status::NotAssessed => {
            for quarter in 0..4 {
                let start = std::f32::consts::FRAC_PI_2 * (quarter as f32 + 0.17);
                path(arc(x, y, r * 0.85, start, std::f32::consts::FRAC_PI_2 * 0.66), None, Some((fill, size * 0.16)));
            }
        }
        Status::NotMet => {
            let s = r * 0.92;
            page.shapes.push(Shape::Rect { x: x - s, y: y - s, width: 2.0 * s, height: 2.0 * s, fill });
            for side in [1.0, -1.0] {
                let steps = vec![Step::Move(x - 0.42 * r, y - 0.42 * r * side), Step::Line(x + 0.42 * r, y + 0.42 * r * side)];
                page.shapes.push(Shape::Path { steps, fill: None, stroke: white });
            }
        }
        Status::NotApplicable => path(vec![Step::Move(x - 0.7 * r, y), Step::Line(x + 0.7 * r, y)], None, Some((fill, size * 0.16))),
    }
}

fn circle(x: f32, y: f32, r: f32) -> Vec<Step> {
    let k = r * ROUND;
    vec![
        Step::Move(x + r, y),
        Step::Curve([x + r, y + k, x + k, y + r, x, y + r]),
        Step::Curve([x - k, y + r, x - r, y + k, x - r, y]),
        Step::Curve([x - r, y - k, x - k, y - r, x, y - r]),
        Step::Curve([x + k, y - r, x + r, y - k, x + r, y]),
        Step::Close,
    ]
}

fn arc(x: f32, y: f32, r: f32, start: f32, sweep: f32) -> Vec<Step> {
    let k = 4.0 / 3.0 * (sweep / 4.0).tan() * r;
    let (s0, c0) = start.sin_cos();
    let (s1, c1) = (start + sweep).sin_cos();
    vec![
        Step::Move(x + r * c0, y + r * s0),
        Step::Curve([x + r * c0 - k * s0, y + r * s0 + k * c0, x + r * c1 + k * s1, y + r * s1 - k * c1, x + r * c1, y + r * s1]),
    ]
}

/// Where the segments of a bar stand: status, left edge, width. What does not apply comes last.
pub(crate) fn segments(counts: &Counts, x: f32, width: f32, least: f32) -> Vec<(Status, f32, f32)> {
    let present: Vec<(Status, f32)> = ORDER
        .into_iter()
        .chain([Status::NotApplicable])
        .filter(|s| counts.get(*s) > 0)
        .map(|s| (s, counts.get(s) as f32 / counts.total().max(1) as f32))
        .collect();
    let room = width - 2.0 * present.len().saturating_sub(1) as f32;
    // Widths by share, then the narrow ones raised to the least and the others scaled, until nothing changes.
    let mut raised = vec![false; present.len()];
    let mut scale = room;
    for _ in 0..present.len() {
        let fixed = raised.iter().filter(|r| **r).count() as f32 * least;
        let rest: f32 = present.iter().zip(&raised).filter(|(_, r)| !**r).map(|((_, share), _)| share).sum();
        scale = (room - fixed).max(0.0) / rest.max(0.0001);
        for ((_, share), raised) in present.iter().zip(&mut raised) {
            *raised |= share * scale < least;
        }
    }
    let mut at = x;
    let mut out = Vec::new();
    for ((status, share), raised) in present.into_iter().zip(raised) {
        let wide = if raised { least } else { share * scale }.min(x + width - at).max(0.0);
        out.push((status, at, wide));
        at += wide + 2.0;
    }
    out
}

/// Draws a bar; the thin line at the end is what does not apply.
pub(crate) fn bar(page: &mut Page, counts: &Counts, x: f32, y: f32, width: f32, height: f32, least: f32) {
    for (status, left, wide) in segments(counts, x, width, least) {
        match status {
            Status::NotApplicable => {
                let middle = y + height / 2.0;
                page.shapes.push(Shape::Line { from: (left, middle), to: (left + wide, middle), width: 0.7, colour: EDGE });
            }
            Status::NotAssessed => hatched(page, left, y, wide, height),
            _ => page.shapes.push(Shape::Rect { x: left, y, width: wide, height, fill: colour(status) }),
        }
    }
}

/// A hatched rectangle with an edge: unknown never borrows the colour of a result.
fn hatched(page: &mut Page, x: f32, y: f32, width: f32, height: f32) {
    page.shapes.push(Shape::Rect { x, y, width, height, fill: HATCH_PALE });
    let mut at = x - height + 2.0;
    while at < x + width {
        let (from, to) =
            ((at.max(x), y + height - (at.max(x) - at)), ((at + height).min(x + width), y + (at + height - (at + height).min(x + width))));
        if from.0 < to.0 {
            page.shapes.push(Shape::Line { from, to, width: 0.7, colour: HATCH_LINE });
        }
        at += 3.4;
    }
    let inset = 0.25;
    let (left, top, right, bottom) = (x + inset, y + inset, x + width - inset, y + height - inset);
    let steps = vec![Step::Move(left, top), Step::Line(right, top), Step::Line(right, bottom), Step::Line(left, bottom), Step::Close];
    page.shapes.push(Shape::Path { steps, fill: None, stroke: Some((EDGE, 0.5)) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_fill_the_bar_in_order_and_small_ones_stay_visible() {
        let counts = Counts { met: 500, accepted_risk: 1, partial: 2, not_assessed: 0, not_met: 1, not_applicable: 40 };
        let found = segments(&counts, 10.0, 200.0, 14.0);
        assert_eq!(
            found.iter().map(|s| s.0).collect::<Vec<_>>(),
            [Status::Met, Status::AcceptedRisk, Status::Partial, Status::NotMet, Status::NotApplicable]
        );
        assert!(found.iter().all(|s| s.2 >= 13.9));
        let last = found.last().unwrap();
        assert!((last.1 + last.2 - 210.0).abs() < 0.5, "{last:?}");
        assert!(segments(&Counts::default(), 0.0, 100.0, 3.0).is_empty());
    }
}
