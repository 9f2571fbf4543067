//! The networks' weights and what the manifest says of them. The weights are part of the executable.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::native;

/// One file of weights, as `models/manifest.json` describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Of the networks `finder`, `fields`, `latin` or `urdu`, or of the letter models `latin-letters` or `urdu-letters`.
    pub name: String,
    /// Its file below `models/`.
    pub file: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Changes with every new training.
    pub version: String,
    /// A network's input dimensions, outermost first; 0 stands for any.
    #[serde(default)]
    pub input: Vec<usize>,
    /// How the input's values come from pixels, in words.
    #[serde(default)]
    pub normalisation: String,
    /// A reader's letters in the order of its classes, the first for class 1; empty for others.
    #[serde(default)]
    pub alphabet: String,
}

static MANIFEST: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../models/manifest.json"))
        .expect("a test reads the manifest")
});

/// All files of weights.
pub fn manifest() -> &'static [Entry] {
    &MANIFEST
}

/// A model's description and the content of its file.
///
/// # Errors
/// [`Error::Internal`] for a name that the manifest does not have.
pub fn get(name: &str) -> Result<(&'static Entry, &'static [u8])> {
    let entry = manifest().iter().find(|e| e.name == name);
    let weights: Option<&'static [u8]> = match name {
        "finder" => Some(include_bytes!("../models/finder/finder.onnx")),
        "fields" => Some(include_bytes!("../models/fields/fields.onnx")),
        "latin" => Some(include_bytes!("../models/latin/latin.onnx")),
        "urdu" => Some(include_bytes!("../models/urdu/urdu.onnx")),
        "latin-letters" => Some(include_bytes!("../models/latin/letters.bin")),
        "urdu-letters" => Some(include_bytes!("../models/urdu/letters.bin")),
        _ => None,
    };
    entry
        .zip(weights)
        .ok_or_else(|| Error::Internal(format!("no model is called {name}")))
}

/// Whether a model's bytes are those that the manifest names.
///
/// # Errors
/// As [`get`].
pub fn verify(name: &str) -> Result<bool> {
    let (entry, mut weights) = get(name)?;
    Ok(native::hash(&mut weights).is_ok_and(|hash| hash == entry.sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_is_the_one_in_the_manifest() {
        let names: Vec<&str> = manifest().iter().map(|e| e.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "finder",
                "fields",
                "latin",
                "urdu",
                "latin-letters",
                "urdu-letters"
            ]
        );
        for name in names {
            assert!(verify(name).unwrap(), "{name}");
        }
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        assert!(get("nonesuch").is_err());
    }
}
