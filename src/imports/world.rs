//! What reading a file needs to know beside the file.

use super::report::Report;
use crate::{
    access::Actor,
    clock::Day,
    crypt::Keys,
    db::Conn,
    id::{CenterId, MunicipalityId, UnitId},
    jobs::Telling,
    structure::Structure,
    tabular::{Faults, Record, Table, Words},
};

/// Who reads, for which centre, and in which structure. Cheap to clone, so that a file can be
/// read away from the threads that answer requests.
#[derive(Clone)]
pub struct World {
    pub actor: Actor,
    pub structure: Structure,
    /// The only centre that rows may belong to; rows without a centre belong to it.
    pub center: Option<CenterId>,
    /// The key of the part of the structure whose file it is; empty where an importer has no parts.
    pub part: String,
    pub today: Day,
    pub keys: Keys,
    /// Hears how far reading and writing are.
    pub telling: Telling,
}

impl World {
    /// What is known now.
    pub fn new(
        conn: &Conn,
        actor: &Actor,
        structure: &Structure,
        center: Option<CenterId>,
    ) -> World {
        World {
            actor: actor.clone(),
            structure: structure.clone(),
            center,
            part: String::new(),
            today: conn.now().day(),
            keys: conn.keys().clone(),
            telling: Telling::default(),
        }
    }

    /// The same world, which somebody listens to.
    pub fn told_to(self, telling: &Telling) -> World {
        World { telling: telling.clone(), ..self }
    }

    pub fn municipality(&self) -> &MunicipalityId {
        self.actor.municipality()
    }

    /// Every name by which files call a centre: its own, its symbol, its key, and its area's where that has only
    /// the one.
    pub fn centers(&self) -> Words<CenterId> {
        let centers = &self.structure.centers;
        let names = centers.iter().map(|c| (c.name.as_str(), c.key.clone()));
        let others = centers.iter().flat_map(|c| {
            let area = self.structure.unit_name(&UnitId::center(&c.key));
            [c.symbol.clone(), c.key.to_string(), area].map(|name| (name, c.key.clone()))
        });
        Words::new(names)
            .also(others)
            .otherwise("この名前のセンターは登録されていません。センターの名前を確かめてください。")
    }

    /// The centre whose name a sheet bears.
    pub fn center_of_sheet(&self, sheet: &str, centers: &Words<CenterId>) -> Option<CenterId> {
        Some(sheet).filter(|sheet| !sheet.is_empty()).and_then(|sheet| centers.find(sheet).ok())
    }

    /// Says of the sheets that bear a centre's name that their rows are read as that centre's.
    pub fn tell_centers(
        &self,
        report: &mut Report,
        tables: &[Table<'_>],
        centers: &Words<CenterId>,
    ) {
        for sheet in tables.iter().map(Table::sheet_name) {
            if let Some(center) = self.center_of_sheet(sheet, centers) {
                let name = self.structure.center_name(&center);
                report.note(format!(
                    "シート「{sheet}」で、センターの書かれていない行は「{name}」の行として読みました。"
                ));
            }
        }
    }

    /// The centre a row belongs to: as its cell says, else its sheet's name, else the one all rows belong to. Another
    /// centre's row is wrong.
    pub fn center_of(
        &self,
        record: &Record<'_>,
        column: &str,
        centers: &Words<CenterId>,
        faults: &mut Faults,
    ) -> Option<CenterId> {
        let found = if record.get(column).is_blank() {
            match self.center_of_sheet(record.sheet(), centers) {
                Some(center) => center,
                None => return self.center.clone(),
            }
        } else {
            record.parsed(column, faults, |word| centers.find(word))?
        };
        match &self.center {
            Some(own) if *own != found => {
                let own = self.structure.center_name(own);
                let reason =
                    format!("ほかのセンターの行です。取り込めるのは「{own}」の行だけです。");
                record.fault(column, reason, faults);
                None
            }
            _ => Some(found),
        }
    }
}
