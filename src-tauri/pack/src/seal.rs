//! Sealing: files, manifests and signature into one zip whose bytes depend on nothing but the input.

use crate::bag::{self, ALLOWED_SIGNERS, BAG_INFO, BAGIT, DECLARATION, MANIFEST, SIGNATURE, TAG_MANIFEST, VERIFY};
use crate::error::PackError;
use crate::input::{PackFile, PackInput};
use crate::limits::{LIMITS, STORE_ABOVE};
use crate::sign::Signer;
use crate::text::listed;
use chrono::{DateTime, Datelike, Timelike, Utc};
use countersign_core::digest::{hex, sha256_hex};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, System, ZipWriter};

/// What was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The SHA-256 of `tagmanifest-sha256.txt`, as `sha256:…`: the number to hand over by another way.
    pub root_digest: String,
    /// Files under `data/`.
    pub files: u64,
    /// Bytes under `data/`.
    pub bytes: u64,
    /// Bytes of the zip.
    pub zip_bytes: u64,
    /// The signer's name, when the pack is signed.
    pub signed_by: Option<String>,
    /// The fingerprint of the signer's key.
    pub fingerprint: Option<String>,
}

/// Seals a pack into the new file `out`.
///
/// The zip is written beside `out`, verified, flushed to the disk and only then given its name; whatever goes wrong before
/// leaves nothing behind. On Unix only the owner can read it.
///
/// # Errors
/// [`PackError::Exists`] when there is a file already; [`PackError::Input`] when the input breaks a rule of the pack;
/// [`PackError::SelfCheck`] when the result does not verify, for example because `report.json` names another snapshot.
pub fn write_zip(input: PackInput, signer: Option<&Signer>, out: &Path) -> Result<Sealed, PackError> {
    input.check()?;
    let time = zip_time(&input.assessed_at)?;
    if fs::symlink_metadata(out).is_ok() {
        return Err(PackError::Exists { path: out.to_owned() });
    }
    let partial = Partial::create(out)?;
    let sealed = partial.fill(input, signer, time)?;
    let report = crate::verify::verify(&partial.path, None)?;
    if !report.ok || report.root_digest.as_deref() != Some(&sealed.root_digest) {
        let failed: Vec<String> = report.checks.iter().filter(|c| !c.ok).map(|c| format!("{}: {}", c.id, c.detail)).collect();
        return Err(PackError::SelfCheck { detail: listed(&failed) });
    }
    partial.publish(out)?;
    Ok(sealed)
}

/// The assessment's time for the zip: UTC, to two seconds, no earlier than 1980.
fn zip_time(text: &str) -> Result<zip::DateTime, PackError> {
    let wrong = || PackError::input("the time of the assessment", "it must be RFC 3339, between 1980 and 2107");
    let utc = DateTime::parse_from_rfc3339(text).map_err(|_| wrong())?.with_timezone(&Utc);
    let part = |n: u32| u8::try_from(n).map_err(|_| wrong());
    let year = u16::try_from(utc.year()).map_err(|_| wrong())?;
    let (month, day, hour) = (part(utc.month())?, part(utc.day())?, part(utc.hour())?);
    zip::DateTime::from_date_and_time(year, month, day, hour, part(utc.minute())?, part(utc.second() & !1)?).map_err(|_| wrong())
}

/// The zip while it is being written. Dropping it removes the file.
struct Partial {
    path: PathBuf,
}

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl Partial {
    fn create(out: &Path) -> Result<Self, PackError> {
        let name = out.file_name().ok_or_else(|| PackError::input("the file to write", "it has no name"))?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut taken = io::Error::from(io::ErrorKind::AlreadyExists);
        // A pack that was interrupted may have left its file under the same number.
        for attempt in 0..100 {
            let mut hidden = std::ffi::OsString::from(".");
            hidden.push(name);
            hidden.push(format!(".{}-{attempt}.partial", std::process::id()));
            let path = out.with_file_name(hidden);
            match options.open(&path) {
                Ok(_) => return Ok(Self { path }),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => taken = e,
                Err(source) => return Err(PackError::Write { path: out.to_owned(), source }),
            }
        }
        Err(PackError::Write { path: out.to_owned(), source: taken })
    }

    fn fill(&self, input: PackInput, signer: Option<&Signer>, time: zip::DateTime) -> Result<Sealed, PackError> {
        let failed = |source| PackError::Write { path: self.path.clone(), source };
        let file = OpenOptions::new().write(true).open(&self.path).map_err(failed)?;
        let counted = Counted { inner: BufWriter::new(file), at: 0 };
        let mut bag = BagWriter { zip: ZipWriter::new(counted), folder: input.id.clone(), time, bytes: 0 };
        let (mut sealed, end) = bag.write(input, signer)?;
        let done = bag.zip.finish().map_err(|source| PackError::Zip { subject: "the directory".to_owned(), source })?;
        let file = done.inner.into_inner().map_err(|e| failed(e.into_error()))?;
        file.sync_all().map_err(failed)?;
        sealed.root_digest = end;
        sealed.zip_bytes = file.metadata().map_err(failed)?.len();
        Ok(sealed)
    }

    /// Gives the file its name, unless somebody else took it meanwhile.
    fn publish(&self, out: &Path) -> Result<(), PackError> {
        let failed = |source| PackError::Write { path: out.to_owned(), source };
        match fs::hard_link(&self.path, out) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return Err(PackError::Exists { path: out.to_owned() }),
            // File systems without hard links (FAT, some network shares).
            Err(_) if fs::symlink_metadata(out).is_err() => fs::rename(&self.path, out).map_err(failed)?,
            Err(_) => return Err(PackError::Exists { path: out.to_owned() }),
        }
        #[cfg(unix)]
        if let Some(folder) = out.parent() {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            // The pack is complete by now; a file system that cannot flush a folder does not make it less so.
            let _ = File::open(folder).and_then(|f| f.sync_all());
        }
        Ok(())
    }
}

/// A writer that knows where it is, for the size a file has after compression.
struct Counted<W> {
    inner: W,
    at: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(buf)?;
        self.at += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: Seek> Seek for Counted<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.inner.seek(to)?;
        Ok(self.at)
    }
}

/// Digest and size of one file that was added.
struct Added {
    digest: String,
    bytes: u64,
}

struct BagWriter<W: Write + Seek> {
    zip: ZipWriter<Counted<W>>,
    folder: String,
    time: zip::DateTime,
    bytes: u64,
}

impl<W: Write + Seek> BagWriter<W> {
    /// Payload in the order of its paths, then the tag files. Returns the root digest beside the totals.
    fn write(&mut self, mut input: PackInput, signer: Option<&Signer>) -> Result<(Sealed, String), PackError> {
        let mut files = std::mem::take(&mut input.files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        if files.len() as u64 + 16 > LIMITS.entries {
            return Err(PackError::input("the pack", format!("it has more than {} files", LIMITS.entries - 16)));
        }
        let mut payload = Vec::with_capacity(files.len());
        // Each content is dropped as soon as it is written.
        for file in files {
            payload.push((format!("data/{}", file.path), self.add_file(&file)?));
        }
        let bytes = payload.iter().map(|(_, added)| added.bytes).sum();
        let count = payload.len() as u64;

        let fingerprint = signer.map(Signer::fingerprint);
        let signed = signer.map(Signer::identity).zip(fingerprint.as_deref());
        let mut tags = Vec::new();
        for (name, text) in [
            (VERIFY, bag::verify_text(&input, signed)),
            (BAG_INFO, bag::bag_info(&input, bytes, count, signed)),
            (BAGIT, DECLARATION.to_owned()),
            (MANIFEST, bag::manifest(payload.iter().map(|(path, added)| (path.as_str(), added.digest.as_str())))),
        ] {
            tags.push((name, self.add_text(name, &text)?));
        }
        let tag_manifest = bag::manifest(tags.iter().map(|(name, digest)| (*name, digest.as_str())));
        let root = self.add_text(TAG_MANIFEST, &tag_manifest)?;
        if let Some(signer) = signer {
            self.add_text(SIGNATURE, &signer.sign(tag_manifest.as_bytes())?)?;
            self.add_text(ALLOWED_SIGNERS, &signer.allowed_signers()?)?;
        }
        let signed_by = signer.map(|s| s.identity().to_owned());
        Ok((Sealed { root_digest: String::new(), files: count, bytes, zip_bytes: 0, signed_by, fingerprint }, format!("sha256:{root}")))
    }

    fn add_text(&mut self, name: &str, text: &str) -> Result<String, PackError> {
        self.add(name, CompressionMethod::Deflated, text.as_bytes())?;
        Ok(sha256_hex(text.as_bytes()))
    }

    fn add_file(&mut self, file: &PackFile) -> Result<Added, PackError> {
        let path = format!("data/{}", file.path);
        let content = || file.content.open().map_err(|source| PackError::Content { path: path.clone(), source });
        let method = method_for(&path);
        let start = self.position();
        let added = self.add(&path, method, content()?)?;
        if method == CompressionMethod::Stored || !self.is_suspicious(&added, start)? {
            return Ok(added);
        }
        let failed = |source| PackError::Zip { subject: path.clone(), source };
        self.zip.abort_file().map_err(failed)?;
        self.bytes -= added.bytes;
        self.add(&path, CompressionMethod::Stored, content()?)
    }

    /// Whether a file compressed so well that a careful unpacker would take it for a bomb.
    fn is_suspicious(&mut self, added: &Added, start: u64) -> Result<bool, PackError> {
        if added.bytes <= LIMITS.ratio_from || added.bytes / self.packed_since(start) <= STORE_ABOVE {
            return Ok(false);
        }
        // The compressor may hold some back: have it out before judging.
        self.zip.flush().map_err(|source| PackError::Content { path: self.folder.clone(), source })?;
        Ok(added.bytes / self.packed_since(start) > STORE_ABOVE)
    }

    fn position(&self) -> u64 {
        self.zip.get_ref().map_or(0, |w| w.at)
    }

    fn packed_since(&self, start: u64) -> u64 {
        self.position().saturating_sub(start).max(1)
    }

    fn add(&mut self, path: &str, method: CompressionMethod, mut content: impl Read) -> Result<Added, PackError> {
        let level = (method == CompressionMethod::Deflated).then_some(6);
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level(level)
            .last_modified_time(self.time)
            .unix_permissions(0o644)
            .system(System::Unix);
        let entry = format!("{}/{path}", self.folder);
        self.zip.start_file(entry, options).map_err(|source| PackError::Zip { subject: path.to_owned(), source })?;
        let mut hash = Sha256::new();
        let mut bytes = 0;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = match content.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => buffer.get(..n).unwrap_or_default(),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(source) => return Err(PackError::Content { path: path.to_owned(), source }),
            };
            hash.update(read);
            bytes += read.len() as u64;
            if bytes > LIMITS.file_bytes || self.bytes + bytes > LIMITS.total_bytes {
                return Err(PackError::input(path, "a file may have 4 GiB, a pack 8 GiB"));
            }
            self.zip.write_all(read).map_err(|source| PackError::Write { path: PathBuf::from(path), source })?;
        }
        self.bytes += bytes;
        Ok(Added { digest: hex(&hash.finalize()), bytes })
    }
}

/// Text is compressed; everything else is stored as it came, because most of it is compressed already.
fn method_for(path: &str) -> CompressionMethod {
    const TEXT: [&str; 16] =
        ["txt", "md", "json", "jsonl", "ndjson", "csv", "tsv", "xml", "html", "svg", "log", "yaml", "yml", "toml", "sarif", "ini"];
    let extension = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, e)| e.to_ascii_lowercase());
    let is_text = extension.is_some_and(|e| TEXT.contains(&e.as_str()));
    if is_text { CompressionMethod::Deflated } else { CompressionMethod::Stored }
}
