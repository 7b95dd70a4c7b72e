use super::*;
use crate::build::call::testing::{START, with_sites};
use crate::build::call::{Variables, directories};
use crate::shell::{self, Dialect};
use crate::source::Text;

/// What the calls of a script do, one line for each action.
fn actions(script: &str) -> Vec<String> {
    actions_in(script, Dialect::Bash)
}

fn actions_in(script: &str, dialect: Dialect) -> Vec<String> {
    with_sites(script, dialect, |sites| sites.iter().flat_map(file_actions).map(|action| show(&action)).collect())
}

fn show(action: &FileAction) -> String {
    let flag = |name: &'static str, on: bool| if on { format!(" {name}") } else { String::new() };
    match action {
        FileAction::MakeFolder { path: at, parents, mode, owner } => {
            format!("folder {}{}{}{}", path(at), flag("parents", *parents), show_mode(mode), show_owner(owner))
        }
        FileAction::Touch { path: at } => format!("touch {}", path(at)),
        FileAction::Link { link, target, symbolic, force } => {
            let kind = if *symbolic { "symlink" } else { "link" };
            let target = format!("{} ({})", target.text, path(target));
            format!("{kind} {} -> {target}{}", destination(link), flag("force", *force))
        }
        FileAction::Copy { source, contents, destination: to, recursive, parents, mode, owner } => format!(
            "copy {}{} -> {}{}{}{}{}",
            path(source),
            if *contents { "/." } else { "" },
            destination(to),
            flag("recursive", *recursive),
            flag("parents", *parents),
            show_mode(mode),
            show_owner(owner)
        ),
        FileAction::Move { source, destination: to } => format!("move {} -> {}", path(source), destination(to)),
        FileAction::Remove { path: at, extent, force, cleans } => {
            let cleans = cleans.map(|target| format!(" cleans {}", target.folder)).unwrap_or_default();
            format!("remove {} {extent:?}{}{cleans}", path(at), flag("force", *force))
        }
        FileAction::SetMode { path: at, mode, recursive } => {
            format!("mode {}{}{}", path(at), show_mode(&Some(mode.clone())), flag("recursive", *recursive))
        }
        FileAction::SetOwner { path: at, owner, recursive } => {
            format!("owner {}{}{}", path(at), show_owner(&Some(owner.clone())), flag("recursive", *recursive))
        }
        FileAction::SetCapabilities { path: at, capabilities } => format!("capabilities {} {capabilities}", path(at)),
        FileAction::Write { path: at, content, append } => {
            let content = match content {
                Content::Text(text) => format!("{text:?}"),
                Content::Files(files) => files.iter().map(path).collect::<Vec<_>>().join(" "),
                Content::Unknown => "unknown".to_owned(),
            };
            format!("write {}{} {content}", path(at), flag("append", *append))
        }
        FileAction::Edit { path: at, program, expressions, complete } => {
            format!("edit {} {program} {}{}", path(at), expressions.join(" ; "), flag("incomplete", !complete))
        }
        FileAction::Unpack { archive, into, strip_components, members, altered } => {
            let archive = archive.as_ref().map_or("stdin".to_owned(), path);
            let members = members.iter().map(|member| format!(" {member}")).collect::<String>();
            let altered = flag("altered", *altered);
            format!("unpack {archive} -> {} strip {strip_components}{members}{altered}", path(into))
        }
        FileAction::Decompress { path: at, to, keep } => {
            let to = to.as_ref().map_or("?".to_owned(), path);
            format!("decompress {} -> {to}{}", path(at), flag("keep", *keep))
        }
        FileAction::Unclear { reason, .. } => format!("unclear {reason:?}"),
    }
}

fn path(path: &PathSpec) -> String {
    path.path.clone().unwrap_or(format!("?{}", path.text))
}

fn destination(destination: &Destination) -> String {
    let place = match destination.place {
        Place::Into => "/…",
        Place::Exactly => "",
        Place::Either => "[/…]",
    };
    format!("{}{place}", path(&destination.path))
}

fn show_mode(mode: &Option<Mode>) -> String {
    match mode {
        Some(Mode::Octal(mode)) => format!(" {mode:o}"),
        Some(Mode::Symbolic(mode)) => format!(" {mode}"),
        None => String::new(),
    }
}

fn show_owner(owner: &Option<Owner>) -> String {
    let Some(owner) = owner else { return String::new() };
    let group = match &owner.group {
        OwnerGroup::Unchanged => String::new(),
        OwnerGroup::Named(group) => format!(":{group}"),
        OwnerGroup::OfUser => ":".to_owned(),
    };
    format!(" {}{group}", owner.user.as_deref().unwrap_or_default())
}

#[track_caller]
fn each(table: &[(&str, &[&str])]) {
    for (script, expected) in table {
        assert_eq!(actions(script), *expected, "{script}");
    }
}

#[test]
fn folders_and_empty_files() {
    each(&[
        ("mkdir a", &["folder /app/a"]),
        ("mkdir -p /a/b ../c", &["folder /a/b parents", "folder /c parents"]),
        ("mkdir -m 0700 -p ~/.ssh", &["folder /root/.ssh parents 700"]),
        ("mkdir -m $X a", &["folder /app/a", "unclear Value"]),
        ("mkdir -p /srv/{a,b}", &["folder /srv/a parents", "folder /srv/b parents"]),
        ("mkdir /opt/$X", &["folder ?/opt/${X}"]),
        ("mkdir -p", &["unclear Operands"]),
        ("cd /x && mkdir y", &["folder /x/y"]),
        ("mkdir -p /x && cd $_ && mkdir y", &["folder /x parents", "folder ?y"]),
        ("touch a -t 202001010000", &["touch /app/a"]),
        ("touch -c a", &[]),
        (
            "install -d -m 755 -o app -g web a b",
            &["folder /app/a parents 755 app:web", "folder /app/b parents 755 app:web"],
        ),
    ]);
}

#[test]
fn links() {
    each(&[
        ("ln -s /a /b", &["symlink /b[/…] -> /a (/a)"]),
        ("ln -sf ../a /x/b", &["symlink /x/b[/…] -> ../a (/a) force"]),
        ("ln -s a b", &["symlink /app/b[/…] -> a (/app/a)"]),
        ("ln -s /a/b", &["symlink /app/b -> /a/b (/a/b)"]),
        ("ln -s /a /b/", &["symlink /b/… -> /a (/a)"]),
        ("ln -s /a/x /usr/bin", &["symlink /usr/bin/… -> /a/x (/a/x)"]),
        ("ln -st /b /a/x ../y", &["symlink /b/… -> /a/x (/a/x)", "symlink /b/… -> ../y (/y)"]),
        ("ln -sfT /a /b", &["symlink /b -> /a (/a) force"]),
        ("ln a b", &["link /app/b[/…] -> a (/app/a)"]),
        ("ln -s /a/* /b", &["symlink /b/… -> /a/* (/a/*)"]),
        ("cp -s /a /b", &["symlink /b[/…] -> /a (/a)"]),
    ]);
}

#[test]
fn copies_and_moves() {
    each(&[
        ("cp a /b", &["copy /app/a -> /b[/…]"]),
        ("cp -r a/. /b", &["copy /app/a/. -> /b[/…] recursive"]),
        ("cp -a a b /c", &["copy /app/a -> /c/… recursive", "copy /app/b -> /c/… recursive"]),
        ("cp *.conf /etc", &["copy /app/*.conf -> /etc/…"]),
        ("cp -t /b a", &["copy /app/a -> /b/…"]),
        ("cp -T a /b", &["copy /app/a -> /b"]),
        ("cp --parents x/y /b", &["copy /app/x/y -> /b/x/y parents"]),
        ("cp a", &["unclear Operands"]),
        ("mv a /b/", &["move /app/a -> /b/…"]),
        ("mv a b", &["move /app/a -> /app/b[/…]"]),
        ("install -m 0644 a /b", &["copy /app/a -> /b[/…] 644"]),
        ("install -Dm755 -o root a /b/c", &["copy /app/a -> /b/c[/…] parents 755 root"]),
        ("install a b /c", &["copy /app/a -> /c/… 755", "copy /app/b -> /c/… 755"]),
        ("rsync -a a/ /b", &["copy /app/a/. -> /b recursive"]),
        ("rsync -a a b/", &["copy /app/a -> /app/b/… recursive"]),
        ("rsync -a host:/a /b", &["unclear Operands"]),
        ("./install a b", &[]),
        ("/usr/bin/install a b", &["copy /app/a -> /app/b[/…] 755"]),
    ]);
}

#[test]
fn removals_say_what_they_clean() {
    each(&[
        ("rm a", &["remove /app/a File"]),
        ("rm -rf /var/lib/apt/lists/*", &["remove /var/lib/apt/lists/* Tree force cleans /var/lib/apt/lists"]),
        ("rm -rf ~/.cache /opt/x", &["remove /root/.cache Tree force cleans ~/.cache", "remove /opt/x Tree force"]),
        ("rm -rf /tmp/$X", &["remove ?/tmp/${X} Tree force cleans /tmp"]),
        ("rmdir a", &["remove /app/a EmptyFolder"]),
        ("find /usr -name '*.pyc' -delete", &["remove /usr Found force"]),
        ("find . -name x -exec rm -rf {} +", &["remove /app Found force"]),
        ("find -L a b -type f -print", &[]),
        ("ls | xargs rm -f", &["unclear Operands"]),
        ("find . | xargs -I{} rm -f {}.x", &["remove ?{}.x File force"]),
        ("shred -u a", &["remove /app/a File"]),
    ]);
}

#[test]
fn modes_and_owners() {
    each(&[
        ("chmod +x a b", &["mode /app/a +x", "mode /app/b +x"]),
        ("chmod -R 755 /a", &["mode /a 755 recursive"]),
        ("chmod -x a", &["mode /app/a -x"]),
        ("chmod -R -w a", &["mode /app/a -w recursive"]),
        ("chmod u=rwx,go=rx a", &["mode /app/a u=rwx,go=rx"]),
        ("chmod $M a", &["unclear Value"]),
        ("chmod 755", &["unclear Operands"]),
        ("find . -type d -exec chmod 755 {} \\;", &["mode ?{} 755"]),
        ("chown app:web /a", &["owner /a app:web"]),
        ("chown -R 1000:1000 .", &["owner /app 1000:1000 recursive"]),
        ("chown app: a", &["owner /app/a app:"]),
        ("chown -Rh $U:$G a", &["owner /app/a ${U}:${G} recursive"]),
        ("chown --reference=a b", &["unclear Value"]),
        ("chgrp -R 0 a", &["owner /app/a :0 recursive"]),
        ("setcap cap_net_bind_service=+ep /a", &["capabilities /a cap_net_bind_service=+ep"]),
        ("setcap -r /a", &["capabilities /a "]),
    ]);
}

#[test]
fn written_text() {
    each(&[
        ("echo a > f", &["write /app/f \"a\\n\""]),
        ("echo \"a $V\" >> /etc/x", &["write /etc/x append \"a 1.2\\n\""]),
        ("echo $(date) > f", &["write /app/f unknown"]),
        ("printf '%s\\n' a b > f", &["write /app/f \"a\\nb\\n\""]),
        ("cat > f <<EOF\na $V\n\\$b\nEOF", &["write /app/f \"a 1.2\\n$b\\n\""]),
        ("cat <<'EOF' >> f\na $V\nEOF", &["write /app/f append \"a $V\\n\""]),
        ("cat <<-EOF > f\n\ta\n\tEOF", &["write /app/f \"a\\n\""]),
        ("cat <<EOF > f\n$X\nEOF", &["write /app/f unknown"]),
        ("cat <<< \"a b\" > f", &["write /app/f \"a b\\n\""]),
        ("cat a b > f", &["write /app/f /app/a /app/b"]),
        ("cat < a > f", &["write /app/f /app/a"]),
        ("echo a | tee f", &["write /app/f \"a\\n\""]),
        ("echo a | sudo tee -a f g > /dev/null", &["write /app/f append \"a\\n\"", "write /app/g append \"a\\n\""]),
        ("tee f <<EOF\na\nEOF", &["write /app/f \"a\\n\""]),
        ("(echo a; echo b) | tee f", &["write /app/f \"a\\nb\\n\""]),
        ("echo a | sed s/a/b/ | tee f", &["write /app/f unknown"]),
        ("printf a | cat - > f", &["write /app/f \"a\""]),
        (": > f", &["write /app/f \"\""]),
        ("make > log 2>&1", &["write /app/log unknown"]),
        ("make &> log", &["write /app/log unknown"]),
        ("make > a > b", &["write /app/a \"\"", "write /app/b unknown"]),
        ("make > /dev/null 2> /proc/self/fd/2", &[]),
        ("sudo sh -c 'echo a > f'", &["write /app/f \"a\\n\""]),
        ("sudo sh -c 'make' > f", &["write /app/f unknown"]),
        ("sudo make > f", &["write /app/f unknown"]),
        ("truncate -s 0 f", &["write /app/f \"\""]),
        ("echo a | dd of=f", &["write /app/f \"a\\n\""]),
        ("curl -s x | gpg --dearmor -o f", &["write /app/f unknown"]),
    ]);
}

#[test]
fn echo_is_that_of_the_shell() {
    let script = "echo 'a\\nb' > f";
    assert_eq!(actions_in(script, Dialect::Sh), ["write /app/f \"a\\nb\\n\""]);
    assert_eq!(actions_in(script, Dialect::Ash), ["write /app/f \"a\\\\nb\\n\""]);
}

/// What the compound commands of a script write.
fn compound(script: &str) -> Vec<String> {
    let lookup = |_: &str| None;
    let text = Text::verbatim(script.as_bytes(), Span::new(0, script.len()));
    let parsed = shell::parse(&text, Dialect::Bash);
    let variables = Variables::of(&parsed, &lookup);
    let calls = parsed.calls();
    let folders = directories(&calls, Some(START), &variables, &lookup);
    let sites: Vec<Site> = Site::all(&calls, &folders, Dialect::Bash, &lookup)
        .into_iter()
        .map(|site| site.with_variables(&variables))
        .collect();
    script_writes(&parsed, &sites, Some(START), &variables, &lookup).iter().map(show).collect()
}

#[test]
fn compound_commands_write_what_is_in_them() {
    let table: &[(&str, &[&str])] = &[
        ("{ echo a; echo b; } > f", &["write /app/f \"a\\nb\\n\""]),
        ("cd /x; { echo a && echo b; } >> f", &["write /x/f append \"a\\nb\\n\""]),
        ("(echo a; echo c > g) > f", &["write /app/f \"a\\n\""]),
        ("{ echo a; echo b | cat; } > f", &["write /app/f \"a\\nb\\n\""]),
        ("{ echo a; ls; } > f", &["write /app/f unknown"]),
        ("if a; then { echo a; } > f; fi", &["write /app/f \"a\\n\""]),
        ("for x in a b; do echo $x; done > f", &["write /app/f unknown"]),
        ("{ [ -f x ] || echo a; } > f", &["write /app/f unknown"]),
        ("> f", &["write /app/f \"\""]),
        ("d=/x; true; > $d/f", &["write /x/f \"\""]),
        ("echo a > f", &[]),
    ];
    for (script, expected) in table {
        assert_eq!(compound(script), *expected, "{script}");
    }
}

#[test]
fn edits() {
    each(&[
        ("sed -i 's/a/b/' f g", &["edit /app/f sed s/a/b/", "edit /app/g sed s/a/b/"]),
        ("sed -i.bak -e 's/a/b/' -e 's/c/d/' f", &["edit /app/f sed s/a/b/ ; s/c/d/"]),
        ("sed -ri \"s/a/$X/\" f", &["edit /app/f sed s/a/${X}/ incomplete"]),
        ("sed -i -f x.sed f", &["edit /app/f sed  incomplete"]),
        ("sed 's/a/b/' f", &[]),
        ("perl -pi -e 's/a/b/' f", &["edit /app/f perl s/a/b/"]),
    ]);
}

#[test]
fn archives() {
    each(&[
        ("tar xzf a.tgz", &["unpack /app/a.tgz -> /app strip 0"]),
        ("tar -xJf a.txz -C /b --strip-components=1", &["unpack /app/a.txz -> /b strip 1"]),
        ("curl x | tar xz -C /b", &["unpack stdin -> /b strip 0"]),
        ("tar -xf a.tar b/c", &["unpack /app/a.tar -> /app strip 0 b/c"]),
        ("tar -xf a.tar --exclude b", &["unpack /app/a.tar -> /app strip 0 altered"]),
        ("tar -czf a.tgz b", &[]),
        ("tar -tf a.tgz", &[]),
        ("tar -xOf a.tgz b > c", &["write /app/c unknown"]),
        ("unzip -q a.zip -d /b", &["unpack /app/a.zip -> /b strip 0"]),
        ("unzip -j a.zip b/c", &["unpack /app/a.zip -> /app strip 0 b/c altered"]),
        ("unzip -l a.zip", &[]),
        ("7z x a.7z -o/b -y", &["unpack /app/a.7z -> /b strip 0"]),
        ("jar xf a.jar", &["unpack /app/a.jar -> /app strip 0"]),
        ("rpm2cpio a.rpm | cpio -idmv", &["unpack stdin -> /app strip 0"]),
        ("dpkg -x a.deb /b", &["unpack /app/a.deb -> /b strip 0"]),
        ("dpkg -i a.deb", &[]),
        ("ar x a.deb data.tar.xz", &["unpack /app/a.deb -> /app strip 0 data.tar.xz"]),
        ("gunzip a.gz", &["decompress /app/a.gz -> /app/a"]),
        ("gzip -dk a.tgz", &["decompress /app/a.tgz -> /app/a.tar keep"]),
        ("gunzip -c a.gz > b", &["write /app/b unknown"]),
        ("gzip a", &[]),
        ("unxz a.xz", &["decompress /app/a.xz -> /app/a"]),
    ]);
}

#[test]
fn other_programs_do_nothing_to_files_that_is_known() {
    each(&[
        ("apt-get install -y curl", &[]),
        ("make install", &[]),
        ("npm install", &[]),
        ("./configure > /dev/null", &[]),
    ]);
}
