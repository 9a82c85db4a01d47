//! 資料2 別添2 (1) and (2): the conferences, their levels and the ways between them.

use serde::Serialize;

use crate::id::ConferenceKindId;

/// (1) Function and structure of the conferences.
#[derive(Debug, Clone, Serialize)]
pub struct Structure {
    pub title: String,
    /// The five functions in order.
    pub functions: Vec<Function>,
    /// What they lead to.
    pub goal: String,
    /// Levels from the ground up, one to five.
    pub levels: Vec<Level>,
    pub edges: Vec<Edge>,
    /// Closing sentence under the picture.
    pub note: Option<String>,
}

/// One of the five functions of a community care conference.
#[derive(Debug, Clone, Serialize)]
pub struct Function {
    /// 1 to 5.
    pub number: u8,
    pub name: String,
}

/// A level and its conferences.
#[derive(Debug, Clone, Serialize)]
pub struct Level {
    /// As 地域レベルの会議.
    pub name: String,
    /// The paper that reports on this level.
    pub paper: Option<Pointer>,
    pub conferences: Vec<ConferenceBox>,
}

/// A reference to another paper, printed as a boxed number with its title, which may be empty.
#[derive(Debug, Clone, Serialize)]
pub struct Pointer {
    pub number: String,
    pub title: String,
}

/// One conference as it stands in a picture.
#[derive(Debug, Clone, Serialize)]
pub struct ConferenceBox {
    /// Key by which edges name it, unique in the picture.
    pub key: ConferenceKindId,
    pub name: String,
    /// As 地域レベル, set beside the name; may be empty.
    pub level: String,
    /// What its roles come to, beside their heading; empty for none.
    pub purpose: String,
    /// Since when they are its roles, as H31年度～; empty for none.
    pub roles_since: String,
    /// 役割, one entry a line.
    pub roles: Vec<String>,
    /// メンバー, one entry a line.
    pub members: Vec<String>,
    /// 事務局, when it is not already among the members.
    pub secretariat: Option<String>,
    /// 開催回数, as 年4～6回程度, or since when it is suspended.
    pub cadence: String,
    /// Further facts, one line each, as 開催地区:各15圏域.
    pub facts: Vec<String>,
    /// A remark behind ※, as 第2層協議体の役割も兼ねる.
    pub also_serves: Option<String>,
    /// What goes out of it to no other conference, as 検討結果を個別支援にフィードバック.
    pub outcome: Option<String>,
    /// Set grey.
    pub suspended: bool,
}

/// A way between two conferences, with the words of each direction that exists.
///
/// Equal words both ways are one exchange between equals, as 連携.
#[derive(Debug, Clone, Serialize)]
pub struct Edge {
    /// Key of the conference nearer the ground.
    pub lower: ConferenceKindId,
    /// Key of the conference nearer the top.
    pub upper: ConferenceKindId,
    /// What goes up.
    pub up: Option<String>,
    /// What comes down.
    pub down: Option<String>,
    /// The paper that shows what goes this way.
    pub paper: Option<Pointer>,
}

/// (2) The system of life support (生活支援体制整備事業) beside the conferences.
#[derive(Debug, Clone, Serialize)]
pub struct LifeSupport {
    pub title: String,
    /// Introductory paragraph.
    pub lead: String,
    /// Names of the columns, as ワーキングを通じた生活支援体制整備.
    pub tracks: Vec<String>,
    /// Layers from the top down, as they are drawn.
    pub layers: Vec<Layer>,
    pub edges: Vec<Edge>,
}

/// A layer, as 1層 [市全域].
#[derive(Debug, Clone, Serialize)]
pub struct Layer {
    pub name: String,
    /// The extent, as 市全域.
    pub extent: String,
    /// Rows of boxes from the top down: a layer may hold one conference above another.
    pub rows: Vec<Vec<LayerBox>>,
}

/// A conference in the columns it spans.
#[derive(Debug, Clone, Serialize)]
pub struct LayerBox {
    pub conference: ConferenceBox,
    /// First and last column, counted from 0.
    pub from_track: usize,
    pub to_track: usize,
}
