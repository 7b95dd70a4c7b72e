//! What must hold of a tree before it is printed, so that the text means what the tree means.

use std::collections::HashMap;

use super::{Binding, BindingKind, Bindings, Expr, NixError, NixFile, Parameter, Part, Pattern, is_identifier};

/// How deep expressions may be nested: far more than anybody reads, and within what the parsers of Nix text bear.
const MAX_DEPTH: usize = 128;

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
    /// Whether a value is bound here that paths cannot add to.
    closed: bool,
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
            node = node.children.entry(name).or_default();
        }
        match value {
            _ if node.closed => Err(duplicate()),
            Expr::Set(inner) => inner.entries.iter().try_for_each(|entry| node.add_entry(entry)),
            _ if !node.children.is_empty() => Err(duplicate()),
            _ => {
                node.closed = true;
                Ok(())
            }
        }
    }
}
