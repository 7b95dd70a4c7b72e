//! What is wrong with the scripts of a file, by ShellCheck's numbers.

use std::collections::BTreeMap;

use super::{Facts, Statement};
use crate::build::{self, Program};
use crate::dockerfile::Keyword;
use crate::lint::catalogue;
use crate::shellcheck::{self, Body, Installed, Note, Number, Variable};
use crate::source::Span;

impl<'a> Facts<'a> {
    /// Where scripts have the finding of this number.
    pub(crate) fn shell_notes(&self, number: Number) -> &[Note] {
        let all = self.shell_notes.get_or_init(|| {
            let wanted = catalogue::all()
                .iter()
                .filter_map(|rule| rule.code.as_str().strip_prefix("SC").and_then(|n| n.parse().ok()))
                .collect();
            let bodies: Vec<Body> =
                self.of_kind(&[Keyword::Run]).filter_map(|statement| self.body(statement)).collect();
            let notes = match std::env::var_os("DFCHECK_SHELLCHECK") {
                Some(p) => { let i = Installed::new(p.as_ref()); let n = i.check(&bodies); if let Some(e) = i.failure() { eprintln!("{e}"); } n }
                None => {
                    let t = std::time::Instant::now();
                    let n = shellcheck::check(&bodies, &wanted);
                    if std::env::var_os("DFCHECK_TIME").is_some() { eprintln!("TIME {} {}", bodies.len(), t.elapsed().as_micros()); }
                    n
                }
            };
            let mut map: BTreeMap<Number, Vec<Note>> = BTreeMap::new();
            for note in notes {
                map.entry(note.number).or_default().push(note);
            }
            map
        });
        all.get(&number).map_or(&[], Vec::as_slice)
    }

    fn body(&self, statement: &Statement<'a>) -> Option<Body> {
        let heredocs = statement.onbuild.map_or(&statement.instruction.heredocs, |onbuild| &onbuild.heredocs);
        let Some(Program::Script(script)) = build::program(statement.instruction, heredocs, statement.dialect()) else {
            return None;
        };
        if script.dialect.is_opaque() {
            return None;
        }
        let mut variables: Vec<Variable> = Vec::new();
        if let Some(scope) = statement.scope() {
            let env = scope.variables().map(|(name, it)| (name, it.declared));
            let arg = scope.arguments().map(|(name, it)| (name, it.declared));
            for (name, declared) in env.chain(arg) {
                variables.push(Variable { name: name.to_owned(), is_given: declared.is_some() });
            }
        }
        for name in self.loose.keys() {
            variables.push(Variable { name: name.to_owned(), is_given: true });
        }
        variables.sort_by(|a, b| a.name.cmp(&b.name).then(b.is_given.cmp(&a.is_given)));
        variables.dedup_by(|a, b| a.name == b.name);
        variables.retain(|it| is_name(&it.name));
        Some(Body { script, variables, errexit: false, pipefail: false })
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
