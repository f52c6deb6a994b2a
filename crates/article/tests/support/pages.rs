//! Extraction measured on a folder of pages with the text that a person took from each.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use demarche_article::shingles::Agreement;
use demarche_article::{Format, Limits, read_bytes};
use demarche_record::BlockKind;

/// Where the pages lie beside a checkout.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pages")
}

/// Agreement of the body with the reference, page by page.
pub fn measure(folder: &Path) -> Result<BTreeMap<String, Agreement>, String> {
    let truth = folder.join("ground-truth.json");
    let text =
        fs::read_to_string(&truth).map_err(|error| format!("the pages are missing: {}: {error}", truth.display()))?;
    let truth: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", truth.display()))?;
    let mut pages = BTreeMap::new();
    for (name, entry) in truth {
        let path = folder.join(format!("{name}.html.gz"));
        let mut bytes = Vec::new();
        fs::File::open(&path)
            .and_then(|file| flate2::read::GzDecoder::new(file).read_to_end(&mut bytes))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let outcome = read_bytes(&format!("{name}.html"), &bytes, Some(Format::Html), &Limits::default());
        let mut body = String::new();
        for article in &outcome.articles {
            // The reference counts the dateline to the body; here it is a block of its own.
            for block in article.blocks.iter().filter(|block| block.kind.is_body() || block.kind == BlockKind::Dateline)
            {
                body.push_str(block.span.of(&article.text));
                body.push('\n');
            }
        }
        let reference = entry.get("articleBody").and_then(serde_json::Value::as_str).unwrap_or_default();
        pages.insert(name, Agreement::of(reference, &body));
    }
    Ok(pages)
}
