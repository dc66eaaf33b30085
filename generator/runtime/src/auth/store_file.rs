//! Sign-ins in a file that only its owner can read.

use super::{StoreLock, TokenStore};
use azure_core::Uuid;
use azure_core::credentials::Secret;
use fs4::{FileExt, TryLockError};
use serde_json::{Map, Value};
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Keeps sign-ins in a file that only its owner can read; one that others can read is refused.
///
/// On Unix, the file's mode says who can read it. On Windows the rights of its folder do: choose one in the user's profile.
///
/// ```no_run
/// use msgraph_core::{DeviceCodeCredential, FileStore};
///
/// let store = FileStore::new("/home/adele/.config/my-program/sign-in.json");
/// let credential = DeviceCodeCredential::builder("11111111-2222-3333-4444-555555555555").store(store).build()?;
/// # Ok::<(), msgraph_core::azure_core::Error>(())
/// ```
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
}

impl FileStore {
    /// A store in a file, which comes into being, with its folder, when something is kept.
    pub fn new(path: impl Into<PathBuf>) -> Arc<Self> {
        Arc::new(Self { path: path.into() })
    }

    fn read(&self) -> io::Result<Map<String, Value>> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Map::new()),
            Err(error) => return Err(error),
        };
        check_owner_only(&file, &self.path)?;
        // A file that is no JSON holds nothing; the next sign-in replaces it.
        Ok(serde_json::from_reader(io::BufReader::new(file)).unwrap_or_default())
    }

    /// Writes the whole file beside the old one, which it then replaces, so that there is never half of one.
    fn write(&self, kept: &Map<String, Value>) -> io::Result<()> {
        self.make_folder()?;
        let fresh = self.beside(&format!(".{}", Uuid::new_v4().simple()));
        let written = owner_only(OpenOptions::new().write(true).create_new(true)).open(&fresh).and_then(|mut file| {
            file.write_all(Value::Object(kept.clone()).to_string().as_bytes())?;
            file.sync_all()
        });
        let replaced = written.and_then(|()| fs::rename(&fresh, &self.path));
        if replaced.is_err() {
            // It may not be there at all.
            let _ = fs::remove_file(&fresh);
        }
        replaced
    }

    fn make_folder(&self) -> io::Result<()> {
        let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
            return Ok(());
        };
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(folder)
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut path = OsString::from(&self.path);
        path.push(ending);
        path.into()
    }
}

impl TokenStore for FileStore {
    fn load(&self, key: &str) -> io::Result<Option<Secret>> {
        Ok(self.read()?.get(key).and_then(Value::as_str).map(|text| Secret::new(text.to_owned())))
    }

    fn save(&self, key: &str, text: &Secret) -> io::Result<()> {
        let mut kept = self.read()?;
        kept.insert(key.to_owned(), text.secret().into());
        self.write(&kept)
    }

    fn remove(&self, key: &str) -> io::Result<()> {
        let mut kept = self.read()?;
        match kept.remove(key) {
            Some(_) if kept.is_empty() => fs::remove_file(&self.path),
            Some(_) => self.write(&kept),
            None => Ok(()),
        }
    }

    /// Locks a file beside the store; the system unlocks it when the process ends, however it does.
    fn try_lock(&self, _: &str) -> io::Result<Option<StoreLock>> {
        self.make_folder()?;
        let path = self.beside(".lock");
        let file = owner_only(OpenOptions::new().create(true).truncate(false).write(true)).open(path)?;
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(Some(StoreLock::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(unix)]
fn check_owner_only(file: &File, path: &Path) -> io::Result<()> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata()?.permissions());
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let reason = format!("`{}` has mode {:03o}, so that others can read or write it", path.display(), mode & 0o777);
    Err(io::Error::new(io::ErrorKind::PermissionDenied, reason))
}

#[cfg(not(unix))]
fn check_owner_only(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}
