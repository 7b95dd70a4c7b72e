//! No file outside of the build context is read, however a Dockerfile, a link or a file of the context names it.

#![cfg(unix)]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use program::dfcheck;

/// A word of every file that is not to be read.
const CANARY: &str = "canary";

/// Files that dfcheck reads in a context, with the canary where something would be told of them.
const SECRETS: [(&str, &str); 12] = [
    ("requirements.txt", "canary\ncanary-more>=1\n"),
    ("pyproject.toml", "[project]\nname = \"canary\"\nversion = \"1\"\ndependencies = [\"canary\"]\n"),
    ("package.json", "{\"name\": \"canary\", \"version\": \"1.0.0\", \"dependencies\": {\"canary\": \"*\"}}\n"),
    (
        "package-lock.json",
        "{\"name\": \"canary\", \"lockfileVersion\": 3, \"packages\": {\"node_modules/canary\": {}}}\n",
    ),
    ("go.mod", "module canary\n\ngo 1.22\n\nrequire canary v0.0.0\n"),
    ("Cargo.toml", "[package]\nname = \"canary\"\nversion = \"1.0.0\"\n[dependencies]\ncanary = \"*\"\n"),
    ("Gemfile", "source 'https://rubygems.org'\ngem 'canary'\n"),
    ("composer.json", "{\"name\": \"a/canary\", \"require\": {\"a/canary\": \"*\"}}\n"),
    ("pom.xml", "<project><artifactId>canary</artifactId><version>1</version></project>\n"),
    ("run.sh", "#!/bin/sh\napt-get install canary\nexec canary\n"),
    (".dockerignore", "canary[\n!canary\n"),
    ("list.txt", "canary\n"),
];

/// Commands that read what a Dockerfile copies.
const COMMANDS: [&[&str]; 8] = [
    &["lint", "--no-config", "--profile", "all"],
    &["lint", "--no-config", "--profile", "all", "--format", "json"],
    &["lint", "--no-config", "--profile", "all", "--format", "html"],
    &["inspect", "--format", "json"],
    &["migrate", "--name", "x"],
    &["migrate", "--name", "x", "--format", "json"],
    &["migrate", "--name", "x", "--diff=html"],
    &["migrate", "--name", "x", "--base", "pull"],
];

/// A Dockerfile that works with the manifests at this place, as COPY and as mounts name it.
fn dockerfile(place: &str) -> String {
    format!(
        "FROM python:3.12\nCOPY {place}/requirements.txt /r/\nRUN pip install -r /r/requirements.txt\n\
         RUN --mount=type=bind,source={place}/requirements.txt,target=/m/requirements.txt pip install -r /m/requirements.txt\n\
         RUN --mount=type=bind,source={place},target=/all pip install -r /all/requirements.txt\n\
         COPY {place}/list.txt /r/\nRUN xargs apt-get install < /r/list.txt\nRUN pip install $(cat /r/list.txt)\n\
         COPY {place} /python/\nWORKDIR /python\nRUN pip install .\n\
         COPY {place}/package*.json /node/\nWORKDIR /node\nRUN npm install\n\
         COPY {place}/go.mod /go/\nWORKDIR /go\nRUN go build -o /app ./...\n\
         COPY {place}/Cargo.toml /rust/\nWORKDIR /rust\nRUN cargo build --release\n\
         COPY {place}/Gemfile /ruby/\nWORKDIR /ruby\nRUN bundle install\n\
         COPY {place}/composer.json /php/\nWORKDIR /php\nRUN composer install\n\
         COPY {place}/pom.xml /java/\nWORKDIR /java\nRUN mvn package\n\
         ADD {place}/run.sh /run.sh\nRUN sh /run.sh\nENTRYPOINT [\"/run.sh\"]\n"
    )
}

fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = dfcheck(arguments).arg("Dockerfile").current_dir(folder).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code <= 2), "{output:?}");
    [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat()
}

fn secrets(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (name, text) in SECRETS {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// What tells the canary, of all commands on this Dockerfile.
fn told(context: &Path, text: &str) -> Vec<String> {
    fs::write(context.join("Dockerfile"), text).unwrap();
    let commands = COMMANDS.iter().filter_map(|arguments| {
        let printed = printed(context, arguments);
        let line = printed.lines().find(|line| line.contains(CANARY))?;
        Some(format!("{arguments:?}: {}", line.chars().take(200).collect::<String>()))
    });
    commands.collect()
}

#[test]
fn what_is_in_the_context_is_read() {
    // Otherwise the other tests could not fail.
    let outer = tempfile::tempdir().unwrap();
    secrets(&outer.path().join("in"));
    assert!(told(outer.path(), &dockerfile("in")).len() >= 6);
    assert!(told(outer.path(), &dockerfile("../../in")).len() >= 6, "`..` ends at the context");
}

#[test]
fn no_path_leads_out_of_the_context() {
    let outer = tempfile::tempdir().unwrap();
    let (context, secret) = (outer.path().join("a/context"), outer.path().join("secret"));
    secrets(&secret);
    fs::create_dir_all(&context).unwrap();
    let absolute = secret.display().to_string();
    for place in ["../../secret", "./x/../../../secret", &absolute, "..//..//secret/."] {
        let told = told(&context, &dockerfile(place));
        assert!(told.is_empty(), "{place}: {told:#?}");
    }
}

#[test]
fn no_link_leads_out_of_the_context() {
    let outer = tempfile::tempdir().unwrap();
    let (context, secret) = (outer.path().join("context"), outer.path().join("secret"));
    secrets(&secret);
    for folder in ["files", "deep/er"] {
        fs::create_dir_all(context.join(folder)).unwrap();
    }
    for (name, _) in SECRETS {
        symlink(format!("../../secret/{name}"), context.join("files").join(name)).unwrap();
    }
    symlink("../secret", context.join("folder")).unwrap();
    symlink(&secret, context.join("absolute")).unwrap();
    symlink("folder", context.join("chain")).unwrap();
    symlink("../../chain", context.join("deep/er/chain")).unwrap();
    symlink("..", context.join("up")).unwrap();
    symlink("/", context.join("root")).unwrap();
    symlink("../secret/.dockerignore", context.join(".dockerignore")).unwrap();
    symlink("../secret/.dockerignore", context.join("Dockerfile.dockerignore")).unwrap();
    let rooted = format!("root{}", secret.display());
    for place in ["files", "folder", "absolute", "chain", "deep/er/chain", "up/secret", &rooted] {
        let told = told(&context, &dockerfile(place));
        assert!(told.is_empty(), "{place}: {told:#?}");
    }
}

#[test]
fn no_manifest_leads_out_of_the_context() {
    let outer = tempfile::tempdir().unwrap();
    let (context, secret) = (outer.path().join("context"), outer.path().join("secret"));
    secrets(&secret);
    fs::create_dir_all(context.join("app")).unwrap();
    symlink("../../secret", context.join("app/link")).unwrap();
    let absolute = secret.display().to_string();
    for there in ["../../secret", "../secret", &absolute, "link"] {
        let files = [
            (
                "requirements.txt",
                format!("-r {there}/requirements.txt\n-c {there}/requirements.txt\n-e {there}\n./{there}\nflask\n"),
            ),
            (
                "pyproject.toml",
                format!(
                    "[project]\nname = \"app\"\ndynamic = [\"dependencies\", \"version\"]\n[tool.setuptools.dynamic]\n\
                     dependencies = {{ file = [\"{there}/requirements.txt\"] }}\nversion = {{ file = \"{there}/list.txt\" }}\n\
                     [tool.uv.sources]\nx = {{ path = \"{there}\" }}\n[tool.poetry.dependencies]\ny = {{ path = \"{there}\" }}\n"
                ),
            ),
            (
                "package.json",
                format!(
                    "{{\"name\": \"app\", \"version\": \"1.0.0\", \"workspaces\": [\"{there}\"], \"dependencies\": {{\"x\": \"file:{there}\"}}}}\n"
                ),
            ),
            ("go.mod", format!("module app\n\ngo 1.22\n\nreplace x => {there}\n")),
            (
                "Cargo.toml",
                format!(
                    "[workspace]\nmembers = [\"{there}\"]\n[package]\nname = \"app\"\nversion = \"1.0.0\"\n[dependencies]\nx = {{ path = \"{there}\" }}\n"
                ),
            ),
            ("Gemfile", format!("eval_gemfile '{there}/Gemfile'\ngem 'x', path: '{there}'\n")),
            (
                "composer.json",
                format!("{{\"name\": \"a/app\", \"repositories\": [{{\"type\": \"path\", \"url\": \"{there}\"}}]}}\n"),
            ),
            (
                "pom.xml",
                format!(
                    "<project><artifactId>app</artifactId><version>1</version><parent><relativePath>{there}/pom.xml\
                     </relativePath></parent><modules><module>{there}</module></modules></project>\n"
                ),
            ),
            ("run.sh", format!("#!/bin/sh\n. {there}/run.sh\nexec {there}/run.sh\n")),
            ("list.txt", format!("-r {there}/list.txt\n")),
            ("package-lock.json", "{\"name\": \"app\", \"lockfileVersion\": 3, \"packages\": {}}\n".to_owned()),
        ];
        for (name, text) in files {
            fs::write(context.join("app").join(name), text).unwrap();
        }
        let told = told(&context, &dockerfile("app"));
        assert!(told.is_empty(), "{there}: {told:#?}");
    }
}
