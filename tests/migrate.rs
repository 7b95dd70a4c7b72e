//! The example migrations: their text, their account, and what Nix makes of them.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/examples.rs"]
mod examples;
#[path = "support/nix.rs"]
mod nix;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use dfcheck::build::{self, Options};
use dfcheck::dockerfile;
use dfcheck::migrate::KnownImages;
use examples::{copy, examples};
use serde_json::{Value, json};

fn name(example: &Path) -> String {
    example.file_name().unwrap().to_string_lossy().into_owned()
}

fn migrate(example: &Path) -> Output {
    let dockerfile = Path::new("tests/examples").join(name(example)).join("Dockerfile");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("NO_COLOR", "1").arg("migrate").arg(dockerfile);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn expressions_and_accounts_are_as_reviewed() {
    for example in examples() {
        let output = migrate(&example);
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("migrate-{}.nix", name(&example)), text(&output.stdout));
            insta::assert_snapshot!(format!("migrate-{}.account", name(&example)), text(&output.stderr));
        });
    }
}

/// The declaration of the example's image as Nix evaluates it beside the example's files.
fn evaluate(example: &Path) -> Value {
    let folder = tempfile::tempdir().unwrap();
    copy(example, folder.path());
    let file = folder.path().join("image.nix");
    fs::write(&file, migrate(example).stdout).unwrap();
    nix::evaluate(&file).unwrap_or_else(|error| panic!("{}: {error}", name(example)))
}

#[test]
fn expressions_evaluate_to_the_configuration_of_the_build() {
    if !nix::available() {
        return;
    }
    for example in examples() {
        let declared = evaluate(&example);
        assert_eq!(declared["function"], json!("buildLayeredImage"), "{}", name(&example));
        let source = fs::read(example.join("Dockerfile")).unwrap();
        let dockerfile = dockerfile::parse(&source);
        let build = build::evaluate(&dockerfile, &Options { base_images: &KnownImages, ..Options::default() });
        let expected = serde_json::to_value(&build.target_stage().unwrap().config).unwrap();
        assert_eq!(
            nix::normal_config(&declared["args"]["config"]),
            nix::normal_config(&expected),
            "{}",
            name(&example)
        );
    }
}

#[test]
fn the_ledger_has_every_instruction_and_command_once() {
    for example in examples() {
        let path = example.join("Dockerfile");
        let output = Command::new(env!("CARGO_BIN_EXE_dfcheck"))
            .args(["migrate", "--format", "json", "--quiet"])
            .arg(&path)
            .output()
            .unwrap();
        let plan: Value = serde_json::from_slice(&output.stdout).unwrap();
        let entries = plan["ledger"]["entries"].as_array().unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for entry in entries {
            let key = (entry["instruction"].as_u64(), entry["command"].as_u64());
            assert!(seen.insert(key), "{}: {entry} is there twice", name(&example));
        }
        let dockerfile = dockerfile::parse(&fs::read(&path).unwrap());
        for number in 0..dockerfile.instructions().count() as u64 {
            let is_there = seen.iter().any(|(instruction, _)| *instruction == Some(number));
            assert!(is_there, "{}: nothing is said of instruction {number}", name(&example));
        }
    }
}

/// The expression and the plan of a Dockerfile that stands in a folder of its own.
fn migrated(dockerfile: &str) -> (String, Value) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), dockerfile).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
        text(&command.current_dir(folder.path()).arg("migrate").arg("--quiet").args(arguments).output().unwrap().stdout)
    };
    (run(&[]), serde_json::from_str(&run(&["--format", "json"])).unwrap())
}

/// What has become of the command whose text begins with this.
fn outcome<'a>(plan: &'a Value, command: &str) -> &'a str {
    let entries = plan["ledger"]["entries"].as_array().unwrap();
    let is_it = |entry: &&Value| !entry["command"].is_null() && entry["text"].as_str().unwrap().starts_with(command);
    entries.iter().find(is_it).unwrap()["outcome"]["outcome"].as_str().unwrap()
}

#[test]
fn a_statement_of_which_a_part_cannot_run_is_left_to_do_whole() {
    let (expression, plan) = migrated(
        "FROM debian:12.5\nCOPY notes /notes\nRUN sed -i s/a/b/ /notes && if [ -n \"$WANTED\" ]; then \\\n\
         \x20   curl -fsSLO \"$WANTED/app.tar.gz\"; tar -xzf app.tar.gz -C /opt; \\\n fi\n",
    );
    assert_eq!((outcome(&plan, "curl"), outcome(&plan, "tar")), ("manual", "manual"));
    assert!(expression.contains("# left to do: if [ -n"), "{expression}");
    assert!(!expression.contains("tar -xzf app.tar.gz -C $out/opt"), "{expression}");
}

#[test]
fn archives_are_software_wherever_they_come_from() {
    let (expression, plan) = migrated(
        "FROM debian:12.5\nRUN curl -fsSL https://download.docker.com/linux/debian/gpg -o /etc/apt/keyrings/docker.asc \\\n\
         \x20&& curl -fsSLO https://download.docker.com/linux/static/stable/x86_64/docker-27.0.1.tgz \\\n\
         \x20&& tar -xzf docker-27.0.1.tgz -C /usr/local/bin --strip-components=1\n",
    );
    assert_eq!(outcome(&plan, "curl -fsSL "), "not-needed");
    assert_eq!(outcome(&plan, "curl -fsSLO"), "translated");
    assert!(expression.contains("fetchurl"), "{expression}");
}

#[test]
fn branches_that_the_machine_and_arguments_decide_are_followed() {
    let (expression, plan) = migrated(
        "FROM debian:12.5\nARG WITH_DOCS=no\nRUN arch=\"$(dpkg --print-architecture)\" \\\n\
         \x20&& case \"$arch\" in amd64) suffix=x64 ;; arm64) suffix=a64 ;; *) exit 1 ;; esac \\\n\
         \x20&& curl -fsSL \"https://example.org/tool-$(uname -m)-$suffix.tar.gz\" | tar -xz -C /opt \\\n\
         \x20&& if [ \"$WITH_DOCS\" = yes ]; then apt-get install -y texlive-full; else echo none; fi\n",
    );
    assert!(expression.contains("https://example.org/tool-x86_64-x64.tar.gz"), "{expression}");
    assert!(!expression.contains("a64") && !expression.contains("texlive"), "{expression}");
    assert_eq!((outcome(&plan, "apt-get install"), outcome(&plan, "exit 1")), ("not-needed", "not-needed"));
}

#[test]
fn what_nobody_knows_beforehand_stays_a_question() {
    let (expression, _) = migrated(
        "FROM debian:12.5\nCOPY notes /notes\n\
         RUN if [ -n \"$UNKNOWN\" ]; then cp /notes /taken; else cp /notes /left; fi\n",
    );
    assert!(expression.contains("if [ -n \"$UNKNOWN\" ]"), "{expression}");
    assert!(expression.contains("$out/taken") && expression.contains("$out/left"), "{expression}");
}

#[test]
fn known_installers_and_version_managers_are_packages() {
    let (expression, plan) = migrated(
        "FROM debian:12.5\nRUN curl -fsSL https://bun.sh/install | bash\n\
         RUN sh -c \"$(curl -fsSL https://deno.land/install.sh)\"\n\
         RUN . ~/.nvm/nvm.sh && nvm install 22 && nvm use 22\nRUN bun --version\n",
    );
    for attribute in ["pkgs.bun", "pkgs.deno", "pkgs.nodejs_22"] {
        assert!(expression.contains(attribute), "{attribute}: {expression}");
    }
    assert_eq!((outcome(&plan, "bash"), outcome(&plan, "bun --version")), ("not-needed", "not-needed"));
    assert_eq!((outcome(&plan, "nvm install"), outcome(&plan, "nvm use")), ("translated", "not-needed"));
}

#[test]
fn parts_of_a_configuration_are_turned_on() {
    let (expression, plan) = migrated(
        "FROM debian:12.5\nRUN apt-get update && apt-get install -y apache2 && a2enmod rewrite && a2ensite shop\n",
    );
    assert!(expression.contains("\"etc/apache2/mods-enabled/rewrite.load\""), "{expression}");
    assert!(expression.contains("LoadModule rewrite_module ${pkgs.apacheHttpd}/modules/mod_rewrite.so"));
    assert!(expression.contains("ln -sfn ../sites-available/shop.conf etc/apache2/sites-enabled/shop.conf"));
    assert_eq!((outcome(&plan, "a2enmod"), outcome(&plan, "a2ensite")), ("approximated", "translated"));
}

#[test]
fn entrypoint_scripts_of_known_images_are_written_or_left_out() {
    let (expression, plan) = migrated("FROM node:22\nCMD [\"server.js\"]\n");
    assert!(expression.contains("destination = \"/usr/local/bin/docker-entrypoint.sh\""), "{expression}");
    assert!(expression.contains("Entrypoint = [ \"docker-entrypoint.sh\" ]"), "{expression}");
    assert_eq!(plan["ledger"]["entries"][0]["outcome"]["outcome"], json!("translated"));
    let (expression, plan) = migrated("FROM postgres:17\n");
    assert!(!expression.contains("docker-entrypoint.sh\" ]"), "{expression}");
    assert_eq!(plan["ledger"]["entries"][0]["outcome"]["outcome"], json!("approximated"));
}

#[test]
fn what_is_fetched_for_a_statement_that_is_left_to_do_is_left_out() {
    let (expression, plan) = migrated(
        "FROM debian:12.5\nRUN if [ -e /flag ]; then curl -fsSLO https://example.org/a.tar.gz && frobnicate a.tar.gz; fi\n",
    );
    assert_eq!(outcome(&plan, "frobnicate"), "manual");
    assert!(!expression.contains("fetchurl"), "{expression}");
    assert!(plan["placeholders"].as_array().unwrap().is_empty(), "{plan}");
}

#[test]
fn modes_of_copied_files_are_set_where_the_store_keeps_them() {
    let (expression, plan) = migrated(
        "FROM debian:12.5\nCOPY scripts/ /opt/scripts/\nRUN chmod +x /opt/scripts/*.sh\nRUN chmod 600 /opt/scripts/key\n",
    );
    assert!(expression.contains("chmod +x $out/opt/scripts/*.sh"), "{expression}");
    assert_eq!((outcome(&plan, "chmod +x"), outcome(&plan, "chmod 600")), ("translated", "approximated"));
}

#[test]
fn what_nixpkgs_refuses_is_left_to_do() {
    let (expression, plan) = migrated("FROM python:3.13\nRUN pip install requests PyPDF2\n");
    assert!(expression.contains("ps.requests") && !expression.contains("pypdf2"), "{expression}");
    assert_eq!(outcome(&plan, "pip install"), "manual");
}

#[test]
fn a_python_that_lacks_modules_gives_way_to_the_one_that_has_them() {
    let (expression, plan) = migrated("FROM python:3.11\nRUN pip install flask requests\n");
    assert!(expression.contains("pkgs.python3.withPackages"), "{expression}");
    assert!(expression.contains("ps.flask") && expression.contains("ps.requests"), "{expression}");
    let from = &plan["ledger"]["entries"][0]["outcome"];
    assert_eq!((&from["outcome"], &from["into"]), (&json!("approximated"), &json!("python3")), "{from}");
    assert!(from["differs"].as_str().unwrap().contains("its set in nixpkgs lacks flask; python3 (3."), "{from}");
    let (expression, _) = migrated("FROM python:3.11\nRUN pip install requests\n");
    assert!(expression.contains("pkgs.python311.withPackages"), "{expression}");
}

#[test]
fn extensions_are_part_of_the_php_of_the_image() {
    let (expression, _) = migrated(
        "FROM php:8.3-cli\nRUN docker-php-ext-install gd && pecl install redis xdebug\nENTRYPOINT [\"/usr/local/bin/php\"]\n",
    );
    assert!(expression.contains("pkgs.php83.withExtensions (\n"), "{expression}");
    assert!(expression.contains("all.redis") && expression.contains("all.xdebug"), "{expression}");
    assert!(!expression.contains("all.gd") && !expression.contains("phpExtensions"), "{expression}");
    assert!(expression.contains("${php}/bin/php"), "{expression}");
    let (expression, _) = migrated("FROM php:8.3-cli\nRUN docker-php-ext-install gd\n");
    assert!(expression.contains("pkgs.php83\n") && !expression.contains("phpExtensions"), "{expression}");
}

#[test]
fn one_comment_stands_above_what_one_command_asks_for() {
    let (expression, _) = migrated("FROM debian:12.5\nRUN apt-get install -y curl git jq\n");
    assert_eq!(expression.matches("apt-get install").count(), 1, "{expression}");
}

#[test]
fn accounts_give_the_reason_of_their_own_command() {
    let (_, plan) = migrated(
        "FROM golang:1.25 AS build\nCOPY . .\nRUN go vet ./... && go test ./... && go build -o /app .\n\
         FROM python:3.13\nCOPY --from=build /app /app\nRUN pip wheel -w /wheels flask\n",
    );
    let reason = |command: &str| {
        let entries = plan["ledger"]["entries"].as_array().unwrap();
        let is_it = |entry: &&Value| entry["text"].as_str().unwrap().starts_with(command);
        entries.iter().find(is_it).unwrap()["outcome"]["why"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(reason("go vet"), "checks of the source leave nothing in the image");
    assert_eq!(reason("go test"), "checks of the source leave nothing in the image");
    assert_eq!(reason("pip wheel"), "nixpkgs fetches what is installed");
}

#[test]
fn gems_of_a_lock_file_are_an_environment() {
    let example = Path::new("tests/examples/rails");
    let expression = text(&migrate(example).stdout);
    for part in ["pkgs.bundlerEnv {", "ruby = pkgs.ruby_3_3;", "gemdir = ./.;", "ruby = gems.wrappedRuby;"] {
        assert!(expression.contains(part), "{part}: {expression}");
    }
    let (_, build) = expression.split_once("nativeBuildInputs").unwrap();
    assert!(build.split_once(']').unwrap().0.contains("gems"), "{expression}");
    assert!(
        !expression.contains("cp -r $root/usr/local/bundle") && !expression.contains("pkgs.bundler\n"),
        "{expression}"
    );
    assert!(text(&migrate(example).stderr).contains("gems: gemset.nix; bundix"), "bundix is said");
    let (expression, plan) = migrated("FROM ruby:3.4\nCOPY Gemfile ./\nRUN bundle install\n");
    assert_eq!(outcome(&plan, "bundle install"), "manual");
    assert!(!expression.contains("bundlerEnv"), "{expression}");
}

#[test]
fn locales_and_time_zones_are_where_programs_look_for_them() {
    let (expression, plan) = migrated(
        "FROM alpine:3.20\nRUN apk add --no-cache tzdata && cp /usr/share/zoneinfo/Europe/Berlin /etc/localtime \\\n\
         \x20&& apk del tzdata\nCMD [\"date\"]\n",
    );
    assert_eq!(outcome(&plan, "cp"), "translated");
    assert!(expression.contains("ln -sfn /usr/share/zoneinfo/Europe/Berlin etc/localtime"), "{expression}");
    assert!(expression.contains("ln -s ${pkgs.tzdata}/share/zoneinfo usr/share/zoneinfo"), "{expression}");
    let (expression, _) = migrated("FROM debian:12\nRUN apt-get update && apt-get install -y locales\n");
    assert!(expression.contains("/lib/locale/locale-archive usr/lib/locale/locale-archive"), "{expression}");
}

#[test]
fn what_a_compound_command_prints_into_a_file_is_in_the_image() {
    let (expression, plan) = migrated(
        "FROM debian:12.5\nRUN { echo a; echo b; } > /etc/x.ini\nRUN ( echo c; echo d ) > /etc/y.ini\n\
         RUN { echo e; } >> /etc/x.ini\nRUN for i in a b; do echo $i; done > /etc/z.ini\n\
         RUN { echo f; id; } > /etc/w.ini\nRUN for i in a b; do echo g; done | tee /etc/v.ini\n\
         RUN { echo h; } > /dev/null\n",
    );
    let words: Vec<&str> = expression.split_whitespace().collect();
    let expression = words.join(" ");
    assert!(expression.contains("writeTextDir \"etc/x.ini\" '' a b e ''"), "{expression}");
    assert!(expression.contains("writeTextDir \"etc/y.ini\" '' c d ''"), "{expression}");
    assert!(expression.contains("for i in a b; do echo $i; done > $out/etc/z.ini"), "{expression}");
    assert!(expression.contains("{ echo f; id; } > $out/etc/w.ini"), "{expression}");
    assert!(!expression.contains("writeTextDir \"etc/v.ini\""), "{expression}");
    assert_eq!((outcome(&plan, "echo a"), outcome(&plan, "echo h")), ("translated", "not-needed"));
    assert_eq!(outcome(&plan, "tee /etc/v.ini"), "manual");
}

#[test]
fn a_program_of_a_stage_goes_into_a_folder_under_its_own_name() {
    let stage = "FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /go/bin/app\nFROM debian:12.5\n";
    for destination in ["/", "/dest/"] {
        let (expression, _) = migrated(&format!("{stage}COPY --from=build /go/bin/app {destination}\n"));
        assert!(expression.contains(&format!(" $out{destination}app\n")), "{expression}");
        assert!(!expression.contains("cp -rT"), "{expression}");
    }
}

#[test]
fn the_content_of_a_folder_of_a_stage_is_copied_whoever_owns_it() {
    let (expression, _) = migrated(
        "FROM debian:12.5 AS build\nRUN mkdir -p /made/site && touch /made/site/index.html && id > /made/site/x\n\
         FROM debian:12.5\nWORKDIR /app\nCOPY --from=build --chown=33:33 /made/site ./\n",
    );
    assert!(expression.contains("cp -rT --no-preserve=ownership ${build}/made/site app\n"), "{expression}");
}

#[test]
fn what_is_ignored_stays_out_of_files_that_have_an_owner() {
    for dockerfile in [
        "FROM debian:12.5\nWORKDIR /code\nCOPY --chown=33:33 . .\n",
        "FROM debian:12.5\nWORKDIR /code\nCOPY . .\nRUN chown -R 33:33 /code\n",
    ] {
        let (expression, _) = migrated(dockerfile);
        assert!(!expression.contains("${./.}"), "{expression}");
        assert!(expression.contains("inherit (pkgs) lib;"), "{expression}");
        assert!(expression.contains("lib.fileset.maybeMissing ./Dockerfile"), "{expression}");
        assert!(expression.contains("}/. code\n"), "{expression}");
    }
}

#[test]
fn a_folder_that_a_builder_fills_is_there_before_it_is_given_to_somebody() {
    let dockerfile = fs::read_to_string("tests/examples/node-web/Dockerfile").unwrap();
    assert!(dockerfile.contains("COPY --chown=node:node . ."), "the example is as it was");
    let plan = text(&migrate(Path::new("node-web")).stdout);
    let made = plan.find("    mkdir -p app\n").unwrap();
    assert!(made < plan.find("    chown -R 1000:1000 app\n").unwrap(), "{plan}");
}

#[test]
fn a_program_that_only_the_base_image_has_is_named() {
    let missing = |dockerfile: &str| {
        let (_, plan) = migrated(dockerfile);
        plan["placeholders"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["what"].as_str().unwrap().contains("apache2-foreground"))
    };
    assert!(missing("FROM php:8.3-apache\nCOPY index.php /var/www/html/\n"));
    assert!(!missing("FROM php:8.3-apache\nCMD [\"php\", \"-v\"]\n"));
}

#[test]
fn known_images_are_pulled_when_asked() {
    let pulled = |base: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dfcheck"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).args([
            "migrate",
            "--base",
            base,
            "tests/examples/redis/Dockerfile",
        ]);
        let output = command.output().unwrap();
        (text(&output.stdout), text(&output.stderr))
    };
    let (expression, account) = pulled("pull");
    assert!(expression.contains("fromImage = base;") && !expression.contains("pkgs.redis"), "{expression}");
    assert!(expression.contains("Entrypoint = [ \"docker-entrypoint.sh\" ];"), "the image's own: {expression}");
    assert!(account.contains("the image is pulled, as was asked for"), "{account}");
    let (expression, _) = pulled("replace");
    assert!(expression.contains("pkgs.redis") && !expression.contains("fromImage"), "{expression}");
}

#[test]
fn text_for_a_file_is_not_lost_beside_a_builder() {
    let (_, plan) = migrated(
        "FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN echo one > a && { echo two; } > b && echo three\n\
         RUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nCMD [\"/app\"]\n",
    );
    assert_eq!((outcome(&plan, "echo one"), outcome(&plan, "echo two")), ("manual", "manual"));
    assert_eq!(outcome(&plan, "echo three"), "not-needed");
}
