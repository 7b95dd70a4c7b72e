//! Rules that are read at run time.

use super::matcher::{Matcher, Subject, Words};
use super::pattern::Pattern;
use super::rule::{Check, Code, Example, FixKind, FixRule, Rule, RuleOption, Value};
use super::schema::{
    CommandPattern, ExampleFile, FixFile, MatchFile, OneOrMore, Problem, RuleFile, StageKind, ValueFile, globs_to_regex,
};
use crate::dockerfile::Keyword;

/// Makes a rule of a rule file.
///
/// The rule stays in memory until the program ends, as those of the catalogue do; so a file is to be read once.
///
/// # Errors
///
/// Everything that is wrong with the file. A `check:` names one of dfcheck's own functions, so it is refused.
pub fn rule(file: &RuleFile) -> Result<&'static Rule, Vec<Problem>> {
    let mut problems = file.problems();
    let others = [("check", file.check.is_some()), ("unchecked", file.unchecked.is_some()), ("outside", file.outside)];
    if let Some((at, _)) = others.into_iter().find(|(_, is_given)| *is_given) {
        let text = "a custom rule is declared with `match`; `check` is for dfcheck's own".to_owned();
        problems.push(Problem { at: vec![at.to_owned()], text });
    }
    if file.fix.as_ref().is_some_and(|fix| fix.coded.is_some()) {
        let text = "`coded` is for dfcheck's own fixes".to_owned();
        problems.push(Problem { at: vec!["fix".to_owned()], text });
    }
    if problems.is_empty() { Ok(keep(of_file(file, Check::Declared(matchers(file))))) } else { Err(problems) }
}

fn of_file(file: &RuleFile, check: Check) -> Rule {
    Rule {
        code: Code::new(text(&file.code)),
        name: text(&file.name),
        category: file.category,
        level: file.level,
        since: text(&file.since),
        aliases: texts(&file.aliases),
        overlaps: texts(&file.overlaps),
        profiles: list(&file.profiles, |profile| *profile),
        summary: text(&file.summary),
        why: text(&file.why),
        message: text(&file.message),
        help: file.help.as_deref().map(text),
        options: options(file),
        ignorable: file.ignorable,
        fix: file.fix.as_ref().and_then(fix),
        whole_instruction: file.whole_instruction,
        tag: file.tag,
        examples: list(&file.examples, example),
        check,
    }
}

fn matchers(file: &RuleFile) -> &'static [Matcher] {
    list(file.matcher.as_ref().map_or(&[], OneOrMore::as_slice), matcher)
}

fn matcher(file: &MatchFile) -> Matcher {
    Matcher {
        subject: subject(file),
        words: words(&file.pattern()),
        expand: file.expand,
        form: file.form,
        shell: list(&file.shell, |shell| *shell),
        onbuild: file.onbuild.unwrap_or(true),
        stage: file.stage.unwrap_or(StageKind::Any),
        base_image: file.base_image.as_ref().map(|globs| pattern(&globs_to_regex(globs.as_slice()))),
        unless_base_image: file.unless_base_image.as_ref().map(|globs| pattern(&globs_to_regex(globs.as_slice()))),
        absent: file.absent,
        at: file.at,
        once: file.once,
        also: texts(file.also.as_ref().map_or(&[], OneOrMore::as_slice)),
        fill: file.fill.iter().map(|(name, value)| (text(name), text(value))).collect::<Vec<_>>().leak(),
    }
}

fn subject(file: &MatchFile) -> Subject {
    if let Some(instructions) = &file.instruction {
        return Subject::Instruction(keywords(instructions.as_slice()));
    }
    if let Some(variable) = &file.variable {
        return Subject::Variable { name: whole(&variable.name), value: variable.value.as_deref().map(whole) };
    }
    Subject::Command {
        direct: file.direct,
        inside: file.inside.as_ref().map_or(&[Keyword::Run], |names| keywords(names.as_slice())),
        unless: list(&file.unless, words),
        unless_followed_by: list(&file.unless_followed_by, words),
        unless_mount: texts(&file.unless_mount),
        unless_mount_type: texts(&file.unless_mount_type),
    }
}

fn words(file: &CommandPattern) -> Words {
    let some = |list: &Option<OneOrMore<String>>| texts(list.as_ref().map_or(&[], OneOrMore::as_slice));
    Words {
        commands: some(&file.command),
        subcommands: list(file.subcommand.as_ref().map_or(&[], OneOrMore::as_slice), |words| {
            words.split_whitespace().map(text).collect::<Vec<_>>().leak() as &'static [&'static str]
        }),
        value_flags: texts(&file.value_flags),
        with_flag: some(&file.with_flag),
        without_flag: some(&file.without_flag),
        flag_value: file.flag_value.iter().map(|(flag, value)| (text(flag), pattern(value))).collect::<Vec<_>>().leak(),
        argument: file.argument.as_deref().map(pattern),
        without_argument: file.without_argument.as_deref().map(pattern),
        text: file.text.as_deref().map(pattern),
        without_text: file.without_text.as_deref().map(pattern),
    }
}

fn options(file: &RuleFile) -> &'static [RuleOption] {
    let options = file.options.iter().map(|(name, option)| RuleOption {
        name: text(name),
        about: text(&option.about),
        default: value(&option.default),
    });
    options.collect::<Vec<_>>().leak()
}

fn value(file: &ValueFile) -> Value {
    match file {
        ValueFile::Bool(value) => Value::Bool(*value),
        ValueFile::Number(value) => Value::Number(*value),
        ValueFile::Text(value) => Value::Text(text(value)),
        ValueFile::List(values) => Value::List(texts(values)),
    }
}

/// `None` for a coded fix, which is refused before.
fn fix(file: &FixFile) -> Option<FixRule> {
    let kind = match (&file.insert_flag, &file.replace) {
        (Some(flag), _) => FixKind::InsertFlag(text(flag)),
        (_, Some(template)) => FixKind::Replace(text(template)),
        _ => return None,
    };
    Some(FixRule {
        safety: file.safety,
        about: text(&file.about),
        risk: file.risk.as_deref().map(text),
        changes: list(&file.changes, |change| *change),
        kind,
    })
}

fn example(file: &ExampleFile) -> Example {
    let context = file.context.iter().map(|(path, content)| (text(path), text(content)));
    let options = file.options.iter().map(|(name, it)| (text(name), value(it)));
    Example {
        is_bad: file.bad.is_some(),
        dockerfile: file.bad.as_deref().or(file.good.as_deref()).map_or("", text),
        at: texts(file.at.as_ref().map_or(&[], OneOrMore::as_slice)),
        fixed: file.fixed.as_deref().map(text),
        in_file: file.in_file.as_deref().map(text),
        note: file.note.as_deref().map(text),
        context: context.collect::<Vec<_>>().leak(),
        options: options.collect::<Vec<_>>().leak(),
        versions: file.versions.as_deref().map_or("", text),
    }
}

fn keywords(names: &[String]) -> &'static [Keyword] {
    names.iter().filter_map(|name| Keyword::from_word(name)).collect::<Vec<_>>().leak()
}

fn pattern(source: &str) -> &'static Pattern {
    keep(Pattern::new(text(source), &[]))
}

fn whole(source: &str) -> &'static Pattern {
    pattern(&format!("^(?:{source})$"))
}

fn keep<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn text(value: &str) -> &'static str {
    String::leak(value.to_owned())
}

fn texts(values: &[String]) -> &'static [&'static str] {
    list(values, |value| text(value))
}

fn list<T, U>(values: &[T], make: impl Fn(&T) -> U) -> &'static [U] {
    values.iter().map(make).collect::<Vec<U>>().leak()
}
