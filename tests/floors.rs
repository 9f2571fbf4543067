//! The crate is built in floors, and a file knows only those below its own: no file imports upward.

use std::fs;
use std::path::{Path, PathBuf};

/// Where each top-level module stands.
const FLOORS: &[(&str, u8)] = &[
    ("main", 6),
    ("cli", 5),
    ("pipeline", 4),
    ("answer", 4),
    ("stages", 3),
    ("runtime", 2),
    ("input", 2),
    ("models", 1),
    ("card", 1),
    ("native", 0),
    ("geometry", 0),
    ("text", 0),
    ("confine", 0),
    ("timings", 0),
    ("error", 0),
];

/// What only these modules may use.
const KEPT: &[(&str, &[&str])] = &[
    ("anyhow", &["cli", "main"]),
    ("clap", &["cli", "main"]),
    ("indicatif", &["cli"]),
    ("rayon", &["cli"]),
    ("ort", &["runtime"]),
    ("pdfium_render", &["input"]),
    ("rqrr", &["stages"]),
];

fn floor(module: &str) -> u8 {
    let known = FLOORS.iter().find(|(name, _)| *name == module);
    known
        .unwrap_or_else(|| panic!("give the module `{module}` a floor in {}", file!()))
        .1
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The statements of a file, each on one line, with the number of the line where it begins. Comments are left out.
fn statements(text: &str) -> Vec<(usize, String)> {
    let mut statements = vec![(1, String::new())];
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.split("//").next().unwrap_or_default().trim();
        let (_, statement) = statements.last_mut().unwrap();
        *statement += code;
        if !statement.starts_with("use ") && !statement.starts_with("pub use ")
            || code.ends_with(';')
        {
            statements.push((number + 1, String::new()));
        }
    }
    statements
}

/// The names behind each `start` in a statement: `crate::card::Kind` gives `card`, `crate::{card, text}` both.
fn names<'a>(code: &'a str, start: &str) -> Vec<&'a str> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(start) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + start.len()..];
        let one = |text: &'a str| {
            text.trim()
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default()
        };
        match rest.strip_prefix('{') {
            Some(list) => names.extend(list.trim_end_matches(['}', ';']).split(',').map(one)),
            None => names.push(one(rest)),
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn no_file_imports_upward() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for path in files {
        let relative = path.strip_prefix(&root).unwrap();
        let module = relative
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs");
        if module == "lib" {
            continue; // the list of modules
        }
        for (number, code) in statements(&fs::read_to_string(&path).unwrap()) {
            let place = format!("{}:{number}", relative.display());
            for name in [names(&code, "crate::"), names(&code, "cnic_ocr::")].concat() {
                if floor(name) > floor(module) {
                    wrong.push(format!("{place} imports {name}, which stands above it"));
                }
            }
            for (library, modules) in KEPT {
                let used = !names(&code, &format!("{library}::")).is_empty();
                if used && !modules.contains(&module) {
                    wrong.push(format!(
                        "{place} uses {library}, which is for {modules:?} only"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn imports_are_seen() {
    assert_eq!(names("use crate::card::Kind;", "crate::"), ["card"]);
    assert_eq!(
        names("use crate::{card::Kind, text};", "crate::"),
        ["card", "text"]
    );
    assert_eq!(
        names("let x = crate::stages::run(y);", "crate::"),
        ["stages"]
    );
    let text = "//! crate::cli\nuse crate::{\n    card::Kind,\n    text,\n};\nlet x = 1; // crate::cli\nlet y = 2;";
    let statements = statements(text);
    let seen: Vec<_> = statements
        .iter()
        .flat_map(|(number, code)| {
            names(code, "crate::")
                .into_iter()
                .map(move |n| (*number, n))
        })
        .collect();
    assert_eq!(seen, [(2, "card"), (2, "text")]);
    assert!(names("use supercrate::x;", "crate::").is_empty());
}
