use super::*;

#[test]
fn packages_and_their_versions() {
    assert_actions(&[
        ("apt-get install -y curl", "install apt: curl | assume-yes"),
        ("apt-get install -y curl=7.88.1-10 git=1:2.3*", "install apt: curl =7.88.1-10!, git =1:2.3* | assume-yes"),
        ("apt install -y git/bookworm-backports", "install apt: git /bookworm-backports | assume-yes"),
        ("apt-get install libc6:i386 gcc:arm64=4:12", "install apt: libc6:i386, gcc:arm64 =4:12!"),
        ("apt-get install g++ libstdc++6 memtest86+ nano+", "install apt: g++, libstdc++6, memtest86+, nano"),
        ("apt-get install curl wget-", "remove apt: wget\ninstall apt: curl"),
        ("apt-get install lamp-server^", "install apt: lamp-server <group>"),
        (
            "apt-get install -y ./x.deb /tmp/*.deb y.deb",
            "install apt: x.deb <localpath>, *.deb <localpath>, y.deb <localpath> | assume-yes",
        ),
        ("apt-get install php8.2-*", "install apt: php8.2-*"),
        ("install_packages curl", "install apt: curl | assume-yes no-recommends no-cache"),
    ]);
}

#[test]
fn options_and_their_values() {
    assert_actions(&[
        (
            "apt-get -qq -y install --no-install-recommends -o Dpkg::Options::=--force-confold curl",
            "install apt: curl | assume-yes no-recommends",
        ),
        ("apt-get install -yqq --no-install-recommends curl", "install apt: curl | assume-yes no-recommends"),
        ("apt-get install -qq curl", "install apt: curl | assume-yes"),
        ("apt-get install -q -q curl", "install apt: curl | assume-yes"),
        ("apt-get install --quiet -q curl", "install apt: curl | assume-yes"),
        ("apt-get install --quiet --quiet curl", "install apt: curl | assume-yes"),
        ("apt-get install --quiet curl", "install apt: curl"),
        ("apt-get install -q=2 curl", "install apt: curl | assume-yes"),
        ("apt-get install -q curl", "install apt: curl"),
        ("apt-get -o APT::Install-Recommends=false install curl", "install apt: curl | no-recommends"),
        ("apt-get -oAPT::Install-Recommends=0 install curl", "install apt: curl | no-recommends"),
        ("apt-get install -y -t bookworm-backports curl", "install apt: curl | assume-yes"),
        ("apt-get install -tbookworm-backports curl", "install apt: curl"),
        ("apt-get install --target-release=sid curl", "install apt: curl"),
        ("apt-get install --allow-unauthenticated curl", "install apt: curl | unverified"),
        ("apt-get install -d curl", "install apt: curl | download-only"),
        ("apt-get -s install curl", "install apt: curl | simulate"),
        ("aptitude install -R -y curl", "install apt: curl | no-recommends assume-yes"),
    ]);
}

#[test]
fn other_commands() {
    assert_actions(&[
        ("apt-get update", "update-index apt"),
        ("apt-get update -y && apt-get upgrade -y", "update-index apt | assume-yes\nupgrade-all apt | assume-yes"),
        ("apt-get -y dist-upgrade", "upgrade-all apt | assume-yes"),
        ("apt-get install --only-upgrade bash", "install apt: bash | upgrade"),
        ("apt-get purge -y --auto-remove curl", "remove-unused apt | assume-yes\nremove apt: curl | assume-yes"),
        ("apt-get autoremove -y", "remove-unused apt | assume-yes"),
        ("apt-get clean", "clean apt"),
        ("apt-get build-dep -y nginx", "build-dependencies apt: nginx | assume-yes"),
        ("apt-get source nginx", "download apt: nginx"),
        ("apt-mark hold curl", "configure apt"),
        ("apt-mark showmanual", "query apt"),
        ("apt-cache policy curl", "query apt"),
        ("add-apt-repository -y ppa:deadsnakes/ppa", "add-repository apt | assume-yes | Repository ppa:deadsnakes/ppa"),
        ("apt-key adv --keyserver x --recv-keys 1", "add-repository apt"),
        ("apt-get frobnicate x", ""),
        ("apt-get", ""),
    ]);
}

#[test]
fn package_files() {
    assert_actions(&[
        ("dpkg -i /tmp/x.deb", "install apt: x.deb <localpath>"),
        ("dpkg --install x", "install apt: x <localpath>"),
        ("dpkg --purge x", "remove apt: x"),
        ("dpkg --print-architecture", "query apt"),
        ("dpkg --add-architecture i386", "configure apt"),
        ("dpkg --force-depends -i x.deb", "install apt: x.deb <localpath> | no-dependencies"),
        ("gdebi -n x.deb", "install apt: x.deb <localpath> | assume-yes"),
    ]);
}

#[test]
fn the_command_knows_its_place() {
    let script = "sudo apt-get -q install -y curl";
    let action = &found(script, &[])[0];
    assert_eq!(&script[action.command_span.start..action.command_span.end], "install");
    assert_eq!(&script[action.span.start..action.span.end], "apt-get -q install -y curl");
    let span = action.flag(Flag::AssumeYes).and_then(|given| given.span).expect("it is an option");
    assert_eq!(&script[span.start..span.end], "-y");
}
