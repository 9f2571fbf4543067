use super::*;

fn linux() -> Target {
    Target {
        os: "linux".into(),
        arch: "x86_64".into(),
    }
}

fn touch(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "x").unwrap();
}

/// A home with a library in every place, as (places, folder).
fn everywhere() -> (Places, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let pin = pin(Library::Pdfium, &linux()).unwrap();
    touch(&root.join("variable/libpdfium.so"));
    touch(&root.join("app/bin/libpdfium.so"));
    touch(&root.join("app/bin/lib/libpdfium.so"));
    touch(&root.join("app/lib/libpdfium.so"));
    touch(&home(&root.join("cache"), Library::Pdfium, &linux(), &pin).join("libpdfium.so"));
    let places = Places {
        variable: Some(root.join("variable").into()),
        executable: Some(root.join("app/bin/cnic-ocr")),
        cache: Some(root.join("cache")),
        built: None,
    };
    (places, folder)
}

#[test]
fn every_machine_has_both_pins() {
    for os in ["linux", "macos", "windows"] {
        for arch in ["x86_64", "aarch64"] {
            for library in Library::ALL {
                let target = Target {
                    os: os.into(),
                    arch: arch.into(),
                };
                let pin = pin(library, &target).unwrap();
                assert_eq!((pin.wheel_sha256.len(), pin.sha256.len()), (64, 64));
            }
        }
    }
}

#[test]
fn places_are_tried_in_their_order() {
    let (mut places, folder) = everywhere();
    let root = folder.path().to_path_buf();
    let found = |places: &Places| places.find(Library::Pdfium, &linux(), None).unwrap();
    touch(&root.join("asked.so"));
    let asked = places
        .find(Library::Pdfium, &linux(), Some(&root.join("asked.so")))
        .unwrap();
    assert_eq!(
        asked,
        Found {
            path: root.join("asked.so"),
            origin: Origin::Asked
        }
    );
    assert_eq!(
        found(&places),
        Found {
            path: root.join("variable/libpdfium.so"),
            origin: Origin::Variable
        }
    );
    places.variable = None;
    for beside in [
        "app/bin/libpdfium.so",
        "app/bin/lib/libpdfium.so",
        "app/lib/libpdfium.so",
    ] {
        assert_eq!(
            found(&places),
            Found {
                path: root.join(beside),
                origin: Origin::Executable
            }
        );
        fs::remove_file(root.join(beside)).unwrap();
    }
    assert_eq!(found(&places).origin, Origin::Cache);
    // On another machine the build's cache may be anybody's: what is no pinned library there is passed over.
    places.built = places.cache.take();
    assert!(matches!(
        places.find(Library::Pdfium, &linux(), None),
        Err(NotFound::Nowhere(..))
    ));
}

#[test]
fn a_wrong_name_is_seen_and_not_passed_over() {
    let (mut places, folder) = everywhere();
    places.variable = Some(folder.path().join("nothing.so").into());
    let error = places
        .find(Library::Pdfium, &linux(), None)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("PDFIUM_LIB_PATH") && error.contains("nothing.so"),
        "{error}"
    );
    let error = places
        .find(Library::Pdfium, &linux(), Some(Path::new("elsewhere")))
        .unwrap_err();
    assert!(
        error.to_string().contains("--pdfium names elsewhere"),
        "{error}"
    );
}

#[test]
fn the_system_s_library_is_left_to_the_loader() {
    let (mut places, _folder) = everywhere();
    places.variable = Some(SYSTEM.into());
    let found = places.find(Library::OnnxRuntime, &linux(), None).unwrap();
    assert_eq!(found.path, Path::new("libonnxruntime.so"));
}

#[test]
fn nowhere_says_what_to_do() {
    let places = Places {
        variable: None,
        executable: None,
        cache: None,
        built: None,
    };
    let plan9 = Target {
        os: "plan9".into(),
        arch: "mips".into(),
    };
    let error = places
        .find(Library::OnnxRuntime, &plan9, None)
        .unwrap_err()
        .to_string();
    for way in ["ORT_DYLIB_PATH", "--onnxruntime", "pip", "`system`"] {
        assert!(error.contains(way), "{way}: {error}");
    }
}

#[test]
fn the_build_has_fetched_both_and_they_are_the_pinned_ones() {
    for library in Library::ALL {
        let found = find(library).unwrap();
        if found.origin == Origin::Cache {
            let sum = verify(library, &found.path).unwrap();
            assert!(sum.version.is_some(), "{found:?} {sum:?}");
        }
    }
}
