//! The presets there are: those that come with the program, and a folder of the user's own.

use super::preset::Map;
use crate::error::ImportError;
use include_dir::{Dir, include_dir};
use std::path::Path;
use std::sync::Arc;

/// The shipped presets and templates.
pub(crate) static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates/import");

/// A preset file of a user's own may have this many bytes.
const FILE_LIMIT: u64 = 1 << 20;

/// The presets that can be recognised or asked for by name, the most specific first.
#[derive(Clone, Debug)]
pub struct Presets {
    maps: Vec<Arc<Map>>,
}

impl Presets {
    /// No presets.
    pub fn none() -> Self {
        Self { maps: Vec::new() }
    }

    /// The presets that come with the program.
    ///
    /// # Errors
    /// [`ImportError::Map`] when one of them is not valid.
    pub fn builtin() -> Result<Self, ImportError> {
        let mut files: Vec<_> = SHIPPED.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).collect();
        files.sort_by_key(|f| f.path());
        let mut all = Self { maps: Vec::new() };
        for file in files {
            all.push(Map::parse(&file.path().display().to_string(), file.contents_utf8().unwrap_or_default())?);
        }
        all.sort();
        Ok(all)
    }

    /// Whether a preset of that name comes with the program.
    pub fn ships(name: &str) -> bool {
        let line = format!("id = \"{name}\"");
        let toml = SHIPPED.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml"));
        toml.filter_map(|f| f.contents_utf8()).any(|text| text.lines().any(|l| l.trim_end() == line))
    }

    /// Adds the presets of a folder, in file name order; one with the id of another takes its place. A folder that is not there adds none.
    ///
    /// # Errors
    /// [`ImportError::Map`] when one is not valid, [`ImportError::Read`] when it cannot be read.
    pub fn add_folder(&mut self, folder: &Path) -> Result<(), ImportError> {
        let fail = |source| ImportError::Read { path: folder.to_owned(), source };
        if !folder.exists() {
            return Ok(());
        }
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            if path.extension().is_some_and(|e| e == "toml") && path.symlink_metadata().map_err(fail)?.is_file() {
                paths.push(path);
            }
        }
        paths.sort();
        for path in paths {
            let fail = |source| ImportError::Read { path: path.clone(), source };
            if path.metadata().map_err(fail)?.len() > FILE_LIMIT {
                return Err(fail(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "a preset has at most 1 MB")));
            }
            let text = std::fs::read_to_string(&path).map_err(fail)?;
            self.push(Map::parse(&path.file_name().unwrap_or_default().to_string_lossy(), &text)?);
        }
        self.sort();
        Ok(())
    }

    /// Adds a preset, in place of one with the same name.
    pub fn add(&mut self, map: Map) {
        self.push(map);
        self.sort();
    }

    fn push(&mut self, map: Map) {
        self.maps.retain(|m| m.id != map.id);
        self.maps.push(Arc::new(map));
    }

    fn sort(&mut self) {
        // More that must fit: more specific.
        self.maps.sort_by(|a, b| b.recognise.weight().cmp(&a.recognise.weight()).then_with(|| a.id.cmp(&b.id)));
    }

    /// The presets, the most specific first.
    pub fn all(&self) -> impl Iterator<Item = &Map> {
        self.maps.iter().map(Arc::as_ref)
    }

    /// Each preset's name with what it is for.
    pub fn titles(&self) -> impl Iterator<Item = (&str, &str)> {
        self.maps.iter().map(|m| (m.id.as_str(), m.title.as_str()))
    }

    /// The names, in order of recognition.
    pub fn names(&self) -> Vec<&str> {
        self.maps.iter().map(|m| m.id.as_str()).collect()
    }

    pub(crate) fn get(&self, name: &str) -> Result<Arc<Map>, ImportError> {
        let found = self.maps.iter().find(|m| m.id == name).cloned();
        found.ok_or_else(|| ImportError::UnknownPreset { name: name.to_owned(), known: self.names().join(", ") })
    }

    /// The preset for a table with these headers (as [`crate::text::words`]).
    pub(crate) fn of_headers(&self, headers: &[String], format: &str) -> Option<Arc<Map>> {
        self.maps.iter().find(|m| m.recognise.takes(format) && m.recognise.headers_fit(headers)).cloned()
    }

    /// The presets for trees, the most specific first.
    pub(crate) fn of_trees(&self, format: &str) -> impl Iterator<Item = &Arc<Map>> {
        self.maps.iter().filter(move |m| m.is_tree() && m.recognise.takes(format))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "id = \"x\"\ntitle = \"X\"\ntable = \"workflows\"\n[[column]]\nto = \"name\"\nheaders = [\"Name\"]\n";

    #[test]
    fn shipped_presets_are_valid_and_the_more_specific_comes_first() {
        let mut presets = Presets::builtin().unwrap();
        assert!(presets.names().contains(&"ai-inventory"));
        assert!(presets.names().iter().all(|name| Presets::ships(name)) && !Presets::ships("x"), "an id stands on a line of its own");
        presets.add(Map::parse("m", SMALL).unwrap());
        assert_eq!(presets.names().last(), Some(&"x"));
        let Err(e) = presets.get("y") else { panic!() };
        assert!(e.to_string().contains("ai-inventory"));
    }

    #[test]
    fn a_users_folder_adds_to_ours_and_replaces_by_id() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.toml"), SMALL).unwrap();
        std::fs::write(folder.path().join("b.toml"), SMALL.replace("title = \"X\"", "title = \"Y\"")).unwrap();
        std::fs::write(folder.path().join("notes.txt"), "no preset").unwrap();
        let mut presets = Presets::builtin().unwrap();
        let before = presets.names().len();
        presets.add_folder(folder.path()).unwrap();
        presets.add_folder(&folder.path().join("nowhere")).unwrap();
        assert_eq!(presets.names().len(), before + 1);
        assert_eq!(presets.titles().find(|(id, _)| *id == "x").map(|(_, t)| t), Some("Y"));
        std::fs::write(folder.path().join("c.toml"), "id = 1").unwrap();
        assert!(matches!(presets.add_folder(folder.path()), Err(ImportError::Map { name, .. }) if name == "c.toml"));
    }
}
