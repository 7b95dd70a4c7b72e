//! `dfcheck explain` and `dfcheck rules`

use std::io;
use std::path::Path;

use serde::Serialize;

use super::args::{ExplainArgs, ExplainFormat, RulesArgs, RulesFormat};
use super::{CLEAN, FAILED, output};
use crate::lint::{Rule, Safety, catalogue, explain, rule_index, rule_page};

/// Prints what is known of each check that is named, or of all.
pub(super) fn explain_checks(args: &ExplainArgs) -> u8 {
    if let Some(folder) = &args.output_dir {
        return match write_pages(folder, args.format) {
            Ok(()) => CLEAN,
            Err(error) => {
                output::error(format!("{}: {error}", folder.display()));
                FAILED
            }
        };
    }
    if args.all {
        catalogue::all().iter().for_each(|rule| print(rule, args.format));
    }
    let mut code = CLEAN;
    for word in &args.checks {
        let rules = catalogue::find(word);
        if rules.is_empty() {
            let hint = catalogue::suggestion(word).map(|name| format!("; is it `{name}`?")).unwrap_or_default();
            output::error(format!("there is no check `{word}`{hint}"));
            code = FAILED;
        }
        rules.into_iter().for_each(|rule| print(rule, args.format));
    }
    code
}

fn print(rule: &Rule, format: ExplainFormat) {
    output::stdout(|out| writeln!(out, "{}", text(rule, format).trim_end()));
}

fn text(rule: &Rule, format: ExplainFormat) -> String {
    match format {
        ExplainFormat::Text => explain(rule),
        ExplainFormat::Markdown => rule_page(rule),
    }
}

/// Writes a file for each check; the pages of a manual have an index beside them.
fn write_pages(folder: &Path, format: ExplainFormat) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let extension = match format {
        ExplainFormat::Text => "txt",
        ExplainFormat::Markdown => "md",
    };
    for rule in catalogue::all() {
        let path = folder.join(format!("{}.{extension}", rule.code));
        output::write_file(&path, text(rule, format).as_bytes())?;
    }
    match format {
        ExplainFormat::Text => Ok(()),
        ExplainFormat::Markdown => output::write_file(&folder.join("README.md"), rule_index().as_bytes()),
    }
}

/// Lists all checks.
pub(super) fn list_rules(args: &RulesArgs) -> u8 {
    match args.format {
        RulesFormat::Json => output::json(&catalogue::all().iter().map(RuleView::of).collect::<Vec<_>>()),
        RulesFormat::Text => output::stdout(|out| {
            let width = catalogue::all().iter().map(|rule| rule.name.len()).max().unwrap_or_default();
            for rule in catalogue::all() {
                writeln!(out, "{:<7} {:<7} {:<width$}  {}", rule.code, rule.level, rule.name, rule.summary)?;
            }
            Ok(())
        }),
    }
    CLEAN
}

#[derive(Serialize)]
struct RuleView {
    code: &'static str,
    name: &'static str,
    level: String,
    category: &'static str,
    since: &'static str,
    aliases: &'static [&'static str],
    overlaps: &'static [&'static str],
    profiles: Vec<&'static str>,
    fixable: Option<Safety>,
    summary: &'static str,
}

impl RuleView {
    fn of(rule: &Rule) -> Self {
        RuleView {
            code: rule.code.as_str(),
            name: rule.name,
            level: rule.level.to_string(),
            category: rule.category.as_str(),
            since: rule.since,
            aliases: rule.aliases,
            overlaps: rule.overlaps,
            profiles: rule.profiles.iter().map(|profile| profile.as_str()).collect(),
            fixable: rule.fix.map(|fix| fix.safety),
            summary: rule.summary,
        }
    }
}
