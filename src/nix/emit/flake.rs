use super::Emitter;
use crate::nix::{Expr, List, NixFile, attr, lambda, pattern, set, template};

/// The systems that build the image. What runs in it is for Linux.
const SYSTEMS: [&str; 2] = ["x86_64-linux", "aarch64-linux"];

/// Where nixpkgs comes from, until `flake.lock` has the revision that was found there.
const NIXPKGS: &str = "github:NixOS/nixpkgs/nixos-unstable";

impl Emitter<'_> {
    /// A flake: its default package is the program that writes the image, and running the flake runs it.
    pub(super) fn flake(&self) -> NixFile {
        let image = lambda(self.arguments(pattern().required("pkgs")), self.body());
        let systems = SYSTEMS.map(Expr::string).into_iter().collect::<List>();
        let make = lambda("system", Expr::ident("make").call(self.packages_of("system")));
        let for_all = lambda("make", attr(["nixpkgs", "lib", "genAttrs"]).call(systems).call(make));
        let definitions = set().bind("forAllSystems", for_all);
        let definitions = match self.why_unfree() {
            Some(why) => definitions.comment(why.as_str()),
            None => definitions,
        };
        let definitions = definitions.gap().bind("image", image);
        let made = || Expr::ident("image").call(set().inherit(["pkgs"]));
        let app = set().bind("type", "app").bind("program", template().expr(made()));
        let app = app.bind_path(["meta", "description"], "Write the image to standard output");
        let outputs = set()
            .bind("packages", for_all_systems(set().bind("default", made())))
            .comment("`nix build && ./result | docker load`")
            .gap()
            .bind("apps", for_all_systems(set().bind("default", app)))
            .comment("`nix run | docker load`");
        let outputs = lambda(pattern().required("nixpkgs").open(), crate::nix::let_in(definitions, outputs));
        let flake = set()
            .bind("description", Expr::string(format!("The image {}", self.plan.name)))
            .gap()
            .bind_path(["inputs", "nixpkgs", "url"], NIXPKGS)
            .comment("`nix flake lock` writes down the revision, `nix flake update` takes a new one.")
            .gap()
            .bind("outputs", outputs);
        NixFile::new(flake)
    }

    /// nixpkgs for the system that this variable names.
    fn packages_of(&self, system: &str) -> Expr {
        if self.plan.unfree.is_empty() {
            return attr(["nixpkgs", "legacyPackages"]).select_named(Expr::ident(system));
        }
        Expr::ident("import").call(Expr::ident("nixpkgs")).call(self.settings(set().inherit([system])))
    }
}

fn for_all_systems(value: impl Into<Expr>) -> Expr {
    Expr::ident("forAllSystems").call(lambda("pkgs", value))
}
