//! What one input may still unpack to: a count that all layers of compression share, so that archives inside archives cannot
//! multiply.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};

use crate::limits::{Limits, human};

/// Bytes that every compressed input may give before its ratio counts: small files of one repeated line pack very well.
const GRACE: u64 = 16 << 20;

/// The count of one input.
pub(crate) struct Budget {
    packed: Cell<u64>,
    unpacked: Cell<u64>,
    members: Cell<usize>,
    /// Whether the sum of unpacked bytes is limited too; a compressed stream of records may go on for ever.
    summed: Cell<bool>,
    spent: Cell<bool>,
    max_unpacked: u64,
    max_ratio: u64,
    max_members: usize,
}

impl Budget {
    pub fn new(limits: &Limits) -> Self {
        Self {
            packed: Cell::new(0),
            unpacked: Cell::new(0),
            members: Cell::new(0),
            summed: Cell::new(false),
            spent: Cell::new(false),
            max_unpacked: limits.max_unpacked_bytes,
            max_ratio: limits.max_ratio,
            max_members: limits.max_members,
        }
    }

    /// Bytes of the input itself were read, or are known to be there.
    pub fn add_packed(&self, bytes: u64) {
        self.packed.set(self.packed.get().saturating_add(bytes));
    }

    /// From here on the sum of what is unpacked is limited.
    pub fn limit_sum(&self) {
        self.summed.set(true);
    }

    /// Counts a member; false when there are too many.
    pub fn member(&self) -> bool {
        self.members.set(self.members.get() + 1);
        let fits = self.members.get() <= self.max_members;
        self.spent.set(self.spent.get() || !fits);
        fits
    }

    /// Whether a limit was passed: then nothing more of this input is unpacked.
    pub fn is_spent(&self) -> bool {
        self.spent.get()
    }

    /// Why, in plain words.
    pub fn reason(&self) -> String {
        if self.members.get() > self.max_members {
            return format!("it holds more than {} members", self.max_members);
        }
        let over = self.summed.get() && self.unpacked.get() > self.max_unpacked;
        if over {
            format!("it unpacks to more than {}", human(usize::try_from(self.max_unpacked).unwrap_or(usize::MAX)))
        } else {
            format!("it unpacks to more than {} times its size, as only a decompression bomb does", self.max_ratio)
        }
    }

    fn spend(&self, bytes: u64) -> io::Result<()> {
        let unpacked = self.unpacked.get().saturating_add(bytes);
        self.unpacked.set(unpacked);
        let ratio = unpacked > GRACE && unpacked > self.packed.get().saturating_mul(self.max_ratio);
        let sum = self.summed.get() && unpacked > self.max_unpacked;
        if ratio || sum {
            self.spent.set(true);
        }
        if self.spent.get() { Err(io::Error::other(OverBudget(self.reason()))) } else { Ok(()) }
    }
}

/// The error that a reader gives when its budget is spent.
#[derive(Debug)]
pub(crate) struct OverBudget(pub String);

impl fmt::Display for OverBudget {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for OverBudget {}

/// Counts what is read through it as packed bytes.
pub(crate) struct Packed<'a, R> {
    pub inner: R,
    pub budget: &'a Budget,
}

impl<R: Read> Read for Packed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.budget.add_packed(read as u64);
        Ok(read)
    }
}

/// Counts what is read through it as unpacked bytes, and ends in an error when the budget is spent.
pub(crate) struct Unpacked<'a, R> {
    pub inner: R,
    pub budget: &'a Budget,
}

impl<R: Read> Read for Unpacked<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.budget.spend(read as u64)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_stopped_and_a_long_stream_is_not() {
        let limits = Limits { max_unpacked_bytes: 1 << 20, ..Limits::default() };
        let read = |packed: u64, summed: bool| {
            let budget = Budget::new(&limits);
            budget.add_packed(packed);
            if summed {
                budget.limit_sum();
            }
            let mut reader = Unpacked { inner: io::repeat(b'x').take(40 << 20), budget: &budget };
            (io::copy(&mut reader, &mut io::sink()).is_ok(), budget.is_spent(), budget.reason())
        };
        assert!(read(1 << 20, false).0);
        let (read_whole, spent, reason) = read(1 << 10, false);
        assert!(!read_whole && spent && reason.contains("200 times"), "{reason}");
        assert!(read(1 << 20, true).2.contains("more than 1 MiB"));
    }

    #[test]
    fn members_are_counted() {
        let budget = Budget::new(&Limits { max_members: 2, ..Limits::default() });
        assert!(budget.member() && budget.member() && !budget.member());
        assert!(budget.reason().contains("2 members"));
    }
}
