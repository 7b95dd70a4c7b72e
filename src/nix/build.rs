use super::{
    Binding, BindingKind, Bindings, Comment, ContextPath, Expr, Field, Lines, List, ListItem, NixFile, Operator,
    Parameter, Part, Pattern, StringStyle, Template,
};

/// The attribute `names[1].names[2]…` of the variable `names[0]`: `attr(["pkgs", "python3"])` is `pkgs.python3`.
pub fn attr<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Expr {
    let mut names = names.into_iter();
    let base = Expr::ident(names.next().map(Into::into).unwrap_or_default());
    base.select_all(names)
}

/// `function` applied to `arguments`, one after the other.
pub fn call(function: Expr, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    arguments.into_iter().fold(function, Expr::call)
}

/// A set (or the bindings of a `let`) with nothing in it yet.
pub fn set() -> Bindings {
    Bindings::default()
}

/// A list with nothing in it yet.
pub fn list() -> List {
    List::default()
}

/// A quoted string with nothing in it yet.
pub fn template() -> Template {
    Template::default()
}

/// A set pattern with no arguments yet.
pub fn pattern() -> Pattern {
    Pattern::default()
}

/// `parameter: body`. A parameter is a [`Pattern`] or a name.
pub fn lambda(parameter: impl Into<Parameter>, body: impl Into<Expr>) -> Expr {
    Expr::Lambda { parameter: parameter.into(), body: Box::new(body.into()) }
}

/// `let bindings in body`; without bindings just the body.
pub fn let_in(bindings: Bindings, body: impl Into<Expr>) -> Expr {
    if bindings.entries.is_empty() {
        return body.into();
    }
    Expr::Let { bindings, body: Box::new(body.into()) }
}

impl NixFile {
    /// A file that is this expression.
    pub fn new(body: impl Into<Expr>) -> Self {
        Self { head: Comment::default(), body: body.into() }
    }

    /// Adds a comment at the top.
    pub fn head(mut self, text: impl Into<Comment>) -> Self {
        self.head.extend(text.into());
        self
    }
}

impl Expr {
    /// A variable. It must be a valid name ([`super::is_identifier`]); [`super::identifier`] makes one of any text.
    pub fn ident(name: impl Into<String>) -> Self {
        Self::Ident(name.into())
    }

    /// A `"…"` string of exactly this text.
    pub fn string(text: impl Into<String>) -> Self {
        Template::default().text(text).into()
    }

    /// A `''…''` string of exactly this text, where it has a line break; otherwise a `"…"` string.
    pub fn block(text: impl Into<String>) -> Self {
        Template::default().text(text).block().into()
    }

    /// An integer.
    pub fn int(value: i64) -> Self {
        Self::Int(value)
    }

    /// `true` or `false`.
    pub fn boolean(value: bool) -> Self {
        Self::ident(if value { "true" } else { "false" })
    }

    /// `null`
    pub fn null() -> Self {
        Self::ident("null")
    }

    /// A path, given relative to the directory of the file. See [`ContextPath`].
    pub fn path(relative: &str) -> Self {
        Self::Path(ContextPath::new(relative))
    }

    /// A path that is safe to interpolate into a string or to give to a derivation, whatever its last name is.
    ///
    /// Nix copies such a file to the store under its own name, which fails for names that the store does not allow
    /// (`.env`, `a b.txt`); those become `builtins.path { name = …; path = …; }`.
    pub fn stored_path(relative: &str) -> Self {
        let path = ContextPath::new(relative);
        match path.store_name() {
            None => Self::Path(path),
            Some(name) => attr(["builtins", "path"]).call(set().bind("name", name).bind("path", Self::Path(path))),
        }
    }

    /// `<name>`
    pub fn search_path(name: impl Into<String>) -> Self {
        Self::SearchPath(name.into())
    }

    /// A dotted attribute path as it stands in tables, such as `python3Packages.flask`: its first name is the variable.
    pub fn dotted(path: &str) -> Self {
        attr(path.split('.'))
    }

    /// `with scope; body`
    pub fn with(scope: Self, body: impl Into<Self>) -> Self {
        Self::With { scope: Box::new(scope), body: Box::new(body.into()) }
    }

    /// The attribute `name` of this.
    pub fn select(self, name: impl Into<String>) -> Self {
        self.select_all([name])
    }

    /// The attribute at a dotted path of this: `pkgs.select_dotted("openssl.dev")`.
    pub fn select_dotted(self, path: &str) -> Self {
        self.select_all(path.split('.'))
    }

    /// The attribute at the path `names` of this.
    pub fn select_all<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(Into::into);
        match self {
            Self::Select { base, mut path, default: None } => {
                path.extend(names);
                Self::Select { base, path, default: None }
            }
            base => {
                let path: Vec<String> = names.collect();
                if path.is_empty() { base } else { Self::Select { base: Box::new(base), path, default: None } }
            }
        }
    }

    /// The attribute of this whose name is what `name` gives: `self.${name}`.
    pub fn select_named(self, name: impl Into<Self>) -> Self {
        Self::SelectNamed { base: Box::new(self), name: Box::new(name.into()) }
    }

    /// `self or default`, for a selection; anything else is left as it is.
    pub fn or(self, default: impl Into<Self>) -> Self {
        match self {
            Self::Select { base, path, .. } => Self::Select { base, path, default: Some(Box::new(default.into())) },
            other => other,
        }
    }

    /// This function applied to `argument`.
    pub fn call(self, argument: impl Into<Self>) -> Self {
        Self::Apply { function: Box::new(self), argument: Box::new(argument.into()) }
    }

    /// `self + right`
    pub fn plus(self, right: impl Into<Self>) -> Self {
        self.binary(Operator::Add, right.into())
    }

    /// `self ++ right`
    pub fn concat(self, right: impl Into<Self>) -> Self {
        self.binary(Operator::Concat, right.into())
    }

    /// `self // right`
    pub fn update(self, right: impl Into<Self>) -> Self {
        self.binary(Operator::Update, right.into())
    }

    fn binary(self, operator: Operator, right: Self) -> Self {
        Self::Binary { operator, left: Box::new(self), right: Box::new(right) }
    }
}

impl Template {
    /// Adds literal text.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.breaks += text.matches('\n').count();
        match self.parts.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(last)) => last.push_str(&text),
            _ => self.parts.push(Part::Text(text)),
        }
        self
    }

    /// Adds `${expr}`.
    pub fn expr(mut self, expr: impl Into<Expr>) -> Self {
        self.parts.push(Part::Expr(expr.into()));
        self
    }

    /// Adds all parts of another string.
    pub fn append(self, other: Template) -> Self {
        let before = self.breaks;
        let mut all = other.parts.into_iter().fold(self, |all, part| match part {
            Part::Text(text) => all.text(text),
            Part::Expr(expr) => all.expr(expr),
        });
        all.sources.extend(other.sources.into_iter().map(|(at, lines)| (before + at, lines)));
        all
    }

    /// Says that what is added from here on comes from these lines of another text.
    pub fn from_lines(mut self, lines: Lines) -> Self {
        self.sources.push((self.breaks, lines));
        self
    }

    /// Asks for `''…''`.
    pub fn block(mut self) -> Self {
        self.style = StringStyle::Block;
        self
    }

    /// Whether nothing is in the string.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

impl List {
    /// Adds an item.
    pub fn item(mut self, value: impl Into<Expr>) -> Self {
        self.push(value);
        self
    }

    /// Adds items.
    pub fn items<T: Into<Expr>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.extend(values);
        self
    }

    /// Adds to the comment above the item that was added last.
    pub fn comment(mut self, text: impl Into<Comment>) -> Self {
        if let Some(item) = self.items.last_mut() {
            item.comment.extend(text.into());
        }
        self
    }

    /// Says which lines of another text the item comes from that was added last.
    pub fn from_lines(mut self, lines: impl IntoIterator<Item = Lines>) -> Self {
        if let Some(item) = self.items.last_mut() {
            item.sources.extend(lines);
        }
        self
    }

    /// Adds a comment that stands alone.
    pub fn note(mut self, text: impl Into<Comment>) -> Self {
        self.items.push(ListItem { comment: text.into(), value: None, sources: Vec::new() });
        self
    }

    /// Adds an item, in place.
    pub fn push(&mut self, value: impl Into<Expr>) {
        self.items.push(ListItem { comment: Comment::default(), value: Some(value.into()), sources: Vec::new() });
    }
}

impl<T: Into<Expr>> Extend<T> for List {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.push(value));
    }
}

impl<T: Into<Expr>> FromIterator<T> for List {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        list().items(values)
    }
}

impl Bindings {
    /// Adds `name = value;`. The name may be any text.
    pub fn bind(self, name: impl Into<String>, value: impl Into<Expr>) -> Self {
        self.bind_path([name], value)
    }

    /// Adds `a.b.c = value;`.
    pub fn bind_path<S: Into<String>>(self, path: impl IntoIterator<Item = S>, value: impl Into<Expr>) -> Self {
        let path = path.into_iter().map(Into::into).collect();
        self.entry(BindingKind::Value { path, value: value.into() })
    }

    /// Adds `name = value;` when there is a value.
    pub fn bind_some(self, name: impl Into<String>, value: Option<impl Into<Expr>>) -> Self {
        match value {
            Some(value) => self.bind(name, value),
            None => self,
        }
    }

    /// Adds `inherit a b;`.
    pub fn inherit<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        self.entry(BindingKind::Inherit { from: None, names })
    }

    /// Adds `inherit (from) a b;`.
    pub fn inherit_from<S: Into<String>>(self, from: Expr, names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        self.entry(BindingKind::Inherit { from: Some(from), names })
    }

    /// Adds a comment that stands alone.
    pub fn note(self, text: impl Into<Comment>) -> Self {
        self.entry(BindingKind::Note).comment(text)
    }

    /// Adds to the comment above the binding that was added last.
    pub fn comment(mut self, text: impl Into<Comment>) -> Self {
        if let Some(entry) = self.entries.last_mut() {
            entry.comment.extend(text.into());
        }
        self
    }

    /// Says which lines of another text the binding comes from that was added last.
    pub fn from_lines(mut self, lines: impl IntoIterator<Item = Lines>) -> Self {
        if let Some(entry) = self.entries.last_mut() {
            entry.sources.extend(lines);
        }
        self
    }

    /// Leaves an empty line between what was added last and what is added next.
    pub fn gap(mut self) -> Self {
        self.pending_gap = !self.entries.is_empty();
        self
    }

    /// Adds all bindings of another set.
    pub fn append(mut self, other: Bindings) -> Self {
        for entry in other.entries {
            self.push(entry);
        }
        self
    }

    /// Whether nothing is bound, and nothing noted.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn entry(mut self, kind: BindingKind) -> Self {
        self.push(Binding { comment: Comment::default(), gap: false, kind, sources: Vec::new() });
        self
    }

    /// Adds an entry, below the empty line that may have been asked for.
    fn push(&mut self, mut entry: Binding) {
        entry.gap |= std::mem::take(&mut self.pending_gap);
        self.entries.push(entry);
    }
}

impl Pattern {
    /// Adds an argument that the caller must give.
    pub fn required(self, name: impl Into<String>) -> Self {
        self.field(name.into(), None)
    }

    /// Adds an argument with a default.
    pub fn optional(self, name: impl Into<String>, default: impl Into<Expr>) -> Self {
        self.field(name.into(), Some(default.into()))
    }

    /// Adds to the comment above the argument that was added last.
    pub fn comment(mut self, text: impl Into<Comment>) -> Self {
        if let Some(field) = self.fields.last_mut() {
            field.comment.extend(text.into());
        }
        self
    }

    /// Adds all arguments of another pattern.
    pub fn append(mut self, other: Pattern) -> Self {
        self.fields.extend(other.fields);
        self
    }

    /// Says which lines of another text the argument comes from that was added last.
    pub fn from_lines(mut self, lines: impl IntoIterator<Item = Lines>) -> Self {
        if let Some(field) = self.fields.last_mut() {
            field.sources.extend(lines);
        }
        self
    }

    /// Accepts further attributes (`...`).
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// Names the whole set (`@name`).
    pub fn whole(mut self, name: impl Into<String>) -> Self {
        self.whole = Some(name.into());
        self
    }

    fn field(mut self, name: String, default: Option<Expr>) -> Self {
        self.fields.push(Field { comment: Comment::default(), name, default, sources: Vec::new() });
        self
    }
}
