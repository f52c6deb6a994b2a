//! placeholder
use demarche_record::Findings;
pub struct Brief;
#[derive(Default)]
pub struct BriefOptions;
impl Brief { pub fn new(_: &Findings, _: &BriefOptions) -> Self { Brief } }
pub mod render { use super::Brief; pub fn terminal(_: &Brief, _: usize) -> String { String::new() } pub fn markdown(_: &Brief) -> String { String::new() } pub fn html(_: &Brief) -> String { String::new() } pub fn json(_: &Brief) -> String { String::new() } }
