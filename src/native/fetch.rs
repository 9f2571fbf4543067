//! Fetches the pinned libraries out of Python wheels. Part of the build script only: the program never downloads.
//!
//! A wheel comes from a folder that somebody filled by hand, or from whatever package client the machine has and
//! however that is configured; so no host is named here. Both the wheel and the library in it are checked.

use crate::native::{Library, Pin, Target, hash_of, home};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, UNIX_EPOCH};
use std::{env, fs, io};

/// A folder with wheels, for machines that cannot fetch.
pub const WHEELS_VARIABLE: &str = "CNIC_OCR_WHEEL_DIR";
/// Set: never start a package client.
pub const OFFLINE_VARIABLE: &str = "CNIC_OCR_OFFLINE";
/// The Python whose pip is asked, instead of the first that has one.
pub const PYTHON_VARIABLE: &str = "CNIC_OCR_PYTHON";

type Result<T> = std::result::Result<T, String>;

/// Puts the pinned library into its folder under `root`; the error says what was tried and what helps.
pub fn fetch(library: Library, target: &Target, pin: &Pin, root: &Path) -> Result<PathBuf> {
    fs::create_dir_all(root).map_err(|e| told(root, e))?;
    let lock = fs::File::create(root.join(".lock")).map_err(|e| told(root, e))?;
    lock.lock().map_err(|e| told(root, e))?; // one fetch at a time on this machine; ends with the file
    let home = home(root, library, target, pin);
    let path = home.join(library.file_name(target));
    if path.is_file() {
        return Ok(path); // another build was quicker
    }
    let work = root.join(format!(".fetch-{}-{}", library.key(), std::process::id()));
    let outcome = (|| {
        let (ready, temporary) = (work.join("ready"), work.join("wheel"));
        fs::create_dir_all(&ready).map_err(|e| told(&ready, e))?;
        let wheel = wheel(pin, &temporary).map_err(|tried| explain(library, pin, &tried))?;
        unpack(&wheel, pin, &ready, &library.file_name(target))?;
        let _ = fs::remove_dir_all(&home); // a folder without the library: left by a crash
        fs::rename(&ready, &home).map_err(|e| told(&home, e))
    })();
    let _ = fs::remove_dir_all(&work);
    outcome.map(|()| path)
}

/// The pinned wheel, from the first source that has it; else what each source said.
fn wheel(pin: &Pin, temporary: &Path) -> std::result::Result<PathBuf, Vec<String>> {
    let mut tried = Vec::new();
    if let Some(folder) = env::var_os(WHEELS_VARIABLE).filter(|v| !v.is_empty()) {
        match brought(pin, Path::new(&folder)) {
            Some(wheel) => return Ok(wheel),
            None => tried.push(format!(
                "{}: no such wheel with the right checksum",
                folder.display()
            )),
        }
    }
    for variable in [OFFLINE_VARIABLE, "CARGO_NET_OFFLINE"] {
        if env::var(variable).is_ok_and(|v| !matches!(v.as_str(), "" | "0" | "false")) {
            tried.push(format!("package clients: switched off by {variable}"));
            return Err(tried);
        }
    }
    let sources: [(&str, Source); 3] = [
        ("pip", by_pip),
        ("apt-get's pip", by_borrowed_pip),
        ("uv", by_uv),
    ];
    for (name, source) in sources {
        let _ = fs::remove_dir_all(temporary);
        let got = fs::create_dir_all(temporary).map_err(|e| told(temporary, e));
        match got.and_then(|()| source(pin, temporary)) {
            Ok(wheel) => return Ok(wheel),
            Err(reason) => tried.push(format!("{name}: {reason}")),
        }
    }
    Err(tried)
}

type Source = fn(&Pin, &Path) -> Result<PathBuf>;

/// A wheel that lies in a folder already. Its checksum decides, not its name.
fn brought(pin: &Pin, folder: &Path) -> Option<PathBuf> {
    let wheels = files(folder, "whl");
    wheels
        .into_iter()
        .find(|wheel| hash_of(wheel).is_ok_and(|sum| sum == pin.wheel_sha256))
}

/// The first pip that answers. A second one would be told the same by the network, so it is not asked.
fn by_pip(pin: &Pin, folder: &Path) -> Result<PathBuf> {
    let chosen = env::var(PYTHON_VARIABLE).ok();
    let pythons: [&[&str]; 4] = [
        &["python3", "-m", "pip"],
        &["python", "-m", "pip"],
        &["py", "-3", "-m", "pip"],
        &["pip3"],
    ];
    let own = chosen.as_deref().map(|python| [python, "-m", "pip"]);
    let candidates = match &own {
        Some(own) => vec![own.as_slice()],
        None => pythons.to_vec(),
    };
    let answers = |words: &&[&str]| run(command(words).arg("--version")).is_ok();
    let pip = candidates
        .into_iter()
        .find(answers)
        .ok_or("not installed")?;
    download(command(pip), pin, folder)
}

/// On a Debian or Ubuntu whose Python came without pip: the distribution's own pip, run where it was unpacked.
fn by_borrowed_pip(pin: &Pin, folder: &Path) -> Result<PathBuf> {
    run(command(&["apt-get", "download", "-qq", "python3-pip-whl"]).current_dir(folder))?;
    let package = files(folder, "deb").pop().ok_or("gave no package")?;
    let unpacked = folder.join("unpacked");
    run(command(&["dpkg-deb", "-x"]).arg(package).arg(&unpacked))?;
    let wheels = files(&unpacked.join("usr/share/python-wheels"), "whl");
    let pip = wheels
        .into_iter()
        .find(|wheel| starts_with(wheel, "pip-"))
        .ok_or("holds no pip")?;
    let mut python = command(&["python3", "-m", "pip"]);
    python.env("PYTHONPATH", pip);
    download(python, pin, folder)
}

fn download(mut pip: Command, pin: &Pin, folder: &Path) -> Result<PathBuf> {
    let interface = if pin.abi == "none" { "py" } else { "cp" };
    pip.args([
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--no-deps",
        "--retries",
        "2",
    ]);
    pip.args([
        "--only-binary=:all:",
        "--require-hashes",
        "--implementation",
        interface,
        "--python-version",
        "3.12",
    ]);
    pip.args(["--abi", pin.abi, "--platform", pin.platform, "--dest"])
        .arg(folder);
    pip.arg("-r")
        .arg(requirement(pin, folder)?)
        .env("PIP_REQUIRE_VIRTUALENV", "0");
    run(&mut pip)?;
    let wheels = files(folder, "whl");
    wheels
        .into_iter()
        .find(|wheel| starts_with(wheel, pin.package))
        .ok_or_else(|| "gave no wheel".into())
}

/// uv cannot download a wheel, only install it: the folder stands for the wheel.
fn by_uv(pin: &Pin, folder: &Path) -> Result<PathBuf> {
    let platform = match pin.platform {
        linux if linux.starts_with("manylinux") => {
            if linux.ends_with("x86_64") {
                "x86_64-manylinux_2_28"
            } else {
                "aarch64-manylinux_2_28"
            }
        }
        mac if mac.starts_with("macosx") => {
            if mac.ends_with("x86_64") {
                "x86_64-apple-darwin"
            } else {
                "aarch64-apple-darwin"
            }
        }
        "win_arm64" => "aarch64-pc-windows-msvc",
        _ => "x86_64-pc-windows-msvc",
    };
    let mut uv = command(&[
        "uv",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--require-hashes",
    ]);
    uv.args([
        "--python-version",
        "3.12",
        "--python-platform",
        platform,
        "--target",
    ])
    .arg(folder);
    run(uv.arg("-r").arg(requirement(pin, folder)?))?;
    Ok(folder.to_path_buf())
}

fn requirement(pin: &Pin, folder: &Path) -> Result<PathBuf> {
    let path = folder.join("requirements.txt");
    let line = format!(
        "{}=={} --hash=sha256:{}\n",
        pin.package, pin.version, pin.wheel_sha256
    );
    fs::write(&path, line).map_err(|e| told(&path, e))?;
    Ok(path)
}

/// Takes the library and its licences out of a wheel (or out of a folder into which uv installed it).
fn unpack(wheel: &Path, pin: &Pin, folder: &Path, file_name: &str) -> Result<()> {
    if wheel.is_dir() {
        let library = fs::File::open(wheel.join(pin.member)).map_err(|e| told(wheel, e))?;
        return place(library, pin, &folder.join(file_name));
    }
    let file = fs::File::open(wheel).map_err(|e| told(wheel, e))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|e| told(wheel, e))?;
    place(
        archive.by_name(pin.member).map_err(|e| told(wheel, e))?,
        pin,
        &folder.join(file_name),
    )?;
    let licences = folder.join("licences");
    fs::create_dir(&licences).map_err(|e| told(&licences, e))?;
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).map_err(|e| told(wheel, e))?;
        let name = member.name().unwrap_or_default().into_owned();
        let last = name.rsplit('/').next().unwrap_or_default();
        let wanted =
            ["LICENSE", "ThirdPartyNotices.txt"].contains(&last) || name.contains("/licenses/");
        if wanted && !last.is_empty() {
            let path = licences.join(last);
            let mut copy = fs::File::create(&path).map_err(|e| told(&path, e))?;
            io::copy(&mut member, &mut copy).map_err(|e| told(&path, e))?;
        }
    }
    Ok(())
}

/// Writes the library, checks it, and dates it back: younger than the build's own stamp it would make cargo
/// build a second time.
fn place(mut library: impl io::Read, pin: &Pin, path: &Path) -> Result<()> {
    let mut file = fs::File::create_new(path).map_err(|e| told(path, e))?;
    io::copy(&mut library, &mut file).map_err(|e| told(path, e))?;
    let sum = hash_of(path).map_err(|e| told(path, e))?;
    if sum != pin.sha256 {
        return Err(format!(
            "{} {}: {} has SHA-256 {sum}, not {}",
            pin.package, pin.version, pin.member, pin.sha256
        ));
    }
    let _ = file.set_modified(UNIX_EPOCH + Duration::from_secs(946_684_800)); // 2000-01-01
    Ok(())
}

fn explain(library: Library, pin: &Pin, tried: &[String]) -> String {
    let (name, variable, package, version) =
        (library.name(), library.variable(), pin.package, pin.version);
    format!(
        "{name} could not be fetched. Tried:\n  {}\nThe build goes on without it. Any one of these helps: \
         install pip for Python 3 (Debian, Ubuntu: python3-pip) and build again; \
         put the wheel of {package}=={version} for {} into a folder and set {WHEELS_VARIABLE} to it; \
         set {variable} to a library of yours.",
        tried.join("\n  "),
        pin.platform,
    )
}

fn command(words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .stdin(Stdio::null())
        .env_remove("PYTHONHOME")
        .env_remove("PYTHONPATH");
    command
}

/// Runs to the end; the error is the last thing that it said.
fn run(command: &mut Command) -> Result<()> {
    let output = command.output().map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => "not installed".to_string(),
        _ => e.to_string(),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty());
    Err(format!("{} ({})", last.unwrap_or("failed"), output.status))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    entries
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect()
}

fn starts_with(path: &Path, start: &str) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with(start))
}

fn told(path: &Path, error: impl std::fmt::Display) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// A made-up wheel around `library` and the pin that it should have.
    fn wheel_of(library: &[u8], folder: &Path) -> (PathBuf, Pin) {
        let path = folder.join("any-name.whl");
        let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        let stored = zip::write::SimpleFileOptions::default();
        for (name, content) in [
            ("raw/libpdfium.so", library),
            ("x.dist-info/licenses/LICENSE", b"free"),
        ] {
            archive.start_file(name, stored).unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap();
        let leak = |text: String| &*text.leak();
        let wheel_sha256 = leak(hash_of(&path).unwrap());
        let sha256 = leak(crate::native::hash(&mut &b"a library"[..]).unwrap());
        let (package, version, abi, platform) = ("made-up", "1", "none", "any");
        (
            path,
            Pin {
                package,
                version,
                abi,
                platform,
                wheel_sha256,
                member: "raw/libpdfium.so",
                sha256,
            },
        )
    }

    #[test]
    fn a_wheel_brought_by_hand_is_known_by_its_checksum() {
        let folder = tempfile::tempdir().unwrap();
        let (wheel, pin) = wheel_of(b"a library", folder.path());
        assert_eq!(brought(&pin, folder.path()), Some(wheel));
        fs::write(folder.path().join("any-name.whl"), "another").unwrap();
        assert_eq!(brought(&pin, folder.path()), None);
    }

    #[test]
    fn the_library_and_its_licences_are_taken_out() {
        let folder = tempfile::tempdir().unwrap();
        let (wheel, pin) = wheel_of(b"a library", folder.path());
        unpack(&wheel, &pin, folder.path(), "libpdfium.so").unwrap();
        assert_eq!(
            fs::read(folder.path().join("libpdfium.so")).unwrap(),
            b"a library"
        );
        assert_eq!(
            fs::read(folder.path().join("licences/LICENSE")).unwrap(),
            b"free"
        );
    }

    #[test]
    fn another_library_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (wheel, pin) = wheel_of(b"a swapped library", folder.path());
        let error = unpack(&wheel, &pin, folder.path(), "libpdfium.so").unwrap_err();
        assert!(error.contains("SHA-256"), "{error}");
    }

    #[test]
    fn a_client_that_is_missing_or_fails_is_told_in_its_own_words() {
        assert_eq!(
            run(&mut command(&["no-such-client"])).unwrap_err(),
            "not installed"
        );
        let told = run(command(&["cargo", "no-such-command"]).env("LC_ALL", "C")).unwrap_err();
        assert!(told.contains("exit status"), "{told}");
    }
}
