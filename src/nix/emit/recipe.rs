use super::Emitter;
use crate::migrate::{
    Binding, CommandBuild, FileEntry, FileSource, GoModule, GoVendor, PulledImage, Recipe, Template as Text,
};
use crate::nix::{Bindings, Expr, List, Template, attr, lambda, list, set, template};

/// The expression of a binding, and whether `lib` must be in scope for it.
pub(super) struct Built {
    pub(super) expr: Expr,
    pub(super) uses_lib: bool,
}

impl Built {
    fn plain(expr: impl Into<Expr>) -> Self {
        Built { expr: expr.into(), uses_lib: false }
    }

    fn with_lib(expr: impl Into<Expr>) -> Self {
        Built { expr: expr.into(), uses_lib: true }
    }
}

impl Emitter<'_> {
    /// The base image, when one is pulled.
    pub(super) fn base(&self) -> Option<Expr> {
        let pulled = |binding: &&Binding| matches!(binding.recipe, Recipe::PulledImage(_));
        self.plan.bindings.iter().find(pulled).map(|binding| Expr::ident(&binding.name))
    }

    pub(super) fn recipe(&self, binding: &Binding) -> Built {
        match &binding.recipe {
            Recipe::PythonEnvironment { interpreter, modules } => Built::plain(python(interpreter, modules)),
            Recipe::Files { entries } => self.files(&binding.name, entries),
            Recipe::TextFile { path, text, executable } => Built::plain(self.text_file(path, text, *executable)),
            Recipe::GoModule(module) => self.go_module(module),
            Recipe::Package(package) => self.package(package),
            Recipe::Commands(build) => self.commands(build),
            Recipe::Fetch { url, hash, unpack } => {
                let fetch = attr(["pkgs", if *unpack { "fetchzip" } else { "fetchurl" }]);
                let set = set().bind("url", self.string(url)).bind("hash", hash_or_fake(hash.as_deref()));
                Built { expr: fetch.call(set), uses_lib: hash.is_none() }
            }
            Recipe::PulledImage(image) => Built::with_lib(pulled_image(image)),
        }
    }

    fn files(&self, name: &str, entries: &[FileEntry]) -> Built {
        let mut script = template();
        let mut uses_lib = false;
        let mut made = Vec::new();
        for (number, entry) in entries.iter().enumerate() {
            let last = number + 1 == entries.len();
            uses_lib |= matches!(&entry.source, FileSource::Directory { excluded, .. } if !excluded.is_empty());
            script = script.append(file_commands(self, entry, last, &mut made));
        }
        let expr = attr(["pkgs", "runCommand"]).call(Expr::string(name)).call(set()).call(script.block());
        Built { expr, uses_lib }
    }

    fn text_file(&self, path: &str, text: &Text, executable: bool) -> Expr {
        let path = path.trim_start_matches('/');
        let content = self.template(text).block();
        if executable {
            let name = path.rsplit('/').next().unwrap_or(path);
            let settings = set()
                .bind("name", Expr::string(crate::nix::store_name(name)))
                .bind("destination", Expr::string(format!("/{path}")))
                .bind("executable", Expr::boolean(true))
                .bind("text", content);
            return attr(["pkgs", "writeTextFile"]).call(settings);
        }
        attr(["pkgs", "writeTextDir"]).call(Expr::string(path)).call(content)
    }

    fn go_module(&self, module: &GoModule) -> Built {
        let builder = attr(["pkgs", "buildGoModule"]);
        let builder = match &module.compiler {
            Some(compiler) => builder.select("override").call(set().bind("go", attr(["pkgs"]).select_dotted(compiler))),
            None => builder,
        };
        let mut settings = set()
            .bind("pname", Expr::string(&module.name))
            .bind("version", self.string(&module.version))
            .bind("src", source("", &module.sources));
        if !module.module_root.is_empty() {
            settings = settings.bind("modRoot", Expr::string(&module.module_root));
        }
        settings = match module.vendor {
            GoVendor::None => settings.bind("vendorHash", Expr::null()),
            GoVendor::Download => settings
                .bind("vendorHash", attr(["lib", "fakeHash"]))
                .comment("`nix-build` says which hash belongs here."),
        };
        if !module.packages.is_empty() {
            settings = settings.bind("subPackages", module.packages.iter().map(Expr::string).collect::<List>());
        }
        for (name, value) in &module.env {
            settings = settings.bind_path(["env", name.as_str()], self.string(value));
        }
        if !module.tags.is_empty() {
            settings = settings.bind("tags", module.tags.iter().map(Expr::string).collect::<List>());
        }
        if !module.linker_flags.is_empty() {
            let flags = module.linker_flags.iter().map(|flag| self.string(flag)).collect::<List>();
            settings = settings.bind("ldflags", flags);
        }
        let expr = builder.call(settings);
        Built { expr, uses_lib: true }
    }

    fn commands(&self, build: &CommandBuild) -> Built {
        let script = |lines: &[Text]| {
            lines.iter().fold(template(), |script, line| script.append(self.template(line)).text("\n")).block()
        };
        let mut settings: Bindings = set().bind("name", Expr::string(&build.name));
        settings = match &build.sources {
            Some(sources) => settings.bind("src", source("", sources)),
            None => settings.bind("dontUnpack", Expr::boolean(true)),
        };
        if !build.tools.is_empty() {
            let tools = build.tools.iter().map(|tool| attr(["pkgs"]).select_dotted(tool)).collect::<List>();
            settings = settings.bind("nativeBuildInputs", tools);
        }
        for (name, value) in &build.env {
            settings = settings.bind_path(["env", name.as_str()], self.string(value));
        }
        settings = settings.bind("buildPhase", script(&build.commands));
        let install = build.outputs.iter().fold(template(), |install, output| {
            let folder = output.rsplit_once('/').map_or("", |(folder, _)| folder);
            let (folder, output) = (shell_words::quote(folder), shell_words::quote(output));
            install.text(format!("mkdir -p $out{folder}\ncp -r {output} $out{output}\n"))
        });
        let expr = attr(["pkgs", "stdenv", "mkDerivation"]).call(settings.bind("installPhase", install.block()));
        Built { expr, uses_lib: build.sources.is_some() }
    }
}

/// `pkgs.python3.withPackages (ps: [ ps.flask ])`, or the interpreter alone.
fn python(interpreter: &str, modules: &[String]) -> Expr {
    let interpreter = attr(["pkgs"]).select_dotted(interpreter);
    if modules.is_empty() {
        return interpreter;
    }
    let modules = modules.iter().map(|module| attr(["ps"]).select_dotted(module)).collect::<List>();
    interpreter.select("withPackages").call(lambda("ps", modules))
}

/// The commands that put one entry below `$out`. `made` are the folders that are there already.
fn file_commands(emitter: &Emitter<'_>, entry: &FileEntry, last: bool, made: &mut Vec<String>) -> Template {
    let target = shell_words::quote(&entry.target).into_owned();
    let folder = entry.target.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut make_folder = |folder: &str| {
        if made.iter().any(|made| made == folder) {
            return String::new();
        }
        made.push(folder.to_owned());
        let folder = if folder.is_empty() { "".into() } else { shell_words::quote(folder) };
        format!("mkdir -p $out{folder}\n")
    };
    match &entry.source {
        FileSource::File { path } => match &entry.mode {
            // `install` makes the folder too, but keeps no mode.
            Some(mode) => {
                let command = format!("install -Dm{} ", shell_words::quote(mode));
                template().text(command).expr(Expr::stored_path(path)).text(format!(" $out{target}\n"))
            }
            None => {
                let command = format!("{}cp ", make_folder(folder));
                template().text(command).expr(Expr::stored_path(path)).text(format!(" $out{target}\n"))
            }
        },
        FileSource::Directory { path, excluded } => {
            let command = format!("{}cp -r ", make_folder(entry.target.trim_end_matches('/')));
            let target = shell_words::quote(entry.target.trim_end_matches('/')).into_owned();
            let mut script =
                template().text(command).expr(directory(path, excluded)).text(format!("/. $out{target}/\n"));
            if !last {
                // Folders come from the store read-only; what follows may have to write into them.
                script = script.text(format!("chmod -R u+w $out{target}/\n"));
            }
            script
        }
        FileSource::Tree { path } => {
            let target = entry.target.trim_end_matches('/');
            let command = format!("{}cp -r ", make_folder(target));
            let target = if target.is_empty() { "".into() } else { shell_words::quote(target) };
            let mut script =
                template().text(command).append(emitter.template(path)).text(format!("/. $out{target}/\n"));
            if !last {
                script = script.text(format!("chmod -R u+w $out{target}\n"));
            }
            script
        }
        FileSource::Path { path } => {
            let command = format!("{}ln -s ", make_folder(folder));
            template().text(command).append(emitter.template(path)).text(format!(" $out{target}\n"))
        }
    }
}

/// A folder of the context, without what `.dockerignore` leaves out.
fn directory(path: &str, excluded: &[String]) -> Expr {
    if excluded.is_empty() {
        return Expr::stored_path(path);
    }
    let missing = excluded.iter().map(|path| attr(["lib", "fileset", "maybeMissing"]).call(Expr::path(path)));
    let excluded = attr(["lib", "fileset", "unions"]).call(missing.collect::<List>());
    let fileset = attr(["lib", "fileset", "difference"]).call(Expr::path(path)).call(excluded);
    attr(["lib", "fileset", "toSource"]).call(set().bind("root", Expr::path(path)).bind("fileset", fileset))
}

/// The source of a build: this folder of the context, these files of it, or all of it.
pub(super) fn source(folder: &str, paths: &[String]) -> Expr {
    if !folder.is_empty() {
        return Expr::path(folder);
    }
    if paths.is_empty() {
        return attr(["lib", "cleanSource"]).call(Expr::path("."));
    }
    let paths = paths.iter().fold(list(), |list, path| list.item(Expr::path(path)));
    let fileset = attr(["lib", "fileset", "unions"]).call(paths);
    attr(["lib", "fileset", "toSource"]).call(set().bind("root", Expr::path(".")).bind("fileset", fileset))
}

fn pulled_image(image: &PulledImage) -> Expr {
    let digest = match &image.digest {
        Some(digest) => Expr::string(digest),
        None => Expr::string(format!("sha256:{}", "0".repeat(64))),
    };
    let tag = image.tag.as_deref().unwrap_or("latest");
    let mut settings = set().bind("imageName", Expr::string(&image.name)).bind("imageDigest", digest);
    settings = settings.bind("finalImageTag", Expr::string(tag)).bind("hash", attr(["lib", "fakeHash"]));
    if let Some(architecture) = &image.architecture {
        settings = settings.bind("arch", Expr::string(architecture));
    }
    attr(["pkgs", "dockerTools", "pullImage"]).call(settings)
}

fn hash_or_fake(hash: Option<&str>) -> Expr {
    hash.map_or_else(|| attr(["lib", "fakeHash"]), Expr::string)
}
