//! `dfcheck rules check`

use std::path::Path;

use super::args::RuleFilesArgs;
use super::{CLEAN, FAILED, FINDINGS, config, output};
use crate::config::{read_rule, read_source};
use crate::fix;
use crate::lint::{Rule, examples};
use crate::prose::count;

/// Tries rules on their own examples.
pub(super) fn check(args: &RuleFilesArgs) -> u8 {
    args.paths.iter().map(|path| check_file(path)).max().unwrap_or(CLEAN)
}

fn check_file(path: &Path) -> u8 {
    let shown = path.display().to_string();
    match read_source(path, &shown).and_then(|source| read_rule(&source)) {
        Ok(rule) => check_rule(&shown, rule),
        Err(error) => {
            config::refuse(&error);
            FAILED
        }
    }
}

fn check_rule(path: &str, rule: &'static Rule) -> u8 {
    let mut code = CLEAN;
    for (number, example) in rule.examples.iter().enumerate() {
        let found = examples::differences(rule, example);
        let fixed = fix::examples::differences(rule, example);
        let differences = match found.and_then(|found| Ok([found, fixed?].concat())) {
            Ok(differences) => differences,
            Err(error) => {
                output::error(format!("{path}: {error}"));
                return FAILED;
            }
        };
        let kind = if example.is_bad { "bad" } else { "good" };
        for difference in differences {
            output::stdout(|out| {
                writeln!(out, "{path}: {}, example {} ({kind}): {difference}", rule.code, number + 1)?;
                example.dockerfile.lines().try_for_each(|line| writeln!(out, "    {line}"))
            });
            code = FINDINGS;
        }
    }
    if code == CLEAN {
        let examples = count(rule.examples.len(), "example", "examples");
        output::stdout(|out| writeln!(out, "{path}: {} {}: {examples} as expected", rule.code, rule.name));
    }
    code
}
