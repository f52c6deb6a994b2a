//! Limits that keep a hostile or mistaken input from taking the machine down.

/// How much of an input is read. Nothing is cut silently: what lies over a limit is refused or reported by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file, of one record of a JSONL stream or a web archive, of one member of an archive and of standard input
    /// (64 MiB). Archives of records may be of any size: one record is held at a time.
    pub max_bytes: usize,
    /// Bytes of one page in HTML once scripts and styles are left out (16 MiB): extraction costs far more than reading.
    pub max_page_bytes: usize,
    /// How deep tags may nest before deeper ones are read as if they were not there (120).
    pub max_depth: usize,
    /// Bytes of one paragraph (32 KiB); a longer one is cut at the end of a sentence where there is one.
    pub max_paragraph_bytes: usize,
    /// Bytes that all members of one ZIP archive, with what is packed inside them, may unpack to (8 GiB).
    pub max_unpacked_bytes: u64,
    /// How many times its own size a compressed input may unpack to (200), once it has given 16 MiB. Pages that were packed
    /// in earnest stay below 50; deflate allows a thousand.
    pub max_ratio: u64,
    /// Members of one archive (100,000), those inside nested archives counted.
    pub max_members: usize,
    /// How deep archives may lie in archives (3).
    pub max_nesting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
            max_page_bytes: 16 << 20,
            max_depth: 120,
            max_paragraph_bytes: 32 << 10,
            max_unpacked_bytes: 8 << 30,
            max_ratio: 200,
            max_members: 100_000,
            max_nesting: 3,
        }
    }
}

/// A count of bytes as a person writes it.
pub(crate) fn human(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes.div_ceil(1 << 10)),
        _ => format!("{} MiB", bytes.div_ceil(1 << 20)),
    }
}
