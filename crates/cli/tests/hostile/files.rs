//! Hostile files, made from a seed: bombs, nested and lying archives, names that climb out of folders, broken web archives, mutated
//! PDF, feeds with entity bombs, escapes and markup wherever text goes, wrong encodings, giants. Every file is made here; none is kept.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::build::{
    self, Member, docx, epub, gzip, pdf, pdf_objects, pdf_of, tar, tar_header, warc_page, warc_record, zip, zip_of,
};

/// What lies in a file.
pub enum Content {
    Bytes(Vec<u8>),
    /// So many zero bytes that take no room on the disk.
    Sparse(u64),
}

/// One hostile file.
pub struct HostileFile {
    /// What is hostile about it.
    pub kind: &'static str,
    pub name: OsString,
    pub content: Content,
}

impl HostileFile {
    /// Writes it into a folder.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let mut file = File::create(folder.join(&self.name))?;
        match &self.content {
            Content::Bytes(bytes) => file.write_all(bytes),
            Content::Sparse(length) => file.set_len(*length),
        }
    }
}

/// Numbers that a seed decides (splitmix64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }
}

const STORY: &str = "Envoys return to the table\n\nGENEVA - The two delegations met on Monday and agreed to meet again in the spring.\n";
const SENTENCE: &str = "The two delegations met on Monday in Geneva and agreed to meet again.";

fn page(title: &str) -> String {
    format!(
        "<html><head><title>{title}</title></head><body><h1>{title}</h1><p>By Ada Berg</p><p>{SENTENCE}</p></body></html>"
    )
}

/// Text that tries to steer a terminal, a browser or a reader of Markdown.
pub const STEERING: [&str; 14] = [
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}]0;owned\u{7}",
    "\u{1b}]8;;https://example.org\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}P+q544e\u{1b}\\",
    "\u{9b}31mred",
    "\u{202e}txt.exe",
    "\u{2066}hidden\u{2069}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "\"><svg onload=alert(1)>",
    "a\rb\u{8}\u{8}c",
    "`$(touch owned)`; touch owned",
];

/// All files; the same seed gives the same bytes. More than 300.
pub fn all(seed: u64) -> Vec<HostileFile> {
    let mut files = Maker { files: Vec::new(), numbers: Numbers(seed) };
    files.bombs();
    files.nested();
    files.names_of_members();
    files.truncated();
    files.web_archives();
    files.pdf_mutations();
    files.pdf_structures();
    files.books_and_documents();
    files.feeds();
    files.names_of_files();
    files.titles();
    files.encodings();
    files.giants();
    files.binaries();
    files.languages();
    files.tapes();
    files.files
}

struct Maker {
    files: Vec<HostileFile>,
    numbers: Numbers,
}

impl Maker {
    fn add(&mut self, kind: &'static str, name: impl Into<OsString>, bytes: impl Into<Vec<u8>>) {
        self.files.push(HostileFile { kind, name: name.into(), content: Content::Bytes(bytes.into()) });
    }

    fn bombs(&mut self) {
        const KIND: &str = "decompression bomb";
        let spaces = vec![b' '; 24 << 20];
        let packed = gzip(&spaces);
        self.add(KIND, "bomb.txt.gz", packed.clone());
        self.add(KIND, "bomb.warc.gz", packed.clone());
        self.add(KIND, "bomb-twice.gz", gzip(&gzip(&spaces)));
        let member = || Member::new("bomb.txt", &spaces);
        self.add(KIND, "bomb.zip", zip_of(&[member()]));
        self.add(KIND, "bomb-of-gz.zip", zip(&[("a.txt.gz", &packed), ("b.txt.gz", &packed)]));
        self.add(KIND, "bomb-of-bombs.zip", zip(&[("a.zip", &zip_of(&[member()])), ("b.zip", &zip_of(&[member()]))]));
        // Many entries of the directory that share one stretch of data.
        let mut overlapping = zip_of(&[member()]);
        let start = overlapping.windows(4).rposition(|four| four == b"PK\x01\x02").expect("a directory");
        let entry = overlapping[start..overlapping.len() - 22].to_vec();
        overlapping.truncate(start);
        for number in 0..500_u32 {
            let mut one = entry.clone();
            let at = one.len() - "bomb.txt".len();
            one[at..at + 4].copy_from_slice(format!("{number:04}").as_bytes());
            overlapping.extend(one);
        }
        let length = (500 * entry.len()) as u32;
        overlapping.extend(b"PK\x05\x06\0\0\0\0\xf4\x01\xf4\x01");
        overlapping.extend(length.to_le_bytes());
        overlapping.extend((start as u32).to_le_bytes());
        overlapping.extend([0, 0]);
        self.add(KIND, "overlapping.zip", overlapping);
        for (name, size) in [("lies-small.zip", 1), ("lies-zero.zip", 0), ("lies-large.zip", u32::MAX - 1)] {
            self.add(KIND, name, zip_of(&[Member { size, ..Member::new("a.txt", STORY.as_bytes()) }]));
        }
        let body = gzip(&spaces);
        let html = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
        self.add(KIND, "bomb-in-answer.warc", warc_page("https://example.org/", html, &body));
        self.add(KIND, "bomb.epub", epub("", &[("a.xhtml", std::str::from_utf8(&spaces).expect("blanks"))], &[0]));
        self.add(KIND, "bomb.docx", docx(&[("", std::str::from_utf8(&spaces).expect("blanks"))], ""));
        let many: Vec<(String, Vec<u8>)> = (0..3000).map(|n| (format!("{n}.txt"), Vec::new())).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        self.add(KIND, "many-empty.zip", zip(&many));
    }

    fn nested(&mut self) {
        const KIND: &str = "nested archives";
        let mut archive = zip(&[("a.txt", STORY.as_bytes())]);
        for depth in 1..=8 {
            archive = zip(&[("inner.zip", &archive)]);
            self.add(KIND, format!("deep-{depth}.zip"), archive.clone());
        }
        let mut wide = zip(&[("a.txt", STORY.as_bytes())]);
        for _ in 0..3 {
            let names: Vec<String> = (0..3).map(|n| format!("{n}.zip")).collect();
            let all: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), wide.as_slice())).collect();
            wide = zip(&all);
        }
        self.add(KIND, "wide.zip", wide);
        let mut packed = STORY.as_bytes().to_vec();
        for depth in 1..=5 {
            packed = gzip(&packed);
            self.add(KIND, format!("deep-{depth}.gz"), packed.clone());
        }
        self.add(KIND, "mixed.zip", zip(&[("a.tar", &tar(&[("b.tgz", &gzip(&tar(&[("c.zip", &archive)])))]))]));
    }

    fn names_of_members(&mut self) {
        const KIND: &str = "names of members";
        let long = format!("{}.txt", "a/".repeat(20_000));
        let mut names: Vec<String> = [
            "../../evil.txt",
            "../../../../../../../../tmp/evil.txt",
            "/evil.txt",
            "/etc/cron.d/evil.txt",
            "..\\..\\evil.txt",
            "C:\\evil.txt",
            "\\\\server\\share\\evil.txt",
            "a/../../../evil.txt",
            "evil\0.txt",
            "a\nerror: forged.txt",
            "-rf.txt",
            "#1.txt",
            "CON.txt",
            "",
            "..txt",
        ]
        .map(str::to_owned)
        .to_vec();
        names.extend(STEERING.iter().map(|text| format!("{text}.txt")));
        names.push(long);
        for (number, name) in names.iter().enumerate() {
            self.add(KIND, format!("member-{number:02}.zip"), zip(&[(name, STORY.as_bytes())]));
        }
        let link = Member { attributes: 0o120_777 << 16, ..Member::new("link.txt", b"/etc/passwd") };
        self.add(KIND, "link.zip", zip_of(&[link]));
        let twice = [Member::new("a.txt", STORY.as_bytes()), Member::new("a.txt", b"The other one said no to it.")];
        self.add(KIND, "twice.zip", zip_of(&twice));
        let locked = Member { flags: 1, ..Member::new("a.txt", STORY.as_bytes()) };
        self.add(KIND, "locked.zip", zip_of(&[locked]));
        let foreign = Member { method: 99, ..Member::new("a.txt", STORY.as_bytes()) };
        self.add(KIND, "method.zip", zip_of(&[foreign]));
        let latin = Member { name: b"caf\xe9\xff.txt".to_vec(), ..Member::new("", STORY.as_bytes()) };
        self.add(KIND, "latin.zip", zip_of(&[latin]));
    }

    fn truncated(&mut self) {
        const KIND: &str = "truncated";
        let text = (0..8).map(|n| format!("{SENTENCE} Day {n} of the talks began.\n\n")).collect::<String>();
        let line = format!("{{\"text\":\"{SENTENCE}\"}}\n").repeat(4);
        let warc = self.crawl().concat();
        let wholes = [
            ("text.txt.gz", gzip(text.as_bytes())),
            ("page.html.gz", gzip(page("Talks").as_bytes())),
            ("lines.jsonl.gz", gzip(line.as_bytes())),
            ("crawl.warc.gz", gzip(&warc)),
            ("files.zip", zip(&[("a.txt", STORY.as_bytes()), ("b.txt", text.as_bytes())])),
            ("files.tar", tar(&[("a.txt", STORY.as_bytes()), ("b.txt", text.as_bytes())])),
            ("crawl.warc", warc),
        ];
        for (name, bytes) in wholes {
            for part in [0.02, 0.3, 0.6, 0.97] {
                let cut = ((bytes.len() as f64 * part) as usize).max(3);
                self.add(KIND, format!("cut-{:02}-{name}", (part * 100.0) as u32), bytes[..cut].to_vec());
            }
            let mut flipped = bytes.clone();
            let at = bytes.len() / 2 + self.numbers.below(bytes.len() / 4);
            flipped[at] ^= 0x55;
            self.add("damaged", format!("flipped-{name}"), flipped);
        }
    }

    fn crawl(&self) -> Vec<Vec<u8>> {
        let html = "Content-Type: text/html\r\n";
        vec![
            warc_record("warcinfo", "", b"software: by hand\r\n"),
            warc_page("https://example.org/a", html, page("Talks open").as_bytes()),
            warc_page("https://example.org/b", html, page("Talks close").as_bytes()),
        ]
    }

    fn web_archives(&mut self) {
        const KIND: &str = "lying web archive";
        let record = |length: &str, rest: &str| {
            let body = page("Talks");
            format!("WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\n{length}{rest}\r\n{body}\r\n\r\n")
                .into_bytes()
        };
        let good = self.crawl().concat();
        let lengths = [
            "",
            "Content-Length: 0\r\n",
            "Content-Length: -1\r\n",
            "Content-Length: 18446744073709551615\r\n",
            "Content-Length: 99999999999999999999999\r\n",
            "Content-Length: 40\r\n",
            "Content-Length: 4000\r\n",
            "Content-Length: 10 10\r\n",
            "Content-Length: 10\r\nContent-Length: 20\r\n",
            "Content-Length:\r\n",
        ];
        for (number, length) in lengths.iter().enumerate() {
            self.add(KIND, format!("length-{number}.warc"), [record(length, ""), good.clone()].concat());
        }
        self.add(
            KIND,
            "endless-header.warc",
            [b"WARC/1.0\r\n".to_vec(), b"A: b\r\n".repeat(50_000), good.clone()].concat(),
        );
        self.add(
            KIND,
            "endless-line.warc",
            [b"WARC/1.0\r\nA: ".to_vec(), vec![b'x'; 3 << 20], b"\r\n\r\n".to_vec(), good.clone()].concat(),
        );
        let chunks: [&[u8]; 4] = [b"ffffffffffffffff\r\nx", b"-5\r\nx", b"5\r\nx", b"0\r\n\r\n"];
        for (number, body) in chunks.iter().enumerate() {
            let head = "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n";
            self.add(KIND, format!("chunk-{number}.warc"), warc_page("https://example.org/", head, body));
        }
        for (number, text) in STEERING.iter().enumerate() {
            let bytes =
                warc_page(&format!("https://example.org/{text}"), "Content-Type: text/html\r\n", page(text).as_bytes());
            self.add("steering text", format!("steering-{number:02}.warc"), bytes);
        }
        for number in 0..10 {
            let bytes = self.mutated(&good);
            self.add(KIND, format!("mutated-{number}.warc"), bytes);
        }
    }

    /// A few bytes changed, left out, doubled or replaced by words of the format.
    fn mutated(&mut self, bytes: &[u8]) -> Vec<u8> {
        const WORDS: [&[u8]; 12] = [
            b"<<",
            b">>",
            b"[",
            b"endobj",
            b"stream\n",
            b" 0 R",
            b"-1",
            b"99999999999",
            b"\0",
            b"\xff\xff",
            b"/Length",
            b"1 0 obj",
        ];
        let mut out = bytes.to_vec();
        for _ in 0..1 + self.numbers.below(8) {
            let at = self.numbers.below(out.len());
            match self.numbers.below(5) {
                0 => out[at] = self.numbers.next() as u8,
                1 => out[at] ^= 1 << self.numbers.below(8),
                2 => {
                    let end = (at + self.numbers.below(40)).min(out.len());
                    out.drain(at..end);
                }
                3 => {
                    let end = (at + self.numbers.below(200)).min(out.len());
                    let copy = out[at..end].to_vec();
                    out.splice(at..at, copy);
                }
                _ => {
                    let word = WORDS[self.numbers.below(WORDS.len())];
                    out.splice(at..(at + word.len()).min(out.len()), word.iter().copied());
                }
            }
            if out.is_empty() {
                out.push(b'%');
            }
        }
        out
    }

    fn pdf_mutations(&mut self) {
        let lines: &[build::Shown] = &[(72.0, 740.0, 20.0, "Envoys return"), (72.0, 700.0, 11.0, SENTENCE)];
        let whole = pdf(&[lines], "/Title (Talks) /Author (Ada Berg)");
        for number in 0..90 {
            let bytes = self.mutated(&whole);
            self.add("mutated PDF", format!("mutated-{number:03}.pdf"), bytes);
        }
        for number in 0..10 {
            let cut = self.numbers.below(whole.len());
            self.add("truncated", format!("cut-{number}.pdf"), whole[..cut.max(6)].to_vec());
        }
    }

    fn pdf_structures(&mut self) {
        const KIND: &str = "hostile PDF";
        let lines: &[build::Shown] = &[(72.0, 740.0, 20.0, "Envoys return"), (72.0, 700.0, 11.0, SENTENCE)];
        let objects = pdf_objects(&[lines], "/Title (Talks)");
        let with = |index: usize, text: &[u8]| {
            let mut changed = objects.clone();
            changed[index] = text.to_vec();
            pdf_of(&changed)
        };
        let stream = |dictionary: &str, data: &[u8]| {
            let mut object = format!("<< /Length {} {dictionary} >>\nstream\n", data.len()).into_bytes();
            object.extend(data);
            object.extend(b"\nendstream");
            object
        };
        let packed = |bytes: &[u8]| {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).expect("a vector takes everything");
            encoder.finish().expect("a vector takes everything")
        };
        self.add(KIND, "cyclic-pages.pdf", with(1, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"));
        self.add(KIND, "cyclic-parent.pdf", with(4, b"<< /Type /Page /Parent 5 0 R /Contents 6 0 R >>"));
        self.add(KIND, "own-contents.pdf", with(5, b"6 0 R"));
        self.add(
            KIND,
            "count.pdf",
            with(1, b"<< /Type /Pages /Kids [5 0 R] /Count 2147483647 /MediaBox [0 0 595 842] >>"),
        );
        self.add(KIND, "no-box.pdf", with(1, b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>"));
        self.add(
            KIND,
            "odd-box.pdf",
            with(1, b"<< /Type /Pages /Kids [5 0 R] /Count 1 /MediaBox [1e38 0 (x) -1e308] >>"),
        );
        self.add(KIND, "deep-arrays.pdf", with(3, &[b"[".repeat(60_000), b"]".repeat(60_000)].concat()));
        self.add(KIND, "deep-dictionaries.pdf", with(3, &b"<</A".repeat(60_000)));
        self.add(KIND, "bomb.pdf", with(5, &stream("/Filter /FlateDecode", &packed(&vec![b'q'; 120 << 20]))));
        let twice = packed(&packed(&vec![b' '; 60 << 20]));
        self.add(KIND, "bomb-twice.pdf", with(5, &stream("/Filter [/FlateDecode /FlateDecode]", &twice)));
        let drawing =
            b"BT /F1 11 Tf ".iter().copied().chain(b"(x) Tj ".repeat(400_000)).chain(*b"ET").collect::<Vec<u8>>();
        self.add(KIND, "many-letters.pdf", with(5, &stream("/Filter /FlateDecode", &packed(&drawing))));
        self.add(KIND, "length.pdf", with(5, b"<< /Length 99999999 >>\nstream\nBT ET\nendstream"));
        self.add(KIND, "length-of-itself.pdf", with(5, b"<< /Length 6 0 R >>\nstream\nBT ET\nendstream"));
        let form = stream(
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
            b"/X Do /X Do",
        );
        let mut recursive = objects.clone();
        recursive[4] =
            b"<< /Type /Page /Parent 2 0 R /Resources << /XObject << /X 6 0 R >> >> /Contents 7 0 R >>".to_vec();
        recursive[5] = form;
        recursive.push(stream("", b"/X Do"));
        self.add(KIND, "form-in-itself.pdf", pdf_of(&recursive));
        let act = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >> \
            /AA << /O << /S /JavaScript /JS (app.launchURL\\('https://example.org'\\);) >> >> >>";
        self.add(KIND, "launch.pdf", with(0, act));
        let widths = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype \
            /CIDFontType2 /BaseFont /X /CIDSystemInfo << >> /DW 1 /W [0 2147483647 500] >>] >>";
        self.add(KIND, "widths.pdf", with(2, widths));
        self.add(
            KIND,
            "font.pdf",
            with(2, b"<< /Type /Font /Subtype /Type3 /FontMatrix [0 0 0 0 0 0] /CharProcs << >> >>"),
        );
        let own = pdf_of(&objects);
        let text = String::from_utf8_lossy(&own).into_owned();
        let loops = text.replace("trailer\n<<", "trailer\n<< /Prev 15");
        self.add(KIND, "xref-loop.pdf", loops.into_bytes());
        self.add(
            KIND,
            "locked.pdf",
            text.replace(
                "/Root 1 0 R",
                "/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >> /ID [(a) (b)]",
            )
            .into_bytes(),
        );
        for (number, steering) in STEERING.iter().enumerate() {
            let shown: &[build::Shown] = &[(72.0, 740.0, 20.0, steering), (72.0, 700.0, 11.0, SENTENCE)];
            self.add(
                "steering text",
                format!("steering-{number:02}.pdf"),
                pdf(&[shown], &format!("/Title ({steering})")),
            );
        }
    }

    fn books_and_documents(&mut self) {
        const KIND: &str = "hostile book or document";
        let prose = page("Talks").replace(SENTENCE, &SENTENCE.repeat(3));
        self.add(KIND, "cyclic-spine.epub", epub("", &[("a.xhtml", &prose)], &[0; 2000]));
        self.add(
            KIND,
            "outside.epub",
            epub("", &[("../../../../etc/passwd", &prose), ("%2e%2e/%2e%2e/evil.xhtml", &prose)], &[0, 1]),
        );
        self.add(
            KIND,
            "no-package.epub",
            zip(&[(
                "META-INF/container.xml",
                b"<container><rootfile full-path=\"META-INF/container.xml\"/></container>",
            )]),
        );
        self.add(KIND, "no-container.epub", zip(&[("META-INF/container.xml", b"\xff\xfe\0")]));
        let laughs = laughs(9);
        self.add(
            KIND,
            "laughs.epub",
            epub("<dc:title>&l8;</dc:title>", &[("a.xhtml", &format!("{laughs}{prose}"))], &[0]),
        );
        self.add(KIND, "laughs.docx", docx(&[("", &format!("&l8; {SENTENCE}"))], ""));
        self.add(KIND, "deep.docx", docx(&[("", &format!("{}{SENTENCE}", "<w:x>".repeat(100_000)))], ""));
        self.add(KIND, "unclosed.docx", docx(&[("", &format!("{SENTENCE}<![CDATA[ never closed"))], ""));
        self.add(KIND, "no-main.docx", zip(&[("[Content_Types].xml", b"<Types/>"), ("word/x.xml", b"<x/>")]));
        let outside = "<w:hyperlink r:id=\"x\"/><w:object><o:OLEObject Type=\"Link\" ProgID=\"cmd\"/></w:object>";
        self.add(KIND, "link.docx", docx(&[("", &format!("{outside}{SENTENCE}"))], ""));
        for (number, steering) in STEERING.iter().enumerate() {
            let shown = steering.replace('&', "&amp;").replace('<', "&lt;");
            let bytes = docx(
                &[("Title", &shown), ("", SENTENCE)],
                &format!("<dc:title>{shown}</dc:title><dc:creator>{shown}</dc:creator>"),
            );
            self.add("steering text", format!("steering-{number:02}.docx"), bytes);
        }
    }

    fn feeds(&mut self) {
        const KIND: &str = "hostile feed";
        let rss = |prolog: &str, title: &str, text: &str| {
            format!(
                "<?xml version=\"1.0\"?>{prolog}<rss version=\"2.0\"><channel><title>x</title><item><title>{title}</title>\
                <link>javascript:alert(1)</link><description>{text}</description></item></channel></rss>"
            )
        };
        self.add(KIND, "laughs.rss", rss(&laughs(9), "a", &format!("&l9; {SENTENCE}")));
        self.add(
            KIND,
            "quadratic.rss",
            rss(&format!("<!DOCTYPE x [<!ENTITY l \"{}\">]>", "l".repeat(50_000)), "a", &"&l;".repeat(300)),
        );
        self.add(
            KIND,
            "outside.rss",
            rss("<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>", "&f;", &format!("&f; {SENTENCE}")),
        );
        self.add(
            KIND,
            "parameter.rss",
            rss("<!DOCTYPE x [<!ENTITY % p SYSTEM \"https://example.org/x.dtd\"> %p;]>", "a", SENTENCE),
        );
        self.add(KIND, "deep.rss", rss("", "a", &"<b>".repeat(100_000)));
        self.add(
            KIND,
            "deep-closed.atom",
            format!(
                "<feed xmlns=\"http://www.w3.org/2005/Atom\">{}{}</feed>",
                "<a>".repeat(30_000),
                "</a>".repeat(30_000)
            ),
        );
        self.add(KIND, "deep-content.rss", rss("", "a", &"&lt;div&gt;".repeat(30_000)));
        self.add(
            KIND,
            "many.rss",
            format!("<rss version=\"2.0\"><channel>{}</channel></rss>", "<item><title>a</title></item>".repeat(30_000)),
        );
        self.add(KIND, "unclosed.rss", format!("<rss version=\"2.0\"><channel><item><description><![CDATA[{SENTENCE}"));
        self.add(
            KIND,
            "attributes.rss",
            format!("<rss {}><channel/></rss>", (0..50_000).map(|n| format!("a{n}='x' ")).collect::<String>()),
        );
        self.add(KIND, "date.atom", format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>a</title><updated>99999-99-99T99:99:99Z</updated><summary>{SENTENCE}</summary></entry></feed>"));
        self.add(KIND, "charset.rss", format!("<?xml version=\"1.0\" encoding=\"utf-16\"?><rss version=\"2.0\"><channel><item><description>{SENTENCE}</description></item></channel></rss>"));
        for (number, steering) in STEERING.iter().enumerate() {
            let shown = steering.replace('&', "&amp;").replace('<', "&lt;");
            let bytes = rss("", &shown, &format!("&lt;p&gt;{shown} {SENTENCE}&lt;/p&gt;"));
            self.add("steering text", format!("steering-{number:02}.rss"), bytes);
        }
    }

    fn names_of_files(&mut self) {
        const KIND: &str = "names of files";
        let mut names: Vec<String> = [
            "a\nerror: forged: all is lost\n.txt",
            "-rf.txt",
            "--output=evil.txt",
            "#1#.txt",
            " .txt",
            "a b;touch owned.txt",
            "%00.txt",
            "~.txt",
            "*.txt",
            "$(touch owned).txt",
        ]
        .map(str::to_owned)
        .to_vec();
        names.extend(STEERING.iter().map(|text| format!("{}.txt", text.replace('/', "_"))));
        names.push(format!("{}.txt", "n".repeat(240)));
        for name in names {
            self.add(KIND, name, STORY);
        }
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStringExt;
            self.add(KIND, OsString::from_vec(b"caf\xe9\xff.txt".to_vec()), STORY);
            self.add(KIND, OsString::from_vec(b"\xc0\xaf\x1b[31m.zip".to_vec()), zip(&[("a.txt", STORY.as_bytes())]));
        }
    }

    fn titles(&mut self) {
        const KIND: &str = "steering text";
        for (number, text) in STEERING.iter().enumerate() {
            let quoted: String = text.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
            self.add(
                KIND,
                format!("steering-{number:02}.txt"),
                format!("Talks {text} open\n\nBy {text} Berg\n\nGENEVA - {text} {SENTENCE}\n"),
            );
            self.add(KIND, format!("steering-{number:02}.html"), page(&format!("Talks {text}")).replace("Ada", text));
            let coded: String = text.chars().map(|c| format!("&#{};", c as u32)).collect();
            self.add(KIND, format!("coded-{number:02}.html"), page(&format!("Talks {coded}")));
            let line = format!(
                "{{\"id\":\"{quoted}\",\"title\":\"Talks {quoted}\",\"byline\":\"{quoted}\",\"publisher\":\"{quoted}\",\
                \"section\":\"{quoted}\",\"url\":\"javascript:{quoted}\",\"published\":\"2018-11-27\",\"text\":\"{quoted} {SENTENCE}\"}}\n"
            );
            self.add(KIND, format!("steering-{number:02}.jsonl"), line);
        }
    }

    fn encodings(&mut self) {
        const KIND: &str = "wrong encoding";
        let wide = |text: &str, swap: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        self.add(
            KIND,
            "latin.html",
            [b"<meta charset=utf-8>".to_vec(), page("Caf\u{e9}").chars().map(|c| c as u8).collect()].concat(),
        );
        self.add(KIND, "wide.txt", wide(STORY, false));
        self.add(KIND, "wide-swapped.txt", wide(STORY, true));
        self.add(KIND, "wide-odd.txt", [b"\xff\xfe".to_vec(), wide(STORY, false), vec![0x41]].concat());
        self.add(
            KIND,
            "surrogates.txt",
            [b"\xff\xfe".to_vec(), wide(STORY, false), vec![0x00, 0xd8, 0x00, 0xd8]].concat(),
        );
        self.add(
            KIND,
            "overlong.txt",
            [STORY.as_bytes(), b"\xc0\xaf\xe0\x80\xaf\xed\xa0\x80\xf5\x80\x80\x80"].concat(),
        );
        self.add(KIND, "zeros.txt", STORY.replace(' ', "\0"));
        self.add(KIND, "zeros.html", page("Talks").replace(' ', "\0"));
        self.add(KIND, "zeros.jsonl", format!("{{\"text\":\"{}\"}}\n", SENTENCE.replace(' ', "\0")));
        self.add(KIND, "marks.txt", format!("{}{STORY}", "\u{feff}".repeat(1000)));
        self.add(
            KIND,
            "utf7.html",
            "<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-".to_owned() + &page("Talks"),
        );
        self.add(KIND, "unknown.html", "<meta charset=x-nonsense>".to_owned() + &page("Talks"));
        self.add(KIND, "escapes.html", "<meta charset=iso-2022-jp>\u{1b}$B\u{1b}(J\u{1b}".to_owned() + &page("Talks"));
        self.add(KIND, "combining.txt", format!("{STORY}\nZa{} met them.\n", "\u{301}".repeat(50_000)));
        self.add(
            KIND,
            "private.txt",
            format!("{STORY}\n{} met them on Monday.\n", "\u{e000}\u{fffe}\u{10ffff}\u{e0041}".repeat(50)),
        );
        self.add(
            KIND,
            "four-bytes.txt",
            [b"\0\0\xfe\xff".to_vec(), STORY.chars().flat_map(|c| (c as u32).to_be_bytes()).collect()].concat(),
        );
    }

    fn giants(&mut self) {
        const KIND: &str = "giant";
        for extension in ["txt", "html", "jsonl", "pdf", "warc", "zip", "rss", "gz"] {
            let name = format!("sparse.{extension}");
            self.files.push(HostileFile { kind: KIND, name: name.into(), content: Content::Sparse(1 << 30) });
        }
        self.add(KIND, "letters.txt", "x".repeat(1_000_000));
        self.add(KIND, "blanks.txt", " ".repeat(1_000_000));
        self.add(KIND, "lines.txt", "\n".repeat(1_000_000));
        self.add(KIND, "brackets.html", "<".repeat(200_000));
        self.add(KIND, "tags.html", format!("<html><body>{}{SENTENCE}", "<div>".repeat(100_000)));
        self.add(KIND, "attributes.html", format!("<html><body><p {}>{SENTENCE}</p>", "a='b' ".repeat(100_000)));
        self.add(KIND, "quote.html", format!("<html><body><p class=\"{}", SENTENCE.repeat(5000)));
        self.add(KIND, "comment.html", format!("<html><body><!-- {}", SENTENCE.repeat(5000)));
        self.add(KIND, "deep.jsonl", format!("{{\"text\":{}\n", "[".repeat(200_000)));
        self.add(
            KIND,
            "keys.jsonl",
            format!("{{{}\"text\":\"{SENTENCE}\"}}\n", (0..50_000).map(|n| format!("\"k{n}\":0,")).collect::<String>()),
        );
        self.add(KIND, "number.jsonl", format!("{{\"id\":{},\"text\":\"{SENTENCE}\"}}\n", "9".repeat(100_000)));
    }

    fn binaries(&mut self) {
        const KIND: &str = "binary";
        for extension in ["txt", "html", "jsonl", "pdf", "docx", "epub", "rss", "warc", "gz", "zip", "tar"] {
            let bytes: Vec<u8> = (0..4096).map(|_| self.numbers.next() as u8).collect();
            self.add(KIND, format!("random.{extension}"), bytes.clone());
            let magic: &[u8] = match extension {
                "pdf" => b"%PDF-1.7\n",
                "gz" => b"\x1f\x8b\x08\0\0\0\0\0\0\0",
                "zip" | "docx" | "epub" => b"PK\x03\x04",
                "warc" => b"WARC/1.0\r\n",
                "rss" => b"<rss>",
                _ => continue,
            };
            self.add(KIND, format!("marked.{extension}"), [magic, &bytes].concat());
        }
        self.add(KIND, "program.txt", [b"\x7fELF\x02\x01\x01".to_vec(), vec![0; 100]].concat());
        self.add(KIND, "picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec());
        self.add(KIND, "empty.pdf", Vec::new());
        self.add(KIND, "empty.zip", zip(&[]));
    }

    fn languages(&mut self) {
        let texts = [
            "Die beiden Delegationen haben sich am Montag in Genf getroffen und wollen die Gespräche im Frühjahr fortsetzen.",
            "Les deux délégations se sont réunies lundi à Genève et sont convenues de reprendre les pourparlers au printemps.",
            "Обе делегации встретились в понедельник в Женеве и договорились продолжить переговоры весной следующего года.",
            "两国代表团星期一在日内瓦会面，并同意明年春天继续举行会谈，双方官员在会后表示。",
            "اجتمع الوفدان يوم الاثنين في جنيف واتفقا على مواصلة المحادثات في الربيع المقبل.",
            "両国の代表団は月曜日にジュネーブで会談し、来年春に協議を続けることで合意した。",
        ];
        for (number, text) in texts.iter().enumerate() {
            self.add("foreign language", format!("language-{number}.txt"), format!("{text}\n\n{text}\n\n{text}\n"));
        }
    }

    fn tapes(&mut self) {
        const KIND: &str = "hostile tape archive";
        let good = tar(&[("a.txt", STORY.as_bytes())]);
        let header = |name: &[u8], size: u64, kind: u8| tar_header(name, size, kind);
        self.add(KIND, "size.tar", [header(b"a.txt", 0o77_777_777_777, b'0'), STORY.as_bytes().to_vec()].concat());
        self.add(KIND, "device.tar", [header(b"a.txt", 0, b'3'), header(b"b.txt", 0, b'2'), good.clone()].concat());
        self.add(KIND, "long-name.tar", [header(b"././@LongLink", (1 << 33) - 1, b'L'), good.clone()].concat());
        self.add(KIND, "climbing.tar", tar(&[("../../evil.txt", STORY.as_bytes()), ("/evil.txt", STORY.as_bytes())]));
        self.add(KIND, "steering.tar", tar(&[("\u{1b}[31m\n\u{202e}.txt", STORY.as_bytes())]));
        let mut unsound = good.clone();
        unsound[148] ^= 1;
        self.add(KIND, "checksum.tar", unsound);
        self.add(
            KIND,
            "pax.tar",
            [
                header(b"x", 40, b'x'),
                b"40 path=../../evil\n.txt\n99999 path=\xff\n\0\0\0\0\0".to_vec(),
                vec![0; 473],
                good,
            ]
            .concat(),
        );
    }
}

/// Entities that would grow to a tenth power.
fn laughs(levels: usize) -> String {
    let entities: String =
        (1..=levels).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    format!("<!DOCTYPE x [<!ENTITY l0 \"lol\">{entities}]>")
}

/// Writes the files and a good one beside them.
pub fn write_all(files: &[HostileFile], folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join(GOOD), GOOD_STORY)?;
    files.iter().try_for_each(|file| file.write(folder))
}

/// The name of a file that must always be read.
pub const GOOD: &str = "zz-good.txt";
const GOOD_STORY: &str = "Ministers meet on fishing\n\nGENEVA – Foreign Minister Anna Holm met with her Swiss counterpart on Tuesday.\n\n\
    The two ministers agreed to hold talks on fishing rights in the spring, officials said after the meeting.\n";
