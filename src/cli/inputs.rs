//! The files to read, one at a time: paths, folders and lists as a stream.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cnic_ocr::input::format::{Format, HEAD};
use walkdir::WalkDir;

use super::bytes::{self, Source, unreadable};
use super::plan::{InputPlan, List, STDIN};

/// A name in a list is no longer than this: a file without line ends must not fill the memory.
const LONGEST_NAME: u64 = 64 << 10;

/// One file to read.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// As given; a byte that is not Unicode stands as `\xff`.
    pub name: String,
    pub source: Source,
}

impl Input {
    fn file(path: PathBuf) -> Self {
        Self {
            name: name_of(&path),
            source: Source::File(path),
        }
    }

    fn nowhere(path: &Path, reason: String) -> Self {
        Self {
            name: name_of(path),
            source: Source::Nowhere(reason),
        }
    }
}

/// JSON has no other way to name every file. Two files are named alike only if one has such an escape in its name.
fn name_of(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name += chunk.valid();
        for byte in chunk.invalid() {
            name += &format!("\\x{byte:02x}");
        }
    }
    name
}

type Stream = Box<dyn Iterator<Item = Input> + Send>;

/// All files of a plan. Files in folders that are not read by their kind are counted in `skipped`.
pub fn stream(plan: InputPlan, skipped: Arc<AtomicU64>) -> Stream {
    let recursive = plan.recursive;
    let base64 = plan.base64.map(|path| Input {
        name: name_of(&path),
        source: Source::Base64(path),
    });
    let listed = plan.list.into_iter().flat_map(names);
    let paths = plan.paths.into_iter().map(Ok);
    let in_folders = Arc::clone(&skipped);
    let paths = paths.flat_map(move |path: Result<PathBuf, Input>| match path {
        // Only where it was typed: in a list it is a file's name, for the list itself may come from there.
        Ok(path) if path == Path::new(STDIN) => Box::new(std::iter::once(Input {
            name: STDIN.to_owned(),
            source: Source::Stdin,
        })),
        path => expand(path, recursive, &in_folders),
    });
    let listed = listed.flat_map(move |path| expand(path, recursive, &skipped));
    Box::new(paths.chain(base64).chain(listed))
}

/// The file at a path, or those in the folder there.
fn expand(path: Result<PathBuf, Input>, recursive: bool, skipped: &Arc<AtomicU64>) -> Stream {
    match path {
        Err(input) => Box::new(std::iter::once(input)),
        Ok(path) if path.is_dir() => folder(&path, recursive, Arc::clone(skipped)),
        Ok(path) => Box::new(std::iter::once(Input::file(path))),
    }
}

fn folder(path: &Path, recursive: bool, skipped: Arc<AtomicU64>) -> Stream {
    let depth = if recursive { usize::MAX } else { 1 };
    // Links to folders are not followed: they may lead round in circles.
    let walk = WalkDir::new(path)
        .min_depth(1)
        .max_depth(depth)
        .sort_by_file_name();
    Box::new(walk.into_iter().filter_map(move |entry| match entry {
        Err(error) => {
            let reason = error
                .io_error()
                .map_or_else(|| error.to_string(), unreadable);
            Some(Input::nowhere(
                error.path().unwrap_or(Path::new("?")),
                reason,
            ))
        }
        Ok(entry) if entry.file_type().is_dir() => None,
        Ok(entry) => {
            let wanted = is_wanted(entry.path());
            if !wanted {
                skipped.fetch_add(1, Ordering::Relaxed);
            }
            wanted.then(|| Input::file(entry.into_path()))
        }
    }))
}

/// Whether a file in a folder is to be read: a JPEG, PNG or PDF by its content. One that cannot be looked into is
/// wanted too, so that a record says so; pipes and devices are not.
fn is_wanted(path: &Path) -> bool {
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => false,
        Ok(_) => head(path).map_or(true, |bytes| Format::of(&bytes).is_read()),
        Err(_) => true,
    }
}

/// Whether a file is known to be a JPEG, PNG or PDF.
pub fn is_picture(path: &Path) -> bool {
    head(path).is_ok_and(|bytes| Format::of(&bytes).is_read())
}

fn head(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(HEAD);
    let read = bytes::open(path)?
        .0
        .take(HEAD as u64)
        .read_to_end(&mut bytes);
    read.map_err(|error| unreadable(&error))?;
    Ok(bytes)
}

/// The names in a list, each as soon as it is there.
fn names(list: List) -> impl Iterator<Item = Result<PathBuf, Input>> + Send {
    let opened: io::Result<Box<dyn BufRead + Send>> = if list.path == Path::new(STDIN) {
        Ok(Box::new(BufReader::new(io::stdin())))
    } else {
        File::open(&list.path).map(|file| Box::new(BufReader::new(file)) as _)
    };
    let mut reader = Some(opened);
    // Editors of Windows begin a text with a mark.
    let mut mark: &[u8] = b"\xef\xbb\xbf";
    std::iter::from_fn(move || {
        loop {
            let name = match reader.as_mut()? {
                Ok(open) => next_name(open, list.end),
                Err(error) => Err(unreadable(error)),
            };
            let mark = std::mem::take(&mut mark);
            match name {
                Ok(None) => return None,
                Ok(Some(name)) => {
                    let name = name.strip_prefix(mark).unwrap_or(&name);
                    if !name.is_empty() {
                        return Some(Ok(to_path(name)));
                    }
                }
                Err(reason) => {
                    reader = None;
                    return Some(Err(Input::nowhere(
                        &list.path,
                        format!("the list of files: {reason}"),
                    )));
                }
            }
        }
    })
}

/// The next name without its end; `None` at the end of the list.
fn next_name(reader: &mut dyn BufRead, end: u8) -> Result<Option<Vec<u8>>, String> {
    let mut name = Vec::new();
    let read = reader
        .take(LONGEST_NAME)
        .read_until(end, &mut name)
        .map_err(|error| unreadable(&error))?;
    if name.last() == Some(&end) {
        name.pop();
    } else if read as u64 == LONGEST_NAME {
        return Err(format!("a name is longer than {LONGEST_NAME} bytes"));
    }
    if end == b'\n' && name.last() == Some(&b'\r') {
        name.pop();
    }
    Ok((read > 0).then_some(name))
}

#[cfg(unix)]
fn to_path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(name).into()
}

#[cfg(not(unix))]
fn to_path(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(paths: Vec<PathBuf>) -> InputPlan {
        InputPlan {
            paths,
            base64: None,
            list: None,
            recursive: false,
        }
    }

    fn all(plan: InputPlan) -> (Vec<Input>, u64) {
        let skipped = Arc::new(AtomicU64::new(0));
        let inputs = stream(plan, Arc::clone(&skipped)).collect();
        (inputs, skipped.load(Ordering::Relaxed))
    }

    #[test]
    fn folders_give_pictures_by_content_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("c")).unwrap();
        fs::write(at("b.txt"), b"\x89PNG\r\n\x1a\n").unwrap();
        fs::write(at("a.jpg"), b"\xff\xd8\xff").unwrap();
        fs::write(at("d.pdf"), b"no PDF at all").unwrap();
        fs::write(at("c/e"), b"%PDF-1.7").unwrap();
        let shallow = plan(vec![folder.path().to_owned()]);
        let deep = InputPlan {
            recursive: true,
            ..shallow.clone()
        };
        assert_eq!(
            all(shallow),
            (vec![Input::file(at("a.jpg")), Input::file(at("b.txt"))], 1)
        );
        let (inputs, skipped) = all(deep);
        assert_eq!((inputs.len(), skipped), (3, 1));
    }

    #[test]
    fn paths_are_taken_as_they_are() {
        let inputs = all(plan(vec!["nonesuch.png".into(), "-".into()])).0;
        let stdin = Input {
            name: "-".to_owned(),
            source: Source::Stdin,
        };
        assert_eq!(inputs, [Input::file("nonesuch.png".into()), stdin]);
    }

    #[test]
    fn lists_end_names_as_asked() {
        let read = |bytes: &[u8], end| {
            let mut reader = bytes;
            let names = std::iter::from_fn(|| next_name(&mut reader, end).unwrap());
            names
                .map(|name| String::from_utf8(name).unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(read(b"a b\r\n\nc", b'\n'), ["a b", "", "c"]);
        assert_eq!(read(b"a\nb\0c\0", 0), ["a\nb", "c"]);
        assert!(next_name(&mut vec![b'x'; 100_000].as_slice(), b'\n').is_err());
    }

    #[test]
    fn a_list_that_is_not_there_is_one_error() {
        let list = List {
            path: "nonesuch.txt".into(),
            end: b'\n',
        };
        let inputs = all(InputPlan {
            list: Some(list),
            ..plan(vec![])
        })
        .0;
        assert_eq!(inputs.len(), 1);
        assert!(
            matches!(&inputs[0].source, Source::Nowhere(reason) if reason.contains("No such file"))
        );
    }
}
