//! The ids that other tools have for their checks: each is answered by a rule, and named by what that rule finds.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

use std::collections::{BTreeMap, BTreeSet};

use dfcheck::build::{Options, evaluate};
use dfcheck::context::BuildContext;
use dfcheck::dockerfile;
use dfcheck::lint::{Input, Profile, Settings, catalogue, lint};
use dfcheck::source::SourceFile;

/// Tool and id, one a line.
const IDS: &str = include_str!("data/foreign-ids.tsv");

fn ids() -> impl Iterator<Item = (&'static str, &'static str)> {
    IDS.lines().skip(1).map(|line| line.split_once('\t').unwrap())
}

#[test]
fn every_id_is_listed() {
    let mut by_tool: BTreeMap<&str, usize> = BTreeMap::new();
    for (tool, _) in ids() {
        *by_tool.entry(tool).or_default() += 1;
    }
    assert_eq!(by_tool, BTreeMap::from([("BuildKit", 22), ("Checkov", 28), ("Trivy", 28), ("hadolint", 71)]));
}

#[test]
fn every_id_is_answered() {
    let unknown: Vec<&str> = ids().map(|(_, id)| id).filter(|id| catalogue::find(id).is_empty()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_id_is_found_in_any_casing_and_with_its_tool() {
    for (tool, id) in ids() {
        let rules = catalogue::find(id);
        assert_eq!(catalogue::find(&id.to_lowercase()), rules, "{id}");
        assert_eq!(catalogue::find(&format!("{tool}/{id}")), rules, "{tool}/{id}");
    }
}

/// The ids of other tools that the findings of a Dockerfile have.
fn found(text: &str) -> BTreeSet<&'static str> {
    let file = SourceFile::new("Dockerfile", text);
    let dockerfile = dockerfile::parse(file.bytes());
    let context = BuildContext::none();
    let build = evaluate(&dockerfile, &Options::default());
    let settings = Settings { profile: Profile::All, ..Settings::default() };
    let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: &context };
    let findings = lint(&input, &settings).findings;
    findings.into_iter().flat_map(|finding| finding.foreign_ids).collect()
}

/// A rule that stands for several ids says which of them a finding is.
#[test]
fn a_finding_has_the_ids_that_hold_and_no_others() {
    for (line, id) in [
        ("RUN curl -k https://example.org/a", "CKV2_DOCKER_2"),
        ("RUN wget --no-check-certificate https://example.org/a", "CKV2_DOCKER_3"),
        ("RUN pip install --trusted-host example.org a==1", "CKV2_DOCKER_4"),
        ("ENV PYTHONHTTPSVERIFY=0", "CKV2_DOCKER_5"),
        ("ARG NODE_TLS_REJECT_UNAUTHORIZED=0", "CKV2_DOCKER_6"),
        ("RUN apk add --allow-untrusted a.apk", "CKV2_DOCKER_7"),
        ("RUN apt-get install --allow-unauthenticated a", "CKV2_DOCKER_8"),
        ("RUN yum install --nogpgcheck a", "CKV2_DOCKER_9"),
        ("RUN rpm -i --nodigest a.rpm", "CKV2_DOCKER_10"),
        ("RUN apt-get install --force-yes a", "CKV2_DOCKER_11"),
        ("ENV NPM_CONFIG_STRICT_SSL=false", "CKV2_DOCKER_12"),
        ("RUN npm config set strict-ssl false", "CKV2_DOCKER_13"),
        ("ENV GIT_SSL_NO_VERIFY=1", "CKV2_DOCKER_14"),
        ("RUN dnf config-manager --setopt=sslverify=false --save", "CKV2_DOCKER_15"),
        ("ENV PIP_TRUSTED_HOST=example.org", "CKV2_DOCKER_16"),
        ("RUN echo a:b | chpasswd", "CKV2_DOCKER_17"),
    ] {
        let ids = found(&format!("FROM example.org/base:1\n{line}\n"));
        let ours: Vec<&str> = ids.into_iter().filter(|it| it.starts_with("CKV2_")).collect();
        assert_eq!(ours, [id], "{line}");
    }
}
