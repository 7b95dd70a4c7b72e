//! What can stand for an expression or a parameter: text is a string, a number an integer.

use super::{Bindings, Expr, List, Parameter, Pattern, Template};

impl From<&str> for Expr {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<String> for Expr {
    fn from(text: String) -> Self {
        Self::string(text)
    }
}

impl From<&String> for Expr {
    fn from(text: &String) -> Self {
        Self::string(text)
    }
}

impl From<i64> for Expr {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Expr {
    fn from(value: bool) -> Self {
        Self::boolean(value)
    }
}

impl From<Template> for Expr {
    fn from(template: Template) -> Self {
        Self::Str(template)
    }
}

impl From<List> for Expr {
    fn from(list: List) -> Self {
        Self::List(list)
    }
}

impl From<Bindings> for Expr {
    fn from(bindings: Bindings) -> Self {
        Self::Set(bindings)
    }
}

impl From<&str> for Parameter {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for Parameter {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<Pattern> for Parameter {
    fn from(pattern: Pattern) -> Self {
        Self::Pattern(pattern)
    }
}
