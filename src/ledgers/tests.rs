//! Ledgers as people meet them: かわべ町's tools, and Takamatsu's districts and what they took up.

mod files;
mod grounds;
mod pages;
mod pointing;
mod prints;
mod proposals;
mod rules;
mod sealed;
mod search;
mod takamatsu;
mod troubles;
mod views;
mod yearly;

use crate::{
    preset::Preset,
    structure::Structure,
    testing::{Cast, TestApp},
};

/// Matsudo with a register of tools, and the ready ledgers of initiatives.
pub const TOOLS: &str = r#"
[[ledgers]]
key = "tools"
name = "貸し出す道具"
one = "道具"
unique = ["kind", "area"]
read = ["city", "centers", "coordinators", "presenters"]
write = ["city", "coordinators"]
columns = ["kind", "area", "bought", "secret"]
words = { empty = "まだ道具がありません。" }
states = [{ key = "here", name = "ある" }, { key = "lent", name = "貸出中" }]
moves = [
  { key = "lend", label = "貸し出す", from = ["here"], to = "lent", asks = ["until"], who = ["city"] },
  { key = "back", label = "戻った", from = ["lent"], to = "here", who = ["coordinators"] },
]
due = [{ words = "返してもらう", in = ["lent"], on = "until", who = "city" }]
[[ledgers.sections]]
key = "tool"
title = "道具"
fields = [
  { key = "name", label = "名前", kind = "text", max = 40, role = "title", required = true, audience = "everybody" },
  { key = "kind", label = "種類", kind = "choice", filter = true, audience = "everybody", choices = [{ key = "chair", name = "車いす" }, { key = "bed", name = "ベッド" }] },
  { key = "area", label = "圏域", kind = "ref", to = "area", role = "area", filter = true, audience = "everybody" },
  { key = "bought", label = "買った日", kind = "day", role = "day", audience = "everybody" },
  { key = "until", label = "返す日", kind = "day", audience = "everybody" },
  { key = "secret", label = "置き場所", kind = "text", max = 60, filter = false, audience = "workers" },
]
[[ledgers]]
key = "repairs"
name = "修理"
parent = "tools"
read = ["city", "coordinators"]
write = ["city"]
[[ledgers.sections]]
key = "repair"
title = "修理"
fields = [
  { key = "what", label = "直したところ", kind = "text", role = "title", required = true },
  { key = "again", label = "前の修理", kind = "ref", to = "repairs" },
  { key = "by", label = "頼んだ人", kind = "ref", to = "account", role = "assignee" },
]
"#;

const AUDIENCES: &str = r#"audiences = [
  { key = "everybody", name = "だれでも", who = ["city", "centers", "coordinators", "presenters"] },
  { key = "workers", name = "職員", who = ["city", "centers", "coordinators"] },
]
"#;

/// The text of Matsudo's structure with the register.
fn matsudo_with(register: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/matsudo.toml");
    let matsudo = std::fs::read_to_string(path).expect("presets/matsudo.toml");
    format!("{AUDIENCES}{matsudo}\n{register}")
}

fn structure(register: &str) -> Structure {
    Structure::new(Preset::parse("matsudo.toml", &matsudo_with(register)).expect("it holds"))
}

/// Puts the register into force.
async fn with_tools(t: &TestApp) {
    t.install(&structure(TOOLS)).await;
}

/// Registers a tool.
async fn tool(t: &TestApp, name: &str, more: &[(&str, &str)]) -> String {
    let mut fields = vec![("answer.name", name)];
    fields.extend_from_slice(more);
    let made = t.post(Cast::CityOfficer, "/ledgers/tools", &fields).await.expect(303);
    made.location().to_owned()
}
