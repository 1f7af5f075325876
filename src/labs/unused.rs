//! Settings that were changed though what was chosen has no use for them.

use crate::run::Settings;
use serde::Serialize;

/// What is said of those among `keys` that are not as by default: `who` has no use for them. `None` where all are.
pub(super) fn remark<S: Serialize + Default>(spec: &S, keys: &[&str], who: &str) -> Option<String> {
    let (settings, defaults) = (Settings::of(spec).ok()?, Settings::of(&S::default()).ok()?);
    let changed: Vec<String> = keys
        .iter()
        .filter(|key| settings.get(key) != defaults.get(key))
        .map(|key| format!("`{key}={}`", settings.text(key).escape_debug()))
        .collect();
    (!changed.is_empty()).then(|| format!("{}: no use for that in {who}", changed.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labs::training::{OptimizerName, Training};

    #[test]
    fn what_was_changed_without_any_use_is_told_with_its_value_and_what_stands_by_default_is_not() {
        let training = Training { momentum: 0.5, clip: 2.0, ..Training::default() };
        let told = remark(&training, &["momentum", "patience"], "Adam").unwrap();
        assert_eq!(told, "`momentum=0.5`: no use for that in Adam");
        assert_eq!(remark(&training, &["patience", "freeze"], "Adam"), None);
        assert!(crate::labs::training::unused(&training).unwrap().contains("momentum"));
        let sgd = Training { optimizer: OptimizerName::Sgd, ..training };
        assert_eq!(crate::labs::training::unused(&sgd), None);
    }
}
