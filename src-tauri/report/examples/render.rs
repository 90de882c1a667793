//! Writes a made-up report of a given size: `render WORKFLOWS OUT.pdf [hostile]`. The end of the name decides the
//! form: `.pdf`, `.xlsx`, `.csv` or `.json`.

use countersign_report::{Templates, csv, json, pdf, synthetic, xlsx};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let workflows = words.next().unwrap_or_default().parse()?;
    let out = words.next().unwrap_or_else(|| "report.pdf".to_owned());
    let mut report = synthetic(workflows);
    if words.next().is_some() {
        countersign_report::synthetic::make_hostile(&mut report);
    }
    let bytes = match out.rsplit('.').next() {
        Some("xlsx") => xlsx(&report)?,
        Some("csv") => csv(&report)?,
        Some("json") => json(&report)?,
        _ => pdf(&report, &Templates::embedded())?,
    };
    std::fs::write(out, bytes)?;
    Ok(())
}
