//! Signing with an OpenSSH ed25519 key, so that `ssh-keygen` can verify.

use crate::error::PackError;
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The namespace of the signature, the one `ssh-keygen -Y sign` documents for files.
pub(crate) const NAMESPACE: &str = "file";
/// No private key is larger.
const MAX_KEY: u64 = 64 * 1024;

/// A key that can sign packs, and the name it signs under.
pub struct Signer {
    key: PrivateKey,
    identity: String,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, {})", self.identity, self.fingerprint())
    }
}

impl Signer {
    /// Opens a private key file; see [`Signer::from_bytes`].
    ///
    /// # Errors
    /// When the file cannot be read, and all that `from_bytes` says.
    pub fn open(path: &Path, passphrase: impl FnOnce() -> Option<String>) -> Result<Self, PackError> {
        let read = || {
            let mut bytes = Vec::new();
            File::open(path)?.take(MAX_KEY + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read().map_err(|source| PackError::Read { path: path.to_owned(), source })?;
        Self::from_bytes(&bytes, passphrase)
    }

    /// Opens an OpenSSH ed25519 private key. The passphrase is asked only when the key has one.
    ///
    /// # Errors
    /// [`PackError::Key`] for any other kind of key and for a comment that cannot name a signer,
    /// [`PackError::PassphraseMissing`] and [`PackError::PassphraseWrong`].
    pub fn from_bytes(bytes: &[u8], passphrase: impl FnOnce() -> Option<String>) -> Result<Self, PackError> {
        if bytes.len() as u64 > MAX_KEY {
            return Err(refused("the file is too large for a key"));
        }
        let key = PrivateKey::from_openssh(bytes)
            .map_err(|_| refused("it is not an OpenSSH ed25519 private key (make one with ssh-keygen -t ed25519 -C you@example.org)"))?;
        if key.algorithm() != Algorithm::Ed25519 {
            return Err(refused(&format!("it is an {} key; only ed25519 keys sign packs (ssh-keygen -t ed25519)", key.algorithm())));
        }
        let key = if key.is_encrypted() {
            let words = passphrase().ok_or(PackError::PassphraseMissing)?;
            key.decrypt(words).map_err(|_| PackError::PassphraseWrong)?
        } else {
            key
        };
        let identity = key.comment().trim().to_owned();
        if !is_identity(&identity) {
            return Err(refused(
                "its comment names the signer and must be one word of letters, digits and . _ @ + - (set it with ssh-keygen -c -f KEY)",
            ));
        }
        Ok(Self { key, identity })
    }

    /// Whether a private key file needs a passphrase.
    ///
    /// # Errors
    /// When the file cannot be read or is no OpenSSH key.
    pub fn is_encrypted(path: &Path) -> Result<bool, PackError> {
        match Self::open(path, || None) {
            Ok(_) => Ok(false),
            Err(PackError::PassphraseMissing) => Ok(true),
            Err(other) => Err(other),
        }
    }

    /// The name the key signs under: its comment.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// The public key's fingerprint, `SHA256:…` as `ssh-keygen -l` prints it.
    pub fn fingerprint(&self) -> String {
        self.key.fingerprint(HashAlg::Sha256).to_string()
    }

    /// The signature over a message, as `ssh-keygen -Y sign` writes it.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<String, PackError> {
        let signature = self.key.sign(NAMESPACE, HashAlg::Sha512, message).and_then(|s| s.to_pem(LineEnding::LF));
        let mut pem = signature.map_err(|e| refused(&e.to_string()))?;
        if !pem.ends_with('\n') {
            pem.push('\n');
        }
        Ok(pem)
    }

    /// `allowed_signers.txt` for this key.
    pub(crate) fn allowed_signers(&self) -> Result<String, PackError> {
        allowed_signers(&self.identity, self.key.public_key()).map_err(|e| refused(&e.to_string()))
    }
}

/// The one line that lets `ssh-keygen -Y verify` accept this key under this name.
pub(crate) fn allowed_signers(identity: &str, key: &PublicKey) -> Result<String, ssh_key::Error> {
    let bare = PublicKey::new(key.key_data().clone(), "").to_openssh()?;
    Ok(format!("{identity} namespaces=\"{NAMESPACE}\" {}\n", bare.trim()))
}

/// Whether a name can stand in `allowed_signers`, in a shell command and in a sentence without quotes.
pub(crate) fn is_identity(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !text.starts_with('-')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'@' | b'+' | b'-'))
}

fn refused(why: &str) -> PackError {
    PackError::Key { why: why.to_owned() }
}
