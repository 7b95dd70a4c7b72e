//! A plan → the tree of its Nix expression.
//!
//! The shape: a function of `pkgs` and the ARGs, a `let` with one binding for each thing that is built, and one call
//! of `dockerTools.buildLayeredImage`, or what a [`Style`] has in its place. Each part carries a comment with the lines
//! of the Dockerfile it comes from.

mod config;
mod flake;
mod nix2container;
mod package;
mod recipe;
mod root;
mod style;

use super::format::render_traced;
use super::{Bindings, Expr, Lines, List, NixError, NixFile, Pattern, Trace, attr, lambda, let_in, list, pattern, set};
use crate::migrate::{Content, ContentItem, Origin, Plan, Template, TemplatePart};
use crate::prose::enumeration;
pub use style::{Rendering, Style};

/// The formatted text of the expression that a plan describes, a function that gives an image.
pub fn emit(plan: &Plan) -> Result<String, NixError> {
    emit_as(plan, Rendering::default())
}

/// The formatted text of a file of this style.
pub fn emit_as(plan: &Plan, rendering: Rendering) -> Result<String, NixError> {
    Ok(emit_traced(plan, rendering)?.text)
}

/// An expression, and which of its lines come from which lines of the Dockerfile.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// The formatted text.
    pub text: String,
    /// Where it comes from.
    pub trace: Trace,
}

/// The formatted text of a file of this style, and what came of which instruction.
pub fn emit_traced(plan: &Plan, rendering: Rendering) -> Result<Emitted, NixError> {
    let emitter = Emitter { plan, rendering };
    let file = match rendering.style {
        Style::Image | Style::Stream => emitter.function(pattern()),
        Style::Flake => emitter.flake(),
        Style::Nix2container => emitter.function_for_nix2container(),
    };
    let (text, trace) = render_traced(&file.head(format!("Migrated from {} by dfcheck.", plan.dockerfile).as_str()))?;
    Ok(Emitted { text, trace })
}

struct Emitter<'a> {
    plan: &'a Plan,
    rendering: Rendering,
}

impl Emitter<'_> {
    /// A function of nixpkgs, what `others` names, and the ARGs, with a default for each.
    fn function(&self, others: Pattern) -> NixFile {
        let nixpkgs = Expr::ident("import").call(Expr::search_path("nixpkgs")).call(self.settings(set()));
        let mut first = pattern().optional("pkgs", nixpkgs);
        if let Some(why) = self.why_unfree() {
            first = first.comment(why.as_str());
        }
        NixFile::new(lambda(self.arguments(first.append(others)), self.body()))
    }

    /// What nixpkgs is imported with, besides these settings.
    fn settings(&self, settings: Bindings) -> Bindings {
        if self.plan.unfree.is_empty() {
            return settings;
        }
        settings.bind_path(["config", "allowUnfree"], Expr::boolean(true))
    }

    fn why_unfree(&self) -> Option<String> {
        let unfree = &self.plan.unfree;
        (!unfree.is_empty()).then(|| format!("The licence of {} is not free.", enumeration(unfree)))
    }

    /// The ARGs as arguments after these.
    fn arguments(&self, first: Pattern) -> Pattern {
        self.plan.arguments.iter().fold(first, |pattern, argument| {
            let name = super::identifier(&argument.name);
            let pattern = pattern.optional(name, Expr::string(&argument.default));
            pattern.comment(self.comment(&argument.origin).as_str()).from_lines([lines(&argument.origin)])
        })
    }

    fn body(&self) -> Expr {
        match self.rendering.style {
            Style::Nix2container => self.image_of_nix2container(),
            Style::Image => let_in(self.bindings(), self.image("buildLayeredImage")),
            Style::Stream | Style::Flake => let_in(self.bindings(), self.image("streamLayeredImage")),
        }
    }

    /// The `let`: what is built, each part below the lines it comes from.
    fn bindings(&self) -> Bindings {
        let mut bindings = set();
        let recipes: Vec<_> = self.plan.bindings.iter().map(|binding| (binding, self.recipe(binding))).collect();
        let of_root = self.plan.root.iter().any(|command| command.command.leaves_out());
        if of_root || recipes.iter().any(|(_, recipe)| recipe.uses_lib) {
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

    /// The call of a function of dockerTools.
    fn image(&self, function: &str) -> Expr {
        let plan = self.plan;
        let mut image = set().bind("name", Expr::string(&plan.name)).bind("tag", Expr::string(&plan.tag));
        if let Some(architecture) = &plan.architecture {
            image = image.bind("architecture", Expr::string(architecture));
        }
        if let Some(base) = self.base() {
            image = image.bind("fromImage", base);
        }
        if !plan.contents.is_empty() {
            image = image.gap().bind("contents", self.contents());
        }
        image = self.root_commands(image);
        if !plan.config.entries.is_empty() {
            image = image.gap().bind("config", self.config());
        }
        if !plan.exposed.is_empty() {
            let exposed = set().inherit(plan.exposed.iter().map(String::as_str));
            image = image.gap().bind("passthru", exposed).comment("What `nix-build -A` reaches.");
        }
        attr(["pkgs", "dockerTools", function]).call(image)
    }

    fn contents(&self) -> List {
        let mut contents = list();
        // A comment holds for what follows, until the next.
        let mut sources = Vec::new();
        let mut said = "";
        let comments: Vec<String> = self.plan.contents.iter().map(|content| self.comments(&content.origins)).collect();
        for (content, comment) in self.plan.contents.iter().zip(&comments) {
            match &content.item {
                _ if !content.origins.is_empty() => sources = content.origins.iter().map(lines).collect(),
                ContentItem::Binding { name } => sources = self.sources_of(name),
                _ => {}
            }
            let repeats = content.origins.is_empty() || comment == said;
            contents = self.content(contents, content, if repeats { "" } else { comment });
            contents = contents.from_lines(sources.iter().copied());
            said = comment;
        }
        contents
    }

    fn content(&self, list: List, content: &Content, comment: &str) -> List {
        let item = match &content.item {
            ContentItem::Attribute { path } => attr(["pkgs"]).select_dotted(path),
            ContentItem::Binding { name } => Expr::ident(name),
            ContentItem::Users { passwd, group } => self.users(passwd, group),
        };
        let list = list.item(item);
        if comment.is_empty() { list } else { list.comment(comment) }
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
            TemplatePart::ContextFolder { path, excluded } => result.expr(recipe::directory(path, excluded)),
        })
    }

    /// `Dockerfile:10-11  COPY app.py`, or nothing where comments are not wanted.
    fn comment(&self, origin: &Origin) -> String {
        if !self.rendering.comments {
            return String::new();
        }
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
