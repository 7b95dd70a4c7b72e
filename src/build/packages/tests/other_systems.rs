use super::*;

#[test]
fn pacman() {
    assert_actions(&[
        (
            "pacman -Syu --noconfirm base-devel 'git>=2'",
            "update-index pacman | assume-yes\nupgrade-all pacman | assume-yes\ninstall pacman: base-devel, git >=2 | assume-yes",
        ),
        ("pacman -S --needed --noconfirm extra/git", "install pacman: git of extra | assume-yes"),
        ("pacman -Sy", "update-index pacman"),
        ("pacman -Scc --noconfirm", "clean pacman | assume-yes"),
        ("pacman -Ss git", "query pacman: git"),
        ("pacman -Rns --noconfirm git", "remove pacman: git | assume-yes"),
        ("pacman -U --noconfirm x.pkg.tar.zst", "install pacman: x.pkg.tar.zst <localpath> | assume-yes"),
        (
            "pacman --sync --refresh --noconfirm git",
            "update-index pacman | assume-yes\ninstall pacman: git | assume-yes",
        ),
        ("pacman -Qq", "query pacman"),
    ]);
}

#[test]
fn portage_and_xbps_and_opkg() {
    assert_actions(&[
        (
            "emerge -q dev-vcs/git =dev-lang/go-1.20.1-r1 '>=app-misc/jq-1.6' @system",
            "install portage: dev-vcs/git, dev-lang/go =1.20.1-r1!, app-misc/jq >=1.6, system <group>",
        ),
        ("emerge --sync", "update-index portage"),
        ("emerge -uDN @world", "upgrade portage: world <group>"),
        ("emerge --depclean", "remove-unused portage"),
        ("emerge -C dev-vcs/git", "remove portage: dev-vcs/git"),
        ("xbps-install -Suy", "update-index xbps | assume-yes\nupgrade-all xbps | assume-yes"),
        (
            "xbps-install -Sy git-2.40.0_1 jq",
            "update-index xbps | assume-yes\ninstall xbps: git -2.40.0_1!, jq | assume-yes",
        ),
        ("xbps-remove -Oo", "clean xbps\nremove-unused xbps\nremove xbps"),
        ("opkg update && opkg install curl ./x.ipk", "update-index opkg\ninstall opkg: curl, x.ipk <localpath>"),
    ]);
}

#[test]
fn brew_snap_and_nix() {
    assert_actions(&[
        ("brew install python@3.8 user/tap/x", "install brew: python@3.8, user/tap/x"),
        ("brew update && brew upgrade", "update-index brew\nupgrade-all brew"),
        ("snap install --classic go --channel=1.20/stable", "install snap: go --channel1.20/stable"),
        ("nix-env -iA nixpkgs.git nixpkgs.jq", "install nix: git of nixpkgs, jq of nixpkgs"),
        ("nix-env -i hello-2.10", "install nix: hello -2.10!"),
        ("nix profile install nixpkgs#git", "install nix: git of nixpkgs"),
        ("nix-channel --add https://x nixpkgs", "add-repository nix | Repository https://x | Repository nixpkgs"),
        ("nix-channel --update", "update-index nix"),
        ("nix-collect-garbage -d", "clean nix"),
        ("nix --extra-experimental-features 'nix-command flakes' build", "build nix"),
        ("nix-shell -p git jq --run 'git log'", "run nix: git, jq"),
    ]);
}
