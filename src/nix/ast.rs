use super::{Comment, ContextPath, Lines};

/// A whole `.nix` file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NixFile {
    /// Comment at the top of the file.
    pub head: Comment,
    /// The expression that the file is.
    pub body: Expr,
}

/// A Nix expression, as far as a program that writes Nix needs them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A variable: also `true`, `false` and `null`, which are variables in Nix.
    Ident(String),
    /// An integer. Nix has 64 bits, and no negative literals; the printer negates where needed.
    Int(i64),
    /// A string of literal text and interpolated expressions.
    Str(Template),
    /// A path below (or above) the directory of the file.
    Path(ContextPath),
    /// `<name>`, looked up in `NIX_PATH`.
    SearchPath(String),
    /// `[ … ]`
    List(List),
    /// `{ … }`
    Set(Bindings),
    /// `base.a.b`, or `base.a.b or default`.
    Select {
        /// What is selected from.
        base: Box<Expr>,
        /// Attribute names, at least one.
        path: Vec<String>,
        /// Value when an attribute is missing.
        default: Option<Box<Expr>>,
    },
    /// `base.${name}`
    SelectNamed {
        /// What is selected from.
        base: Box<Expr>,
        /// What gives the name of the attribute.
        name: Box<Expr>,
    },
    /// `function argument`
    Apply {
        /// What is called.
        function: Box<Expr>,
        /// The one argument.
        argument: Box<Expr>,
    },
    /// `parameter: body`
    Lambda {
        /// What the function takes.
        parameter: Parameter,
        /// What it gives.
        body: Box<Expr>,
    },
    /// `let … in body`
    Let {
        /// The local variables.
        bindings: Bindings,
        /// The expression they are for.
        body: Box<Expr>,
    },
    /// `with scope; body`
    With {
        /// The set whose attributes become variables.
        scope: Box<Expr>,
        /// The expression they are for.
        body: Box<Expr>,
    },
    /// `left operator right`
    Binary {
        /// Which operator.
        operator: Operator,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
}

/// The operators that emitted code uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`: adds numbers, joins strings and paths.
    Add,
    /// `++`: joins lists.
    Concat,
    /// `//`: the right set's attributes over the left's.
    Update,
}

/// How a string would like to be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StringStyle {
    /// `"…"` on one line.
    #[default]
    Quoted,
    /// `''…''` over several lines. Text without a line break is written quoted all the same.
    Block,
}

/// A string: literal text and interpolated expressions in turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// The parts, no two texts next to each other and none empty (the builder sees to that).
    pub parts: Vec<Part>,
    /// How to write it.
    pub style: StringStyle,
    /// From where on lines come from which lines of another text: how many line breaks stand before, and which.
    pub(super) sources: Vec<(usize, Lines)>,
    /// How many line breaks there are in the texts.
    pub(super) breaks: usize,
}

/// One part of a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text, exactly as it is to come out of evaluation. Nix strings cannot hold NUL.
    Text(String),
    /// `${…}`
    Expr(Expr),
}

/// The items of `[ … ]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// In order.
    pub items: Vec<ListItem>,
}

/// One place in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// Comment above the item.
    pub comment: Comment,
    /// The item; without one the comment stands alone at this place.
    pub value: Option<Expr>,
    /// The lines of another text that it comes from.
    pub sources: Vec<Lines>,
}

/// The bindings of `{ … }` or of `let … in`, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings {
    /// In order.
    pub entries: Vec<Binding>,
    /// Whether the next entry gets an empty line above it.
    pub(super) pending_gap: bool,
}

/// One binding, and how it stands in its set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Comment above the binding.
    pub comment: Comment,
    /// Whether an empty line stands above it (and above its comment).
    pub gap: bool,
    /// What is bound.
    pub kind: BindingKind,
    /// The lines of another text that it comes from.
    pub sources: Vec<Lines>,
}

/// What one line of a set says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BindingKind {
    /// `a.b = value;`
    Value {
        /// Attribute names, at least one; quoted by the printer where they need it.
        path: Vec<String>,
        /// What is bound to them.
        value: Expr,
    },
    /// `inherit a b;` or `inherit (from) a b;`
    Inherit {
        /// The set the values come from; without one, the variables of the same names.
        from: Option<Expr>,
        /// Attribute names.
        names: Vec<String>,
    },
    /// Nothing: the comment stands alone at this place.
    Note,
}

/// What a function takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// `name:`
    Name(String),
    /// `{ a, b ? default, ... }@all:`
    Pattern(Pattern),
}

/// A set pattern: named arguments with defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// The arguments in order.
    pub fields: Vec<Field>,
    /// Whether further attributes are accepted (`...`).
    pub open: bool,
    /// Name of the whole set (`@all`).
    pub whole: Option<String>,
}

/// One argument of a set pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Comment above the argument.
    pub comment: Comment,
    /// The argument's name, a variable in the body.
    pub name: String,
    /// Value when the caller gives none.
    pub default: Option<Expr>,
    /// The lines of another text that it comes from.
    pub sources: Vec<Lines>,
}
