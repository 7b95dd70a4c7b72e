//! A plan → the tree of its Nix expression.
//!
//! The shape: a function of `pkgs` and the ARGs, a `let` with one binding for each thing that is built, and one call
//! of `dockerTools.buildLayeredImage`. Each part carries a comment with the lines of the Dockerfile it comes from.

mod config;
mod package;
mod recipe;
mod root;

use super::format::render_traced;
use super::{Bindings, Expr, Lines, List, NixError, NixFile, Trace, attr, lambda, let_in, list, pattern, set};
use crate::migrate::{Content, ContentItem, Origin, Plan, Template, TemplatePart};
use crate::prose::enumeration;

/// The formatted text of the expression that a plan describes.
pub fn emit(plan: &Plan) -> Result<String, NixError> {
    Ok(emit_traced(plan)?.text)
}

/// An expression, and which of its lines come from which lines of the Dockerfile.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// The formatted text.
    pub text: String,
    /// Where it comes from.
    pub trace: Trace,
}

/// The formatted text of the expression that a plan describes, and what came of which instruction.
pub fn emit_traced(plan: &Plan) -> Result<Emitted, NixError> {
    let (text, trace) = render_traced(&Emitter { plan }.file())?;
    Ok(Emitted { text, trace })
}

struct Emitter<'a> {
    plan: &'a Plan,
}

impl Emitter<'_> {
    fn file(&self) -> NixFile {
        let unfree = &self.plan.unfree;
        let settings =
            if unfree.is_empty() { set() } else { set().bind_path(["config", "allowUnfree"], Expr::boolean(true)) };
        let nixpkgs = Expr::ident("import").call(Expr::search_path("nixpkgs")).call(settings);
        let mut first = pattern().optional("pkgs", nixpkgs);
        if !unfree.is_empty() {
            let why = format!("The licence of {} is not free.", enumeration(unfree));
            first = first.comment(why.as_str());
        }
        let arguments = self.plan.arguments.iter().fold(first, |pattern, argument| {
            let name = super::identifier(&argument.name);
            let pattern = pattern.optional(name, Expr::string(&argument.default));
            pattern.comment(self.comment(&argument.origin).as_str()).from_lines([lines(&argument.origin)])
        });
        let body = lambda(arguments, let_in(self.bindings(), self.image()));
        NixFile::new(body).head(format!("Migrated from {} by dfcheck.", self.plan.dockerfile).as_str())
    }

    /// The `let`: what is built, each part below the lines it comes from.
    fn bindings(&self) -> Bindings {
        let mut bindings = set();
        let recipes: Vec<_> = self.plan.bindings.iter().map(|binding| (binding, self.recipe(binding))).collect();
        if recipes.iter().any(|(_, recipe)| recipe.uses_lib) {
            bindings = bindings.inherit_from(Expr::ident("pkgs"), ["lib"]);
        }
        for (binding, recipe) in recipes {
            bindings = bindings
                .gap()
                .bind(binding.name.clone(), recipe.expr)
                .comment(self.comments(&binding.origins).as_str())
                .from_lines(binding.origins.iter().map(lines));
        }
        bindings
    }

    fn image(&self) -> Expr {
        let plan = self.plan;
        let mut image = set().bind("name", Expr::string(&plan.name)).bind("tag", Expr::string(&plan.tag));
        if let Some(architecture) = &plan.architecture {
            image = image.bind("architecture", Expr::string(architecture));
        }
        if let Some(base) = self.base() {
            image = image.bind("fromImage", base);
        }
        if !plan.contents.is_empty() {
            let mut contents = list();
            // A comment holds for what follows, until the next.
            let mut sources = Vec::new();
            for content in &plan.contents {
                match &content.item {
                    _ if !content.origins.is_empty() => sources = content.origins.iter().map(lines).collect(),
                    ContentItem::Binding { name } => sources = self.sources_of(name),
                    _ => {}
                }
                contents = self.content(contents, content).from_lines(sources.iter().copied());
            }
            image = image.gap().bind("contents", contents);
        }
        image = self.root_commands(image);
        if !plan.config.entries.is_empty() {
            image = image.gap().bind("config", self.config());
        }
        if !plan.exposed.is_empty() {
            let exposed = set().inherit(plan.exposed.iter().map(String::as_str));
            image = image.gap().bind("passthru", exposed).comment("What `nix-build -A` reaches.");
        }
        attr(["pkgs", "dockerTools", "buildLayeredImage"]).call(image)
    }

    fn content(&self, list: List, content: &Content) -> List {
        let item = match &content.item {
            ContentItem::Attribute { path } => attr(["pkgs"]).select_dotted(path),
            ContentItem::Binding { name } => Expr::ident(name),
            ContentItem::Users { passwd, group } => self.users(passwd, group),
        };
        let list = list.item(item);
        if content.origins.is_empty() { list } else { list.comment(self.comments(&content.origins).as_str()) }
    }

    /// The lines that a binding comes from.
    fn sources_of(&self, name: &str) -> Vec<Lines> {
        let binding = self.plan.bindings.iter().find(|binding| binding.name == name);
        binding.into_iter().flat_map(|binding| &binding.origins).map(lines).collect()
    }

    fn users(&self, passwd: &[String], group: &[String]) -> Expr {
        let nss = attr(["pkgs", "dockerTools", "fakeNss"]);
        if passwd.is_empty() && group.is_empty() {
            return nss;
        }
        let lines = |lines: &[String]| lines.iter().map(Expr::string).collect::<List>();
        let mut extra = set();
        if !passwd.is_empty() {
            extra = extra.bind("extraPasswdLines", lines(passwd));
        }
        if !group.is_empty() {
            extra = extra.bind("extraGroupLines", lines(group));
        }
        nss.select("override").call(extra)
    }

    /// A string in which names of arguments and bindings are interpolated.
    fn string(&self, template: &Template) -> Expr {
        match template.parts() {
            [TemplatePart::Argument(name)] => Expr::ident(super::identifier(name)),
            _ => self.template(template).into(),
        }
    }

    fn template(&self, template: &Template) -> super::Template {
        template.parts().iter().fold(super::template(), |result, part| match part {
            TemplatePart::Text(text) => result.text(text),
            TemplatePart::Argument(name) => result.expr(Expr::ident(super::identifier(name))),
            TemplatePart::Binding(name) => result.expr(Expr::ident(name)),
            TemplatePart::Attribute(path) => result.expr(attr(["pkgs"]).select_dotted(path)),
            TemplatePart::Context(path) => result.expr(Expr::stored_path(path)),
        })
    }

    /// `Dockerfile:10-11  COPY app.py`
    fn comment(&self, origin: &Origin) -> String {
        let name = &self.plan.dockerfile;
        let lines = match (origin.first_line, origin.last_line) {
            (first, last) if first == last => format!("{name}:{first}"),
            (first, last) => format!("{name}:{first}-{last}"),
        };
        if origin.text.is_empty() { lines } else { format!("{lines}  {}", origin.text) }
    }

    fn comments(&self, origins: &[Origin]) -> String {
        origins.iter().map(|origin| self.comment(origin)).collect::<Vec<_>>().join("\n")
    }
}

/// The lines of the Dockerfile that an origin names.
fn lines(origin: &Origin) -> Lines {
    Lines { first: origin.first_line, last: origin.last_line }
}
