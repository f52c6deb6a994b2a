//! Builds small files of every format for tests: archives, web archives, feeds, books, documents. Written by hand, so that hostile
//! variants can lie where a proper writer would not.
#![allow(dead_code, reason = "each test uses the part that it needs")]

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// Compressed with gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector takes everything");
    encoder.finish().expect("a vector takes everything")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector takes everything");
    encoder.finish().expect("a vector takes everything")
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// One member of a ZIP archive, as its headers describe it.
pub struct Member {
    pub name: Vec<u8>,
    /// As stored: compressed already where `method` says so.
    pub data: Vec<u8>,
    pub method: u16,
    pub crc: u32,
    pub size: u32,
    pub flags: u16,
    pub attributes: u32,
}

impl Member {
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        Self {
            name: name.as_bytes().to_vec(),
            data: deflate(bytes),
            method: 8,
            crc: checksum(bytes),
            size: u32::try_from(bytes.len()).expect("small"),
            flags: 0x800,
            attributes: 0o100_644 << 16,
        }
    }
}

/// A ZIP archive of members.
pub fn zip_of(members: &[Member]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for member in members {
        let offset = out.len() as u32;
        let mut fields = Vec::new();
        for value in [member.flags, member.method, 0, 0x21] {
            fields.extend(value.to_le_bytes());
        }
        for value in [member.crc, member.data.len() as u32, member.size] {
            fields.extend(value.to_le_bytes());
        }
        fields.extend((member.name.len() as u16).to_le_bytes());
        out.extend(b"PK\x03\x04\x14\0");
        out.extend(&fields);
        out.extend([0, 0]);
        out.extend(&member.name);
        out.extend(&member.data);
        directory.extend(b"PK\x01\x02\x14\x03\x14\0");
        directory.extend(&fields);
        directory.extend([0; 8]);
        directory.extend(member.attributes.to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&member.name);
    }
    let (count, start) = (members.len() as u16, out.len() as u32);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// A ZIP archive of files.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_of(&files.iter().map(|(name, bytes)| Member::new(name, bytes)).collect::<Vec<_>>())
}

/// A header of a tape archive.
pub fn tar_header(name: &[u8], size: u64, kind: u8) -> Vec<u8> {
    let mut header = vec![0; 512];
    let length = name.len().min(100);
    header[..length].copy_from_slice(&name[..length]);
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    header[148..156].copy_from_slice(b"        ");
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

/// A tape archive of files.
pub fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in files {
        if name.len() > 100 {
            out.extend(tar_header(b"././@LongLink", name.len() as u64, b'L'));
            out.extend(name.as_bytes());
            out.resize(out.len().next_multiple_of(512), 0);
        }
        out.extend(tar_header(name.as_bytes(), bytes.len() as u64, b'0'));
        out.extend(*bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

/// A record of a web archive.
pub fn warc_record(kind: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2018-11-27T10:00:00Z\r\n{fields}Content-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    out.extend(block);
    out.extend(b"\r\n\r\n");
    out
}

/// The record of an answer with a page.
pub fn warc_page(url: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 200 OK\r\n{headers}\r\n").into_bytes();
    block.extend(body);
    let fields = format!("WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n");
    warc_record("response", &fields, &block)
}

/// A line of a PDF: left, distance from the bottom, size, text.
pub type Shown<'a> = (f32, f32, f32, &'a str);

/// The objects of a PDF file with one page for each list of lines.
pub fn pdf_objects(pages: &[&[Shown]], properties: &str) -> Vec<Vec<u8>> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 5 + 2 * page)).collect();
    objects.push(b"<< /Type /Catalog /Pages 2 0 R >>".to_vec());
    let list = format!("<< /Type /Pages /Kids [{}] /Count {} /MediaBox [0 0 595 842] >>", kids.join(" "), pages.len());
    objects.push(list.into_bytes());
    objects.push(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec());
    objects.push(format!("<< {properties} >>").into_bytes());
    for (page, lines) in pages.iter().enumerate() {
        let contents = 6 + 2 * page;
        objects.push(
            format!("<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents {contents} 0 R >>")
                .into_bytes(),
        );
        let mut stream = String::new();
        for (left, bottom, size, text) in *lines {
            let text = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
            stream.push_str(&format!("BT /F1 {size} Tf 1 0 0 1 {left} {bottom} Tm ({text}) Tj ET\n"));
        }
        let packed = {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(stream.as_bytes()).expect("a vector takes everything");
            encoder.finish().expect("a vector takes everything")
        };
        let mut object = format!("<< /Length {} /Filter /FlateDecode >>\nstream\n", packed.len()).into_bytes();
        object.extend(packed);
        object.extend(b"\nendstream");
        objects.push(object);
    }
    objects
}

/// A PDF file of objects; the first is the catalogue, the fourth holds the properties.
pub fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", index + 1).into_bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let size = objects.len() + 1;
    out.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes(),
    );
    out
}

/// A PDF file.
pub fn pdf(pages: &[&[Shown]], properties: &str) -> Vec<u8> {
    pdf_of(&pdf_objects(pages, properties))
}

/// A document of a word processor: (style, text) for each paragraph; no style for "".
pub fn docx(paragraphs: &[(&str, &str)], properties: &str) -> Vec<u8> {
    let mut body = String::new();
    for (style, text) in paragraphs {
        let style =
            if style.is_empty() { String::new() } else { format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>") };
        body.push_str(&format!("<w:p>{style}<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"));
    }
    let main = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    );
    let core = format!("<?xml version=\"1.0\"?><cp:coreProperties xmlns:cp=\"c\">{properties}</cp:coreProperties>");
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", main.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
    ])
}

/// The package file of a book.
pub fn package(metadata: &str, parts: &[&str], spine: &[usize]) -> String {
    let items: Vec<String> = parts
        .iter()
        .enumerate()
        .map(|(index, path)| format!("<item id=\"p{index}\" href=\"{path}\" media-type=\"application/xhtml+xml\"/>"))
        .collect();
    let order: Vec<String> = spine.iter().map(|index| format!("<itemref idref=\"p{index}\"/>")).collect();
    format!(
        "<?xml version=\"1.0\"?><package xmlns=\"http://www.idpf.org/2007/opf\" xmlns:dc=\"d\"><metadata>{metadata}</metadata>\
         <manifest>{}</manifest><spine>{}</spine></package>",
        items.concat(),
        order.concat()
    )
}

/// A book of parts.
pub fn epub(metadata: &str, parts: &[(&str, &str)], spine: &[usize]) -> Vec<u8> {
    let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
    let package = package(metadata, &names, spine);
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("mimetype".to_owned(), b"application/epub+zip".to_vec()),
        (
            "META-INF/container.xml".to_owned(),
            b"<container><rootfiles><rootfile full-path=\"OEBPS/content.opf\"/></rootfiles></container>".to_vec(),
        ),
        ("OEBPS/content.opf".to_owned(), package.into_bytes()),
    ];
    files.extend(parts.iter().map(|(name, text)| (format!("OEBPS/{name}"), text.as_bytes().to_vec())));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip(&files)
}
