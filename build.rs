//! Puts the pinned ONNX Runtime and PDFium into the user's cache, so that the built program runs offline.
//! It never fails the build: what could not be had is a warning here and an explanation by the program.

#[allow(dead_code)] // the program's half of it
#[path = "src/native/mod.rs"]
mod native;

#[path = "src/native/fetch.rs"]
mod fetch;

use native::{CACHE_VARIABLE, Library, Places, Target, cache, pin};
use std::env;
use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=src/native");
    let own = [
        CACHE_VARIABLE,
        fetch::WHEELS_VARIABLE,
        fetch::OFFLINE_VARIABLE,
        fetch::PYTHON_VARIABLE,
    ];
    let paths = ["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"];
    let libraries = Library::ALL.map(Library::variable);
    for variable in own.iter().chain(&paths).chain(&libraries) {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    if env::var_os("DOCS_RS").is_some() {
        return;
    }
    // Without a home that can be written to (a sandboxed build), the build's own folder is the cache.
    let root = cache()
        .filter(|root| std::fs::create_dir_all(root).is_ok())
        .unwrap_or_else(|| {
            PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("native")
        });
    // The program looks there too: a service may run without the builder's HOME.
    println!("cargo::rustc-env=CNIC_OCR_BUILT_NATIVE={}", root.display());
    for library in Library::ALL {
        if let Err(reason) = provide(library, &root) {
            for line in reason.lines() {
                println!("cargo::warning={line}");
            }
        }
    }
}

fn provide(library: Library, root: &std::path::Path) -> Result<(), String> {
    // The machine compiled for, not the one that compiles.
    let of_cargo = |name: &str| env::var(name).unwrap_or_default();
    let target = Target {
        os: of_cargo("CARGO_CFG_TARGET_OS"),
        arch: of_cargo("CARGO_CFG_TARGET_ARCH"),
    };
    let places = Places {
        cache: Some(root.into()),
        built: None,
        executable: None,
        ..Places::of_process(library)
    };
    let path = match places.find(library, &target, None) {
        Ok(found) => found.path,
        Err(native::NotFound::NotAFile(..)) => return Ok(()), // named by hand: the program will say so
        Err(native::NotFound::Nowhere(..)) => {
            let none = || {
                format!(
                    "no {} is pinned for {} {}",
                    library.name(),
                    target.os,
                    target.arch
                )
            };
            let pin = pin(library, &target).ok_or_else(none)?;
            // Cargo looks again in the next build if this is not there then.
            let home = native::home(root, library, &target, &pin);
            println!(
                "cargo::rerun-if-changed={}",
                home.join(library.file_name(&target)).display()
            );
            fetch::fetch(library, &target, &pin, root)?
        }
    };
    println!("cargo::rerun-if-changed={}", path.display());
    Ok(())
}
