//! Archives, web archives, feeds, books and documents: what they hold becomes articles, named by the path inside; what is broken
//! costs itself alone.

#[path = "support/build.rs"]
mod build;

use build::{docx, epub, gzip, pdf, tar, warc_page, warc_record, zip};
use demarche_article::{Format, Limits, Outcome, Reader, extract_pdf};
use demarche_record::{Article, Severity};

const STORY: &str = "Envoys return to the table\n\nGENEVA - The two delegations met on Monday and agreed to meet again in the spring.\n";
const PAGE: &str = "<html><head><title>Harbour talks open</title></head><body><h1>Harbour talks open</h1><p>By Ada Berg</p>\
    <p>The two delegations met on Monday in the old harbour office and agreed to meet again in the spring of next year.</p>\
    <p>A second round of talks on fishing rights is to follow in May, officials of both islands said after the meeting.</p>\
    </body></html>";

fn read(name: &str, bytes: &[u8]) -> Outcome {
    Reader { pdf: Some(&extract_pdf), ..Reader::default() }.read_bytes(name, bytes, None)
}

fn sources(outcome: &Outcome) -> Vec<&str> {
    outcome.articles.iter().map(|article| article.source.as_str()).collect()
}

fn said(outcome: &Outcome) -> Vec<(Severity, &str, &str)> {
    outcome.diagnostics.iter().map(|one| (one.severity, one.source.as_str(), one.message.as_str())).collect()
}

fn body(article: &Article) -> Vec<&str> {
    article.body().map(|block| block.span.of(&article.text)).collect()
}

#[test]
fn archives_of_files() {
    let files: [(&str, &[u8]); 5] = [
        ("world/b.html", PAGE.as_bytes()),
        ("a.txt", STORY.as_bytes()),
        ("picture.png", b"\x89PNG"),
        ("__MACOSX/._a.txt", b"\0\0"),
        ("2018-11-27-c.txt.gz", &gzip(STORY.as_bytes())),
    ];
    for (name, bytes, sorted) in
        [("x.zip", zip(&files), true), ("x.tar", tar(&files), false), ("x.tgz", gzip(&tar(&files)), false)]
    {
        let outcome = read(name, &bytes);
        let mut found = sources(&outcome);
        if !sorted {
            found.sort_unstable();
        }
        let expected = ["2018-11-27-c.txt.gz", "a.txt", "world/b.html"].map(|member| format!("{name}#{member}"));
        assert_eq!(found, expected, "{:?}", outcome.diagnostics);
        assert_eq!(
            said(&outcome),
            [(Severity::Note, name, "2 members were skipped: hidden, or of a type that is not read")]
        );
        let dated = outcome.articles.iter().find(|article| article.source.contains("2018")).unwrap();
        let day = dated.published.interval.as_ref().and_then(|interval| interval.earliest).unwrap();
        assert_eq!(day.to_string(), "2018-11-27");
    }
}

#[test]
fn the_content_decides_and_not_the_name() {
    let inner = zip(&[("a.txt", STORY.as_bytes())]);
    assert_eq!(sources(&read("x.txt", &inner)), ["x.txt#a.txt"]);
    assert_eq!(sources(&read("x.pdf", PAGE.as_bytes())), ["x.pdf"]);
    assert_eq!(read("x.zip", STORY.as_bytes()).articles[0].dateline.as_deref(), Some("GENEVA"));
    let nested = zip(&[("inner.zip", &inner), ("lines.jsonl", b"{\"text\": \"The envoys met on Monday.\"}\n")]);
    assert_eq!(sources(&read("x.zip", &nested)), ["x.zip#inner.zip#a.txt", "x.zip#lines.jsonl#1"]);
}

#[test]
fn nesting_ratio_and_members_are_limited() {
    let mut archive = zip(&[("a.txt", STORY.as_bytes())]);
    for _ in 0..4 {
        archive = zip(&[("inner.zip", &archive)]);
    }
    let outcome = read("x.zip", &archive);
    assert!(outcome.articles.is_empty() && said(&outcome)[0].2.contains("3 deep"), "{outcome:?}");
    let bomb = gzip(&vec![b' '; 40 << 20]);
    for (name, bytes) in
        [("bomb.gz", bomb.clone()), ("bomb.zip", zip(&[("bomb.txt.gz", &bomb), ("a.txt", STORY.as_bytes())]))]
    {
        let outcome = read(name, &bytes);
        assert!(
            said(&outcome)
                .iter()
                .any(|(severity, _, message)| *severity == Severity::Error && message.contains("bomb"))
        );
    }
    let limits = Limits { max_members: 2, ..Limits::default() };
    let three = zip(&[("a.txt", STORY.as_bytes()), ("b.txt", STORY.as_bytes()), ("c.txt", STORY.as_bytes())]);
    let outcome = Reader { limits, pdf: None }.read_bytes("x.zip", &three, None);
    assert!(outcome.articles.is_empty() && said(&outcome)[0].2.contains("over the limit of 2"), "{outcome:?}");
}

#[test]
fn names_of_members_are_shown_and_never_followed() {
    let outcome =
        read("x.zip", &zip(&[("../../etc/a\u{1b}[31m\n.txt", STORY.as_bytes()), ("/b.txt", STORY.as_bytes())]));
    assert_eq!(sources(&outcome), [r"x.zip#../../etc/a\u{1b}[31m\n.txt", "x.zip#/b.txt"]);
}

#[test]
fn archives_that_break_off() {
    let whole = zip(&[("a.txt", STORY.as_bytes()), ("b.txt", STORY.repeat(40).as_bytes())]);
    let outcome = read("x.zip", &whole[..whole.len() - 200]);
    assert_eq!(sources(&outcome)[0], "x.zip#a.txt", "{outcome:?}");
    assert!(outcome.diagnostics.iter().any(|one| one.message.contains("breaks off")));
    let whole = tar(&[("a.txt", STORY.as_bytes()), ("b.txt", STORY.as_bytes())]);
    let outcome = read("x.tar", &whole[..1100]);
    assert_eq!(sources(&outcome), ["x.tar#a.txt"]);
    assert_eq!(said(&outcome).len(), 1);
    let long = (0..400)
        .map(|n| format!("The envoys of island {n} met the mediator on day {} of the talks.\n\n", n * 7))
        .collect::<String>();
    let packed = gzip(long.as_bytes());
    let outcome = read("x.txt.gz", &packed[..packed.len() / 2]);
    assert!(outcome.articles[0].text.contains("island 20 "), "{:?}", outcome.diagnostics);
    assert!(matches!(said(&outcome)[..], [(Severity::Warning, "x.txt.gz", message)] if message.contains("breaks off")));
}

fn crawl() -> Vec<Vec<u8>> {
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let chunked = {
        let (first, second) = PAGE.split_at(100);
        format!("{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", first.len(), second.len())
    };
    vec![
        warc_record("warcinfo", "Content-Type: application/warc-fields\r\n", b"software: by hand\r\n"),
        warc_page("https://example.org/a", html, PAGE.as_bytes()),
        warc_page("https://example.org/b", &format!("{html}Transfer-Encoding: chunked\r\n"), chunked.as_bytes()),
        warc_page("https://example.org/c", &format!("{html}Content-Encoding: gzip\r\n"), &gzip(PAGE.as_bytes())),
        warc_page("https://example.org/frame", html, b"<html><body><div></div></body></html>"),
        warc_page("https://example.org/d.png", "Content-Type: image/png\r\n", b"\x89PNG"),
        warc_record(
            "response",
            "Content-Type: application/http\r\n",
            b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nno",
        ),
        warc_record(
            "conversion",
            "WARC-Target-URI: https://example.org/e\r\nContent-Type: text/plain\r\n",
            STORY.as_bytes(),
        ),
    ]
}

#[test]
fn web_archives() {
    let records = crawl();
    let plain = records.concat();
    let packed: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for (name, bytes) in [("crawl.warc", plain), ("crawl.warc.gz", packed)] {
        let outcome = read(name, &bytes);
        assert_eq!(
            sources(&outcome),
            [2, 3, 4, 8].map(|number| format!("{name}#{number}")),
            "{:?}",
            outcome.diagnostics
        );
        for article in &outcome.articles[..3] {
            assert_eq!(article.title.as_deref(), Some("Harbour talks open"));
            assert_eq!(body(article).len(), 2);
            let clue = article.published.clues.last().unwrap();
            assert!(clue.says.contains("no later than 2018-11-27"), "{clue:?}");
        }
        assert_eq!(outcome.articles[2].url.as_deref(), Some("https://example.org/c"));
        assert!(
            matches!(said(&outcome)[..], [(Severity::Note, _, message)] if message.contains("1 hold no text") && message.contains("1 are pages without text"))
        );
    }
}

#[test]
fn web_archives_that_break_off_or_lie() {
    let records = crawl();
    let packed: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    let outcome = read("crawl.warc.gz", &packed[..packed.len() - 150]);
    assert_eq!(sources(&outcome)[..3], ["crawl.warc.gz#2", "crawl.warc.gz#3", "crawl.warc.gz#4"]);
    assert!(
        outcome.diagnostics.iter().any(|one| one.message.contains("breaks off after record")),
        "{:?}",
        outcome.diagnostics
    );
    let mut lying = String::from_utf8(records[1].clone()).unwrap();
    let at = lying.find("Content-Length: ").unwrap() + 16;
    lying.replace_range(at..at + 3, "140");
    let outcome = read("crawl.warc", &[lying.into_bytes(), records[7].clone()].concat());
    assert_eq!(outcome.articles.last().unwrap().source, "crawl.warc#2");
    assert!(outcome.diagnostics.iter().any(|one| one.message.contains("wrong length")), "{:?}", outcome.diagnostics);
}

#[test]
fn feeds() {
    let rss = "<?xml version=\"1.0\" encoding=\"windows-1252\"?><!DOCTYPE rss [<!ENTITY lol \"lol\">]><rss version=\"2.0\"><channel>\
        <title>Harbour Review</title><link>https://example.org</link><description>News</description><language>en</language>\
        <item><title>Talks &amp; terms</title><link>https://example.org/1</link><author>Ada Berg</author>\
        <pubDate>Mon, 12 Mar 2018 23:30:00 -0500</pubDate><description>&lt;p&gt;The two delegations met on Monday in the old \
        caf\u{e9} and agreed to meet again in the spring.&lt;/p&gt;&lt;p&gt;A second round follows in May, officials said.&lt;/p&gt;\
        </description></item><item><title>No text</title></item></channel></rss>";
    let bytes: Vec<u8> = rss.chars().map(|c| c as u8).collect();
    let outcome = read("news.rss", &bytes);
    assert_eq!(sources(&outcome), ["news.rss#1"], "{:?}", outcome.diagnostics);
    let article = &outcome.articles[0];
    assert_eq!(article.title.as_deref(), Some("Talks & terms"));
    assert_eq!(article.byline, ["Ada Berg"]);
    assert_eq!(article.url.as_deref(), Some("https://example.org/1"));
    assert_eq!(article.publisher.as_deref(), Some("Harbour Review"));
    assert_eq!(article.published.interval.as_ref().unwrap().earliest.unwrap().to_string(), "2018-03-12");
    assert_eq!(body(article).len(), 2);
    assert!(article.text.contains("old café"));
    assert!(matches!(said(&outcome)[..], [(Severity::Note, "news.rss", "1 entry has a title and no text")]));

    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Review</title><id>x</id><updated>2018-03-12T10:00:00Z</updated>\
        <entry><title type=\"html\">Talks &lt;b&gt;open&lt;/b&gt;</title><id>y</id><updated>2018-03-12T23:30:00-05:00</updated>\
        <author><name>Wu Li</name></author><link href=\"https://example.org/2\"/><content type=\"xhtml\"><div \
        xmlns=\"http://www.w3.org/1999/xhtml\"><p>The envoys met on Monday and will meet again in the spring of next year.</p></div>\
        </content></entry></feed>";
    let outcome = read("feed", atom.as_bytes());
    let article = &outcome.articles[0];
    assert_eq!((article.source.as_str(), article.title.as_deref()), ("feed#1", Some("Talks open")));
    assert_eq!(article.byline, ["Wu Li"]);
    assert_eq!(article.published.interval.as_ref().unwrap().earliest.unwrap().to_string(), "2018-03-12");
    assert_eq!(body(article), ["The envoys met on Monday and will meet again in the spring of next year."]);
}

#[test]
fn feeds_that_lie() {
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let bomb = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l0 \"lol\">{laughs}]><rss version=\"2.0\"><channel><title>x\
        </title><item><title>a</title><description>The envoys met &l9; on Monday.</description></item></channel></rss>"
    );
    let outcome = read("bomb.rss", bomb.as_bytes());
    assert!(outcome.articles.iter().all(|article| article.text.len() < 1000), "entities are not expanded");
    let deep =
        format!("<rss version=\"2.0\"><channel>{}{}</channel></rss>", "<a>".repeat(50_000), "</a>".repeat(50_000));
    assert!(said(&read("deep.rss", deep.as_bytes()))[0].2.contains("nest"));
    assert_eq!(read("empty.atom", b"<feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>").articles, []);
}

#[test]
fn books() {
    let cover = "<html><body><img src=\"cover.png\"/></body></html>";
    let metadata =
        "<dc:title>Harbour Review 12</dc:title><dc:creator>Ada Berg</dc:creator><dc:date>2018-11-27</dc:date>";
    let book = epub(
        metadata,
        &[("cover.xhtml", cover), ("text/one.xhtml", PAGE), ("../gone.xhtml", PAGE)],
        &[0, 1, 1, 1, 2, 9],
    );
    let outcome = read("issue.epub", &book);
    assert_eq!(sources(&outcome), ["issue.epub#OEBPS/text/one.xhtml"], "{:?}", outcome.diagnostics);
    let article = &outcome.articles[0];
    assert_eq!(article.publisher.as_deref(), Some("Harbour Review 12"));
    assert_eq!(article.published.interval.as_ref().unwrap().earliest.unwrap().to_string(), "2018-11-27");
    assert!(said(&outcome)[0].2.contains("1 parts that the book lists"), "{:?}", outcome.diagnostics);
}

#[test]
fn documents_of_word_processors() {
    let document = docx(
        &[
            ("Title", "Envoys of two islands return"),
            ("", "By Ada Berg"),
            (
                "",
                "The two delegations met on Monday in the old harbour office &amp; agreed to meet again in the spring.",
            ),
            ("ListParagraph", "Fishing rights come first on the list of the mediators."),
            ("", "A second round of talks is to follow in May, officials of both islands said after the meeting."),
        ],
        "<dc:creator>Wu Li</dc:creator><dcterms:created>2018-11-27T10:00:00Z</dcterms:created>",
    );
    let outcome = read("memo.docx", &document);
    assert_eq!(said(&outcome), []);
    let article = &outcome.articles[0];
    assert_eq!(article.title.as_deref(), Some("Envoys of two islands return"));
    assert_eq!(article.byline, ["Ada Berg"]);
    assert_eq!(body(article).len(), 3);
    assert!(article.published.clues[0].says.contains("document was written on 2018-11-27"));
    let sheet = zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>")]);
    assert!(said(&read("a.xlsx", &sheet))[0].2.contains("office document"));
}

#[test]
fn portable_documents() {
    let first: &[build::Shown] = &[
        (72.0, 800.0, 9.0, "Harbour Review 12"),
        (72.0, 740.0, 20.0, "Envoys of two islands return to the table"),
        (72.0, 710.0, 11.0, "By Ada Berg"),
        (72.0, 690.0, 11.0, "November 27, 2018"),
        (72.0, 660.0, 11.0, "The delegations of both islands met on Monday in the old har-"),
        (72.0, 647.0, 11.0, "bour office and agreed to set up two working groups on fishing."),
        (72.0, 620.0, 11.0, "A second round is to follow in May, said one of the mediators,"),
        (72.0, 607.0, 11.0, "who asked not to be named because the talks were still going on"),
    ];
    let second: &[build::Shown] = &[
        (72.0, 800.0, 9.0, "Harbour Review 13"),
        (72.0, 740.0, 11.0, "in the harbour that evening. Nothing has been signed so far."),
        (300.0, 40.0, 9.0, "13"),
    ];
    let bytes = pdf(&[first, second], "/Title (draft 7.doc) /Author (Wu Li) /CreationDate (D:20181201120000Z)");
    let outcome = read("review.pdf", &bytes);
    assert_eq!(said(&outcome), []);
    let article = &outcome.articles[0];
    assert_eq!(article.title.as_deref(), Some("Envoys of two islands return to the table"));
    assert_eq!(article.byline, ["Ada Berg"]);
    assert_eq!(article.published.interval.as_ref().unwrap().earliest.unwrap().to_string(), "2018-11-27");
    assert_eq!(
        body(article),
        [
            "The delegations of both islands met on Monday in the old harbour office and agreed to set up two working groups on fishing.",
            "A second round is to follow in May, said one of the mediators, who asked not to be named because the talks were still \
             going on in the harbour that evening. Nothing has been signed so far.",
        ]
    );
    let set_aside =
        article.blocks.iter().filter(|block| block.reason.as_deref().is_some_and(|r| r.starts_with("pdf-margin")));
    assert_eq!(set_aside.count(), 3);
    let inside = zip(&[("review.pdf", &bytes)]);
    assert_eq!(sources(&read("x.zip", &inside)), ["x.zip#review.pdf"]);
}

#[test]
fn portable_documents_without_text_or_reader() {
    let empty = pdf(&[&[]], "");
    assert!(said(&read("scan.pdf", &empty))[0].2.contains("scan"), "{:?}", read("scan.pdf", &empty));
    let outcome = Reader::default().read_bytes("a.pdf", &empty, Some(Format::Pdf));
    assert!(said(&outcome)[0].2.contains("PDF is not read here"));
    let refuse = |_: &[u8]| Err("it \u{1b}[31m broke".to_owned());
    let outcome = Reader { pdf: Some(&refuse), ..Reader::default() }.read_bytes("a.pdf", &empty, None);
    assert_eq!(said(&outcome)[0].2, r"the PDF cannot be read: it \u{1b}[31m broke");
    for length in [8, 40, empty.len() / 2, empty.len() - 30] {
        let _ = read("cut.pdf", &empty[..length]);
    }
}
