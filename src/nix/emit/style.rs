use crate::nix::syntax::names;

/// What kind of file an expression is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// A function that gives an archive, with `dockerTools.buildLayeredImage`.
    #[default]
    Image,
    /// A function that gives a program which writes the archive, with `dockerTools.streamLayeredImage`.
    Stream,
    /// A flake whose default package is that program, and its default app too.
    Flake,
    /// A function that gives an image of nix2container.
    Nix2container,
}

impl Style {
    /// The style of an existing file. Only a flake is a set; all others are functions.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let is_set = || matches!(rnix::Root::parse(text).tree().expr(), Some(rnix::ast::Expr::AttrSet(_)));
        if names(text, "nix2container") {
            Style::Nix2container
        } else if is_set() {
            Style::Flake
        } else if names(text, "streamLayeredImage") {
            Style::Stream
        } else {
            Style::Image
        }
    }
}

/// How a plan is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rendering {
    /// As what kind of file.
    pub style: Style,
    /// Whether each part tells the lines of the Dockerfile it comes from.
    pub comments: bool,
}

impl Default for Rendering {
    fn default() -> Self {
        Self { style: Style::default(), comments: true }
    }
}
