//! Nix text as terms: what is written, without layout, comments, parentheses, and the ways to shorten names.

use std::collections::HashMap;

use rnix::NodeOrToken;
use rnix::SyntaxKind::{TOKEN_COMMENT, TOKEN_WHITESPACE};
use rnix::ast::{self, BinOpKind, Entry, Expr, HasEntry, InterpolPart, Param};

use crate::nix::read::{ReadError, attribute_name, is_image_function, parse, span, without_parens};
use crate::nix::syntax::{held_by, syntax};
use crate::source::Span;

/// How many names may stand for one another in a chain.
const MOST_LINKS: usize = 32;

/// An expression, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A string: texts, and what is interpolated.
    Text(Vec<Piece>),
    /// A variable.
    Word(String),
    /// `[ … ]`, and lists that are put together with `++`.
    List(Vec<Term>),
    /// `{ … }`
    Set(Vec<(String, Term)>),
    /// `a.b.c`
    Select(Box<Term>, Vec<String>),
    /// `function argument`
    Call(Box<Term>, Box<Term>),
    /// Anything else: its tokens.
    Other(String),
}

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Text(String),
    Term(Term),
}

/// A file: its images, and what its names stand for.
pub(super) struct File {
    /// The argument of each call that makes an image.
    pub(super) images: Vec<Term>,
    names: HashMap<String, Term>,
}

impl File {
    pub(super) fn read(text: &str) -> Result<Self, ReadError> {
        let mut reader = Reader::default();
        if let Some(expr) = parse(text)?.expr() {
            reader.term(expr);
        }
        // Where nixpkgs comes from is not the Dockerfile's affair.
        reader.names.remove("pkgs");
        Ok(File { images: reader.images, names: reader.names })
    }

    /// What a name of the file is bound to.
    pub(super) fn named(&self, name: &str) -> Option<&Term> {
        self.names.get(name)
    }

    /// The names that the file binds, in alphabetical order.
    pub(super) fn bound(&self) -> Vec<(&str, &Term)> {
        let mut bound: Vec<(&str, &Term)> = self.names.iter().map(|(name, term)| (name.as_str(), term)).collect();
        bound.sort_by_key(|(name, _)| *name);
        bound
    }

    /// What a name finally stands for. Other terms stand for themselves.
    pub(super) fn resolve<'t>(&'t self, mut term: &'t Term) -> &'t Term {
        for _ in 0..MOST_LINKS {
            match &term.kind {
                Kind::Word(name) => match self.named(name) {
                    Some(next) => term = next,
                    None => break,
                },
                _ => break,
            }
        }
        term
    }

    /// The pieces of a string, those that stand for texts among the text.
    pub(super) fn flat(&self, pieces: &[Piece]) -> Vec<Piece> {
        let mut flat: Vec<Piece> = Vec::new();
        for piece in pieces {
            let text = match piece {
                Piece::Text(text) => Some(text.as_str()),
                Piece::Term(term) => match &self.resolve(term).kind {
                    Kind::Text(inner) => match inner.as_slice() {
                        [] => Some(""),
                        [Piece::Text(text)] => Some(text.as_str()),
                        _ => None,
                    },
                    _ => None,
                },
            };
            match (text, flat.last_mut()) {
                (Some(text), Some(Piece::Text(before))) => before.push_str(text),
                (Some(text), _) => flat.push(Piece::Text(text.to_owned())),
                (None, _) => flat.push(piece.clone()),
            }
        }
        flat
    }
}

/// Reads expressions, and collects names and images on the way. Names are taken as if none were bound twice.
#[derive(Default)]
struct Reader {
    images: Vec<Term>,
    names: HashMap<String, Term>,
    /// What stands between `with` and `;` around the expression.
    scopes: Vec<Term>,
    /// The variables of the functions around the expression.
    variables: Vec<String>,
}

impl Reader {
    fn term(&mut self, expr: Expr) -> Term {
        let expr = without_parens(expr);
        let span = span(syntax(&expr));
        match expr {
            // What only binds names is not part of what is said.
            Expr::LetIn(binding) => {
                self.bind(&binding);
                self.optional(binding.body(), span)
            }
            Expr::With(with) => {
                let scope = self.optional(with.namespace(), span);
                self.scopes.push(scope);
                let body = self.optional(with.body(), span);
                self.scopes.pop();
                body
            }
            Expr::Lambda(function) => self.function(&function, span),
            other => {
                let kind = self.kind(other);
                Term { span, kind }
            }
        }
    }

    fn optional(&mut self, expr: Option<Expr>, span: Span) -> Term {
        expr.map_or_else(|| Term { span, kind: Kind::Other(String::new()) }, |expr| self.term(expr))
    }

    fn kind(&mut self, expr: Expr) -> Kind {
        match expr {
            Expr::Ident(ident) => self.word(syntax(&ident).to_string(), span(syntax(&ident))),
            Expr::Str(string) => self.string(&string),
            Expr::List(list) => Kind::List(list.items().map(|item| self.term(item)).collect()),
            Expr::BinOp(sum) if sum.operator() == Some(BinOpKind::Concat) => {
                let sides = [sum.lhs(), sum.rhs()].into_iter().flatten();
                let sides: Vec<Term> = sides.map(|side| self.term(side)).collect();
                Kind::List(sides.into_iter().flat_map(|side| self.items(side)).collect())
            }
            Expr::BinOp(update) if update.operator() == Some(BinOpKind::Update) => {
                let mut entries: Vec<(String, Term)> = Vec::new();
                for side in [update.lhs(), update.rhs()].into_iter().flatten() {
                    let side = self.term(side);
                    if let Kind::Set(more) = self.attributes(side) {
                        entries.retain(|(name, _)| more.iter().all(|(new, _)| new != name));
                        entries.extend(more);
                    }
                }
                Kind::Set(entries)
            }
            Expr::AttrSet(set) => Kind::Set(self.entries(&set, set.rec_token().is_some())),
            Expr::Select(select) if select.default_expr().is_none() => self.select(&select),
            Expr::Apply(call) => self.call(&call),
            other => Kind::Other(tokens(&other)),
        }
    }

    /// A variable; one that only `with` can have brought is selected from it.
    fn word(&self, name: String, span: Span) -> Kind {
        let known = self.variables.contains(&name)
            || self.names.contains_key(&name)
            || matches!(name.as_str(), "true" | "false" | "null" | "builtins" | "import" | "pkgs" | "lib");
        match self.scopes.last() {
            Some(scope) if !known => Kind::Select(Box::new(Term { span, ..scope.clone() }), vec![name]),
            _ => Kind::Word(name),
        }
    }

    fn string(&mut self, string: &ast::Str) -> Kind {
        let mut interpolations = string.parts().filter_map(|part| match part {
            InterpolPart::Interpolation(it) => Some(it),
            InterpolPart::Literal(_) => None,
        });
        let mut pieces = Vec::new();
        for held in held_by(string) {
            pieces.push(match held {
                Some(text) => Piece::Text(text),
                None => {
                    let inner = interpolations.next().and_then(|it| it.expr());
                    Piece::Term(self.optional(inner, span(syntax(string))))
                }
            });
        }
        Kind::Text(pieces)
    }

    fn select(&mut self, select: &ast::Select) -> Kind {
        let names: Option<Vec<String>> =
            select.attrpath().and_then(|path| path.attrs().map(|attr| attribute_name(&attr)).collect());
        let Some(names) = names else { return Kind::Other(tokens(&Expr::Select(select.clone()))) };
        let base = self.optional(select.expr(), span(syntax(select)));
        match base.kind {
            // `(pkgs.a).b` is `pkgs.a.b`.
            Kind::Select(inner, mut path) => {
                path.extend(names);
                Kind::Select(inner, path)
            }
            _ => Kind::Select(Box::new(base), names),
        }
    }

    fn call(&mut self, call: &ast::Apply) -> Kind {
        let whole = span(syntax(call));
        let function = self.optional(call.lambda(), whole);
        let argument = self.optional(call.argument(), whole);
        let name = match &function.kind {
            Kind::Word(name) => Some(name),
            Kind::Select(_, path) => path.last(),
            _ => None,
        };
        if name.is_some_and(|name| is_image_function(name)) {
            self.images.push(argument.clone());
        }
        Kind::Call(Box::new(function), Box::new(argument))
    }

    /// The body, with the arguments' defaults for their values. A single variable is called after its depth, so that
    /// `ps: [ ps.flask ]` and `p: [ p.flask ]` say the same.
    fn function(&mut self, function: &ast::Lambda, span: Span) -> Term {
        match function.param() {
            Some(Param::Pattern(pattern)) => {
                for entry in pattern.pat_entries() {
                    if let (Some(name), Some(default)) = (entry.ident(), entry.default()) {
                        let default = self.term(default);
                        self.names.entry(syntax(&name).to_string()).or_insert(default);
                    }
                }
                self.optional(function.body(), span)
            }
            Some(Param::IdentParam(param)) => {
                let name = param.ident().map(|ident| syntax(&ident).to_string()).unwrap_or_default();
                let depth = self.variables.len();
                self.variables.push(name.clone());
                let body = self.optional(function.body(), span);
                self.variables.pop();
                renamed(body, &name, &format!("argument {depth}"))
            }
            None => self.optional(function.body(), span),
        }
    }

    /// What a term adds to a list: its elements if it is one, also of `lib.optionals condition [ … ]` unless the
    /// condition is known not to hold.
    fn items(&self, term: Term) -> Vec<Term> {
        match term.kind {
            Kind::List(items) => items,
            Kind::Call(function, argument) => match (&function.kind, argument.kind) {
                (Kind::Call(inner, condition), Kind::List(_))
                    if is_named(inner, "optionals") && self.is_false(condition) =>
                {
                    Vec::new()
                }
                (Kind::Call(inner, condition), _) if is_named(inner, "optional") && self.is_false(condition) => {
                    Vec::new()
                }
                (Kind::Call(inner, _), Kind::List(items)) if is_named(inner, "optionals") => items,
                (Kind::Call(inner, _), kind) if is_named(inner, "optional") => vec![Term { span: argument.span, kind }],
                (_, kind) => {
                    let argument = Box::new(Term { span: argument.span, kind });
                    vec![Term { span: term.span, kind: Kind::Call(function, argument) }]
                }
            },
            kind => vec![Term { span: term.span, kind }],
        }
    }

    /// What a term adds to a set: itself, also of `lib.optionalAttrs condition { … }`.
    fn attributes(&self, term: Term) -> Kind {
        match term.kind {
            Kind::Call(function, argument) => match (&function.kind, argument.kind) {
                (Kind::Call(inner, condition), kind) if is_named(inner, "optionalAttrs") => {
                    if self.is_false(condition) { Kind::Set(Vec::new()) } else { kind }
                }
                (_, kind) => Kind::Call(function, Box::new(Term { span: argument.span, kind })),
            },
            kind => kind,
        }
    }

    /// Whether it is `false`, or the name of something that is.
    fn is_false(&self, condition: &Term) -> bool {
        let mut term = condition;
        for _ in 0..MOST_LINKS {
            match &term.kind {
                Kind::Word(name) if name == "false" => return true,
                Kind::Word(name) => match self.names.get(name) {
                    Some(next) => term = next,
                    None => return false,
                },
                _ => return false,
            }
        }
        false
    }

    fn bind(&mut self, holder: &impl HasEntry) {
        for (name, term) in self.entries(holder, true) {
            self.names.entry(name).or_insert(term);
        }
    }

    fn entries(&mut self, holder: &impl HasEntry, named: bool) -> Vec<(String, Term)> {
        let mut entries: Vec<(String, Term)> = Vec::new();
        for entry in holder.entries() {
            match entry {
                Entry::AttrpathValue(binding) => {
                    let path: Option<Vec<String>> =
                        binding.attrpath().and_then(|path| path.attrs().map(|attr| attribute_name(&attr)).collect());
                    let (Some(path), Some(value)) = (path, binding.value()) else { continue };
                    let mut path = path.into_iter();
                    let Some(first) = path.next() else { continue };
                    let value = self.term(value);
                    let whole = value.span;
                    let nested = path
                        .rev()
                        .fold(value, |value, name| Term { span: whole, kind: Kind::Set(vec![(name, value)]) });
                    add(&mut entries, first, nested);
                }
                Entry::Inherit(inherit) => {
                    let from = inherit.from().and_then(|from| from.expr()).map(|expr| self.term(expr));
                    for attr in inherit.attrs() {
                        let Some(name) = attribute_name(&attr) else { continue };
                        let span = span(syntax(&attr));
                        let kind = match &from {
                            Some(from) => Kind::Select(Box::new(from.clone()), vec![name.clone()]),
                            // `let inherit a;` says nothing new of `a`.
                            None if named => continue,
                            None => self.word(name.clone(), span),
                        };
                        add(&mut entries, name, Term { span, kind });
                    }
                }
            }
            if named {
                for (name, term) in &entries {
                    self.names.entry(name.clone()).or_insert_with(|| term.clone());
                }
            }
        }
        entries
    }
}

/// Adds an attribute; what is given piece by piece (`config.Cmd = …;`) becomes one.
fn add(entries: &mut Vec<(String, Term)>, name: String, new: Term) {
    match entries.iter_mut().find(|(old, _)| *old == name) {
        Some((_, old)) => {
            if let (Kind::Set(old), Kind::Set(more)) = (&mut old.kind, new.kind) {
                more.into_iter().for_each(|(name, term)| add(old, name, term));
            }
        }
        None => entries.push((name, new)),
    }
}

fn is_named(term: &Term, wanted: &str) -> bool {
    match &term.kind {
        Kind::Word(name) => name == wanted,
        Kind::Select(_, path) => path.last().is_some_and(|name| name == wanted),
        _ => false,
    }
}

fn renamed(mut term: Term, from: &str, to: &str) -> Term {
    rename(&mut term, from, to);
    term
}

fn rename(term: &mut Term, from: &str, to: &str) {
    match &mut term.kind {
        Kind::Word(name) if name == from => to.clone_into(name),
        Kind::Word(_) | Kind::Other(_) => {}
        Kind::Text(pieces) => pieces.iter_mut().for_each(|piece| match piece {
            Piece::Text(_) => {}
            Piece::Term(inner) => rename(inner, from, to),
        }),
        Kind::List(items) => items.iter_mut().for_each(|item| rename(item, from, to)),
        Kind::Set(entries) => entries.iter_mut().for_each(|(_, value)| rename(value, from, to)),
        Kind::Select(base, _) => rename(base, from, to),
        Kind::Call(function, argument) => {
            rename(function, from, to);
            rename(argument, from, to);
        }
    }
}

/// The tokens of an expression, parted by single spaces.
fn tokens(expr: &Expr) -> String {
    let tokens = syntax(expr).descendants_with_tokens().filter_map(NodeOrToken::into_token);
    let kept = tokens.filter(|token| !matches!(token.kind(), TOKEN_COMMENT | TOKEN_WHITESPACE));
    kept.map(|token| token.text().to_owned()).collect::<Vec<_>>().join(" ")
}
