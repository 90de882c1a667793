//! The presets of the user's own: where they are, what there is, and how a map becomes one.

use super::columns::PresetInfo;
use crate::error::{Error, Result};
use countersign_import::{Presets, Sketch};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Names that mean a device on some systems.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt", "conin", "conout"];
/// A file name of up to this many characters fits everywhere.
const LONGEST: usize = 80;

/// Where the user's own presets are: what the variable `COUNTERSIGN_PRESETS` names, else `countersign/presets` in the folder where this
/// system keeps settings. Nothing when the environment does not say where that is.
pub fn preset_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let named = |name: &str| variable(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if let Some(folder) = named("COUNTERSIGN_PRESETS") {
        return Some(folder);
    }
    let settings = if cfg!(windows) {
        named("APPDATA")
    } else if cfg!(target_os = "macos") {
        named("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        named("XDG_CONFIG_HOME").or_else(|| named("HOME").map(|home| home.join(".config")))
    };
    settings.map(|folder| folder.join("countersign").join("presets"))
}

/// Every preset there is, ours and those of a folder, in order of name.
///
/// # Errors
/// `import/refused` when one of the folder is not valid; the message names the file and the line.
pub fn preset_list(folder: Option<&Path>) -> Result<Vec<PresetInfo>> {
    let mut all = Presets::builtin()?;
    let mut yours = Presets::none();
    if let Some(folder) = folder {
        all.add_folder(folder)?;
        yours.add_folder(folder)?;
    }
    let yours = yours.names();
    let mut list: Vec<PresetInfo> = all
        .all()
        .map(|map| PresetInfo {
            name: map.id.clone(),
            title: map.title.clone(),
            about: map.about.clone(),
            tables: map.tables.clone(),
            yours: yours.contains(&map.id.as_str()),
        })
        .collect();
    list.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(list)
}

/// Keeps a map in the folder of the user's presets as `NAME.toml`, in place of an earlier one of that name, so that such files are known
/// again.
///
/// # Errors
/// `import/preset-name` when its name cannot be a file's or is that of a preset of ours, `import/refused` when it is no valid map,
/// `import/preset-not-kept` when the file cannot be written.
pub fn save_map(folder: &Path, sketch: &Sketch) -> Result<PathBuf> {
    let name = safe_name(&sketch.id)?;
    if Presets::ships(&name) {
        return Err(Error::new(
            "import/preset-name",
            format!("`{name}` is a preset of ours, which stays as it is."),
            "Give your map another name; it is looked at first when it asks for more headers.",
        ));
    }
    let sketch = Sketch { id: name.clone(), ..sketch.clone() };
    sketch.map()?;
    let path = folder.join(format!("{name}.toml"));
    let failed = |e: std::io::Error| {
        Error::new(
            "import/preset-not-kept",
            format!("cannot write {name}.toml into the folder of presets: {e}"),
            "Check that the folder can be written.",
        )
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    // Written beside it first: what is read again is whole, and a link is replaced instead of followed.
    let beside = folder.join(format!("{name}.toml.new"));
    let _ = std::fs::remove_file(&beside);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&beside).map_err(failed)?;
    let written = file.write_all(sketch.toml().as_bytes()).and_then(|()| file.sync_all());
    drop(file);
    if let Err(e) = written.and_then(|()| std::fs::rename(&beside, &path)) {
        let _ = std::fs::remove_file(&beside);
        return Err(failed(e));
    }
    Ok(path)
}

/// A map's name as a file's on every system: small letters, digits and hyphens.
fn safe_name(id: &str) -> Result<String> {
    let mut name = String::new();
    for c in id.trim().chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-').to_owned();
    let device = DEVICES.contains(&name.trim_end_matches(|c: char| c.is_ascii_digit()));
    if name.is_empty() || name.len() > LONGEST || device {
        let hint = "Use letters, digits and hyphens: `staff-list`.";
        return Err(Error::new("import/preset-name", format!("`{id}` cannot be the name of a preset."), hint));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_core::tables::Table;
    use countersign_import::SketchColumn;

    fn sketch(id: &str) -> Sketch {
        let column = SketchColumn { to: "id".into(), headers: vec!["Serial".into()], ..SketchColumn::default() };
        Sketch { known_by: vec!["Serial".into()], columns: vec![column], ..Sketch::empty(id, "Ours", Table::Tools) }
    }

    #[test]
    fn a_map_is_kept_and_replaced_and_listed_as_the_users_own() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("not/there/yet");
        let path = save_map(&folder, &sketch("Our Tools!")).unwrap();
        assert_eq!(path.file_name().unwrap(), "our-tools.toml");
        let mut other = sketch("our tools");
        other.title = "Better".into();
        assert_eq!(save_map(&folder, &other).unwrap(), path);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        let list = preset_list(Some(&folder)).unwrap();
        let ours: Vec<&PresetInfo> = list.iter().filter(|p| p.yours).collect();
        assert_eq!(ours.iter().map(|p| (p.name.as_str(), p.title.as_str())).collect::<Vec<_>>(), [("our-tools", "Better")]);
        assert!(list.iter().any(|p| p.name == "ai-inventory" && !p.yours && !p.about.is_empty()));
        assert!(list.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn names_that_lead_elsewhere_or_hide_ours_are_refused() {
        let root = tempfile::tempdir().unwrap();
        let code = |id: &str| save_map(root.path(), &sketch(id)).map_err(|e| e.code);
        for id in ["", "///", "..", "NUL", "com1", "日本", &"x".repeat(90), "ai-inventory", "AI inventory"] {
            assert_eq!(code(id), Err("import/preset-name"), "{id}");
        }
        assert_eq!(code("../../etc/passwd").unwrap(), root.path().join("etc-passwd.toml"));
        let broken = Sketch {
            columns: vec![SketchColumn { to: "nothing".into(), headers: vec!["x".into()], ..SketchColumn::default() }],
            ..sketch("x")
        };
        assert_eq!(save_map(root.path(), &broken).unwrap_err().code, "import/refused");
        assert!(!root.path().join("x.toml").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_folder_is_replaced_and_not_followed() {
        let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let target = outside.path().join("precious");
        std::fs::write(&target, "kept").unwrap();
        std::os::unix::fs::symlink(&target, root.path().join("x.toml")).unwrap();
        std::os::unix::fs::symlink(&target, root.path().join("x.toml.new")).unwrap();
        save_map(root.path(), &sketch("x")).unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "kept");
        assert!(!root.path().join("x.toml").is_symlink());
    }

    #[test]
    fn the_folder_is_where_the_environment_says() {
        let with = |vars: &[(&str, &str)]| {
            let vars: Vec<(String, OsString)> = vars.iter().map(|(k, v)| ((*k).to_owned(), OsString::from(v))).collect();
            preset_folder(move |name| vars.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone()))
        };
        assert_eq!(with(&[("COUNTERSIGN_PRESETS", "p"), ("HOME", "h")]), Some(PathBuf::from("p")));
        assert_eq!(with(&[]), None);
        #[cfg(target_os = "linux")]
        {
            assert_eq!(with(&[("COUNTERSIGN_PRESETS", ""), ("HOME", "/h")]), Some(PathBuf::from("/h/.config/countersign/presets")));
            assert_eq!(with(&[("XDG_CONFIG_HOME", "/x"), ("HOME", "/h")]), Some(PathBuf::from("/x/countersign/presets")));
        }
    }
}
