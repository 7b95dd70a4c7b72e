//! What an existing `.nix` file declares, as far as its text says so without being evaluated.

mod nesting;
mod value;

use rnix::ast::{self, BinOpKind, Expr};
use rnix::{Root, SyntaxNode};
use thiserror::Error;

use super::syntax::{cast, syntax};
use crate::source::Span;
pub use value::{Attribute, Value, ValueKind};
pub(super) use value::{attribute_name, without_parens};

/// The functions of dockerTools that make an image.
const FUNCTIONS: [&str; 5] =
    ["buildImage", "buildImageWithNixDb", "buildLayeredImage", "buildLayeredImageWithNixDb", "streamLayeredImage"];

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// The text is no Nix expression.
    #[error("not a Nix expression: {message}")]
    Syntax {
        /// The parser's words.
        message: String,
    },
    /// Expressions are nested more deeply than is safe to read.
    #[error("the expressions are nested too deeply")]
    TooDeep,
}

/// A call of a dockerTools function, such as `pkgs.dockerTools.buildLayeredImage { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageCall {
    /// Name of the function, without what it is selected from.
    pub function: String,
    /// The whole call.
    pub span: Span,
    /// The arguments in the order of the text; those of one name given piece by piece (`config.Cmd = …;`) are one.
    pub arguments: Vec<Attribute>,
    /// Whether `arguments` are all there are: false when some come from elsewhere (`common // { … }`, a variable).
    pub complete: bool,
}

impl ImageCall {
    /// The argument of this name.
    pub fn argument(&self, name: &str) -> Option<&Attribute> {
        self.arguments.iter().find(|argument| argument.name == name)
    }

    /// The keys of `config`, when it is written out as a set.
    pub fn config(&self) -> &[Attribute] {
        match self.argument("config").map(|config| &config.value.kind) {
            Some(ValueKind::Set(attributes)) => attributes,
            _ => &[],
        }
    }

    /// The elements of `contents`, when it is written out as a list.
    pub fn contents(&self) -> &[Value] {
        match self.argument("contents").map(|contents| &contents.value.kind) {
            Some(ValueKind::List(elements)) => elements,
            _ => &[],
        }
    }
}

/// The images that a file declares, in the order of the text.
///
/// # Errors
/// When the text does not parse, or is nested too deeply to be parsed.
pub fn read(text: &str) -> Result<Vec<ImageCall>, ReadError> {
    Ok(syntax(&parse(text)?).descendants().filter_map(cast).filter_map(|call| image_call(&call)).collect())
}

/// The tree of a text.
pub(super) fn parse(text: &str) -> Result<Root, ReadError> {
    if nesting::too_deep(text) {
        return Err(ReadError::TooDeep);
    }
    let parse = Root::parse(text);
    match parse.errors().first() {
        Some(error) => Err(ReadError::Syntax { message: error.to_string() }),
        None => Ok(parse.tree()),
    }
}

/// Whether a function of this name makes an image.
pub(super) fn is_image_function(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}

fn image_call(call: &ast::Apply) -> Option<ImageCall> {
    let function = function_name(&call.lambda()?)?;
    if !is_image_function(&function) {
        return None;
    }
    let mut arguments = Arguments { attributes: Vec::new(), complete: true };
    arguments.add(call.argument()?);
    let Arguments { attributes, complete } = arguments;
    Some(ImageCall { function, span: span(syntax(call)), arguments: attributes, complete })
}

/// The last name of `a.b.c`, or the variable.
fn function_name(function: &Expr) -> Option<String> {
    match value::without_parens(function.clone()) {
        Expr::Ident(ident) => Some(syntax(&ident).to_string()),
        Expr::Select(select) if select.default_expr().is_none() => {
            value::attribute_name(&select.attrpath()?.attrs().last()?)
        }
        _ => None,
    }
}

struct Arguments {
    attributes: Vec<Attribute>,
    complete: bool,
}

impl Arguments {
    fn add(&mut self, argument: Expr) {
        match value::without_parens(argument) {
            Expr::AttrSet(set) => self.complete &= value::add_entries(&set, &mut self.attributes),
            // The right side is the stronger one.
            Expr::BinOp(update) if update.operator() == Some(BinOpKind::Update) => {
                for side in [update.lhs(), update.rhs()].into_iter().flatten() {
                    let mut part = Arguments { attributes: Vec::new(), complete: true };
                    part.add(side);
                    self.complete &= part.complete;
                    self.attributes.retain(|old| part.attributes.iter().all(|new| new.name != old.name));
                    self.attributes.extend(part.attributes);
                }
            }
            _ => self.complete = false,
        }
    }
}

pub(super) fn span(node: &SyntaxNode) -> Span {
    let range = node.text_range();
    Span::new(range.start().into(), range.end().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> ImageCall {
        let mut images = read(text).unwrap();
        assert_eq!(images.len(), 1, "{text}");
        images.remove(0)
    }

    #[test]
    fn finds_function_arguments_config_and_contents() {
        let text = r#"
{ pkgs ? import <nixpkgs> { } }:
let app = pkgs.hello; in
pkgs.dockerTools.buildLayeredImage {
  name = "app"; tag = "v${app.version}";
  # what is in it
  contents = [ app pkgs.dockerTools.binSh (pkgs.foo.override { a = 1; }) ];
  config = {
    Cmd = [ "/bin/app" "${app}/x" ];
    ExposedPorts."80/tcp" = { };
    Healthcheck.Interval = -30;
    "Labels" = { "a.b" = ''
      c
    ''; };
  };
  config.Env = null; enableFakechroot = true; maxLayers = (64);
}"#;
        let image = one(text);
        let at = |span: Span| std::str::from_utf8(span.bytes(text.as_bytes())).unwrap();
        assert_eq!(image.function, "buildLayeredImage");
        assert!(image.complete);
        assert!(at(image.span).starts_with("pkgs.dockerTools.buildLayeredImage {") && at(image.span).ends_with('}'));
        let names: Vec<_> = image.arguments.iter().map(|argument| argument.name.as_str()).collect();
        assert_eq!(names, ["name", "tag", "contents", "config", "enableFakechroot", "maxLayers"]);
        let name = image.argument("name").unwrap();
        assert_eq!((at(name.span), at(name.value.span)), ("name = \"app\";", "\"app\""));
        assert_eq!(name.value.kind, ValueKind::Text("app".into()));
        assert_eq!(image.argument("tag").unwrap().value.kind, ValueKind::Expression);
        assert_eq!(image.argument("enableFakechroot").unwrap().value.kind, ValueKind::Bool(true));
        assert_eq!(image.argument("maxLayers").unwrap().value.kind, ValueKind::Int(64));
        let contents: Vec<_> = image.contents().iter().map(|item| at(item.span)).collect();
        assert_eq!(contents, ["app", "pkgs.dockerTools.binSh", "(pkgs.foo.override { a = 1; })"]);
        let keys: Vec<_> = image.config().iter().map(|key| (key.name.as_str(), key.value.to_string())).collect();
        assert_eq!(
            keys,
            [
                ("Cmd", "[ \"/bin/app\" … ]".to_owned()),
                ("ExposedPorts", "{ \"80/tcp\" = { }; }".to_owned()),
                ("Healthcheck", "{ Interval = -30; }".to_owned()),
                ("Labels", "{ \"a.b\" = \"c\\n\"; }".to_owned()),
                ("Env", "null".to_owned()),
            ]
        );
    }

    #[test]
    fn says_when_arguments_come_from_elsewhere() {
        let updated = one("buildImage (common // { name = \"a\"; } // { name = \"b\"; inherit (x) config; })");
        assert!(!updated.complete);
        assert_eq!(updated.argument("name").unwrap().value.kind, ValueKind::Text("b".into()));
        assert_eq!(updated.argument("config").unwrap().value.kind, ValueKind::Expression);
        assert!(!one("dockerTools.streamLayeredImage args").complete);
        assert!(!one("buildImage { ${name} = 1; }").complete);
        let scoped = one("buildLayeredImage { contents = with pkgs; [ bash curl ]; }");
        assert_eq!(scoped.contents().len(), 2);
        assert!(one("with dockerTools; buildImage rec { name = \"a\"; inherit config; }").complete);
    }

    #[test]
    fn finds_every_image_and_nothing_else() {
        let text =
            "{ a = buildImage { name = \"a\"; }; b = (x.streamLayeredImage) { }; c = pullImage { }; d = buildImage; }";
        let images = read(text).unwrap();
        assert_eq!(
            images.iter().map(|image| image.function.as_str()).collect::<Vec<_>>(),
            ["buildImage", "streamLayeredImage"]
        );
        assert!(read("").is_err());
        assert_eq!(read("{ a = ; }").unwrap_err().to_string().split(':').next(), Some("not a Nix expression"));
        assert_eq!(read(&"[".repeat(5000)), Err(ReadError::TooDeep));
    }
}
