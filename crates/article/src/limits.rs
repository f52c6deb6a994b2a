//! Limits that keep a hostile or mistaken input from taking the machine down.

/// How much of an input is read. Nothing is cut silently: what lies over a limit is refused or reported by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file, of one record of a JSONL stream and of standard input (64 MiB).
    pub max_bytes: usize,
    /// Bytes of one page in HTML once scripts and styles are left out (16 MiB): extraction costs far more than reading.
    pub max_page_bytes: usize,
    /// How deep tags may nest before deeper ones are read as if they were not there (120).
    pub max_depth: usize,
    /// Bytes of one paragraph (32 KiB); a longer one is cut at the end of a sentence where there is one.
    pub max_paragraph_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 64 << 20, max_page_bytes: 16 << 20, max_depth: 120, max_paragraph_bytes: 32 << 10 }
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
