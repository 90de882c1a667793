//! Who sealed the pack, as far as the pack and a trusted list can say.

use super::Check;
use super::contents::{info, kept};
use super::meter::Facts;
use crate::bag::{ALLOWED_SIGNERS, BAG_INFO, SIGNATURE, TAG_MANIFEST, TIMESTAMPS, label};
use crate::error::PackError;
use crate::sign::{NAMESPACE, allowed_signers, is_identity};
use crate::signers;
use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};
use ssh_key::{Algorithm, HashAlg, LineEnding, PublicKey, SshSig};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a list the caller trusts.
pub(super) fn read_list(path: &Path) -> Result<String, PackError> {
    let bytes = std::fs::read(path).map_err(|source| PackError::Read { path: path.to_owned(), source })?;
    let bad = |why: String| PackError::AllowedSigners { path: path.to_owned(), why };
    let text = String::from_utf8(bytes).map_err(|_| bad("it is not UTF-8".to_owned()))?;
    match signers::first_bad_line(&text) {
        Some(n) => Err(bad(format!("line {n} is not: names, options, key type, key"))),
        None => Ok(text),
    }
}

/// The checks of signature and time-stamp. `trusted` is the caller's list, `now` the time its limits are asked for.
pub(super) fn checks(files: &BTreeMap<String, Facts>, trusted: Option<&str>, now: NaiveDateTime) -> Vec<Check> {
    let info = info(files).unwrap_or_default();
    let promised = info.get(label::SIGNED_BY);
    let present: Vec<&str> = [SIGNATURE, ALLOWED_SIGNERS].into_iter().filter(|name| files.contains_key(*name)).collect();
    let mut out = Vec::new();

    let wrong: Vec<String> = match promised {
        Some(who) => [SIGNATURE, ALLOWED_SIGNERS]
            .iter()
            .filter(|name| !present.contains(name))
            .map(|name| format!("{name} is missing: {BAG_INFO} says the pack was signed by {}", who.escape_default()))
            .collect(),
        None => present.iter().map(|name| format!("{name} was added: {BAG_INFO} does not say that the pack was signed")).collect(),
    };
    let wrong = match trusted {
        Some(_) if promised.is_none() && present.is_empty() => vec!["the pack is not signed".to_owned()],
        _ => wrong,
    };
    out.push(Check::of("signature/present", &wrong, if promised.is_some() { "signed" } else { "not signed, and not said to be" }));

    if promised.is_some() || present.contains(&SIGNATURE) {
        let identity = promised.map(String::as_str).unwrap_or_default();
        let signed = signed_by(files, identity, info.get(label::SIGNING_KEY).map(String::as_str).unwrap_or_default());
        let fingerprint = signed.as_ref().map(|key| key.fingerprint(HashAlg::Sha256).to_string()).unwrap_or_default();
        let (bad, key) = match signed {
            Ok(key) => (vec![], Some(key)),
            Err(why) => (vec![format!("{SIGNATURE}: {why}")], None),
        };
        out.push(Check::of(
            "signature/valid",
            &bad,
            format!("by {identity}, key {fingerprint}; compare it with what you were given by another way"),
        ));
        let wanted = key.as_ref().and_then(|key| allowed_signers(identity, key).ok());
        let differs = match (wanted, kept(files, ALLOWED_SIGNERS)) {
            (_, None) => vec![format!("{ALLOWED_SIGNERS} is missing or unreadable")],
            (Some(wanted), Some(found)) if wanted.as_bytes() == found => vec![],
            (Some(_), Some(_)) => vec![format!("{ALLOWED_SIGNERS} is not the one that belongs to the signature")],
            (None, Some(_)) => vec![format!("{ALLOWED_SIGNERS} cannot be compared: the signature is not valid")],
        };
        out.push(Check::of("signature/allowed-signers", &differs, "the enclosed list names this key and nothing else"));
        if let Some(list) = trusted {
            let refused = match &key {
                Some(key) => signers::allows(list, identity, key, now).err(),
                None => Some("the signature is not valid".to_owned()),
            };
            let refused: Vec<String> = refused.into_iter().collect();
            out.push(Check::of("signature/trusted", &refused, format!("your list has {identity} with this key")));
        }
    }
    out.extend(timestamp(files));
    out
}

/// The key whose signature covers the tag manifest, or why there is none.
fn signed_by(files: &BTreeMap<String, Facts>, identity: &str, fingerprint: &str) -> Result<PublicKey, String> {
    let text = kept(files, SIGNATURE).ok_or("it is missing or unreadable")?;
    let message = kept(files, TAG_MANIFEST).ok_or_else(|| format!("{TAG_MANIFEST} is missing or unreadable"))?;
    let signature = SshSig::from_pem(text).map_err(|_| "it is not an OpenSSH signature")?;
    let again = signature.to_pem(LineEnding::LF).map_err(|e| e.to_string())?;
    if again.trim_end().as_bytes() != text.trim_ascii_end() || text.last() != Some(&b'\n') || text.ends_with(b"\n\n") {
        return Err("it is not written as ssh-keygen writes it".to_owned());
    }
    if signature.algorithm() != Algorithm::Ed25519 || signature.public_key().ed25519().is_none() {
        return Err("it is not an ed25519 signature".to_owned());
    }
    let key = PublicKey::new(signature.public_key().clone(), "");
    if signature.namespace() != NAMESPACE {
        return Err("it was made for another purpose than a file".to_owned());
    }
    key.verify(NAMESPACE, message, &signature).map_err(|_| format!("it does not fit {TAG_MANIFEST}"))?;
    if !is_identity(identity) {
        return Err(format!("{BAG_INFO} does not name the signer"));
    }
    if key.fingerprint(HashAlg::Sha256).to_string() != fingerprint {
        return Err(format!("it was made with another key than {BAG_INFO} says"));
    }
    Ok(key)
}

/// A time-stamp request or answer must at least be one, whole, about this tag manifest. Whether the authority gave the answer,
/// `openssl ts -verify` can say.
fn timestamp(files: &BTreeMap<String, Facts>) -> Option<Check> {
    let present: Vec<&str> = TIMESTAMPS.into_iter().filter(|name| files.contains_key(*name)).collect();
    let imprint = kept(files, TAG_MANIFEST).map(Sha256::digest);
    let is_about =
        |token: &[u8]| imprint.is_some_and(|digest| is_one_der_value(token) && token.windows(32).any(|w| w == digest.as_slice()));
    let wrong: Vec<String> = present
        .iter()
        .filter(|name| !kept(files, name).is_some_and(is_about))
        .map(|name| format!("{name} is not a time-stamp for {TAG_MANIFEST} (by SHA-256)"))
        .collect();
    let fine = format!("{} names the root digest; the authority's signature is not checked here", present.join(", "));
    (!present.is_empty()).then(|| Check::of("timestamp/imprint", &wrong, fine))
}

/// Whether some bytes are exactly one ASN.1 sequence, so that nothing was appended.
fn is_one_der_value(bytes: &[u8]) -> bool {
    let [0x30, first, rest @ ..] = bytes else { return false };
    if *first < 0x80 {
        return rest.len() == usize::from(*first);
    }
    let digits = usize::from(first & 0x7f);
    match (digits, rest.get(..digits), rest.get(digits..)) {
        (1..=4, Some(len), Some(body)) => len.iter().fold(0, |n, b| n << 8 | u64::from(*b)) == body.len() as u64,
        _ => false,
    }
}
