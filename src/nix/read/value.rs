use std::fmt;

use rnix::NodeOrToken;
use rnix::ast::{self, Attr, Entry, Expr, HasEntry, LiteralKind, UnaryOpKind};

use super::span;
use crate::nix::is_identifier;
use crate::nix::strings::escape_quoted;
use crate::nix::syntax::{held_by, syntax};
use crate::source::Span;

/// One attribute of a set, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, without quotes.
    pub name: String,
    /// The binding up to its `;`. Of an attribute that is given piece by piece, the first piece.
    pub span: Span,
    /// What is bound.
    pub value: Value,
}

/// A value as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The expression.
    pub span: Span,
    /// What it is.
    pub kind: ValueKind,
}

/// What is written out in the text, and what would have to be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A string without interpolations.
    Text(String),
    /// An integer.
    Int(i64),
    /// `true` or `false`.
    Bool(bool),
    /// `null`
    Null,
    /// `[ … ]`
    List(Vec<Value>),
    /// `{ … }`, all of whose names are written out.
    Set(Vec<Attribute>),
    /// Anything else.
    Expression,
}

/// The literal as Nix text on one line, with `…` for what is none.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ValueKind::Text(text) => write!(f, "\"{}\"", escape_quoted(text, false)),
            ValueKind::Int(value) => write!(f, "{value}"),
            ValueKind::Bool(value) => write!(f, "{value}"),
            ValueKind::Null => f.write_str("null"),
            ValueKind::List(items) => {
                f.write_str("[ ")?;
                items.iter().try_for_each(|item| write!(f, "{item} "))?;
                f.write_str("]")
            }
            ValueKind::Set(attributes) => {
                f.write_str("{ ")?;
                attributes.iter().try_for_each(|attribute| match &attribute.name {
                    name if is_identifier(name) => write!(f, "{name} = {}; ", attribute.value),
                    name => write!(f, "\"{}\" = {}; ", escape_quoted(name, false), attribute.value),
                })?;
                f.write_str("}")
            }
            ValueKind::Expression => f.write_str("…"),
        }
    }
}

/// The expression inside any parentheses.
pub(in crate::nix) fn without_parens(mut expr: Expr) -> Expr {
    while let Expr::Paren(paren) = &expr {
        match paren.expr() {
            Some(inner) => expr = inner,
            None => break,
        }
    }
    expr
}

/// The name of an attribute that is written out.
pub(in crate::nix) fn attribute_name(attr: &Attr) -> Option<String> {
    match attr {
        Attr::Ident(ident) => Some(syntax(ident).to_string()),
        Attr::Str(string) => literal(string),
        Attr::Dynamic(_) => None,
    }
}

/// Adds the bindings of a set. False when there are names that are not written out.
pub(super) fn add_entries(set: &ast::AttrSet, attributes: &mut Vec<Attribute>) -> bool {
    let mut complete = true;
    for entry in set.entries() {
        complete &= match entry {
            Entry::AttrpathValue(binding) => add_binding(&binding, attributes).is_some(),
            Entry::Inherit(inherit) => add_inherited(&inherit, attributes),
        };
    }
    complete
}

fn add_binding(binding: &ast::AttrpathValue, attributes: &mut Vec<Attribute>) -> Option<()> {
    let names: Option<Vec<String>> = binding.attrpath()?.attrs().map(|attr| attribute_name(&attr)).collect();
    let expr = binding.value()?;
    let mut names = names?.into_iter();
    let first = names.next()?;
    let whole = span(syntax(binding));
    let innermost = Value { span: span(syntax(&expr)), kind: kind_of(expr) };
    let value = names.rev().fold(innermost, |value, name| Value {
        span: value.span,
        kind: ValueKind::Set(vec![Attribute { name, span: whole, value }]),
    });
    merge(attributes, Attribute { name: first, span: whole, value });
    Some(())
}

/// Puts sets of the same name together.
fn merge(attributes: &mut Vec<Attribute>, new: Attribute) {
    match attributes.iter_mut().find(|old| old.name == new.name) {
        Some(old) => {
            if let (ValueKind::Set(old), ValueKind::Set(more)) = (&mut old.value.kind, new.value.kind) {
                more.into_iter().for_each(|attribute| merge(old, attribute));
            }
        }
        None => attributes.push(new),
    }
}

fn add_inherited(inherit: &ast::Inherit, attributes: &mut Vec<Attribute>) -> bool {
    let mut complete = true;
    for attr in inherit.attrs() {
        let Some(name) = attribute_name(&attr) else {
            complete = false;
            continue;
        };
        let value = Value { span: span(syntax(&attr)), kind: ValueKind::Expression };
        merge(attributes, Attribute { name, span: span(syntax(inherit)), value });
    }
    complete
}

fn kind_of(expr: Expr) -> ValueKind {
    let kind = match without_parens(expr) {
        Expr::Str(string) => literal(&string).map(ValueKind::Text),
        Expr::Literal(number) => integer(&number).map(ValueKind::Int),
        Expr::UnaryOp(minus) if minus.operator() == Some(UnaryOpKind::Negate) => match minus.expr() {
            Some(Expr::Literal(number)) => integer(&number).map(|value| ValueKind::Int(-value)),
            _ => None,
        },
        Expr::Ident(ident) => match syntax(&ident).to_string().as_str() {
            "true" => Some(ValueKind::Bool(true)),
            "false" => Some(ValueKind::Bool(false)),
            "null" => Some(ValueKind::Null),
            _ => None,
        },
        Expr::List(list) => {
            let items = list.items().map(|item| Value { span: span(syntax(&item)), kind: kind_of(item) });
            Some(ValueKind::List(items.collect()))
        }
        // `with pkgs; [ … ]` still says what its items are.
        Expr::With(with) => with.body().map(kind_of).filter(|kind| matches!(kind, ValueKind::List(_))),
        Expr::AttrSet(set) => {
            let mut attributes = Vec::new();
            add_entries(&set, &mut attributes).then_some(ValueKind::Set(attributes))
        }
        _ => None,
    };
    kind.unwrap_or(ValueKind::Expression)
}

/// A string without interpolations.
fn literal(string: &ast::Str) -> Option<String> {
    let mut held = held_by(string);
    match held.pop() {
        None => Some(String::new()),
        Some(text) if held.is_empty() => text,
        Some(_) => None,
    }
}

fn integer(number: &ast::Literal) -> Option<i64> {
    // A literal without a token would make `kind` panic.
    let token = syntax(number).children_with_tokens().find_map(NodeOrToken::into_token)?;
    match number.kind() {
        LiteralKind::Integer(_) => token.text().parse().ok(),
        _ => None,
    }
}
