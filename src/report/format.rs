use std::io::{self, Write};

use clap::ValueEnum;

use super::run::Run;
use super::{
    azure, checkstyle, codacy, codeclimate, concise, github, gitlab, gnu, html, json, jsonl, junit, markdown, rdjson,
    sarif, sonarqube, tty,
};

/// How findings are told. Each has a file of its name beside this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: the lines, with the words underlined
    Tty,
    /// One line for each finding
    Concise,
    /// One array of findings, in version 1 of the form
    #[value(alias = "json-v1")]
    Json,
    /// One finding a line, each as in json
    #[value(alias = "jsonl-v1")]
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// Code Quality report of GitLab
    #[value(alias = "gitlab_codeclimate")]
    Gitlab,
    /// Issues as Code Climate's engines print them
    Codeclimate,
    /// Checkstyle's XML
    Checkstyle,
    /// JUnit's XML: a suite for each file, a failure for each finding
    Junit,
    /// As GNU's compilers print them
    Gnu,
    /// Generic issues of SonarQube 10.3
    Sonarqube,
    /// Results of Codacy's tools
    Codacy,
    /// Issues of Azure Pipelines' log
    Azure,
    /// reviewdog's JSON
    Rdjson,
    /// Tables, for comments and summaries
    Markdown,
    /// One page: the findings beside the Dockerfile
    Html,
}

/// What is known of the place that a report for people goes to.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Its width, in columns.
    pub width: usize,
    /// Whether codes may be links.
    pub links: bool,
    /// Whether to end with how many findings there were.
    pub summary: bool,
}

impl Format {
    /// Whether it is text that colours may be in.
    #[must_use]
    pub fn is_coloured(self) -> bool {
        matches!(self, Format::Tty | Format::Concise)
    }

    /// Writes what was found.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(self, run: &Run<'_>, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Format::Tty => tty::write(run, screen, out),
            Format::Concise => concise::write(run, screen, out),
            Format::Json => json::write(run, out),
            Format::Jsonl => jsonl::write(run, out),
            Format::Sarif => sarif::write(run, out),
            Format::Github => github::write(run, out),
            Format::Gitlab => gitlab::write(run, out),
            Format::Codeclimate => codeclimate::write(run, out),
            Format::Checkstyle => checkstyle::write(run, out),
            Format::Junit => junit::write(run, out),
            Format::Gnu => gnu::write(run, out),
            Format::Sonarqube => sonarqube::write(run, out),
            Format::Codacy => codacy::write(run, out),
            Format::Azure => azure::write(run, out),
            Format::Rdjson => rdjson::write(run, out),
            Format::Markdown => markdown::write(run, out),
            Format::Html => html::write(run, out),
        }
    }
}
