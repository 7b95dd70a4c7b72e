//! Images of nix2container, which knows no commands that run in the image's root: folders and links come from a
//! derivation, and owners and modes from a list of those that differ.

use std::collections::HashSet;

use super::Emitter;
use crate::migrate::{Origin, RootCommand, Template as Text, TemplatePart};
use crate::nix::{Bindings, Expr, NixFile, Template, attr, let_in, list, pattern, set, template};

/// The keys of an image's configuration that Docker knows and the OCI's specification does not.
const DOCKER_ONLY: [&str; 3] = ["Healthcheck", "Shell", "OnBuild"];
/// The mode of what somebody else than root may write to.
const WRITABLE: &str = "0755";

/// An owner or a mode that is not that of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Permission {
    /// The path from the image's root, without a slash in front.
    path: String,
    recursive: bool,
    mode: Option<String>,
    uid: i64,
    gid: i64,
    origins: Vec<Origin>,
}

impl Emitter<'_> {
    pub(super) fn function_for_nix2container(&self) -> NixFile {
        let inherited = set().inherit(["pkgs"]);
        let default = Expr::ident("import").call(Expr::search_path("nix2container")).call(inherited);
        let argument = pattern().optional("nix2container", default.select("nix2container")).comment(
            "`nix-build -I nix2container=FOLDER -A copyToDockerDaemon` with a copy of github:nlewo/nix2container",
        );
        self.function(argument)
    }

    pub(super) fn image_of_nix2container(&self) -> Expr {
        let plan = self.plan;
        let root = self.root_name();
        let Root { script, permissions } = self.root();
        let mut bindings = self.bindings();
        let has_root = !script.is_empty() || !permissions.is_empty();
        if has_root {
            let folder = template().text("mkdir $out\ncd $out\n").append(script).block();
            let root_folder = attr(["pkgs", "runCommand"]).call(Expr::string(&root)).call(set()).call(folder);
            bindings = bindings.gap().bind(root.clone(), root_folder).comment("What no package brings.");
        }
        let mut image = set().bind("name", Expr::string(&plan.name)).bind("tag", Expr::string(&plan.tag));
        image = image.bind_some("arch", plan.architecture.as_ref().map(Expr::string));
        image = image.bind_some("fromImage", self.base());
        let mut roots = list();
        if !plan.contents.is_empty() {
            let merged = set().bind("name", "contents").bind("paths", self.contents());
            roots.push(attr(["pkgs", "symlinkJoin"]).call(merged));
        }
        if has_root {
            roots.push(Expr::ident(&root));
        }
        if !roots.items.is_empty() {
            image = image.gap().bind("copyToRoot", roots);
        }
        if !permissions.is_empty() {
            let written = permissions.iter().fold(list(), |list, permission| {
                list.item(permission.written(&root)).comment(self.comments(&permission.origins).as_str())
            });
            image = image.gap().bind("perms", written);
        }
        image = image.gap().bind("maxLayers", 100);
        if !plan.config.entries.is_empty() {
            image = image.gap().bind("config", self.oci_config());
        }
        let call = attr(["nix2container", "buildImage"]).call(image);
        let call = match plan.exposed.as_slice() {
            [] => call,
            names => call.update(set().inherit(names.iter().map(String::as_str))),
        };
        let_in(bindings, call)
    }

    /// A name for the folder of what no package brings.
    fn root_name(&self) -> String {
        let taken: HashSet<&str> = self.plan.bindings.iter().map(|binding| binding.name.as_str()).collect();
        let mut name = "root".to_owned();
        while taken.contains(name.as_str()) {
            name.push('_');
        }
        name
    }

    fn oci_config(&self) -> Bindings {
        let mut config = self.config();
        let (kept, left): (Vec<_>, Vec<_>) =
            config.entries.into_iter().partition(|entry| !DOCKER_ONLY.iter().any(|key| is_bound(&entry.kind, key)));
        config.entries = kept;
        let lacks: Vec<&str> =
            DOCKER_ONLY.into_iter().filter(|key| left.iter().any(|entry| is_bound(&entry.kind, key))).collect();
        if lacks.is_empty() {
            return config;
        }
        config.note(format!("Left out: {}. An image of the OCI cannot hold this.", lacks.join(", ")).as_str())
    }

    fn root(&self) -> Root {
        let mut root = Root { script: template(), permissions: Vec::new() };
        let mut origin = None;
        for command in &self.plan.root {
            let (line, remark) = root.take(command);
            let Some(line) = line else { continue };
            if let Some(here) = command.origin.as_ref().filter(|here| origin != Some(*here)) {
                for line in self.comment(here).lines() {
                    root.script = root.script.text(format!("# {line}\n"));
                }
            }
            origin = command.origin.as_ref();
            if let Some(remark) = remark {
                root.script = root.script.text(format!("# {remark}: "));
            }
            root.script = root.script.append(self.template(&line)).text("\n");
        }
        root
    }
}

/// What the commands of the image's root come to.
struct Root {
    script: Template,
    permissions: Vec<Permission>,
}

impl Root {
    /// Takes what a command says of owners and modes; gives what is left of it to run, and what to say if it cannot.
    fn take(&mut self, command: &RootCommand) -> (Option<Text>, Option<&'static str>) {
        let whole = || (Some(command.command.clone()), None);
        let [TemplatePart::Text(text)] = command.command.parts() else { return whole() };
        let Ok(words) = shell_words::split(text) else { return whole() };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["mkdir", "-m", mode, "-p", path] => {
                self.set_mode(path, false, mode, command);
                (Some(Text::text(format!("mkdir -p {}", shell_words::quote(path)))), None)
            }
            ["chown", rest @ ..] => match owner(rest) {
                Some((path, recursive, uid, gid)) => {
                    self.set_owner(path, recursive, (uid, gid), command);
                    (None, None)
                }
                None => (Some(command.command.clone()), Some("left to do")),
            },
            ["chmod", rest @ ..] => match mode(rest) {
                Some((path, recursive, Some(mode))) => {
                    self.set_mode(path, recursive, mode, command);
                    (None, None)
                }
                // The store keeps the right to run a file, and no other.
                Some((_, _, None)) => whole(),
                None => (Some(command.command.clone()), Some("left to do")),
            },
            _ => whole(),
        }
    }

    /// The entry of this very path, new if need be, with what holds for the folders around it: of the entries that fit
    /// a file, nix2container goes by the last.
    fn entry(&mut self, path: &str, recursive: bool, command: &RootCommand) -> Option<&mut Permission> {
        let path = path.trim_matches('/').trim_start_matches("./");
        let same = |it: &Permission| it.path == path && it.recursive == recursive;
        let at = match self.permissions.iter().position(same) {
            Some(at) => at,
            None => {
                let around = self.permissions.iter().rfind(|it| {
                    it.path == path
                        || it.recursive && path.strip_prefix(&*it.path).is_some_and(|at| at.starts_with('/'))
                });
                let (mode, uid, gid) =
                    around.map_or((None, 0, 0), |around| (around.mode.clone(), around.uid, around.gid));
                let path = path.to_owned();
                self.permissions.push(Permission { path, recursive, mode, uid, gid, origins: Vec::new() });
                self.permissions.len() - 1
            }
        };
        let entry = self.permissions.get_mut(at)?;
        if let Some(origin) = command.origin.as_ref().filter(|origin| !entry.origins.contains(origin)) {
            entry.origins.push(origin.clone());
        }
        Some(entry)
    }

    fn set_mode(&mut self, path: &str, recursive: bool, mode: &str, command: &RootCommand) {
        if let Some(entry) = self.entry(path, recursive, command) {
            entry.mode = Some(format!("{mode:0>4}"));
        }
    }

    fn set_owner(&mut self, path: &str, recursive: bool, ids: (i64, i64), command: &RootCommand) {
        if let Some(entry) = self.entry(path, recursive, command) {
            (entry.uid, entry.gid) = ids;
            // What the store has is nobody's to write to.
            entry.mode.get_or_insert_with(|| WRITABLE.to_owned());
        }
    }
}

impl Permission {
    fn written(&self, root: &str) -> Expr {
        let end = if self.recursive { "(/|$)" } else { "$" };
        let regex = template().text("^").expr(Expr::ident(root)).text(format!("/{}{end}", regex::escape(&self.path)));
        let mut entry = set()
            .bind("path", Expr::ident(root))
            .bind("regex", regex)
            .bind_some("mode", self.mode.as_ref().map(Expr::string));
        if (self.uid, self.gid) != (0, 0) {
            entry = entry.bind("uid", self.uid).bind("gid", self.gid);
        }
        entry.into()
    }
}

/// `[-R] UID[:GID] PATH`
fn owner<'a>(words: &[&'a str]) -> Option<(&'a str, bool, i64, i64)> {
    let (recursive, words) = recursion(words);
    let [ids, path] = words else { return None };
    let (uid, gid) = ids.split_once(':').unwrap_or((ids, "0"));
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse().ok() };
    Some((path, recursive, number(uid)?, number(gid)?))
}

/// `[-R] MODE PATH`; no mode for one that the store can hold itself.
fn mode<'a>(words: &[&'a str]) -> Option<(&'a str, bool, Option<&'a str>)> {
    let (recursive, words) = recursion(words);
    let [mode, path] = words else { return None };
    let is_octal = mode.len() <= 4 && mode.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    match *mode {
        "u+w" => Some((path, recursive, Some(WRITABLE))),
        "+x" | "a+x" | "u+x" | "ugo+x" => Some((path, recursive, None)),
        octal if is_octal => Some((path, recursive, Some(octal))),
        _ => None,
    }
}

fn recursion<'w, 'a>(words: &'w [&'a str]) -> (bool, &'w [&'a str]) {
    match words {
        ["-R", rest @ ..] => (true, rest),
        all => (false, all),
    }
}

fn is_bound(kind: &crate::nix::BindingKind, name: &str) -> bool {
    matches!(kind, crate::nix::BindingKind::Value { path, .. } if path.first().is_some_and(|first| first == name))
}
