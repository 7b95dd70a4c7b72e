//! Tree to text. The layout is only rough: the formatter puts everything in its place, so the printer writes line
//! breaks where the formatter looks for them (sets, `let`, comments, empty lines) and single spaces elsewhere.

use std::collections::HashSet;

use super::strings::{escape_block, escape_quoted};
use super::{
    Binding, BindingKind, Bindings, Comment, ContextPath, Expr, Lines, List, NixFile, Operator, Parameter, Part,
    Pattern, StringStyle, Template, is_identifier,
};

/// Indentation of the lines of a block string; the formatter replaces it.
const INDENT: &str = "  ";

/// Printed text, and what its strings are to hold, in the order in which they begin.
#[derive(Debug, Default)]
pub(super) struct Printed {
    pub(super) text: String,
    /// Texts, and `None` for each interpolation.
    pub(super) strings: Vec<Vec<Option<String>>>,
    /// Where the lines of the same strings come from, as their templates say.
    pub(super) string_sources: Vec<Vec<(usize, Lines)>>,
    /// Where bindings, items of lists and arguments come from, in the order in which they begin.
    pub(super) sources: Vec<Vec<Lines>>,
}

/// Prints a checked tree.
pub(super) fn print(file: &NixFile) -> Printed {
    let mut printer = Printed::default();
    printer.comment(&file.head);
    printer.expr(&file.body, Level::Any);
    printer.text.push('\n');
    printer
}

/// How tightly an expression binds. A looser one in the place of a tighter one needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// Functions, `let` and `with`, which reach as far to the right as they can.
    Any,
    Update,
    Add,
    /// Right operand of `+`, which groups to the left.
    AddRight,
    Concat,
    Negation,
    Apply,
    /// List items and arguments.
    Select,
    /// What a further attribute can be selected from.
    Base,
}

fn level(expr: &Expr) -> Level {
    match expr {
        Expr::Lambda { .. } | Expr::Let { .. } | Expr::With { .. } => Level::Any,
        Expr::Binary { operator: Operator::Update, .. } => Level::Update,
        Expr::Binary { operator: Operator::Add, .. } => Level::Add,
        Expr::Binary { operator: Operator::Concat, .. } => Level::Concat,
        Expr::Path(path) if path.literal().is_none() => Level::Add,
        Expr::Int(i64::MIN) => Level::Add,
        Expr::Int(..0) => Level::Negation,
        Expr::Apply { .. } => Level::Apply,
        Expr::Select { default: Some(_), .. } | Expr::Path(_) | Expr::Int(_) => Level::Select,
        Expr::Select { .. }
        | Expr::SelectNamed { .. }
        | Expr::Ident(_)
        | Expr::Str(_)
        | Expr::SearchPath(_)
        | Expr::List(_)
        | Expr::Set(_) => Level::Base,
    }
}

impl Printed {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn expr(&mut self, expr: &Expr, least: Level) {
        let parentheses = level(expr) < least;
        if parentheses {
            self.push("(");
        }
        self.bare_expr(expr);
        if parentheses {
            self.push(")");
        }
    }

    fn bare_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Ident(name) => self.push(name),
            Expr::Int(i64::MIN) => self.push(&format!("{} - 1", i64::MIN + 1)),
            Expr::Int(value) => self.push(&value.to_string()),
            Expr::Str(template) => self.template(template),
            Expr::Path(path) => self.path(path),
            Expr::SearchPath(name) => self.push(&format!("<{name}>")),
            Expr::List(list) => self.list(list),
            Expr::Set(bindings) => self.set(bindings),
            Expr::Select { base, path, default } => {
                self.expr(base, Level::Base);
                self.push(".");
                self.attribute_path(path);
                if let Some(default) = default {
                    self.push(" or ");
                    self.expr(default, Level::Select);
                }
            }
            Expr::SelectNamed { base, name } => {
                self.expr(base, Level::Base);
                self.push(".");
                self.interpolation(name);
            }
            Expr::Apply { function, argument } => {
                if let Some((inner, settings)) = settings_of(function).filter(|_| matches!(**argument, Expr::Set(_))) {
                    self.push("(");
                    self.expr(inner, Level::Apply);
                    self.push(" ");
                    self.short_set(settings);
                    self.push(")");
                } else {
                    self.expr(function, Level::Apply);
                }
                self.push(" ");
                match argument.as_ref() {
                    Expr::Set(bindings) if is_inherited(bindings) => self.short_set(bindings),
                    argument => self.expr(argument, Level::Select),
                }
            }
            Expr::Lambda { parameter, body } => self.lambda(parameter, body),
            Expr::Let { bindings, body } => {
                self.push("let\n");
                self.bindings(bindings);
                self.push("in\n");
                self.expr(body, Level::Any);
            }
            Expr::With { scope, body } => {
                self.push("with ");
                self.expr(scope, Level::Any);
                self.push("; ");
                self.expr(body, Level::Any);
            }
            Expr::Binary { operator, left, right } => self.binary(*operator, left, right),
        }
    }

    /// `++` and `//` give the same however they are grouped, so chains of them get no parentheses.
    fn binary(&mut self, operator: Operator, left: &Expr, right: &Expr) {
        let (sign, left_level, right_level) = match operator {
            Operator::Add => (" + ", Level::Add, Level::AddRight),
            Operator::Concat => (" ++ ", Level::Concat, Level::Concat),
            Operator::Update => (" // ", Level::Update, Level::Update),
        };
        self.expr(left, left_level);
        self.push(sign);
        self.expr(right, right_level);
    }

    fn lambda(&mut self, parameter: &Parameter, body: &Expr) {
        let separator = match parameter {
            Parameter::Name(name) => {
                self.push(name);
                ": "
            }
            Parameter::Pattern(pattern) => {
                self.pattern(pattern);
                let tall = pattern.fields.iter().any(|field| field.default.is_some() || !field.comment.is_empty());
                if tall { ":\n\n" } else { ": " }
            }
        };
        self.push(separator);
        self.expr(body, Level::Any);
    }

    fn pattern(&mut self, pattern: &Pattern) {
        self.push("{ ");
        for (index, field) in pattern.fields.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.inline_comment(&field.comment);
            self.sources.push(field.sources.clone());
            self.push(&field.name);
            if let Some(default) = &field.default {
                self.push(" ? ");
                self.expr(default, Level::Update);
            }
        }
        if pattern.open {
            self.push(if pattern.fields.is_empty() { "..." } else { ", ..." });
        }
        self.push(" }");
        if let Some(whole) = &pattern.whole {
            self.push("@");
            self.push(whole);
        }
    }

    fn list(&mut self, list: &List) {
        self.push("[");
        let mut after_note = false;
        for item in &list.items {
            self.push(if after_note { "\n\n" } else { " " });
            self.inline_comment(&item.comment);
            if let Some(value) = &item.value {
                self.sources.push(item.sources.clone());
                self.expr(value, Level::Select);
            }
            after_note = item.value.is_none() && !item.comment.is_empty();
        }
        self.push(" ]");
    }

    fn set(&mut self, bindings: &Bindings) {
        if bindings.entries.is_empty() {
            return self.push("{ }");
        }
        self.push("{\n");
        self.bindings(bindings);
        self.push("}");
    }

    /// A set on one line, where the formatter leaves it if it fits. Sets with comments stay as they are.
    fn short_set(&mut self, bindings: &Bindings) {
        match bindings.entries.as_slice() {
            [Binding { comment, kind: BindingKind::Value { path, value }, sources, .. }] if comment.is_empty() => {
                self.sources.push(sources.clone());
                self.push("{ ");
                self.attribute_path(path);
                self.push(" = ");
                self.expr(value, Level::Any);
                self.push("; }");
            }
            [Binding { comment, kind: BindingKind::Inherit { from, names }, .. }] if comment.is_empty() => {
                self.push("{ ");
                self.inherit(from.as_ref(), names);
                self.push("}");
            }
            _ => self.set(bindings),
        }
    }

    fn bindings(&mut self, bindings: &Bindings) {
        let mut after_note = false;
        for (index, entry) in bindings.entries.iter().enumerate() {
            if index > 0 && (entry.gap || after_note) {
                self.push("\n");
            }
            self.comment(&entry.comment);
            if entry.kind != BindingKind::Note {
                self.sources.push(entry.sources.clone());
            }
            match &entry.kind {
                BindingKind::Value { path, value } => {
                    self.attribute_path(path);
                    self.push(" = ");
                    self.expr(value, Level::Any);
                    self.push(";\n");
                }
                BindingKind::Inherit { from, names } => {
                    self.inherit(from.as_ref(), names);
                    self.push("\n");
                }
                BindingKind::Note => {}
            }
            after_note = entry.kind == BindingKind::Note && !entry.comment.is_empty();
        }
    }

    fn inherit(&mut self, from: Option<&Expr>, names: &[String]) {
        self.push("inherit");
        if let Some(from) = from {
            self.push(" (");
            self.expr(from, Level::Any);
            self.push(")");
        }
        for name in names {
            self.push(" ");
            self.attribute(name);
        }
        self.push("; ");
    }

    fn attribute_path(&mut self, path: &[String]) {
        for (index, name) in path.iter().enumerate() {
            if index > 0 {
                self.push(".");
            }
            self.attribute(name);
        }
    }

    fn attribute(&mut self, name: &str) {
        if is_identifier(name) {
            self.push(name);
        } else {
            self.quoted(&[Part::Text(name.to_owned())]);
        }
    }

    fn path(&mut self, path: &ContextPath) {
        match path.literal() {
            Some(literal) => self.push(&literal),
            None => {
                self.push("./. + ");
                self.quoted(&[Part::Text(path.suffix())]);
            }
        }
    }

    /// A comment where a line begins.
    fn comment(&mut self, comment: &Comment) {
        for line in comment.lines() {
            self.push(if line.is_empty() { "#" } else { "# " });
            self.push(line);
            self.push("\n");
        }
    }

    /// A comment where a line may have begun already.
    fn inline_comment(&mut self, comment: &Comment) {
        if !comment.is_empty() {
            self.push("\n");
            self.comment(comment);
        }
    }

    fn template(&mut self, template: &Template) {
        let number = self.strings.len();
        match template.style {
            StringStyle::Block => match block_anchors(&template.parts) {
                Some(anchors) => self.block(&template.parts, &anchors),
                None => self.quoted(&template.parts),
            },
            StringStyle::Quoted => self.quoted(&template.parts),
        }
        if let Some(sources) = self.string_sources.get_mut(number) {
            sources.clone_from(&template.sources);
        }
    }

    /// Notes what the string that begins here is to hold.
    fn expect_string(&mut self, parts: &[Part]) {
        let mut held: Vec<Option<String>> = Vec::new();
        for part in parts {
            match (held.last_mut(), part) {
                (_, Part::Expr(_)) => held.push(None),
                (_, Part::Text(text)) if text.is_empty() => {}
                (Some(Some(last)), Part::Text(text)) => last.push_str(text),
                (_, Part::Text(text)) => held.push(Some(text.clone())),
            }
        }
        self.strings.push(held);
        self.string_sources.push(Vec::new());
    }

    fn quoted(&mut self, parts: &[Part]) {
        self.expect_string(parts);
        self.push("\"");
        for (index, part) in parts.iter().enumerate() {
            match part {
                Part::Text(text) => self.push(&escape_quoted(text, expr_follows(parts, index))),
                Part::Expr(expr) => self.interpolation(expr),
            }
        }
        self.push("\"");
    }

    /// A `''…''` string. On the lines in `anchors` the first space is escaped, so that it is not indentation.
    fn block(&mut self, parts: &[Part], anchors: &HashSet<usize>) {
        self.expect_string(parts);
        self.push("''\n");
        let mut line_number = 0;
        let mut at_line_start = true;
        for (index, part) in parts.iter().enumerate() {
            let Part::Text(text) = part else {
                if let Part::Expr(expr) = part {
                    self.push(if at_line_start { INDENT } else { "" });
                    self.interpolation(expr);
                    at_line_start = false;
                }
                continue;
            };
            for piece in text.split_inclusive('\n') {
                let line = piece.strip_suffix('\n');
                let ends_line = line.is_some();
                let mut line = line.unwrap_or(piece);
                if at_line_start && !line.is_empty() {
                    self.push(INDENT);
                    if let Some(rest) = line.strip_prefix(' ').filter(|_| anchors.contains(&line_number)) {
                        self.push("''\\ ");
                        line = rest;
                    }
                }
                self.push(&escape_block(line, ends_line, expr_follows(parts, index)));
                self.push(if ends_line { "\n" } else { "" });
                at_line_start = ends_line;
                line_number += usize::from(ends_line);
            }
        }
        self.push("''");
    }

    fn interpolation(&mut self, expr: &Expr) {
        self.push("${");
        self.expr(expr, Level::Any);
        self.push("}");
    }
}

fn expr_follows(parts: &[Part], index: usize) -> bool {
    matches!(parts.get(index + 1), Some(Part::Expr(_)))
}

/// The lines of a block string whose first space must not be taken for indentation: the first that has more than
/// spaces, if all such lines begin with one, and a last line of nothing but spaces.
///
/// `None` when the text should not be a block string: it has no line break, or nothing but spaces and line breaks.
fn block_anchors(parts: &[Part]) -> Option<HashSet<usize>> {
    let mut lines = vec![Line::default()];
    for part in parts {
        match part {
            Part::Expr(_) => lines.last_mut()?.has_content = true,
            Part::Text(text) => {
                for (index, piece) in text.split('\n').enumerate() {
                    if index > 0 {
                        lines.push(Line::default());
                    }
                    lines.last_mut()?.add(piece);
                }
            }
        }
    }
    let first = lines.iter().position(|line| line.has_content)?;
    let all_indented = lines.iter().filter(|line| line.has_content).all(|line| line.spaces > 0);
    let (last, before) = lines.split_last()?;
    if before.is_empty() {
        return None;
    }
    let mut anchors = HashSet::new();
    anchors.extend(all_indented.then_some(first));
    anchors.extend((!last.has_content && last.spaces > 0).then_some(before.len()));
    Some(anchors)
}

#[derive(Default)]
struct Line {
    spaces: usize,
    has_content: bool,
}

impl Line {
    fn add(&mut self, text: &str) {
        if self.has_content {
            return;
        }
        let spaces = text.bytes().take_while(|b| *b == b' ').count();
        self.spaces += spaces;
        self.has_content = spaces < text.len();
    }
}

/// Whether the set has nothing but variables of the same names, so that one line is enough for it.
fn is_inherited(bindings: &Bindings) -> bool {
    matches!(bindings.entries.as_slice(), [Binding { kind: BindingKind::Inherit { .. }, .. }])
}

/// `f { … }`: a function and the set it is given.
fn settings_of(expr: &Expr) -> Option<(&Expr, &Bindings)> {
    match expr {
        Expr::Apply { function, argument } => match argument.as_ref() {
            Expr::Set(bindings) => Some((function, bindings)),
            _ => None,
        },
        _ => None,
    }
}
