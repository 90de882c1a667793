//! Bytes are what their hash says, once.

use super::desk;
use crate::StoreError;
use countersign_core::digest::sha256_hex;
use std::io::Read;

pub fn sha(bytes: &[u8]) -> String {
    sha256_hex(bytes)
}

/// More than two pieces, with a period that fits none of them.
fn long() -> Vec<u8> {
    (0..9_000_011_u32).map(|i| (i % 251) as u8).collect()
}

#[test]
fn bytes_come_back_whole_and_are_stored_once() {
    let mut d = desk();
    let long = long();
    for bytes in [&b""[..], b"x", &long] {
        let sha = sha(bytes);
        assert_eq!(d.ws.blob_len(&sha).unwrap(), None);
        d.change(|c| assert!(c.put_blob(&sha, &mut &*bytes).unwrap()));
        d.change(|c| assert!(!c.put_blob(&sha, &mut &*bytes).unwrap()));
        assert_eq!(d.ws.blob_len(&sha).unwrap(), Some(bytes.len() as u64));
        assert!(d.ws.blob(&sha).unwrap().unwrap() == bytes);
    }
    let chunks: i64 = d.ws.conn.query_row("SELECT count(*) FROM blob_chunks", [], |r| r.get(0)).unwrap();
    assert_eq!(chunks, 1 + 3);
    assert_eq!(d.ws.blob("00").unwrap(), None);
    assert_eq!(d.ws.copy_blob("00", &mut Vec::new()).unwrap(), None);
}

#[test]
fn bytes_with_another_hash_are_refused_and_the_change_goes_on() {
    let mut d = desk();
    d.change(|c| {
        let wrong = sha(b"announced");
        assert!(matches!(c.put_blob(&wrong, &mut b"other".as_slice()), Err(StoreError::Digest { .. })));
        assert!(c.put_blob(&sha(b"announced"), &mut b"announced".as_slice()).unwrap());
        // Known bytes are not a pass for others under their name.
        assert!(matches!(c.put_blob(&wrong, &mut b"other".as_slice()), Err(StoreError::Digest { .. })));
    });
    let blobs: i64 = d.ws.conn.query_row("SELECT count(*) FROM blobs", [], |r| r.get(0)).unwrap();
    assert_eq!(blobs, 1);
    assert!(!d.dump().contains(&sha(b"other")));
}

#[test]
fn bytes_altered_in_the_file_are_not_handed_out() {
    let mut d = desk();
    d.change(|c| assert!(c.put_blob(&sha(b"signed"), &mut b"signed".as_slice()).unwrap()));
    d.ws.conn.execute("UPDATE blob_chunks SET bytes = CAST('forged' AS BLOB)", []).unwrap();
    assert!(matches!(d.ws.blob(&sha(b"signed")), Err(StoreError::Digest { .. })));
}

#[test]
fn bytes_are_read_piece_by_piece_and_say_since_when_they_are_known() {
    let mut d = desk();
    let long = long();
    for bytes in [&b""[..], b"x", &long] {
        d.change(|c| assert!(c.put_blob(&sha(bytes), &mut &*bytes).unwrap()));
        let mut reader = d.ws.read_blob(&sha(bytes)).unwrap().unwrap();
        assert_eq!(reader.size(), bytes.len() as u64);
        let mut back = Vec::new();
        reader.read_to_end(&mut back).unwrap();
        assert!(back == bytes);
        let mut head = Vec::new();
        d.ws.read_blob(&sha(bytes)).unwrap().unwrap().take(100).read_to_end(&mut head).unwrap();
        assert!(bytes.starts_with(&head) && head.len() == bytes.len().min(100));
    }
    assert!(d.ws.read_blob("00").unwrap().is_none());
    let later = crate::Action { at: "2026-05-01T00:00:00Z", ..super::action("test") };
    let mut change = d.ws.change(&later).unwrap();
    change.put_blob(&sha(b"x"), &mut b"x".as_slice()).unwrap();
    change.put_blob(&sha(b"y"), &mut b"y".as_slice()).unwrap();
    change.commit(&serde_json::Value::Null).unwrap();
    let known = d.ws.known_since().unwrap();
    assert_eq!(known.get(&sha(b"x")).unwrap(), "2026-03-02T10:00:00Z");
    assert_eq!(known.get(&sha(b"y")).unwrap(), "2026-05-01T00:00:00Z");
    assert_eq!(known.len(), 4);
}
