//! PDF: taking the lines of text out of a file with their places on the page. What the lines mean is `pdf_layout`'s business.
//! The libraries below can be made to panic, to overflow their stack or to ask for any amount of memory, so whoever reads
//! files of strangers calls `extract_pdf` in a process of its own and hands that call to the reader.

use std::panic::{AssertUnwindSafe, catch_unwind};

use demarche_record::Diagnostic;
use pdf_extract::{Dictionary, Document, MediaBox, Object, OutputDev, OutputError, Transform};
use serde::{Deserialize, Serialize};

use crate::limits::Limits;
use crate::pdf_layout;
use crate::reader::{Outcome, visible};

/// Takes the text out of the bytes of a PDF file, or says in plain words why it cannot.
pub type PdfExtractor<'a> = dyn Fn(&[u8]) -> Result<PdfDocument, String> + Sync + 'a;

/// The text of a PDF file, with what its properties say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PdfDocument {
    /// Title among the properties.
    pub title: Option<String>,
    /// Author among the properties.
    pub author: Option<String>,
    /// Day of creation among the properties, as it stands there ("D:20181127120000Z").
    pub created: Option<String>,
    /// The pages that could be read.
    pub pages: Vec<PdfPage>,
    /// How many could not.
    pub lost: usize,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PdfPage {
    /// Height in points (1/72 inch).
    pub height: f32,
    /// Its lines in the order in which the file draws them.
    pub lines: Vec<PdfLine>,
}

/// A stretch of text on one base line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PdfLine {
    /// The words.
    pub text: String,
    /// Left edge in points from the left of the page.
    pub left: f32,
    /// Right edge.
    pub right: f32,
    /// Base line in points from the top of the page.
    pub top: f32,
    /// Size of the type in points.
    pub size: f32,
}

/// Pages and letters that are taken out of one file; more than any document has that people read.
const MOST_PAGES: usize = 5_000;
const MOST_LETTERS: usize = 40_000_000;
/// Stack of the thread that works: the libraries recurse over nested objects.
const STACK: usize = 64 << 20;

/// Takes the text out of a PDF file, here and now. A panic of the libraries below is caught, but they can still overflow the
/// stack or exhaust the memory: call it for files of strangers in a process of its own, with limits, as `demarche` does.
///
/// # Errors
/// In plain words: the file is encrypted, damaged, or holds no page.
///
/// ```
/// assert!(demarche_article::extract_pdf(b"%PDF-1.7 and no more").is_err());
/// ```
pub fn extract_pdf(bytes: &[u8]) -> Result<PdfDocument, String> {
    let joined = std::thread::scope(|scope| {
        let work = || catch_unwind(|| extract(bytes));
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).map(|thread| thread.join())
    });
    match joined {
        Ok(Ok(Ok(result))) => result,
        Ok(_) => Err("the file is damaged".to_owned()),
        Err(error) => Err(format!("no thread could be started: {error}")),
    }
}

fn extract(bytes: &[u8]) -> Result<PdfDocument, String> {
    let at = bytes.iter().take(64).position(|byte| *byte == b'%').unwrap_or(0);
    let document = Document::load_mem(&bytes[at..]).map_err(|error| match error {
        pdf_extract::Error::Decryption(_) | pdf_extract::Error::InvalidPassword => {
            "it is encrypted with a password".to_owned()
        }
        error => format!("the file is damaged: {error}"),
    })?;
    let mut document = document;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err("it is encrypted with a password".to_owned());
    }
    spell_out_widths(&mut document);
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        let reason =
            if document.trailer.has(b"Encrypt") { "it is encrypted" } else { "the file is damaged: it has no page" };
        return Err(reason.to_owned());
    }
    let mut found = PdfDocument { lost: numbers.len().saturating_sub(MOST_PAGES), ..PdfDocument::default() };
    (found.title, found.author, found.created) = properties(&document);
    let mut letters = 0;
    for number in numbers.into_iter().take(MOST_PAGES) {
        let mut lines = Lines::default();
        // What was drawn before a page went wrong is kept.
        let drawn = catch_unwind(AssertUnwindSafe(|| pdf_extract::output_doc_page(&document, &mut lines, number)));
        if !matches!(drawn, Ok(Ok(()))) {
            found.lost += 1;
        }
        let page = lines.finish();
        letters += page.lines.iter().map(|line| line.text.len()).sum::<usize>();
        if letters > MOST_LETTERS {
            return Err(format!("it holds more than {MOST_LETTERS} letters"));
        }
        found.pages.push(page);
    }
    Ok(found)
}

/// Widths of letters may be given for ranges ("19 28 500": so many thousandths of an em for 19 to 28), which pdf-extract 0.12
/// misreads; spelled out one by one it reads them right. Without them the blanks between words cannot be found.
fn spell_out_widths(document: &mut Document) {
    const MOST: usize = 1 << 16;
    let spelled = |widths: &[Object]| -> Option<Vec<Object>> {
        let (mut out, mut count) = (Vec::new(), 0);
        let mut rest = widths;
        while !rest.is_empty() {
            match rest {
                [first, list @ Object::Array(_), more @ ..] => {
                    out.extend([first.clone(), list.clone()]);
                    rest = more;
                }
                [first, last, width, more @ ..] => {
                    let (from, to) = (first.as_i64().ok()?, last.as_i64().ok()?);
                    let length = usize::try_from(to.checked_sub(from)?.checked_add(1)?).ok()?;
                    count += length;
                    if count > MOST {
                        return None;
                    }
                    out.extend([first.clone(), Object::Array(vec![width.clone(); length])]);
                    rest = more;
                }
                _ => return None,
            }
        }
        Some(out)
    };
    let mut lists = Vec::new();
    for object in document.objects.values_mut() {
        let Ok(font) = object.as_dict_mut() else { continue };
        match font.get(b"W") {
            Ok(Object::Array(widths)) => {
                if let Some(widths) = spelled(widths) {
                    font.set("W", Object::Array(widths));
                }
            }
            Ok(Object::Reference(id)) if font.has(b"DW") || font.has(b"CIDSystemInfo") => lists.push(*id),
            _ => {}
        }
    }
    for id in lists {
        if let Some(Object::Array(widths)) = document.objects.get_mut(&id)
            && let Some(spelled) = spelled(widths)
        {
            *widths = spelled;
        }
    }
}

fn properties(document: &Document) -> (Option<String>, Option<String>, Option<String>) {
    let info = document.trailer.get(b"Info").ok().and_then(|info| match info {
        Object::Reference(id) => document.get_object(*id).ok()?.as_dict().ok(),
        info => info.as_dict().ok(),
    });
    let text = |info: &Dictionary, key: &[u8]| {
        let value = info.get(key).ok()?;
        let value = match value {
            Object::Reference(id) => document.get_object(*id).ok()?,
            value => value,
        };
        let bytes = value.as_str().ok()?;
        let text = match bytes {
            [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
            [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
            [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
            // PDFDocEncoding is Latin-1 where letters are concerned.
            bytes => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        };
        Some(text.chars().take(1000).collect::<String>()).filter(|text| !text.trim().is_empty())
    };
    info.map_or((None, None, None), |info| (text(info, b"Title"), text(info, b"Author"), text(info, b"CreationDate")))
}

/// Joins the letters that a page draws into lines.
#[derive(Default)]
struct Lines {
    page: PdfPage,
    open: Option<PdfLine>,
    bottom: f64,
    letters: usize,
    blanks: usize,
    glyphs: usize,
}

/// A gap that is a blank only where the file draws no blanks; a noncharacter of Unicode.
const NARROW: char = '\u{10ffff}';

impl Lines {
    /// Decides on the narrow gaps, once the page is known.
    fn finish(mut self) -> PdfPage {
        self.close();
        let blank = if self.blanks * 15 < self.glyphs { " " } else { "" };
        for line in &mut self.page.lines {
            if line.text.contains(NARROW) {
                line.text = line.text.replace(NARROW, blank);
            }
        }
        self.page
    }

    fn close(&mut self) {
        if let Some(line) = self.open.take().filter(|line| !line.text.trim().is_empty()) {
            self.page.lines.push(line);
        }
    }
}

impl OutputDev for Lines {
    fn begin_page(
        &mut self,
        _number: u32,
        media_box: &MediaBox,
        _art_box: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.bottom = media_box.lly;
        self.page.height = finite(media_box.ury - media_box.lly);
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.close();
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        letters: &str,
    ) -> Result<(), OutputError> {
        self.letters += letters.len();
        self.blanks += usize::from(letters == " ");
        self.glyphs += 1;
        if self.letters > MOST_LETTERS {
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        let scale = (place.m11 * place.m22 - place.m12 * place.m21).abs().sqrt();
        let size = finite(scale * font_size);
        let size = if size > 0.0 { size } else { 1.0 };
        let left = finite(place.m31);
        let top = self.page.height - finite(place.m32 - self.bottom);
        let right = left + finite(width) * size;
        // Letters of a raised or lowered note still belong to their line.
        let joins = self.open.as_ref().is_some_and(|line| {
            let largest = line.size.max(size);
            let level = (line.top - top).abs() < 0.4 * largest;
            level && left > line.right - 0.6 * largest && left < line.right + 2.5 * largest
        });
        if !joins {
            self.close();
        }
        let line = self.open.get_or_insert_with(|| PdfLine { text: String::new(), left, right: left, top, size });
        let gap = left - line.right;
        if gap > 0.15 * size && !line.text.is_empty() && !line.text.ends_with(' ') {
            line.text.push(if gap > 0.22 * size { ' ' } else { NARROW });
        }
        line.text.push_str(letters);
        line.right = line.right.max(right);
        line.size = line.size.max(size);
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

fn finite(value: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "points of a page; what is out of range is clamped")]
    let value = value as f32;
    if value.is_finite() { value.clamp(-1e6, 1e6) } else { 0.0 }
}

/// Reads a PDF file with what the caller takes the text out with.
pub(crate) fn read(bytes: &[u8], source: &str, extractor: Option<&PdfExtractor<'_>>, limits: &Limits) -> Outcome {
    let Some(extractor) = extractor else {
        return Outcome::error(
            Diagnostic::error(source, "PDF is not read here: this program gives the reader no way to do it safely")
                .hint("convert it with `pdftotext FILE.pdf FILE.txt` and read the text"),
        );
    };
    match extractor(bytes) {
        Ok(document) => pdf_layout::read(document, source, limits),
        Err(reason) => Outcome::error(
            Diagnostic::error(source, format!("the PDF cannot be read: {}", visible(&reason)))
                .hint("print it to a new PDF, or convert it with `pdftotext FILE.pdf FILE.txt`"),
        ),
    }
}
