//! The cover: what is needed before believing any figure.

use super::Book;
use crate::context::{period, tally};
use crate::display::{Shape, Step};
use crate::flow::{BOTTOM, HEIGHT, LEFT, MEASURE, RIGHT};
use crate::palette::{INK, LINE, TEXT, TEXT_2, TEXT_3};
use crate::typeset::{Face, Span, Style};
use crate::words;

const TITLE: Style = Style::new(Face::SansSemiBold, 36.0, 42.0, TEXT);
const ORGANISATION: Style = Style::new(Face::Serif, 19.0, 25.0, TEXT);
const PERIOD: Style = Style::new(Face::Serif, 12.5, 18.0, TEXT_2);
const LABEL: Style = Style::new(Face::Sans, 8.4, 12.4, TEXT_3);
const FACT: Style = Style::new(Face::Sans, 9.2, 12.8, TEXT);
const RECORD: Style = Style::new(Face::Mono, 8.0, 12.8, TEXT);
const STATEMENT: Style = Style::new(Face::SerifItalic, 12.5, 18.0, TEXT);
const NAME: Style = Style::new(Face::SansSemiBold, 9.6, 12.0, TEXT);

/// Where the facts end at the latest.
const FACTS_END: f32 = BOTTOM - 62.0;

impl Book<'_> {
    pub(super) fn cover(&mut self) {
        self.flow.break_page();
        self.flow.outline(1, "Cover", false);
        self.mark(LEFT, 56.0);
        self.flow.at("Countersign", NAME, LEFT + 22.0, 67.6);
        self.flow.y = 150.0;
        self.flow.say("Gap report", TITLE);
        self.flow.y += 8.0;
        let name = self.line(&self.report.organisation, 220);
        let lines = self.flow.set.lines(&[Span::new(name, ORGANISATION)], MEASURE);
        self.flow.lines(lines.get(..lines.len().min(4)).unwrap_or(&lines), ORGANISATION, LEFT);
        self.flow.y += 4.0;
        let time = self.line(&format!("{}, as of {}", period(self.report), words::date(&self.report.basis.as_of)), 120);
        self.flow.say(&time, PERIOD);
        self.flow.y += 44.0;
        for (label, spans) in self.facts() {
            self.fact(label, &spans);
        }
        self.flow.y = HEIGHT - 96.0;
        self.flow.say("Mapping is a review aid. It is not a certification.", STATEMENT);
        self.flow.break_page();
    }

    fn facts(&self) -> Vec<(&'static str, Vec<Span>)> {
        let basis = &self.report.basis;
        let scope = &self.report.scope;
        let fact = |text: String| vec![Span::new(self.line(&text, 500), FACT)];
        let record = |text: &str| vec![Span::new(self.line(text, 200), RECORD)];
        let kind = if basis.kind == "point_in_time" { "Point in time" } else { "Period" };
        let mut out = vec![
            ("Basis", fact(format!("{kind}: {}", period(self.report)))),
            ("As of", fact(words::date(&basis.as_of))),
            ("Scope", fact(scope_words(scope))),
        ];
        let left_out = words::some(scope.exclusions.iter().map(|e| e.what.clone()), 4, "; ");
        out.push(("Left out", fact(if left_out.is_empty() { "Nothing".to_owned() } else { left_out })));
        let mut frameworks = Vec::new();
        for (i, f) in self.report.frameworks.iter().take(8).enumerate() {
            let title = self.line(&f.title, 90);
            let met = countersign_core::status::Status::Met.label(f.kind).to_lowercase();
            let c = &f.counts;
            let (met_of, assessed) = (words::of(c.met, c.applicable()), words::number(c.assessed()));
            let figures = format!("  {met_of} {met}, {assessed} assessed, {} in all", words::number(c.total()));
            frameworks.push(Span::new(format!("{}{title}", if i > 0 { "\n" } else { "" }), FACT));
            frameworks.push(Span::new(figures, FACT.coloured(TEXT_3)));
        }
        if self.report.frameworks.len() > 8 {
            frameworks.push(Span::new(format!("\nand {} more", self.report.frameworks.len() - 8), FACT));
        }
        if frameworks.is_empty() {
            frameworks.push(Span::new("None", FACT));
        }
        out.push(("Frameworks", frameworks));
        let changed = self.report.thresholds.iter().filter(|t| t.value != t.default);
        let changed = words::some(changed.map(|t| format!("{} {} instead of {}", t.name, t.value, t.default)), 5, "; ");
        out.push(("Thresholds changed", fact(if changed.is_empty() { "None; all as shipped".to_owned() } else { changed })));
        out.push(("Rule set", record(&basis.ruleset)));
        out.push(("Snapshot", record(&basis.snapshot)));
        let version = self.line(&format!("{}, written by Countersign {}", basis.assessment, basis.tool_version), 200);
        out.push(("Assessment", vec![Span::new(version, FACT)]));
        out.push((
            "Sign-off",
            vec![Span::new(self.line(&words::plain(&basis.sign_off), 80), FACT.faced(Face::SansSemiBold).coloured(INK))],
        ));
        out
    }

    fn fact(&mut self, label: &str, spans: &[Span]) {
        let lines = self.flow.set.lines(spans, MEASURE - 118.0);
        let style = spans.first().map_or(FACT, |s| s.style);
        let room = FACTS_END - self.flow.y;
        let most = (room / style.leading).floor().max(0.0) as usize;
        if most < lines.len() && most < 2 {
            return;
        }
        let y = self.flow.y;
        self.flow.line((LEFT, y), (RIGHT, y), 0.5, LINE);
        self.flow.y += 5.0;
        let baseline = self.flow.y + style.drop();
        self.flow.at(label, LABEL, LEFT, baseline);
        for line in lines.iter().take(most) {
            let baseline = self.flow.y + style.drop();
            self.flow.draw(line, LEFT + 118.0, baseline);
            self.flow.y += style.leading;
        }
        self.flow.y += 5.0;
    }

    /// The sign: a sheet, a line, a blue stroke.
    fn mark(&mut self, x: f32, y: f32) {
        let shapes = &mut self.flow.page.shapes;
        let sheet = vec![
            Step::Move(x + 1.0, y + 1.0),
            Step::Line(x + 13.0, y + 1.0),
            Step::Line(x + 13.0, y + 15.0),
            Step::Line(x + 1.0, y + 15.0),
            Step::Close,
        ];
        shapes.push(Shape::Path { steps: sheet, fill: None, stroke: Some((TEXT, 1.3)) });
        shapes.push(Shape::Line { from: (x + 4.0, y + 11.5), to: (x + 10.0, y + 11.5), width: 1.0, colour: TEXT });
        let stroke = vec![Step::Move(x + 3.6, y + 6.6), Step::Line(x + 6.8, y + 9.4), Step::Line(x + 16.0, y - 0.6)];
        shapes.push(Shape::Path { steps: stroke, fill: None, stroke: Some((INK, 1.8)) });
    }
}

fn scope_words(scope: &countersign_core::gap_report::Scope) -> String {
    let by = tally(&scope.by_environment);
    let all = words::many(scope.workflows, "workflow", "workflows");
    if by.is_empty() { all } else { format!("{all}: {by}") }
}
