//! Reading one input: bytes in, articles and diagnostics out. Nothing here panics, whatever the bytes are.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};

use demarche_record::{Article, Basis, Clue, Diagnostic, Interval, Published};

use crate::archive;
use crate::assemble::{self, Origin};
use crate::budget::{Budget, OverBudget};
use crate::decode;
use crate::feed;
use crate::format::{self, Format};
use crate::html;
use crate::input::Input;
use crate::jsonl;
use crate::limits::{Limits, human};
use crate::page::{self, Facts};
use crate::pdf::{self, PdfExtractor};
use crate::piece::Piece;
use crate::text;
use crate::warc;

/// What reading an input gave. Articles that could be read are there even when others could not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The articles, in the order of the input.
    pub articles: Vec<Article>,
    /// What went wrong or was left aside.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    pub(crate) fn error(diagnostic: Diagnostic) -> Self {
        Self { articles: Vec::new(), diagnostics: vec![diagnostic] }
    }
}

/// How inputs are read: the limits, and who takes the text out of PDF files.
///
/// ```
/// use demarche_article::{Input, Reader};
/// // Trusting the file: a hostile one could take this process down. The command line starts a process for each file instead.
/// let extract = |bytes: &[u8]| demarche_article::extract_pdf(bytes);
/// let reader = Reader { pdf: Some(&extract), ..Reader::default() };
/// let outcome = reader.read_input(&Input::File("no-such-file.pdf".into()));
/// assert_eq!(outcome.diagnostics[0].message, "the path does not exist");
/// ```
#[derive(Clone, Copy, Default)]
pub struct Reader<'a> {
    /// How much is read.
    pub limits: Limits,
    /// Takes the text out of a PDF file. The libraries that do so can be made to panic, to overflow their stack or to fill the
    /// memory, so the caller says where it happens: in a process of its own, or here with [`crate::extract_pdf`]. `None`: PDF
    /// files are refused with a diagnostic.
    pub pdf: Option<&'a PdfExtractor<'a>>,
}

impl Reader<'_> {
    /// Reads an input whole: every article of it, in its order.
    #[must_use]
    pub fn read_input(&self, input: &Input) -> Outcome {
        let mut articles = Vec::new();
        let diagnostics = self.read_each(input, &mut |article| articles.push(article));
        Outcome { articles, diagnostics }
    }

    /// Reads an input and hands on each article as it is read, so that a stream of records (JSON lines, a web archive) of any
    /// length takes the memory of one record.
    #[must_use = "the diagnostics say what could not be read"]
    pub fn read_each(&self, input: &Input, take: &mut dyn FnMut(Article)) -> Vec<Diagnostic> {
        let source = input.source();
        let mut session = Session::new(self, take);
        match input {
            Input::Stdin => session.stream(&mut io::stdin().lock(), &Place::of(&source)),
            Input::File(path) => match File::open(path) {
                Ok(file) => session.file(file, &Place::of(&source)),
                Err(error) => session.say(unreadable(&source, &error)),
            },
        }
        session.end(&source)
    }

    /// Reads bytes that the caller holds, as [`read_bytes`] does.
    #[must_use]
    pub fn read_bytes(&self, source: &str, bytes: &[u8], format: Option<Format>) -> Outcome {
        let mut articles = Vec::new();
        let mut take = |article| articles.push(article);
        let mut session = Session::new(self, &mut take);
        session.budget.add_packed(bytes.len() as u64);
        session.bytes(bytes, &Place { format, ..Place::of(source) });
        let diagnostics = session.end(source);
        Outcome { articles, diagnostics }
    }
}

/// Reads an input whole, without PDF: see [`Reader`]. Files of records give an article a record; a page, a text or a document
/// gives one article at most.
#[must_use]
pub fn read_input(input: &Input, limits: &Limits) -> Outcome {
    Reader { limits: *limits, pdf: None }.read_input(input)
}

/// Reads an input and hands on each article as it is read, without PDF: see [`Reader`].
#[must_use = "the diagnostics say what could not be read"]
pub fn read_each(input: &Input, limits: &Limits, take: &mut dyn FnMut(Article)) -> Vec<Diagnostic> {
    Reader { limits: *limits, pdf: None }.read_each(input, take)
}

/// Reads bytes that the caller holds, without PDF: see [`Reader`]. `source` names them in diagnostics and gives the identifier;
/// without a format the content decides, then the extension of `source`.
///
/// ```
/// use demarche_article::{Format, Limits, read_bytes};
/// let outcome = read_bytes("empty.txt", b"", Some(Format::Text), &Limits::default());
/// assert!(outcome.articles.is_empty());
/// assert_eq!(outcome.diagnostics[0].message, "the input is empty");
/// ```
#[must_use]
pub fn read_bytes(source: &str, bytes: &[u8], format: Option<Format>, limits: &Limits) -> Outcome {
    Reader { limits: *limits, pdf: None }.read_bytes(source, bytes, format)
}

/// What to say about a file that cannot be opened or read.
pub(crate) fn unreadable(source: &str, error: &io::Error) -> Diagnostic {
    use io::ErrorKind;
    if let Some(over) = error.get_ref().and_then(|inner| inner.downcast_ref::<OverBudget>()) {
        return Diagnostic::error(source, format!("the input was read only in part: {over}"))
            .hint("unpack it yourself if you trust it, and read what you need of it");
    }
    let (message, hint) = match error.kind() {
        ErrorKind::NotFound => ("the path does not exist".to_owned(), "check the spelling"),
        ErrorKind::PermissionDenied => {
            ("the path may not be read: permission denied".to_owned(), "change its permissions or run as its owner")
        }
        ErrorKind::IsADirectory => {
            ("the path is a folder".to_owned(), "pass it on the command line to read all it holds")
        }
        ErrorKind::UnexpectedEof => {
            ("its compressed data breaks off".to_owned(), "download it again; what came before was read")
        }
        ErrorKind::InvalidData | ErrorKind::InvalidInput => {
            (format!("its compressed data is damaged: {error}"), "download it again; what came before was read")
        }
        _ => (format!("the path cannot be read: {error}"), "check the disk and the path"),
    };
    Diagnostic::error(source, message).hint(hint)
}

/// Where bytes come from, and what their carrier says of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// The path as the user gave it, with `#MEMBER` or `#N` for each layer of archives and records.
    pub source: String,
    /// The name that an extension is looked for in.
    pub name: String,
    /// The format that the caller asks for.
    pub format: Option<Format>,
    /// Archives around it.
    pub depth: usize,
    /// The encoding that a header states.
    pub charset: Option<String>,
    /// What the carrier knows, for articles that do not say it themselves.
    pub known: Known,
}

/// What the carrier of an article (a web archive, a book) says of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub byline: Vec<String>,
    /// A date with the field that gives it.
    pub published: Option<(Interval, Clue)>,
    /// A clue that dates nothing by itself.
    pub clue: Option<Clue>,
}

impl Place {
    pub fn of(source: &str) -> Self {
        Self { source: source.to_owned(), name: source.to_owned(), ..Self::default() }
    }

    /// A member or a record of it. Control characters of a member's name are written as escapes.
    pub fn inside(&self, member: &str) -> Self {
        let member = visible(member);
        Self {
            source: format!("{}#{member}", self.source),
            name: member,
            format: None,
            depth: self.depth + 1,
            charset: None,
            known: self.known.clone(),
        }
    }
}

/// Control characters and those that turn the direction of a line, as escapes; names of members come from strangers.
pub(crate) fn visible(name: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut out = String::with_capacity(name.len());
    for c in name.chars().take(4096) {
        if hidden(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

const NO_TEXT: &str = "the input holds no text";

/// Bytes of a head that formats are told from.
const HEAD: u64 = 8192;
/// Diagnostics of one input that are kept; an archive can be wrong in a million places.
const MOST_DIAGNOSTICS: usize = 1000;

/// The reading of one input.
pub(crate) struct Session<'a> {
    pub limits: Limits,
    pub budget: std::rc::Rc<Budget>,
    pdf: Option<&'a PdfExtractor<'a>>,
    take: &'a mut dyn FnMut(Article),
    said: Vec<Diagnostic>,
    unsaid: usize,
    taken: usize,
}

impl<'a> Session<'a> {
    fn new(reader: &Reader<'a>, take: &'a mut dyn FnMut(Article)) -> Self {
        Self {
            limits: reader.limits,
            budget: std::rc::Rc::new(Budget::new(&reader.limits)),
            pdf: reader.pdf,
            take,
            said: Vec::new(),
            unsaid: 0,
            taken: 0,
        }
    }

    pub fn say(&mut self, diagnostic: Diagnostic) {
        if self.said.len() < MOST_DIAGNOSTICS {
            self.said.push(diagnostic);
        } else {
            self.unsaid += 1;
        }
    }

    fn end(mut self, source: &str) -> Vec<Diagnostic> {
        if self.unsaid > 0 {
            let message = format!("{} more diagnostics about this input are not shown", self.unsaid);
            self.said
                .push(Diagnostic::error(source, message).hint("look at the first ones; they are likely of one kind"));
        }
        if self.taken == 0 && self.said.is_empty() {
            self.said.push(empty(source));
        }
        self.said
    }

    /// Takes back the last diagnostic where it says that there is no text: in a crawl such pages are no loss.
    pub fn take_back_empty(&mut self) -> bool {
        let empty = self.said.last().is_some_and(|said| said.message == NO_TEXT);
        if empty {
            self.said.pop();
        }
        empty
    }

    /// How many articles and diagnostics there are, to see whether a part gave anything.
    pub fn progress(&self) -> (usize, usize) {
        (self.taken, self.said.len() + self.unsaid)
    }

    /// Hands an article on, with what its carrier knows where the article itself does not say.
    pub fn give(&mut self, mut article: Article, known: &Known) {
        article.url = article.url.take().or_else(|| known.url.clone()).filter(|url| is_address(url));
        article.publisher = article.publisher.take().or_else(|| known.publisher.clone());
        if article.byline.is_empty() {
            article.byline.clone_from(&known.byline);
        }
        if let (None, Some((interval, clue))) = (&article.published.interval, &known.published) {
            article.published.clues.push(clue.clone());
            let clues = std::mem::take(&mut article.published.clues);
            article.published = Published { interval: Some(interval.clone()), basis: Basis::Metadata, clues };
        }
        article.published.clues.extend(known.clue.clone());
        self.taken += 1;
        (self.take)(article);
    }

    pub fn take_outcome(&mut self, outcome: Outcome, known: &Known) {
        for article in outcome.articles {
            self.give(article, known);
        }
        for diagnostic in outcome.diagnostics {
            self.say(diagnostic);
        }
    }

    /// Reads a file; archives with a directory are read in place, whatever their size.
    fn file(&mut self, mut file: File, place: &Place) {
        let mut head = Vec::new();
        if let Err(error) = (&mut file).take(HEAD).read_to_end(&mut head) {
            return self.say(unreadable(&place.source, &error));
        }
        if Format::of_magic(&head) == Some(Format::Zip) && file.rewind().is_ok() {
            self.budget.add_packed(file.metadata().map_or(0, |metadata| metadata.len()));
            return archive::zip(self, BufReader::new(file), place);
        }
        // Pipes cannot go back: what was read stands before the rest.
        let mut whole = BufReader::with_capacity(1 << 16, head.as_slice().chain(file));
        self.stream(&mut whole, place);
    }

    /// Reads a stream: records one after the other, anything else as a whole within the limit.
    pub fn stream(&mut self, reader: &mut dyn BufRead, place: &Place) {
        let mut head = Vec::new();
        if let Err(error) = (&mut *reader).take(HEAD).read_to_end(&mut head)
            && head.is_empty()
        {
            return self.say(unreadable(&place.source, &error));
        }
        let mut whole = head.as_slice().chain(reader);
        match choose(&place.name, &head, place.format) {
            Format::JsonLines if format::refusal(&head).is_none() && !is_wide(&head) => {
                return self.records(&mut whole, place);
            }
            Format::Gzip => return archive::gzip(self, &mut whole, place),
            Format::Tar => return archive::tar(self, &mut whole, place),
            Format::Warc => return warc::read(self, &mut whole, place),
            _ => {}
        }
        let mut bytes = Vec::new();
        let read = whole.take(self.limits.max_bytes as u64 + 1).read_to_end(&mut bytes);
        let Err(error) = read else { return self.bytes(&bytes, place) };
        let said = unreadable(&place.source, &error);
        // A compressed text that breaks off gives what it holds; a bomb gives nothing.
        if bytes.is_empty() || self.budget.is_spent() {
            return self.say(said);
        }
        let before = self.taken;
        self.bytes(&bytes, place);
        let severity = if self.taken > before { demarche_record::Severity::Warning } else { said.severity };
        self.say(Diagnostic { severity, ..said });
    }

    fn records(&mut self, reader: &mut dyn BufRead, place: &Place) {
        let limits = self.limits;
        let said = {
            let mut taken = 0;
            let take = &mut *self.take;
            let said = records(reader, &place.source, &limits, &mut |mut article| {
                taken += 1;
                article.url = article.url.take().filter(|url| is_address(url));
                take(article);
            });
            self.taken += taken;
            said
        };
        for diagnostic in said {
            self.say(diagnostic);
        }
    }

    /// Reads bytes of any format.
    pub fn bytes(&mut self, bytes: &[u8], place: &Place) {
        let source = place.source.as_str();
        if bytes.trim_ascii().is_empty() {
            return self.say(empty(source));
        }
        let format = choose(&place.name, bytes, place.format);
        match format {
            Format::Gzip => return archive::gzip(self, &mut &bytes[..], place),
            Format::Tar => return archive::tar(self, &mut &bytes[..], place),
            Format::Warc => return warc::read(self, &mut &bytes[..], place),
            Format::JsonLines if format::refusal(bytes).is_none() && !is_wide(bytes) => {
                return self.records(&mut &bytes[..], place);
            }
            _ => {}
        }
        if bytes.len() > self.limits.max_bytes {
            let message = format!("the input is over the limit of {}", human(self.limits.max_bytes));
            return self.say(Diagnostic::error(source, message).hint("raise max_bytes, or split the input"));
        }
        match format {
            Format::Zip => return archive::zip(self, io::Cursor::new(bytes), place),
            Format::Pdf => {
                let outcome = pdf::read(bytes, source, self.pdf, &self.limits);
                return self.take_outcome(outcome, &place.known);
            }
            _ => {}
        }
        if let Some((message, hint)) = format::refusal(bytes) {
            return self.say(Diagnostic::error(source, message).hint(hint));
        }
        if format == Format::Feed {
            let outcome = feed::read(bytes, source, &self.limits);
            return self.take_outcome(outcome, &place.known);
        }
        let outcome = one(bytes, place, format, &self.limits);
        self.take_outcome(outcome, &place.known);
    }
}

/// Whether an address leads to a page, or has no scheme: a link that a reader may click must not be a script.
fn is_address(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.trim().to_ascii_lowercase());
    let named = scheme.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)));
    named.is_none_or(|name| name == "http" || name == "https" || name.contains('.')) && !url.contains(char::is_control)
}

fn is_wide(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// Reads lines of records one after the other. No more than one record is held at a time.
fn records(reader: &mut dyn BufRead, source: &str, limits: &Limits, take: &mut dyn FnMut(Article)) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut line = Vec::new();
    let (mut number, mut read) = (0_usize, 0_usize);
    loop {
        line.clear();
        number += 1;
        let taken = match (&mut *reader).take(limits.max_bytes as u64 + 1).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(taken) => taken,
            Err(error) => {
                diagnostics.push(unreadable(source, &error));
                break;
            }
        };
        let name = format!("{source}#{number}");
        if taken > limits.max_bytes {
            let message = format!("the line is over the limit of {}", human(limits.max_bytes));
            diagnostics.push(Diagnostic::error(name, message).hint("raise max_bytes, or split the record"));
            if let Err(error) = skip_line(reader) {
                diagnostics.push(unreadable(source, &error));
                break;
            }
            continue;
        }
        let decoded = decode::decode(line.trim_ascii(), Some("utf-8"));
        let text = decoded.text.trim();
        if text.is_empty() {
            continue;
        }
        if let Some(warning) = decoded.warning {
            diagnostics.push(
                Diagnostic::warning(&name, format!("the line is not clean UTF-8: {warning}"))
                    .hint("write the file as UTF-8"),
            );
        }
        let outcome = jsonl::read(text, &name, limits);
        read += outcome.articles.len();
        outcome.articles.into_iter().for_each(&mut *take);
        diagnostics.extend(outcome.diagnostics);
    }
    if read == 0 && diagnostics.is_empty() {
        diagnostics.push(empty(source));
    }
    diagnostics
}

/// Leaves the rest of a line behind.
pub(crate) fn skip_line(reader: &mut dyn BufRead) -> std::io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

fn empty(source: &str) -> Diagnostic {
    Diagnostic::error(source, "the input is empty").hint("check that it was saved completely")
}

/// Reads a text, a page or lines of records in a wide encoding.
fn one(bytes: &[u8], place: &Place, format: Format, limits: &Limits) -> Outcome {
    let source = place.source.as_str();
    let page = if format == Format::Html { decode::declared(bytes) } else { None };
    let declared = place.charset.clone().or(page);
    let decoded = decode::decode(bytes, declared.as_deref());
    let mut diagnostics = Vec::new();
    if let Some(warning) = decoded.warning {
        diagnostics.push(
            Diagnostic::warning(source, format!("the encoding is doubtful: {warning}"))
                .hint("check names with accents; save the file as UTF-8 to be sure"),
        );
    }
    let (pieces, facts) = match format {
        Format::Html => match html::read(&decoded.text, source, limits) {
            Ok((pieces, facts, more)) => {
                diagnostics.extend(more);
                (pieces, facts)
            }
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                return Outcome { articles: Vec::new(), diagnostics };
            }
        },
        Format::JsonLines => {
            let mut outcome = Outcome { articles: Vec::new(), diagnostics };
            for (index, line) in decoded.text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                let read = jsonl::read(line.trim(), &format!("{source}#{}", index + 1), limits);
                outcome.articles.extend(read.articles);
                outcome.diagnostics.extend(read.diagnostics);
            }
            return outcome;
        }
        _ => {
            let text = decode::canonical(&decoded.text);
            let longest = text.lines().map(str::len).max().unwrap_or(0);
            if longest > limits.max_paragraph_bytes {
                let message = format!(
                    "a line of {} is no paragraph; it was cut at sentences into parts of at most {}",
                    human(longest),
                    human(limits.max_paragraph_bytes)
                );
                diagnostics.push(Diagnostic::warning(source, message).hint("put line breaks between the paragraphs"));
            }
            let mut pieces = text::pieces(&text, limits);
            let mut facts = Facts::default();
            page::classify(&mut pieces, &mut facts, false);
            (pieces, facts)
        }
    };
    assembled(pieces, facts, source, diagnostics)
}

/// The article of pieces that have their labels, or the diagnostic that there is no text in them.
pub(crate) fn assembled(pieces: Vec<Piece>, facts: Facts, source: &str, mut diagnostics: Vec<Diagnostic>) -> Outcome {
    let article = assemble::article(pieces, facts, &Origin { source, id: None }, &mut diagnostics);
    if article.text.is_empty() {
        let hint =
            "check that it was saved completely; pages that load their text by script must be saved from a browser";
        diagnostics.retain(|diagnostic| !diagnostic.message.starts_with("no article"));
        diagnostics.push(Diagnostic::error(source, NO_TEXT).hint(hint));
        return Outcome { articles: Vec::new(), diagnostics };
    }
    Outcome { articles: vec![article], diagnostics }
}

/// The content decides; a format that the caller asks for stands against anything but the marks of binary formats. A page that
/// is called `.txt` is a page all the same; for the rest the name decides.
fn choose(name: &str, head: &[u8], asked: Option<Format>) -> Format {
    if let Some(format) = Format::of_magic(head) {
        return format;
    }
    if let Some(asked) = asked {
        return asked;
    }
    match (Format::of_name(name), Format::sniff_bytes(head)) {
        (_, seen @ (Format::Feed | Format::Warc | Format::JsonLines)) => seen,
        // A feed behind a long prolog is one still; a reader of feeds says what is wrong with others.
        (Some(Format::JsonLines), _) => Format::JsonLines,
        (Some(Format::Html), Format::Text) => Format::Html,
        (_, seen) => seen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_by_the_system() {
        let said = unreadable("a.txt", &std::io::Error::from(std::io::ErrorKind::PermissionDenied));
        assert!(said.message.contains("permission denied") && said.hint.is_some());
    }

    #[test]
    fn long_lines_of_a_stream_are_left_behind() {
        let limits = Limits { max_bytes: 60, ..Limits::default() };
        let lines = format!(
            "{{\"text\":\"The envoys met.\"}}\n{{\"text\":\"{}\"}}\n{{\"text\":\"They left.\"}}\n",
            "x".repeat(500)
        );
        let mut articles = Vec::new();
        let said = records(&mut lines.as_bytes(), "a.jsonl", &limits, &mut |article| articles.push(article));
        assert_eq!(articles.len(), 2);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].source == "a.jsonl#2" && said[0].message.contains("limit of 60 bytes"), "{said:?}");
    }
}
