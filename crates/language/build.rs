//! Checks that the weights of the language model are there before the compiler embeds them.

use std::path::Path;

fn main() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    for file in ["model.onnx", "labels.json", "heads.bin", "vocab.txt", "lemmas.tsv"] {
        let path = models.join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        let length = std::fs::metadata(&path).map(|meta| meta.len()).unwrap_or(0);
        if length == 0 {
            println!(
                "cargo::error=models/{file} is missing or empty: the weights of the language model are part of the repository; \
                 check that the clone is complete, or make them with training/ (see models/FORMAT.md)"
            );
        }
    }
}
