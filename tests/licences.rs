//! Every crate that we build with may be used under one of these licences.

use std::process::Command;

use serde_json::Value;

/// Each lets the program be passed on, also as part of something that is sold.
const ALLOWED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Zlib",
];

/// Whether an SPDX expression can be met: `AND` binds more than `OR`, which old crates write as `/`.
fn is_allowed(expression: &str) -> bool {
    let text = expression.replace('/', " OR ");
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // From the innermost brackets outward, each pair becomes what it comes to.
    while let Some(open) = text.rfind('(') {
        let Some(close) = text[open..].find(')') else {
            return false;
        };
        let met = is_met(&text[open + 1..open + close]);
        let word = if met { "MIT" } else { "none" };
        text.replace_range(open..=open + close, word);
    }
    is_met(&text)
}

fn is_met(expression: &str) -> bool {
    let all = |part: &str| {
        part.split(" AND ")
            .all(|name| ALLOWED.contains(&name.trim()))
    };
    expression.split(" OR ").any(all)
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_crate_may_be_used() {
    // The crates for this machine, all of which are here: it has built this test.
    let version = output(&std::env::var("RUSTC").unwrap_or("rustc".into()), &["-vV"]);
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    let metadata = output(
        env!("CARGO"),
        &[
            "metadata",
            "--format-version=1",
            "--locked",
            "--offline",
            "--filter-platform",
            host,
        ],
    );
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50);
    let refused: Vec<String> = packages
        .iter()
        .map(|package| {
            (
                &package["name"],
                package["license"].as_str().unwrap_or("none"),
            )
        })
        .filter(|(_, licence)| !is_allowed(licence))
        .map(|(name, licence)| format!("{name}: {licence}"))
        .collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn expressions_are_understood() {
    for allowed in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        "Zlib OR (GPL-2.0 AND MIT)",
    ] {
        assert!(is_allowed(allowed), "{allowed}");
    }
    for refused in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR ISC) AND GPL-2.0",
        "none",
        "",
        "(MIT",
    ] {
        assert!(!is_allowed(refused), "{refused}");
    }
}
