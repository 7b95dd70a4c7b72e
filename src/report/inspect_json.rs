//! `dfcheck inspect --format json`: everything that is known of a Dockerfile, for programs.

use serde::Serialize;
use serde_json::{Value, json};

use super::inspect;
use crate::build::{Build, Stage};
use crate::dockerfile::{Dockerfile, Instruction, Item};
use crate::source::{LineIndex, SourceFile};

/// The object for one file.
///
/// `instructions` and `stages` are as BuildKit's own parser lists them; `config` is the configuration of the target's
/// image, or null when BuildKit would refuse the file. `build` is what the stages do, as far as it is understood.
pub fn view(file: &SourceFile, dockerfile: &Dockerfile, build: &Build) -> Value {
    let lines = file.lines();
    json!({
        "file": file.name(),
        "accepted": build.accepted,
        "instructions": instructions(dockerfile, lines),
        "stages": stages(dockerfile, build, lines),
        "config": build.accepted.then(|| build.target_stage().map(|stage| &stage.config)).flatten(),
        "build": inspect::stages(dockerfile, build, lines),
        "problems": problems(file, dockerfile, build),
    })
}

#[derive(Serialize)]
struct InstructionView<'a> {
    keyword: String,
    line_start: usize,
    line_end: usize,
    flags: Vec<&'a str>,
    heredocs: Vec<HeredocView<'a>>,
    json: bool,
    args: Vec<&'a str>,
}

#[derive(Serialize)]
struct HeredocView<'a> {
    name: &'a str,
    expand: bool,
    chomp: bool,
    fd: u64,
    content: &'a str,
}

fn instructions<'a>(dockerfile: &'a Dockerfile, lines: &LineIndex) -> Vec<InstructionView<'a>> {
    let view = |item: &'a Item| match item {
        Item::Instruction(instruction) => Some(instruction_view(instruction, lines)),
        Item::Unknown(unknown) => Some(InstructionView {
            keyword: unknown.word.as_str().to_uppercase(),
            line_start: lines.line(unknown.span.start),
            line_end: lines.last_line(unknown.span),
            flags: Vec::new(),
            heredocs: Vec::new(),
            json: false,
            args: unknown.argument_list(),
        }),
        _ => None,
    };
    dockerfile.items.iter().filter_map(view).collect()
}

fn instruction_view<'a>(instruction: &'a Instruction, lines: &LineIndex) -> InstructionView<'a> {
    let heredocs = instruction.heredocs.iter().map(|heredoc| HeredocView {
        name: &heredoc.delimiter,
        expand: heredoc.expand,
        chomp: heredoc.strip_tabs,
        fd: heredoc.file_descriptor,
        content: heredoc.body.as_str(),
    });
    InstructionView {
        keyword: instruction.keyword.to_string(),
        line_start: lines.line(instruction.span.start),
        line_end: lines.last_line(instruction.span),
        flags: instruction.flags.iter().map(|flag| flag.text.as_str()).collect(),
        heredocs: heredocs.collect(),
        json: instruction.is_json(),
        args: instruction.argument_list(),
    }
}

/// BuildKit lists no stages for a file that it cannot read.
fn stages(dockerfile: &Dockerfile, build: &Build, lines: &LineIndex) -> Vec<Value> {
    if !dockerfile.all_errors().is_empty() {
        return Vec::new();
    }
    let instructions: Vec<&Instruction> = dockerfile.instructions().collect();
    build.stages.iter().map(|stage| stage_view(stage, &instructions, lines)).collect()
}

fn stage_view(stage: &Stage, instructions: &[&Instruction], lines: &LineIndex) -> Value {
    let from = instructions.get(stage.from);
    let image = from.and_then(|from| from.argument_list().first().copied()).unwrap_or_default();
    json!({
        "name": stage.name.as_ref().map(|name| name.as_str().to_lowercase()).unwrap_or_default(),
        "base": image,
        "platform": from.and_then(|from| from.flag("platform")).map(|flag| flag.value_str()).unwrap_or_default(),
        "line": from.map(|from| lines.line(from.span.start)).unwrap_or_default(),
        "commands": stage.body.len(),
    })
}

fn problems(file: &SourceFile, dockerfile: &Dockerfile, build: &Build) -> Vec<Value> {
    let syntax = dockerfile.all_errors().into_iter().map(|error| (error.span, error.kind.to_string()));
    let semantic = build.problems.iter().map(|problem| (problem.span, problem.kind.to_string()));
    let mut problems: Vec<_> = syntax.chain(semantic).collect();
    problems.sort();
    let view = |(span, message): (crate::source::Span, String)| {
        let start = file.position(span.start);
        let end = file.position(span.end);
        json!({
            "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column,
            "message": message,
        })
    };
    problems.into_iter().map(view).collect()
}
