//! The packages and images that people use most are known.

use dfcheck::facts::{Manager, base_image, nix_package};

const TOP: &str = include_str!("data/top-packages.tsv");

fn names(kind: &str) -> impl Iterator<Item = &'static str> {
    TOP.lines().filter(|line| !line.starts_with('#')).filter_map(move |line| {
        let mut fields = line.split('\t');
        fields.next().filter(|it| *it == kind)?;
        fields.next()
    })
}

fn unknown_packages(manager: Manager) -> Vec<&'static str> {
    names(manager.as_str()).filter(|name| nix_package(manager, name).is_none()).collect()
}

#[test]
fn the_most_used_packages_have_entries() {
    for (manager, least) in [(Manager::Apt, 400), (Manager::Apk, 250), (Manager::Dnf, 150), (Manager::Pip, 200)] {
        assert!(names(manager.as_str()).count() >= least, "the list of {manager} packages is not whole");
        assert_eq!(unknown_packages(manager), [""; 0], "{manager}");
    }
}

#[test]
fn the_most_used_base_images_have_entries() {
    assert!(names("image").count() >= 150, "the list of images is not whole");
    let unknown: Vec<_> = names("image").filter(|name| base_image(name, None).is_none()).collect();
    assert_eq!(unknown, [""; 0]);
}
