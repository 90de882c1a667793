//! Samples: what was frozen, drawn and found, each step a version of its row. The ids of a population are kept as bytes under the
//! population's own hash, so that they are checked whenever they are read.

use crate::error::{During, Result, StoreError};
use crate::journal::Seq;
use crate::versions::live;
use crate::{Change, Workspace};
use countersign_core::digest::canonical_json;
use countersign_core::sampling::{Kept, Population};
use rusqlite::named_params;

impl Change<'_> {
    /// Keeps the ids of a population that a sample is of.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn keep_population(&mut self, population: &Population) -> Result<()> {
        self.put_blob(population.sha256(), &mut population.lines().as_bytes()).map(|_| ())
    }

    /// Keeps a sample as it is after a step, in place of what it was before. `false` when nothing about it is new.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_sample(&mut self, sample: &Kept) -> Result<bool> {
        let text = canonical_json(sample).during("write sample", &sample.name)?;
        self.replace("samples", &[("name", &sample.name)], &[("name", &sample.name), ("sample", &text)])
    }
}

impl Workspace {
    /// The samples, now or as of a version, in the order in which their populations were frozen.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn samples(&self, at: Option<Seq>) -> Result<Vec<Kept>> {
        let sql = format!("SELECT name, sample FROM samples WHERE {}", live(at));
        let mut statement = self.conn.prepare_cached(&sql).during("read", "samples")?;
        let rows = statement.query_map(named_params! {":at": at}, |row| Ok((row.get("name")?, row.get("sample")?)));
        let rows: Vec<(String, String)> = rows.and_then(Iterator::collect).during("read", "samples")?;
        let mut found = Vec::with_capacity(rows.len());
        for (name, text) in rows {
            let sample: Kept = serde_json::from_str(&text).during("read sample", &name)?;
            found.push(sample);
        }
        found.sort_by(|a, b| (a.frozen.entry, &a.name).cmp(&(b.frozen.entry, &b.name)));
        Ok(found)
    }

    /// The population that a sample is of, with the hash that was frozen.
    ///
    /// # Errors
    /// [`StoreError::Value`] when the ids are not there or are others than were frozen.
    pub fn population_of(&self, sample: &Kept) -> Result<Population> {
        let wrong = |detail: &str| StoreError::Value {
            operation: "read the population of",
            subject: sample.name.clone(),
            detail: detail.to_owned(),
        };
        let bytes = self.blob(&sample.sha256)?.ok_or_else(|| wrong("its ids are not in the workspace"))?;
        let text = String::from_utf8(bytes).map_err(|_| wrong("its ids are not text"))?;
        let population = Population::freeze(text.split_terminator('\n').map(str::to_owned));
        if population.sha256() != sample.sha256 || population.ids().len() != sample.items {
            return Err(wrong("its ids are not those that were frozen"));
        }
        Ok(population)
    }
}
