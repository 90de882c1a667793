//! The TypeScript types of the commands, checked for being current.

use super::each_command;
use crate::shapes::{Dropped, Progress, TroubleShape};
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use ts_rs::{Config, TS, TypeVisitor};

/// Something that looks at each command.
pub(super) trait EachCommand {
    fn command<In: TS + 'static, Out: TS + 'static>(&mut self, name: &'static str, doc: &'static str);
}

/// Gathers declarations by name.
struct Gather {
    config: Config,
    seen: BTreeSet<TypeId>,
    declared: BTreeMap<String, String>,
    commands: String,
}

impl TypeVisitor for Gather {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only types of our own have a place to be written to; numbers, texts and lists have none.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let declaration = T::decl_concrete(&self.config);
            let earlier = self.declared.insert(T::ident(&self.config), format!("{docs}export {declaration}\n"));
            assert!(earlier.is_none(), "two types are called {}", T::ident(&self.config));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

impl EachCommand for Gather {
    fn command<In: TS + 'static, Out: TS + 'static>(&mut self, name: &'static str, doc: &'static str) {
        self.visit::<In>();
        self.visit::<Out>();
        let _ = writeln!(
            self.commands,
            "  /** {} */\n  {name}: {{ input: {}; output: {} }};",
            doc.trim(),
            In::name(&self.config),
            Out::name(&self.config)
        );
    }
}

fn written() -> String {
    let config = Config::default().with_large_int("number");
    let mut gather = Gather { config, seen: BTreeSet::new(), declared: BTreeMap::new(), commands: String::new() };
    each_command(&mut gather);
    gather.visit::<Progress>();
    gather.visit::<Dropped>();
    gather.visit::<TroubleShape>();
    let mut text = String::from(
        "// Written from the Rust types by a test; never edit. COUNTERSIGN_REGENERATE=1 cargo test -p countersign-app types\n\n",
    );
    for declaration in gather.declared.values() {
        let _ = writeln!(text, "{declaration}");
    }
    let _ = write!(
        text,
        "/** Every command of the program: what it takes and what it gives. */\nexport interface Commands {{\n{}}}\n",
        gather.commands
    );
    text
}

#[test]
fn the_typescript_types_are_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/ipc/types.ts");
    let wanted = written();
    if std::env::var_os("COUNTERSIGN_REGENERATE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "ui/src/lib/ipc/types.ts is not current: COUNTERSIGN_REGENERATE=1 cargo test -p countersign-app types");
}
