use std::collections::BTreeMap;

use crate::build::problem::Severity;
use crate::build::stages::Reading;
use crate::build::{GlobalArg, ProblemKind, Scope};
use crate::dockerfile::{ArgDeclaration, Body, Keyword};

/// Declares what ARG says before the first FROM. A default sees the names that stand before it.
pub(super) fn declare(
    mut reading: Reading<'_>,
    build_args: &BTreeMap<String, String>,
    globals: &mut Scope,
) -> Vec<GlobalArg> {
    let mut declared = Vec::new();
    for (index, instruction) in reading.instructions.iter().enumerate() {
        match &instruction.body {
            _ if instruction.keyword == Keyword::From => break,
            Body::Arg(declarations) => {
                for declaration in declarations {
                    declared.push(declare_one(index, declaration, &mut reading, build_args, globals));
                }
            }
            _ => {}
        }
    }
    declared
}

fn declare_one(
    instruction: usize,
    declaration: &ArgDeclaration,
    reading: &mut Reading<'_>,
    build_args: &BTreeMap<String, String>,
    globals: &mut Scope,
) -> GlobalArg {
    let name = &declaration.name;
    let mut uses = Vec::new();
    let value = match (build_args.get(name.as_str()), &declaration.default) {
        (Some(given), _) => Some(given.clone()),
        (None, Some(default)) => match reading.expander.expand(default, globals) {
            Ok(expansion) => {
                uses = expansion.uses;
                Some(expansion.value)
            }
            Err(error) => {
                reading.problems.add(error.span, ProblemKind::Expansion(error.kind), None, Severity::Always);
                None
            }
        },
        (None, None) => None,
    };
    globals.declare(name.as_str(), value.as_deref(), Some(name.span()));
    GlobalArg { instruction, name: name.clone(), value: globals.value(name.as_str()).cloned(), uses }
}
