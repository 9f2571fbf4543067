//! Finds the two shared libraries that the program loads: ONNX Runtime and PDFium.
//!
//! The build script includes this file by its path and fetches what is missing (see `fetch.rs`); the running
//! program only looks, in the same places, and says what to do when nothing is there. It never downloads.

use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fmt, fs, io};

#[cfg(test)]
#[allow(dead_code)] // it runs in the build script; here only its tests do
mod fetch;
#[cfg(test)]
mod tests;

/// Where fetched libraries are kept, instead of the user's cache folder.
pub const CACHE_VARIABLE: &str = "CNIC_OCR_NATIVE_DIR";
/// Given for a library's path: let the system's loader find one that is installed.
pub const SYSTEM: &str = "system";

const PINS: &str = include_str!("pins.tsv");

/// A shared library that the program loads when it needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// Runs the networks.
    OnnxRuntime,
    /// Draws the pages of a PDF.
    Pdfium,
}

impl Library {
    /// Both.
    pub const ALL: [Library; 2] = [Library::OnnxRuntime, Library::Pdfium];

    /// The name in `pins.tsv`, which is also the name of its flag.
    pub fn key(self) -> &'static str {
        match self {
            Library::OnnxRuntime => "onnxruntime",
            Library::Pdfium => "pdfium",
        }
    }

    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Library::OnnxRuntime => "ONNX Runtime",
            Library::Pdfium => "PDFium",
        }
    }

    /// The environment variable that names a file, a folder that holds it, or [`SYSTEM`].
    pub fn variable(self) -> &'static str {
        match self {
            Library::OnnxRuntime => "ORT_DYLIB_PATH",
            Library::Pdfium => "PDFIUM_LIB_PATH",
        }
    }

    /// The file's name on a machine.
    pub fn file_name(self, target: &Target) -> String {
        let key = self.key();
        match target.os.as_str() {
            "windows" => format!("{key}.dll"),
            "macos" => format!("lib{key}.dylib"),
            _ => format!("lib{key}.so"),
        }
    }
}

/// The machine that the program runs on.
#[derive(Clone, Debug)]
pub struct Target {
    /// As `std::env::consts::OS` spells it.
    pub os: String,
    /// As `std::env::consts::ARCH` spells it.
    pub arch: String,
}

impl Target {
    /// This machine.
    pub fn host() -> Self {
        Self {
            os: env::consts::OS.into(),
            arch: env::consts::ARCH.into(),
        }
    }
}

/// A line of `pins.tsv`: the one build of a library that the program is tested with.
#[derive(Clone, Debug)]
pub struct Pin {
    /// The Python package that carries the library.
    pub package: &'static str,
    /// The package's version.
    pub version: &'static str,
    /// The wheel's tag for the Python interface, `none` where it has none.
    pub abi: &'static str,
    /// The wheel's tag for the platform.
    pub platform: &'static str,
    /// SHA-256 of the wheel.
    pub wheel_sha256: &'static str,
    /// The library's path in the wheel.
    pub member: &'static str,
    /// SHA-256 of the library.
    pub sha256: &'static str,
}

/// The pinned build of a library for a machine, if there is one.
pub fn pin(library: Library, target: &Target) -> Option<Pin> {
    let rows = PINS.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split('\t').collect::<Vec<_>>())
        .find(|row| row[0] == library.key() && row[1] == target.os && row[2] == target.arch)
        .map(|row| Pin {
            package: row[3],
            version: row[4],
            abi: row[5],
            platform: row[6],
            wheel_sha256: row[7],
            member: row[8],
            sha256: row[9],
        })
}

/// A library that was found, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// An absolute path, or a bare file name where the system's loader shall search.
    pub path: PathBuf,
    /// The rule.
    pub origin: Origin,
}

/// The rule by which a library was found, in the order in which the rules are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Asked for by the caller (a flag).
    Asked,
    /// Named by the environment variable.
    Variable,
    /// Beside the executable, or in `lib` there or one folder up.
    Executable,
    /// In the user's cache, where the build script puts it.
    Cache,
    /// Where the build script put it for a user with another cache or none; only the pinned build, to the byte, for the
    /// folder may be anybody's on another machine.
    Build,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Origin::Asked => "asked for",
            Origin::Variable => "environment variable",
            Origin::Executable => "beside the program",
            Origin::Cache => "cache",
            Origin::Build => "the build's cache",
        })
    }
}

/// Why a library was not found. The text says what to do.
#[derive(Debug)]
pub enum NotFound {
    /// It is in none of the places.
    Nowhere(Library, Vec<PathBuf>),
    /// The path that was asked for, or that the environment variable names, is not a file.
    NotAFile(Library, Origin, PathBuf),
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotFound::Nowhere(library, places) => {
                let (name, key, variable) = (library.name(), library.key(), library.variable());
                let file = library.file_name(&Target::host());
                write!(f, "{name} ({file}) was not found. ")?;
                write!(
                    f,
                    "Build the program again with Python 3 and pip present (its build fetches the library), "
                )?;
                write!(f, "or put the library beside the program, ")?;
                write!(
                    f,
                    "or name it with --{key} or {variable} (a path, or `{SYSTEM}` for an installed one). "
                )?;
                let places: Vec<_> = places.iter().map(|p| p.display().to_string()).collect();
                write!(f, "Looked in: {}", places.join(", "))
            }
            NotFound::NotAFile(library, origin, path) => {
                let (name, path) = (library.name(), path.display());
                let said_by = match origin {
                    Origin::Variable => library.variable().to_string(),
                    _ => format!("--{}", library.key()),
                };
                write!(f, "{name}: {said_by} names {path}, which is not a file; ")?;
                write!(
                    f,
                    "give the library's path, the folder that holds it, or `{SYSTEM}`"
                )
            }
        }
    }
}

impl std::error::Error for NotFound {}

/// Everything outside of us that the search depends on, so that tests can make it up.
pub(crate) struct Places {
    pub variable: Option<OsString>,
    pub executable: Option<PathBuf>,
    /// The user's cache, holding one folder a library and version.
    pub cache: Option<PathBuf>,
    /// The cache that the build script filled.
    pub built: Option<PathBuf>,
}

impl Places {
    pub fn of_process(library: Library) -> Self {
        let cache = cache();
        let built = option_env!("CNIC_OCR_BUILT_NATIVE").map(PathBuf::from);
        Self {
            variable: env::var_os(library.variable()),
            executable: env::current_exe().and_then(fs::canonicalize).ok(),
            built: built.filter(|built| Some(built) != cache.as_ref()),
            cache,
        }
    }

    pub fn find(
        &self,
        library: Library,
        target: &Target,
        asked: Option<&Path>,
    ) -> Result<Found, NotFound> {
        if let Some(path) = asked {
            return named(library, target, Origin::Asked, path);
        }
        if let Some(path) = self.variable.as_ref().filter(|v| !v.is_empty()) {
            return named(library, target, Origin::Variable, Path::new(path));
        }
        let folder = self.executable.as_deref().and_then(Path::parent);
        let beside = folder.into_iter().flat_map(|folder| {
            let above = folder.parent().map(|p| p.join("lib"));
            [folder.to_path_buf(), folder.join("lib")]
                .into_iter()
                .chain(above)
        });
        let pin = pin(library, target);
        let roots = [(Origin::Cache, &self.cache), (Origin::Build, &self.built)];
        let cached = pin.iter().flat_map(|pin| {
            roots.iter().filter_map(|(origin, root)| {
                Some((*origin, home(root.as_deref()?, library, target, pin)))
            })
        });
        let folders: Vec<_> = (beside.map(|folder| (Origin::Executable, folder)))
            .chain(cached)
            .collect();
        let is_pinned = |path: &Path| {
            let pinned = pin.as_ref().zip(hash_of(path).ok());
            pinned.is_some_and(|(pin, sum)| pin.sha256 == sum)
        };
        for (origin, folder) in &folders {
            let path = folder.join(library.file_name(target));
            if path.is_file() && (*origin != Origin::Build || is_pinned(&path)) {
                return Ok(Found {
                    path,
                    origin: *origin,
                });
            }
        }
        Err(NotFound::Nowhere(
            library,
            folders.into_iter().map(|(_, folder)| folder).collect(),
        ))
    }
}

/// What was named by hand is used or refused, never passed over: a wrong path must be seen.
fn named(
    library: Library,
    target: &Target,
    origin: Origin,
    path: &Path,
) -> Result<Found, NotFound> {
    if path == Path::new(SYSTEM) {
        return Ok(Found {
            path: library.file_name(target).into(),
            origin,
        });
    }
    let file = if path.is_dir() {
        path.join(library.file_name(target))
    } else {
        path.to_path_buf()
    };
    // Absolute, so that the loader does not search for it.
    match std::path::absolute(&file) {
        Ok(path) if path.is_file() => Ok(Found { path, origin }),
        _ => Err(NotFound::NotAFile(library, origin, file)),
    }
}

/// Where a library lives in a cache folder: another version or another build is another folder.
pub(crate) fn home(root: &Path, library: Library, target: &Target, pin: &Pin) -> PathBuf {
    let (key, version, hash) = (library.key(), pin.version, &pin.sha256[..8]);
    root.join(format!(
        "{key}-{version}-{}-{}-{hash}",
        target.os, target.arch
    ))
}

/// The user's cache folder for libraries; `None` where the environment names no home.
pub(crate) fn cache() -> Option<PathBuf> {
    let folder = |variable: &str| {
        env::var_os(variable)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    if let Some(own) = folder(CACHE_VARIABLE) {
        return std::path::absolute(own).ok();
    }
    let base = match env::consts::OS {
        "windows" => folder("LOCALAPPDATA"),
        "macos" => folder("HOME").map(|home| home.join("Library/Caches")),
        _ => folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache"))),
    };
    Some(std::path::absolute(base?).ok()?.join("cnic-ocr/native"))
}

/// Looks for a library: what is asked for, the environment variable, beside the program, the cache.
///
/// # Errors
/// [`NotFound`], with what to do, if it is in none of them or if what was named is not a file.
pub fn locate(library: Library, asked: Option<&Path>) -> Result<Found, NotFound> {
    Places::of_process(library).find(library, &Target::host(), asked)
}

static PREFERRED: [OnceLock<PathBuf>; 2] = [OnceLock::new(), OnceLock::new()];

/// Sets what [`find`] takes as asked for. A process loads each library once, so the first call counts.
pub fn prefer(library: Library, path: PathBuf) {
    let _ = PREFERRED[library as usize].set(path);
}

/// [`locate`] with what [`prefer`] set.
pub fn find(library: Library) -> Result<Found, NotFound> {
    locate(
        library,
        PREFERRED[library as usize].get().map(PathBuf::as_path),
    )
}

/// A library's checksum beside the pinned one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// SHA-256 of the file, 64 hexadecimal digits.
    pub sha256: String,
    /// The version, where the file is the pinned build; `None` for any other.
    pub version: Option<&'static str>,
}

/// Reads a library whole and says whether it is the pinned build for this machine.
pub fn verify(library: Library, path: &Path) -> io::Result<Checksum> {
    let sha256 = hash_of(path)?;
    let pin = pin(library, &Target::host()).filter(|pin| pin.sha256 == sha256);
    Ok(Checksum {
        sha256,
        version: pin.map(|pin| pin.version),
    })
}

/// [`hash`] of a file.
pub(crate) fn hash_of(path: &Path) -> io::Result<String> {
    hash(&mut fs::File::open(path)?)
}

/// SHA-256 of all that a reader gives, in hexadecimal digits.
pub(crate) fn hash(reader: &mut impl io::Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    io::copy(reader, &mut hasher)?;
    Ok(hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}
