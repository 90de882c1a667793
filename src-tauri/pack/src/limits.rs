//! How much a pack may hold. The writer keeps these limits, so a pack of ours never meets them when it is verified.

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Limits of one pack. A verifier streams every file through the hash, so these bound time, not memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Files in the pack. An assessment of 2,133 workflows with one evidence file each for ten controls stays near 21,000.
    pub entries: u64,
    /// Bytes of one file: below 4 GiB, so that tools without ZIP64 can read it.
    pub file_bytes: u64,
    /// Bytes of all files.
    pub total_bytes: u64,
    /// Highest bytes-out per byte-in of one compressed file. Reports and logs stay below 100; the writer stores whatever
    /// compresses better than [`STORE_ABOVE`], deflate itself ends near 1,030.
    pub ratio: u64,
    /// The ratio is asked only of files larger than this.
    pub ratio_from: u64,
    /// Bytes of one of the few text files that are read whole (manifests, signature): 200,000 manifest lines are 35 MiB.
    pub tag_bytes: u64,
    /// Bytes of the zip's central directory.
    pub directory_bytes: u64,
}

/// The limits in force.
pub(crate) const LIMITS: Limits = Limits {
    entries: 200_000,
    file_bytes: 4 * GIB - 1,
    total_bytes: 8 * GIB,
    ratio: 400,
    ratio_from: MIB,
    tag_bytes: 96 * MIB,
    directory_bytes: 128 * MIB,
};

/// The writer stores a file whose compression is better than this, half of what the verifier allows.
pub(crate) const STORE_ABOVE: u64 = 200;

impl Limits {
    /// Whether so many bytes out of so few in look like a bomb.
    pub(crate) fn is_bomb(&self, bytes: u64, packed: u64) -> bool {
        bytes > self.ratio_from && bytes / packed.max(1) > self.ratio
    }
}
