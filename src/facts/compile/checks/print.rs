//! Rules as Rust constants.

use std::collections::BTreeMap;
use std::fmt::Debug;

use super::literals;
use crate::schema::{
    CommandPattern, ExampleFile, FixFile, MatchFile, OneOrMore, RuleFile, StageKind, ValueFile, globs_to_regex,
};

/// Collects the constants. Regular expressions become statics of their own, each once.
#[derive(Default)]
pub(super) struct Printer {
    rules: Vec<String>,
    patterns: BTreeMap<String, usize>,
}

impl Printer {
    /// Adds a rule.
    pub(super) fn rule(&mut self, rule: &RuleFile) {
        let check = match (&rule.check, &rule.unchecked) {
            (Some(function), _) if function.starts_with("ignores::") => format!("Check::Ignores(checks::{function})"),
            (Some(function), _) => format!("Check::Coded(checks::{function})"),
            (None, Some(reason)) => format!("Check::Never({reason:?})"),
            (None, None) if rule.outside => "Check::Outside".to_owned(),
            (None, None) => {
                let matchers = rule.matcher.as_ref().map_or(&[][..], OneOrMore::as_slice);
                format!("Check::Declared({})", self.list(matchers, Self::matcher))
            }
        };
        let fields = [
            ("code", format!("Code::new({:?})", rule.code)),
            ("name", text(&rule.name)),
            ("category", format!("Category::{:?}", rule.category)),
            ("level", format!("Level::{:?}", rule.level)),
            ("since", text(&rule.since)),
            ("aliases", texts(&rule.aliases)),
            ("overlaps", texts(&rule.overlaps)),
            ("profiles", self.list(&rule.profiles, |_, profile| format!("Profile::{profile:?}"))),
            ("summary", text(&rule.summary)),
            ("why", text(rule.why.trim_end())),
            ("message", text(rule.message.trim_end())),
            ("help", option(&rule.help, |help| text(help.trim_end()))),
            ("options", options(rule)),
            ("ignorable", rule.ignorable.to_string()),
            ("fix", option(&rule.fix, fix)),
            ("whole_instruction", rule.whole_instruction.to_string()),
            ("tag", option(&rule.tag, |tag| format!("Tag::{tag:?}"))),
            ("examples", self.list(&rule.examples, |_, it| example(it))),
            ("check", check),
        ];
        self.rules.push(object("Rule", &fields));
    }

    /// The text of the generated file.
    pub(super) fn finish(&self, names: &BTreeMap<String, Vec<usize>>) -> String {
        let mut code = format!("pub(super) static RULES: [Rule; {}] = [\n", self.rules.len());
        for rule in &self.rules {
            code += &format!("    {rule},\n");
        }
        code += "];\n\n";
        for (pattern, number) in &self.patterns {
            let needed: String = literals::needed(pattern).iter().map(|words| format!("&{words:?}, ")).collect();
            code += &format!("static PATTERN_{number}: Pattern = Pattern::new({pattern:?}, &[{needed}]);\n");
        }
        code += &format!("\npub(super) static NAMES: [(&str, &[usize]); {}] = [\n", names.len());
        for (name, rules) in names {
            code += &format!("    ({name:?}, &{rules:?}),\n");
        }
        code += "];\n";
        code
    }

    fn matcher(&mut self, file: &MatchFile) -> String {
        let fill: Vec<(&String, &String)> = file.fill.iter().collect();
        let fields = [
            ("subject", self.subject(file)),
            ("words", self.words(&file.pattern())),
            ("expand", file.expand.to_string()),
            ("form", option(&file.form, |form| format!("Form::{form:?}"))),
            ("shell", self.list(&file.shell, |_, shell| format!("ShellLanguage::{shell:?}"))),
            ("onbuild", file.onbuild.unwrap_or(true).to_string()),
            ("stage", format!("StageKind::{:?}", file.stage.unwrap_or(StageKind::Any))),
            ("base_image", option(&file.base_image, |globs| self.pattern(&globs_to_regex(globs.as_slice())))),
            (
                "unless_base_image",
                option(&file.unless_base_image, |globs| self.pattern(&globs_to_regex(globs.as_slice()))),
            ),
            ("absent", file.absent.to_string()),
            ("at", option(&file.at, |mark| format!("Mark::{mark:?}"))),
            ("once", file.once.to_string()),
            ("also", some_texts(&file.also)),
            ("fill", format!("&{fill:?}")),
        ];
        object("Matcher", &fields)
    }

    fn subject(&mut self, file: &MatchFile) -> String {
        if let Some(instructions) = &file.instruction {
            return format!("Subject::Instruction({})", keywords(instructions.as_slice()));
        }
        if let Some(variable) = &file.variable {
            let fields =
                [("name", self.whole(&variable.name)), ("value", option(&variable.value, |value| self.whole(value)))];
            return object("Subject::Variable", &fields);
        }
        let run = ["RUN".to_owned()];
        let fields = [
            ("direct", file.direct.to_string()),
            ("inside", keywords(file.inside.as_ref().map_or(&run[..], OneOrMore::as_slice))),
            ("unless", self.list(&file.unless, Self::words)),
            ("unless_followed_by", self.list(&file.unless_followed_by, Self::words)),
            ("unless_mount", texts(&file.unless_mount)),
            ("unless_mount_type", texts(&file.unless_mount_type)),
        ];
        object("Subject::Command", &fields)
    }

    fn words(&mut self, file: &CommandPattern) -> String {
        let subcommands = file.subcommand.as_ref().map_or(&[][..], OneOrMore::as_slice);
        let words = |words: &String| format!("&{:?}", words.split_whitespace().collect::<Vec<_>>());
        let flag_value: Vec<(&String, &String)> = file.flag_value.iter().collect();
        let fields = [
            ("commands", some_texts(&file.command)),
            ("subcommands", self.list(subcommands, |_, it| words(it))),
            ("value_flags", texts(&file.value_flags)),
            ("with_flag", some_texts(&file.with_flag)),
            ("without_flag", some_texts(&file.without_flag)),
            (
                "flag_value",
                self.list(&flag_value, |this, (name, value)| format!("({name:?}, {})", this.pattern(value))),
            ),
            ("argument", option(&file.argument, |it| self.pattern(it))),
            ("without_argument", option(&file.without_argument, |it| self.pattern(it))),
            ("text", option(&file.text, |it| self.pattern(it))),
            ("without_text", option(&file.without_text, |it| self.pattern(it))),
        ];
        object("Words", &fields)
    }

    fn pattern(&mut self, source: &str) -> String {
        let next = self.patterns.len();
        format!("&PATTERN_{}", self.patterns.entry(source.to_owned()).or_insert(next))
    }

    fn whole(&mut self, source: &str) -> String {
        self.pattern(&format!("^(?:{source})$"))
    }

    fn list<T>(&mut self, values: &[T], print: impl Fn(&mut Self, &T) -> String) -> String {
        let items: Vec<String> = values.iter().map(|value| print(self, value)).collect();
        format!("&[{}]", items.join(", "))
    }
}

fn options(rule: &RuleFile) -> String {
    let mut items = Vec::new();
    for (name, option) in &rule.options {
        let default = value(&option.default);
        items.push(object("RuleOption", &[("name", text(name)), ("about", text(&option.about)), ("default", default)]));
    }
    format!("&[{}]", items.join(", "))
}

fn value(file: &ValueFile) -> String {
    match file {
        ValueFile::Bool(value) => format!("Value::Bool({value})"),
        ValueFile::Number(value) => format!("Value::Number({value})"),
        ValueFile::Text(value) => format!("Value::Text({value:?})"),
        ValueFile::List(values) => format!("Value::List({})", texts(values)),
    }
}

fn fix(file: &FixFile) -> String {
    let kind = match (&file.insert_flag, &file.replace, &file.coded) {
        (Some(flag), _, _) => format!("FixKind::InsertFlag({flag:?})"),
        (_, Some(template), _) => format!("FixKind::Replace({template:?})"),
        (_, _, function) => format!("FixKind::Coded(fixes::{})", function.as_deref().unwrap_or_default()),
    };
    let changes: Vec<String> = file.changes.iter().map(|change| format!("Change::{change:?}")).collect();
    let fields = [
        ("safety", format!("Safety::{:?}", file.safety)),
        ("about", text(file.about.trim_end())),
        ("risk", option(&file.risk, |risk| text(risk.trim_end()))),
        ("changes", format!("&[{}]", changes.join(", "))),
        ("kind", kind),
    ];
    object("FixRule", &fields)
}

fn example(file: &ExampleFile) -> String {
    let context: Vec<(&String, &String)> = file.context.iter().collect();
    let set: Vec<String> = file.options.iter().map(|(name, it)| format!("({name:?}, {})", value(it))).collect();
    let fields = [
        ("is_bad", file.bad.is_some().to_string()),
        ("dockerfile", text(file.bad.as_deref().or(file.good.as_deref()).unwrap_or_default())),
        ("at", some_texts(&file.at)),
        ("fixed", option(&file.fixed, |fixed| text(fixed))),
        ("in_file", option(&file.in_file, |name| text(name))),
        ("note", option(&file.note, |note| text(note.trim_end()))),
        ("context", format!("&{context:?}")),
        ("options", format!("&[{}]", set.join(", "))),
        ("versions", text(file.versions.as_deref().unwrap_or_default())),
    ];
    object("Example", &fields)
}

fn keywords(names: &[String]) -> String {
    let variant = |name: &String| {
        if name == "STOPSIGNAL" {
            return "Keyword::StopSignal".to_owned();
        }
        let (first, rest) = name.split_at(1);
        format!("Keyword::{first}{}", rest.to_lowercase())
    };
    let variants: Vec<String> = names.iter().filter(|name| *name != "any").map(variant).collect();
    format!("&[{}]", variants.join(", "))
}

fn object(name: &str, fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{name} {{ {} }}", fields.join(", "))
}

fn option<T>(value: &Option<T>, print: impl FnOnce(&T) -> String) -> String {
    value.as_ref().map_or_else(|| "None".to_owned(), |value| format!("Some({})", print(value)))
}

fn some_texts(values: &Option<OneOrMore<String>>) -> String {
    texts(values.as_ref().map_or(&[], OneOrMore::as_slice))
}

fn text(value: &str) -> String {
    format!("{value:?}")
}

fn texts<T: Debug>(values: &[T]) -> String {
    format!("&{values:?}")
}
