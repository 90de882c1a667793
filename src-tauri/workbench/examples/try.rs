use countersign_workbench::*;
fn main() {
    let now = Moment { at: "2026-11-20T12:00:00Z".into(), actor: "analyst".into() };
    let dir = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let _ = std::fs::remove_file(dir.join("w.countersign"));
    let t = std::time::Instant::now();
    let mut w = Workbench::create(&dir.join("w.countersign"), "Brackwater Mutual", &now).unwrap();
    let paths: Vec<_> = std::env::args().skip(2).map(std::path::PathBuf::from).collect();
    let r = w.import(&paths, &ImportOptions::default(), &now, &mut |_, _| true).unwrap();
    println!("import {:?} refused={} unresolved={}", t.elapsed(), r.refused, r.unresolved_citations);
    for f in &r.files {
        println!(
            "{} {:?} {:?} {:?} {:?} rec={} new={} ch={} same={} rej={} {:?}",
            f.path, f.format, f.preset, f.encoding, f.delimiter, f.records, f.new, f.changed, f.same, f.rejected, f.tables
        );
        let mut by: std::collections::BTreeMap<&str, (usize, String)> = Default::default();
        for d in &f.diagnostics {
            let e = by.entry(&d.code).or_insert((0, format!("{} @ {}", d.message, d.at)));
            e.0 += 1;
        }
        for (c, (n, m)) in by {
            println!("     {c} x{n}: {m}");
        }
    }
    let t = std::time::Instant::now();
    let o = if paths[0].to_string_lossy().contains("sample") && !paths[0].to_string_lossy().contains("csv") {
        AssessOptions { from: Some("2026-04-01".into()), to: Some("2026-09-30".into()), ..Default::default() }
    } else {
        AssessOptions::default()
    };
    let (a, s) = w.assess(&o, &now).unwrap();
    println!("assess {:?}; outcomes {}", t.elapsed(), a.assessment.outcomes.len());
    for f in &s.frameworks {
        println!("{} {:?} req={} appl={} assessed={} {:?}", f.id, f.status, f.requirements, f.applicable, f.assessed, f.counts);
    }
    println!("{:?} {:?} unresolved {}", s.claims, s.workflows, s.unresolved_citations);
    let g = w.gap_report(&a, None, None).unwrap();
    println!("{}", g.lead);
    for gap in g.gaps.iter().take(6) {
        println!(
            "{} {} {:?} {:?}\n  Q {}\n  C {}\n  M {:?}\n  N {}\n  O {} W {:?} R {:?}\n  S {}",
            gap.rank,
            gap.label,
            gap.status,
            gap.counts,
            gap.question,
            gap.cause,
            gap.missing,
            gap.next_step,
            gap.owner,
            gap.workflows.iter().map(|w| &w.id).collect::<Vec<_>>(),
            gap.rules,
            gap.sources.iter().map(|s| s.to_string()).collect::<Vec<_>>().join(" | ")
        );
    }
    for e in &g.exceptions {
        println!("{} valid={} {:?}", e.id, e.valid, e.failing);
    }
    let mut tally: std::collections::BTreeMap<String, usize> = Default::default();
    for row in &g.grid.rows {
        for c in row.cells.chars() {
            *tally.entry(c.to_string()).or_default() += 1;
        }
    }
    println!("{tally:?}");
    for c in &g.controls {
        println!("{} {} {} {} {}", c.id, c.claim, c.effectiveness, c.requirements, c.reason);
    }
    let x = w.explain(&a, "nist-csf@2.0/PR.AA-05", g.workflows.first().map(|w| w.id.as_str())).unwrap();
    for s in &x.steps {
        println!(
            "{}{} [{}] {}  <- {}",
            "  ".repeat(s.depth as usize),
            s.kind,
            s.code,
            s.text,
            s.source.as_ref().map(|s| s.to_string()).unwrap_or_default()
        );
    }
    let t = std::time::Instant::now();
    std::fs::write(dir.join("report.json"), w.report_bytes(&g, "json").unwrap()).unwrap();
    println!("json {:?}", t.elapsed());
    match w.report_bytes(&g, "pdf") {
        Ok(b) => std::fs::write(dir.join("report.pdf"), b).unwrap(),
        Err(e) => println!("pdf: {e}"),
    }
}
