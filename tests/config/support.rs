use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A folder with files, in which the program is run.
pub(crate) struct Project(TempDir);

/// What a run gave.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Project {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        files.iter().for_each(|(path, text)| project.write(path, text));
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program with these variables, and none that would change what it says.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
        command.args(arguments).current_dir(self.path()).env_clear().env("NO_COLOR", "1");
        command.env("HOME", self.path().join("home")).envs(variables.iter().copied());
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The codes of what is found in a Dockerfile.
    pub(crate) fn codes(&self, arguments: &[&str]) -> Vec<String> {
        let run = self.run(&[&["lint", "--format", "json"], arguments].concat());
        let findings: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.err));
        findings.as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    }

    /// What `config show` says of a Dockerfile.
    pub(crate) fn shown(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Value {
        let run = self.run_with(&[&["config", "show", "--format", "json"], arguments].concat(), variables);
        assert_eq!(run.code, 0, "{}", run.err);
        serde_json::from_str(&run.out).unwrap()
    }
}

/// The value of a key, and where `config show` says that it comes from.
pub(crate) fn setting(shown: &Value, key: &str) -> Option<(Value, String)> {
    let setting = shown["settings"].as_array().unwrap().iter().find(|it| it["key"] == key)?;
    let part = |key: &str| setting[key].as_str().unwrap_or_default().to_owned();
    let from = match part("from").as_str() {
        "file" => format!("{}:{}", part("file"), setting["line"]),
        "environment" => part("variable"),
        "flag" => part("flag"),
        other => other.to_owned(),
    };
    Some((setting["value"].clone(), from))
}

/// The rules that are looked for, with their levels.
pub(crate) fn rules(shown: &Value) -> Vec<(String, String)> {
    let text = |rule: &Value, key: &str| rule[key].as_str().unwrap().to_owned();
    shown["rules"].as_array().unwrap().iter().map(|rule| (text(rule, "code"), text(rule, "level"))).collect()
}

/// Whether a rule is looked for.
pub(crate) fn is_on(shown: &Value, code: &str) -> bool {
    rules(shown).iter().any(|(other, _)| other == code)
}
