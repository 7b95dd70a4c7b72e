use crate::lint::Rule;

/// The address of a rule's page, which says what `dfcheck explain` says. Custom rules have none.
///
/// The pages are below the home page that `Cargo.toml` names; without one there are none.
pub(crate) fn page(rule: &Rule) -> Option<String> {
    address(env!("CARGO_PKG_HOMEPAGE"), rule)
}

fn address(home: &str, rule: &Rule) -> Option<String> {
    let is_ours = crate::lint::catalogue::find(rule.code.as_str()).contains(&rule);
    (is_ours && !home.is_empty()).then(|| format!("{}/rules/{}", home.trim_end_matches('/'), rule.code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::catalogue;

    #[test]
    fn there_are_pages_where_there_is_a_home() {
        let rule = &catalogue::all()[0];
        assert_eq!(address("", rule), None);
        let expected = format!("https://lint.example/rules/{}", rule.code);
        assert_eq!(address("https://lint.example/", rule), Some(expected));
    }
}
