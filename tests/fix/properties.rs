//! The promises, for files that are made up.

use dfcheck::lint::{Profile, Safety, Settings};
use proptest::prelude::*;

use super::generate;
use super::promises::broken;

proptest! {
    // The seed of a failure is in its message; nothing is written to the source tree.
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn promises_are_kept(text in generate::dockerfile(), all in any::<bool>(), safe in any::<bool>()) {
        let profile = if all { Profile::All } else { Profile::Recommended };
        let safety = if safe { Safety::Safe } else { Safety::Unsafe };
        let (broken, outcome) = broken(&text, safety, &Settings { profile, ..Settings::default() });
        prop_assert!(
            broken.is_empty(),
            "{broken:?}\n{}\n--\n{}",
            String::from_utf8_lossy(&text),
            String::from_utf8_lossy(outcome.file.bytes())
        );
    }
}
