use crate::facts::managers::VersionForm;

/// Whether `version`, after an operator that is exact or not, names one version and no other.
pub(super) fn is_exact(form: VersionForm, exact_operator: bool, version: &str) -> bool {
    match form {
        VersionForm::Literal => exact_operator && is_literal(version),
        VersionForm::Build => is_literal(version) && (exact_operator || version.contains('=')),
        VersionForm::Semantic => exact_operator && is_semantic(version.trim_start_matches(['v', '='])),
        VersionForm::Dotted => exact_operator && is_dotted(version.trim_start_matches(['v', '='])),
        VersionForm::GoModule => {
            exact_operator && (version.strip_prefix('v').is_some_and(is_semantic) || is_commit(version))
        }
        VersionForm::Number => is_number(version),
        VersionForm::Never => false,
    }
}

/// Whether the text is a commit's hash, or the first seven digits or more of one.
pub(super) fn is_commit(text: &str) -> bool {
    matches!(text.len(), 7..=40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_literal(version: &str) -> bool {
    !version.is_empty() && !version.contains(['*', '?', ',', ' '])
}

/// `1.2.3`, `1.2.3-rc.1+build`
fn is_semantic(version: &str) -> bool {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let mut numbers = core.split('.');
    numbers.by_ref().take(3).filter(|number| is_number(number)).count() == 3
        && numbers.next().is_none()
        && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+".contains(&byte))
}

/// `1`, `1.2`, `1.2.3.pre1`, no `1.x`
fn is_dotted(version: &str) -> bool {
    version.starts_with(|first: char| first.is_ascii_digit())
        && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+_".contains(&byte))
        && !version.split(['.', '-']).any(|part| part.eq_ignore_ascii_case("x"))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_exact_in_the_form_of_their_manager() {
        let cases = [
            (VersionForm::Literal, &["1.2-r0", "1:2.3~x"][..], &["1.2*", "1,<2", ""][..]),
            (
                VersionForm::Semantic,
                &["1.2.3", "v1.2.3", "1.2.3-rc.1+5"],
                &["1.2", "^1.2.3", "1.2.x", "latest", "1.2.3.4", "1"],
            ),
            (VersionForm::Dotted, &["1", "2.4.0.pre", "1.2-1"], &["1.x", "~> 1.2", "dev-master", ">=1", "1.*"]),
            (
                VersionForm::GoModule,
                &["v1.2.3", "v0.0.0-20200101000000-abcdefabcdef", "abcdef0"],
                &["latest", "master", "v1", "v1.2", "1.2.3", "none"],
            ),
            (VersionForm::Build, &["1.2"], &["1.*"]),
            (VersionForm::Number, &["12"], &["22/stable", ""]),
        ];
        for (form, exact, loose) in cases {
            for version in exact {
                assert!(is_exact(form, true, version), "{form:?} {version}");
            }
            for version in loose {
                assert!(!is_exact(form, true, version), "{form:?} {version}");
            }
        }
        assert!(is_exact(VersionForm::Build, false, "1.2=py36_0"));
        assert!(!is_exact(VersionForm::Build, false, "1.2"));
    }
}
