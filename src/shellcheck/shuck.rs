//! The findings of `shuck-linter`.

use std::collections::BTreeSet;

use shuck_linter::{AmbientShellOptions, AnalysisRequest, LinterSettings, Rule, ShellCheckCodeMap, ShellDialect};
use shuck_parser::parser::Parser;

use super::{Body, Note, Number};
use crate::shell::Dialect;

pub(super) fn check(body: &Body<'_>, wanted: &BTreeSet<Number>) -> Vec<Note> {
    let Some(shell) = dialect(body.script.dialect) else { return Vec::new() };
    let prelude = body.prelude();
    let source = format!("{prelude}{}", body.script.text.as_str());
    let map = ShellCheckCodeMap::default();
    let rules: Vec<Rule> = wanted.iter().filter_map(|n| map.resolve(&format!("SC{n}"))).collect();
    let mut settings = LinterSettings::for_rules(rules);
    settings.shell = shell;
    settings.resolve_source_closure = false;
    settings.ambient_shell_options = AmbientShellOptions { errexit: body.errexit, pipefail: body.pipefail };
    let parsed = Parser::with_dialect(&source, shell.parser_dialect()).parse();
    let found = AnalysisRequest::from_parse_result(&parsed, &source, &settings).without_suppressions().lint();
    let text = &body.script.text;
    found
        .iter()
        .filter_map(|it| {
            let start = it.span.start.offset().checked_sub(prelude.len())?;
            let end = it.span.end.offset().checked_sub(prelude.len())?;
            Some(Note { span: text.span_of(start..end), number: map.code_for_rule(it.rule)? as Number })
        })
        .collect()
}

fn dialect(dialect: Dialect) -> Option<ShellDialect> {
    Some(match dialect {
        Dialect::Sh => ShellDialect::Sh,
        Dialect::Ash => ShellDialect::Dash,
        Dialect::Bash => ShellDialect::Bash,
        Dialect::Ksh => ShellDialect::Ksh,
        _ => return None,
    })
}
