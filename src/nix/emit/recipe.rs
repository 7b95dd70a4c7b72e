use super::{Emitter, Style, lines};
use crate::migrate::{
    Binding, Environment, FileEntry, FileSource, GoModule, GoVendor, PulledImage, Recipe, Template as Text,
};
use crate::nix::{Expr, List, Template, attr, lambda, list, pattern, set, template};
use crate::shell::quote;

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
            Recipe::PhpEnvironment { interpreter, extensions } => Built::plain(php(interpreter, extensions)),
            Recipe::GemEnvironment { ruby, folder } => Built::with_lib(gems(ruby, folder)),
            Recipe::RubyOfGems { gems, .. } => Built::plain(Expr::ident(gems).select("wrappedRuby")),
            Recipe::Files { entries, environment, outputs } => {
                self.files(&binding.name, entries, environment, outputs.as_deref())
            }
            Recipe::TextFile { path, text, executable } => Built::plain(self.text_file(path, text, *executable)),
            Recipe::GoModule(module) => self.go_module(module),
            Recipe::Package(package) => self.package(package),
            Recipe::Fetch { url, hash, unpack } => {
                let fetch = attr(["pkgs", if *unpack { "fetchzip" } else { "fetchurl" }]);
                let set = set().bind("url", self.string(url)).bind("hash", hash_or_fake(hash.as_deref()));
                Built { expr: fetch.call(set), uses_lib: hash.is_none() }
            }
            Recipe::Repository { url, revision, submodules } => {
                Built::with_lib(self.repository(url, revision, *submodules))
            }
            Recipe::PulledImage(image) => Built::with_lib(pulled_image(image, self.rendering.style)),
        }
    }

    fn files(&self, name: &str, entries: &[FileEntry], environment: &Environment, outputs: Option<&[String]>) -> Built {
        // What is only needed on the way is made in a folder that is thrown away.
        let root = if outputs.is_some() { "$root" } else { "$out" };
        let mut script = template();
        if outputs.is_some() {
            script = script.text("root=$NIX_BUILD_TOP/root\n");
        }
        let mut uses_lib = false;
        let mut made = Vec::new();
        for (number, entry) in entries.iter().enumerate() {
            let last = number + 1 == entries.len() && outputs.is_none();
            uses_lib |= matches!(&entry.source, FileSource::Directory { excluded, .. } if !excluded.is_empty());
            script = script.from_lines(lines(&entry.origin)).append(file_commands(self, entry, root, last, &mut made));
        }
        let mut folders: Vec<String> = Vec::new();
        for output in outputs.unwrap_or_default() {
            let folder = output.rsplit_once('/').map_or("", |(folder, _)| folder);
            let quoted =
                |path: &str| if path.is_empty() { String::new() } else { shell_words::quote(path).into_owned() };
            if !folders.iter().any(|made| made == folder) {
                folders.push(folder.to_owned());
                script = script.text(format!("mkdir -p $out{}\n", quoted(folder)));
            }
            let source = quote::pattern_word(output);
            let target = if quote::is_pattern(output) { format!("{}/", quoted(folder)) } else { quoted(output) };
            script = script.text(format!("cp -r $root{source} $out{target}\n"));
        }
        let function = if environment.compiles { "runCommandCC" } else { "runCommand" };
        let mut settings = set();
        let attributes =
            |paths: &[String]| paths.iter().map(|path| attr(["pkgs"]).select_dotted(path)).collect::<List>();
        if !environment.tools.is_empty() || !environment.bindings.is_empty() {
            let tools = attributes(&environment.tools);
            let tools = environment.bindings.iter().fold(tools, |tools, name| tools.item(Expr::ident(name)));
            settings = settings.bind("nativeBuildInputs", tools);
        }
        if !environment.libraries.is_empty() {
            settings = settings.bind("buildInputs", attributes(&environment.libraries));
        }
        for (name, value) in &environment.env {
            settings = settings.bind_path(["env", name.as_str()], self.string(value));
        }
        let expr = attr(["pkgs", function]).call(Expr::string(name)).call(settings).call(script.block());
        Built { expr, uses_lib }
    }

    /// A repository: by owner and name where it is on GitHub, by its address otherwise.
    fn repository(&self, url: &Text, revision: &Text, submodules: bool) -> Expr {
        let address = url.to_string();
        let on_github = address.trim_end_matches('/').trim_end_matches(".git");
        let on_github = on_github.strip_prefix("https://github.com/").and_then(|path| path.split_once('/'));
        let on_github = on_github.filter(|(owner, name)| !owner.contains('$') && !name.contains(['$', '/']));
        let text = revision.to_string();
        let is_tag =
            text.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit() || c == '$') && !is_commit(&text);
        let (function, mut settings) = match on_github {
            Some((owner, name)) => {
                ("fetchFromGitHub", set().bind("owner", Expr::string(owner)).bind("repo", Expr::string(name)))
            }
            None => ("fetchgit", set().bind("url", self.string(url))),
        };
        settings = settings.bind(if is_tag { "tag" } else { "rev" }, self.string(revision));
        if submodules && on_github.is_some() {
            settings = settings.bind("fetchSubmodules", Expr::boolean(true));
        }
        settings =
            settings.bind("hash", attr(["lib", "fakeHash"])).comment("`nix-build` says which hash belongs here.");
        attr(["pkgs", function]).call(settings)
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
}

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit())
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

/// `pkgs.php.withExtensions ({ enabled, all }: enabled ++ [ all.redis ])`
fn php(interpreter: &str, extensions: &[String]) -> Expr {
    let extensions = extensions.iter().map(|name| attr(["all"]).select_dotted(name)).collect::<List>();
    let chosen = Expr::ident("enabled").concat(extensions);
    let choose = lambda(pattern().required("enabled").required("all"), chosen);
    attr(["pkgs"]).select_dotted(interpreter).select("withExtensions").call(choose)
}

/// The gems of a lock file. Before `gemset.nix` is written there are none.
fn gems(ruby: &str, folder: &str) -> Expr {
    let set = format!("{folder}/gemset.nix");
    let set = || Expr::path(set.trim_start_matches('/'));
    let is_there = attr(["builtins", "pathExists"]).call(set());
    let gemset = attr(["lib", "optionalAttrs"]).call(is_there).call(Expr::ident("import").call(set()));
    let settings = super::super::set()
        .bind("name", Expr::string("gems"))
        .bind("ruby", attr(["pkgs"]).select_dotted(ruby))
        .bind("gemdir", Expr::path(if folder.is_empty() { "." } else { folder }))
        .bind("gemset", gemset)
        .comment("`bundix` writes gemset.nix; before that there are no gems.");
    attr(["pkgs", "bundlerEnv"]).call(settings)
}

/// The commands that put one entry below `root`. `made` are the folders that are there already.
fn file_commands(emitter: &Emitter<'_>, entry: &FileEntry, root: &str, last: bool, made: &mut Vec<String>) -> Template {
    let target = shell_words::quote(&entry.target).into_owned();
    let folder = entry.target.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut make_folder = |folder: &str| {
        if made.iter().any(|made| made == folder) {
            return String::new();
        }
        made.push(folder.to_owned());
        let folder = if folder.is_empty() { "".into() } else { shell_words::quote(folder) };
        format!("mkdir -p {root}{folder}\n")
    };
    match &entry.source {
        FileSource::Commands { lines } => {
            let mut script = template();
            for line in lines {
                let text = line.to_string();
                if let Some(folder) = text.strip_prefix("mkdir -p ").and_then(|path| path.strip_prefix(root)) {
                    if made.iter().any(|made| made == folder) {
                        continue;
                    }
                    made.push(folder.to_owned());
                }
                script = script.append(emitter.template(line)).text("\n");
            }
            script
        }
        FileSource::File { path } => match &entry.mode {
            // `install` makes the folder too, but keeps no mode.
            Some(mode) => {
                let command = format!("install -Dm{} ", shell_words::quote(mode));
                template().text(command).expr(Expr::stored_path(path)).text(format!(" {root}{target}\n"))
            }
            None => {
                let command = format!("{}cp ", make_folder(folder));
                template().text(command).expr(Expr::stored_path(path)).text(format!(" {root}{target}\n"))
            }
        },
        FileSource::Directory { path, excluded } => {
            let command = format!("{}cp -r ", make_folder(entry.target.trim_end_matches('/')));
            let target = match entry.target.trim_end_matches('/') {
                "" => String::new(),
                target => shell_words::quote(target).into_owned(),
            };
            let mut script =
                template().text(command).expr(directory(path, excluded)).text(format!("/. {root}{target}/\n"));
            if !last {
                // Folders come from the store read-only; what follows may have to write into them.
                script = script.text(format!("chmod -R u+w {root}{target}/\n"));
            }
            script
        }
        FileSource::Tree { path } => {
            let target = entry.target.trim_end_matches('/');
            let parent = target.rsplit_once('/').map_or("", |(parent, _)| parent);
            // Whatever it is, a file or a folder, it becomes what is at the target.
            let command = format!("{}cp -rT ", make_folder(if target.is_empty() { "" } else { parent }));
            let target = if target.is_empty() { "".into() } else { shell_words::quote(target) };
            let mut script = template()
                .text(command)
                .append(emitter.template(&path.shell_word()))
                .text(format!(" {root}{target}\n"));
            if !last {
                script = script.text(format!("chmod -R u+w {root}{target}\n"));
            }
            script
        }
        FileSource::Path { path } => {
            let command = format!("{}ln -s ", make_folder(folder));
            template().text(command).append(emitter.template(&path.shell_word())).text(format!(" {root}{target}\n"))
        }
    }
}

/// A folder of the context, without what `.dockerignore` leaves out.
pub(super) fn directory(path: &str, excluded: &[String]) -> Expr {
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

fn pulled_image(image: &PulledImage, style: Style) -> Expr {
    let digest = match &image.digest {
        Some(digest) => Expr::string(digest),
        None => Expr::string(format!("sha256:{}", "0".repeat(64))),
    };
    let hash = attr(["lib", "fakeHash"]);
    let settings = set().bind("imageName", Expr::string(&image.name)).bind("imageDigest", digest);
    let architecture = image.architecture.as_ref().map(Expr::string);
    if style == Style::Nix2container {
        let settings = settings.bind("sha256", hash).bind_some("arch", architecture);
        return attr(["nix2container", "pullImage"]).call(settings);
    }
    let tag = image.tag.as_deref().unwrap_or("latest");
    let settings = settings.bind("finalImageTag", Expr::string(tag)).bind("hash", hash);
    attr(["pkgs", "dockerTools", "pullImage"]).call(settings.bind_some("arch", architecture))
}

fn hash_or_fake(hash: Option<&str>) -> Expr {
    hash.map_or_else(|| attr(["lib", "fakeHash"]), Expr::string)
}
