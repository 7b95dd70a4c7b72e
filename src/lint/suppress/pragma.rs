//! The comments of a file that speak to linters, and how far each counts.

use std::iter::Peekable;

use super::dialect::{Dialect, Scope};
use super::mistake::Mistake;
use super::read::{self, Saying, Sentence};
use crate::dockerfile::{
    Body, Directive, DirectiveName, Dockerfile, Heredoc, Instruction, Item, Keyword, Line, LineKind,
};
use crate::shell::Dialect as ShellDialect;
use crate::source::{Span, Text};
use jiff::civil::Date;

/// The comments of a file that speak to linters.
#[derive(Debug, Default)]
pub(crate) struct Pragmas {
    /// Comments that ignore rules, in the order of the file.
    pub(crate) ignores: Vec<Ignore>,
    /// What cannot be understood, in the order of the file.
    pub(crate) mistakes: Vec<(Span, Mistake)>,
    /// Whether the checks of BuildKit are errors.
    pub(crate) buildkit_errors: bool,
    /// Checks of BuildKit that are asked for although they are experimental.
    pub(crate) experimental: Vec<Text>,
    /// Shells that are named, in the order of the file.
    shells: Vec<NamedShell>,
}

/// A comment that ignores rules.
#[derive(Debug)]
pub(crate) struct Ignore {
    /// How it is written.
    pub(crate) dialect: &'static Dialect,
    /// Its words.
    pub(crate) span: Span,
    /// Codes, names and ids.
    pub(crate) words: Vec<Text>,
    /// Why.
    pub(crate) reason: Option<Text>,
    /// The day from which it does not count any more.
    pub(crate) until: Option<Date>,
    /// Findings that begin here are ignored.
    pub(crate) reach: Span,
}

/// A comment that names the shell.
#[derive(Debug)]
struct NamedShell {
    at: usize,
    reach: Span,
    dialect: ShellDialect,
}

impl Pragmas {
    pub(crate) fn of(source: &[u8], dockerfile: &Dockerfile) -> Self {
        let mut collector = Collector::new(source, dockerfile);
        for (number, item) in dockerfile.items.iter().enumerate() {
            match item {
                Item::Directive(directive) if directive.name == DirectiveName::Check => collector.directive(directive),
                Item::Comment(comment) => {
                    let after = collector.next.get(number).copied().flatten();
                    collector.comment(
                        &comment.text,
                        &Place { line: comment.span, next: after, is_inside: false, script: None },
                    );
                }
                Item::Instruction(instruction) => {
                    collector.inside(&instruction.lines, &scripts(instruction));
                }
                Item::Unknown(unknown) => collector.inside(&unknown.lines, &[]),
                _ => {}
            }
        }
        collector.finish()
    }

    /// What the shells that comments name speak, asked for in the order of the file.
    pub(crate) fn shells(&self) -> Shells<'_> {
        Shells { next: self.shells.iter().peekable(), open: Vec::new() }
    }
}

/// Goes along the instructions of a file, and knows what comments say of the shell.
pub(crate) struct Shells<'p> {
    next: Peekable<std::slice::Iter<'p, NamedShell>>,
    open: Vec<&'p NamedShell>,
}

impl Shells<'_> {
    /// What the shell speaks that runs the instruction, by the nearest comment. SHELL is later than all comments before.
    pub(crate) fn at(&mut self, instruction: &Instruction) -> Option<ShellDialect> {
        let start = instruction.span.start;
        while let Some(shell) = self.next.next_if(|shell| shell.at < start) {
            self.open.push(shell);
        }
        while self.open.pop_if(|shell| !shell.reach.contains(start)).is_some() {}
        let dialect = self.open.last().map(|shell| shell.dialect);
        if instruction.keyword == Keyword::Shell {
            self.open.clear();
        }
        dialect
    }
}

/// Where a comment stands.
struct Place {
    /// Its line.
    line: Span,
    /// What it stands above: an instruction, or inside one a line.
    next: Option<Span>,
    is_inside: bool,
    /// The rest of the script that it stands in, if nothing of that comes before.
    script: Option<Span>,
}

struct Collector<'a> {
    source: &'a [u8],
    /// For each item, the next instruction after it.
    next: Vec<Option<Span>>,
    /// Where the stages begin.
    froms: Vec<usize>,
    pragmas: Pragmas,
    /// Ignores whose range is open, by number.
    open: Vec<usize>,
}

impl<'a> Collector<'a> {
    fn new(source: &'a [u8], dockerfile: &Dockerfile) -> Self {
        let mut next = Vec::new();
        let mut after = None;
        for item in dockerfile.items.iter().rev() {
            next.push(after);
            if matches!(item, Item::Instruction(_) | Item::Unknown(_)) {
                after = Some(item.span());
            }
        }
        next.reverse();
        let is_from = |instruction: &&Instruction| instruction.keyword == Keyword::From;
        let froms = dockerfile.instructions().filter(is_from).map(|instruction| instruction.span.start).collect();
        Self { source, next, froms, pragmas: Pragmas::default(), open: Vec::new() }
    }

    fn directive(&mut self, directive: &Directive) {
        for sentence in read::read_directive(&directive.value) {
            let span = directive.name_span.cover(sentence.span);
            match sentence.saying {
                Saying::Error(on) => self.pragmas.buildkit_errors = on,
                Saying::Experimental(words) => self.pragmas.experimental.extend(words),
                Saying::Mistake(mistake, at) => self.pragmas.mistakes.push((at, mistake)),
                Saying::Ignore(..) => self.say(Sentence { span, ..sentence }, whole_file(), directive.span.start),
                Saying::EndRange | Saying::Shell(..) => {}
            }
        }
    }

    fn comment(&mut self, text: &Text, place: &Place) {
        for sentence in read::read(text) {
            match &sentence.saying {
                Saying::Ignore(scope, _) | Saying::Shell(scope, _) => {
                    let reach = self.reach(*scope, place);
                    if *scope == Scope::Range {
                        self.open.push(self.pragmas.ignores.len());
                    }
                    self.say(sentence, reach, place.line.start);
                }
                Saying::EndRange => self.end_range(&sentence, place),
                Saying::Error(_) => self.not_at_the_top("error", sentence.span),
                Saying::Experimental(_) => self.not_at_the_top("experimental", sentence.span),
                Saying::Mistake(mistake, at) => self.pragmas.mistakes.push((*at, mistake.clone())),
            }
        }
    }

    fn say(&mut self, sentence: Sentence, reach: Span, at: usize) {
        let Sentence { dialect, saying, span, reason, until } = sentence;
        match saying {
            Saying::Ignore(_, words) => {
                self.pragmas.ignores.push(Ignore { dialect, span, words, reason, until, reach });
            }
            Saying::Shell(_, words) => {
                let words: Vec<&str> = words.as_str().split_whitespace().collect();
                self.pragmas.shells.push(NamedShell { at, reach, dialect: ShellDialect::of_shell(&words) });
            }
            _ => {}
        }
    }

    fn end_range(&mut self, sentence: &Sentence, place: &Place) {
        match self.open.pop().and_then(|number| self.pragmas.ignores.get_mut(number)) {
            Some(ignore) => ignore.reach = Span::new(ignore.reach.start, place.line.start),
            None => self.pragmas.mistakes.push((sentence.span, Mistake::NothingToEnd)),
        }
    }

    fn not_at_the_top(&mut self, key: &'static str, span: Span) {
        self.pragmas.mistakes.push((span, Mistake::NotAtTheTop { key }));
    }

    /// The comments between the lines of an instruction, and in the heredocs that are scripts.
    fn inside(&mut self, lines: &[Line], scripts: &[Script]) {
        let mut next: Option<Span> = None;
        let mut comments = Vec::new();
        for line in lines.iter().rev() {
            let text = self.comment_text(line.span);
            let heredoc = match line.kind {
                LineKind::Heredoc { heredoc } => Some(heredoc),
                _ => None,
            };
            let script = scripts.binary_search_by_key(&heredoc, |script| script.heredoc).ok();
            let script = script.and_then(|number| scripts.get(number));
            let is_comment = line.kind == LineKind::Comment || heredoc.is_some() && script.is_some();
            match text.filter(|_| is_comment) {
                Some(text) => {
                    let script = script.filter(|script| line.span.start < script.start);
                    let script = script.map(|script| Span::new(line.span.end, script.end));
                    comments.push((text, Place { line: line.span, next, is_inside: true, script }));
                }
                None if line.kind == LineKind::Blank || line.span.bytes(self.source).trim_ascii().is_empty() => {}
                None => next = Some(line.span),
            }
        }
        for (text, place) in comments.iter().rev() {
            self.comment(text, place);
        }
    }

    /// What follows the `#` of a line that begins with one.
    fn comment_text(&self, line: Span) -> Option<Text> {
        if !line.bytes(self.source).contains(&b'#') {
            return None;
        }
        let text = Text::verbatim(self.source, line).trimmed();
        text.as_str().starts_with('#').then(|| text.slice(1..text.len()).trimmed())
    }

    fn reach(&self, scope: Scope, place: &Place) -> Span {
        let start = place.line.end;
        let next_from = self.froms.partition_point(|from| *from < start);
        let from = |number: usize| self.froms.get(number).copied();
        match scope {
            Scope::Script => place.script.unwrap_or_else(|| self.reach(Scope::Next, place)),
            Scope::Next if place.is_inside => place.next.unwrap_or(Span::empty(start)),
            Scope::Next => Span::new(start, place.next.map_or(start, |next| next.end)),
            Scope::Stage => {
                let begins_stage = from(next_from).is_some_and(|from| {
                    next_from == 0 || place.next.is_some_and(|next| !place.is_inside && next.start == from)
                });
                Span::new(start, from(next_from + usize::from(begins_stage)).unwrap_or(usize::MAX))
            }
            Scope::File => whole_file(),
            Scope::Range => Span::new(start, usize::MAX),
        }
    }

    fn finish(mut self) -> Pragmas {
        let open = self.open.iter().filter_map(|number| self.pragmas.ignores.get(*number));
        let never_ended: Vec<_> = open.map(|ignore| (ignore.span, Mistake::NeverEnded)).collect();
        self.pragmas.mistakes.extend(never_ended);
        self.pragmas.mistakes.sort_by_key(|(span, _)| span.start);
        self.pragmas
    }
}

fn whole_file() -> Span {
    Span::new(0, usize::MAX)
}

/// A script of an instruction.
struct Script {
    /// The heredoc that holds it; `None` if the lines of the instruction do.
    heredoc: Option<usize>,
    /// Where its first line begins that is no comment.
    start: usize,
    /// Where it ends.
    end: usize,
}

/// The scripts of an instruction: the text of a RUN, or the heredoc that takes its place, and the files of COPY and ADD
/// that name a program to run them, by the number of the heredoc. What other heredocs hold is data.
fn scripts(instruction: &Instruction) -> Vec<Script> {
    let in_heredocs = |is_script: &dyn Fn(&Heredoc) -> bool| {
        let heredocs = instruction.heredocs.iter().enumerate().filter(|(_, heredoc)| is_script(heredoc));
        heredocs.map(|(number, heredoc)| in_heredoc(number, heredoc)).collect()
    };
    match &instruction.effective().body {
        Body::Run(invocation) => match invocation.texts() {
            [text] => {
                let replaced: Vec<Script> = in_heredocs(&|heredoc| heredoc.span == text.span());
                let lines = Script { heredoc: None, start: text.span().start, end: text.span().end };
                if replaced.is_empty() { vec![lines] } else { replaced }
            }
            _ => Vec::new(),
        },
        Body::Copy(_) | Body::Add(_) => in_heredocs(&|heredoc| heredoc.body.as_str().starts_with("#!")),
        _ => Vec::new(),
    }
}

fn in_heredoc(number: usize, heredoc: &Heredoc) -> Script {
    let body = &heredoc.body;
    let is_code = |line: &&str| !line.trim_start().is_empty() && !line.trim_start().starts_with('#');
    let first = body.as_str().split_inclusive('\n').find(is_code);
    let end = body.span().end;
    Script { heredoc: Some(number), start: first.map_or(end, |line| body.slice_of(line).span().start), end }
}
