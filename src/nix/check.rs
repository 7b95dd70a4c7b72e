//! What must hold of a tree before it is printed, so that the text means what the tree means.

use std::collections::HashMap;

use super::{Binding, BindingKind, Bindings, Expr, NixError, NixFile, Parameter, Part, Pattern, is_identifier};

/// How deep expressions may be nested: more than anybody reads, and half of what the formatter bears on the small
/// stack of a thread.
const MAX_DEPTH: usize = 48;

/// Checks names, strings, duplicate attributes and depth.
pub(super) fn check(file: &NixFile) -> Result<(), NixError> {
    expr(&file.body, MAX_DEPTH)
}

fn expr(value: &Expr, depth: usize) -> Result<(), NixError> {
    let depth = depth.checked_sub(1).ok_or(NixError::TooDeep { limit: MAX_DEPTH })?;
    match value {
        Expr::Ident(name) => identifier(name),
        Expr::Int(_) => Ok(()),
        Expr::SearchPath(name) => name.split('/').try_for_each(search_segment),
        Expr::Path(path) => text(&path.suffix()),
        Expr::Str(template) => template.parts.iter().try_for_each(|part| match part {
            Part::Text(literal) => text(literal),
            Part::Expr(inner) => expr(inner, depth),
        }),
        Expr::List(list) => list.items.iter().filter_map(|item| item.value.as_ref()).try_for_each(|v| expr(v, depth)),
        Expr::Set(entries) => bindings(entries, depth),
        Expr::Select { base, path, default } => {
            attribute_path(path)?;
            expr(base, depth)?;
            default.as_deref().map_or(Ok(()), |default| expr(default, depth))
        }
        Expr::SelectNamed { base, name } => expr(base, depth).and_then(|()| expr(name, depth)),
        Expr::Apply { function, argument } => expr(function, depth).and_then(|()| expr(argument, depth)),
        Expr::Lambda { parameter, body } => self::parameter(parameter, depth).and_then(|()| expr(body, depth)),
        Expr::Let { bindings: entries, body } => bindings(entries, depth).and_then(|()| expr(body, depth)),
        Expr::With { scope, body } => expr(scope, depth).and_then(|()| expr(body, depth)),
        Expr::Binary { left, right, .. } => expr(left, depth).and_then(|()| expr(right, depth)),
    }
}

fn identifier(name: &str) -> Result<(), NixError> {
    if is_identifier(name) { Ok(()) } else { Err(NixError::InvalidIdentifier { name: name.to_owned() }) }
}

fn search_segment(segment: &str) -> Result<(), NixError> {
    let holds = !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+".contains(&b));
    if holds { Ok(()) } else { Err(NixError::InvalidIdentifier { name: segment.to_owned() }) }
}

fn text(literal: &str) -> Result<(), NixError> {
    match literal.split_once('\0') {
        None => Ok(()),
        Some((before, after)) => {
            let start = before.char_indices().rev().nth(20).map_or(0, |(at, _)| at);
            let around = before.get(start..).unwrap_or_default().chars().chain(['\0']).chain(after.chars().take(20));
            Err(NixError::NulInString { excerpt: around.collect() })
        }
    }
}

fn attribute_path(path: &[String]) -> Result<(), NixError> {
    if path.is_empty() {
        return Err(NixError::EmptyAttributePath);
    }
    path.iter().try_for_each(|name| text(name))
}

fn parameter(parameter: &Parameter, depth: usize) -> Result<(), NixError> {
    match parameter {
        Parameter::Name(name) => identifier(name),
        Parameter::Pattern(pattern) => self::pattern(pattern, depth),
    }
}

fn pattern(pattern: &Pattern, depth: usize) -> Result<(), NixError> {
    let mut seen = std::collections::HashSet::new();
    let names = pattern.fields.iter().map(|field| &field.name).chain(&pattern.whole);
    for name in names {
        identifier(name)?;
        if !seen.insert(name) {
            return Err(NixError::DuplicateArgument { name: name.clone() });
        }
    }
    pattern.fields.iter().filter_map(|field| field.default.as_ref()).try_for_each(|default| expr(default, depth))
}

fn bindings(entries: &Bindings, depth: usize) -> Result<(), NixError> {
    for entry in &entries.entries {
        match &entry.kind {
            BindingKind::Value { path, value } => attribute_path(path).and_then(|()| expr(value, depth))?,
            BindingKind::Inherit { from, names } => {
                names.iter().try_for_each(|name| if from.is_none() { identifier(name) } else { text(name) })?;
                from.as_ref().map_or(Ok(()), |from| expr(from, depth))?;
            }
            BindingKind::Note => {}
        }
    }
    let mut root = Node::default();
    entries.entries.iter().try_for_each(|entry| root.add_entry(entry))
}

/// The attributes bound so far, as the tree that their paths make.
#[derive(Default)]
struct Node<'a> {
    children: HashMap<&'a str, Node<'a>>,
    /// Whether something is bound here already: a value that paths cannot add to, or a set that they can.
    closed: bool,
    is_set: bool,
}

impl<'a> Node<'a> {
    fn add_entry(&mut self, entry: &'a Binding) -> Result<(), NixError> {
        match &entry.kind {
            BindingKind::Value { path, value } => self.add_value(path, value),
            BindingKind::Inherit { names, .. } => {
                names.iter().try_for_each(|name| self.add_value(std::slice::from_ref(name), &Expr::Int(0)))
            }
            BindingKind::Note => Ok(()),
        }
    }

    /// Nix merges sets that are written out (`a.b = 1; a = { c = 2; };`) and nothing else.
    fn add_value(&mut self, path: &'a [String], value: &'a Expr) -> Result<(), NixError> {
        let duplicate = || NixError::DuplicateAttribute { path: path.join(".") };
        let mut node = self;
        for name in path {
            if node.closed {
                return Err(duplicate());
            }
            node.is_set = true;
            node = node.children.entry(name).or_default();
        }
        match value {
            _ if node.closed => Err(duplicate()),
            Expr::Set(inner) => {
                node.is_set = true;
                inner.entries.iter().try_for_each(|entry| node.add_entry(entry))
            }
            _ if node.is_set => Err(duplicate()),
            _ => {
                node.closed = true;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nix::{attr, lambda, let_in, list, pattern, render, set, template};

    fn error(expr: impl Into<Expr>) -> NixError {
        render(&NixFile::new(expr)).expect_err("a broken tree")
    }

    #[test]
    fn a_name_that_is_no_variable_is_refused() {
        let invalid = |name: &str| NixError::InvalidIdentifier { name: name.to_owned() };
        assert_eq!(error(Expr::ident("a b")), invalid("a b"));
        assert_eq!(error(attr(["pkgs-1.2", "x"])), invalid("pkgs-1.2"));
        assert_eq!(error(attr([""; 0])), invalid(""));
        assert_eq!(error(lambda("in", 1)), invalid("in"));
        assert_eq!(error(lambda(pattern().required("a.b"), 1)), invalid("a.b"));
        assert_eq!(error(set().inherit(["1"])), invalid("1"));
        assert_eq!(error(Expr::search_path("a b")), invalid("a b"));
    }

    #[test]
    fn nul_is_refused_in_strings_names_and_paths() {
        let nul = |excerpt: &str| NixError::NulInString { excerpt: excerpt.to_owned() };
        assert_eq!(error("a\0b"), nul("a\0b"));
        assert_eq!(error(template().text("é".repeat(50)).expr("\0")), nul("\0"));
        assert_eq!(error(set().bind("a\0", 1)), nul("a\0"));
        assert_eq!(error(Expr::path("a\0")), nul("/a\0"));
        assert!(render(&NixFile::new(1).head("a\0b")).is_ok(), "comments are cleaned");
    }

    #[test]
    fn what_is_bound_twice_is_refused() {
        let duplicate = |path: &str| NixError::DuplicateAttribute { path: path.to_owned() };
        assert_eq!(error(set().bind("80/tcp", set()).bind("x", 1).bind("80/tcp", 1)), duplicate("80/tcp"));
        assert_eq!(error(set().bind("a", 1).bind("a", set())), duplicate("a"));
        assert_eq!(error(set().bind_path(["a", "b"], 1).bind("a", 2)), duplicate("a"));
        assert_eq!(error(set().bind("a", 2).bind_path(["a", "b"], 1)), duplicate("a.b"));
        assert_eq!(error(set().bind_path(["a", "b"], 1).bind("a", set().bind("b", 2))), duplicate("b"));
        assert_eq!(error(set().bind("a", 1).inherit_from(attr(["x"]), ["a"])), duplicate("a"));
        assert_eq!(error(let_in(set().bind("a", 1).bind("a", 1), 1)), duplicate("a"));
        let twice = pattern().required("a").optional("a", 1);
        assert_eq!(error(lambda(twice, 1)), NixError::DuplicateArgument { name: "a".to_owned() });
    }

    #[test]
    fn sets_that_are_written_out_merge() {
        let merged = set().bind_path(["a", "b"], 1).bind_path(["a", "c"], 1).bind("a", set().bind("d", 1));
        assert!(render(&NixFile::new(merged)).is_ok());
        let expr = Expr::Select { base: Box::new(attr(["a"])), path: Vec::new(), default: None };
        assert_eq!(error(expr), NixError::EmptyAttributePath);
    }

    #[test]
    fn depth_has_a_limit_that_every_shape_reaches_quickly() {
        let shapes: [fn(Expr) -> Expr; 8] = [
            |inner| list().item(inner).into(),
            |inner| set().bind("a", inner).into(),
            |inner| lambda("x", inner),
            |inner| attr(["f"]).call(inner),
            |inner| template().text("a\n").expr(inner).block().into(),
            |inner| let_in(set().bind("a", 1), inner),
            |inner| Expr::int(1).plus(inner),
            |inner| inner.plus(1),
        ];
        for (index, shape) in shapes.into_iter().enumerate() {
            let nested = |depth| (1..depth).fold(Expr::int(1), |inner, _| shape(inner));
            assert!(render(&NixFile::new(nested(MAX_DEPTH))).is_ok(), "shape {index}");
            assert_eq!(error(nested(MAX_DEPTH + 1)), NixError::TooDeep { limit: MAX_DEPTH }, "shape {index}");
        }
    }
}
