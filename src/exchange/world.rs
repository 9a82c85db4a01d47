//! What reading a file needs to know beside the file.

use std::sync::Arc;

use super::words::Words;
use crate::{
    access::Actor,
    clock::Day,
    conferences::{self, Conference},
    crypt::Keys,
    db::Conn,
    error::Result,
    id::{CenterId, MunicipalityId, UnitId},
    jobs::Telling,
    structure::Structure,
    tabular::{Faults, Record},
};

/// Who reads, for which centre, and what names and conferences there are. Cheap to clone, so that a file can be
/// read away from the threads that answer requests.
#[derive(Clone)]
pub struct World {
    pub(super) actor: Actor,
    pub(super) structure: Structure,
    /// The only centre that rows may belong to; rows without a centre belong to it.
    pub(super) center: Option<CenterId>,
    pub(super) conferences: Arc<Vec<Conference>>,
    pub(super) today: Day,
    pub(super) keys: Keys,
    /// Hears how far reading and writing are.
    pub(super) telling: Telling,
}

impl World {
    /// What is known now.
    pub async fn load(
        conn: &mut Conn,
        actor: &Actor,
        structure: &Structure,
        center: Option<CenterId>,
    ) -> Result<World> {
        Ok(World {
            conferences: Arc::new(conferences::list(conn).await?),
            actor: actor.clone(),
            structure: structure.clone(),
            center,
            today: conn.now().day(),
            keys: conn.keys().clone(),
            telling: Telling::default(),
        })
    }

    /// The same world, which somebody listens to.
    pub(super) fn told_to(self, telling: &Telling) -> World {
        World { telling: telling.clone(), ..self }
    }

    pub(super) fn municipality(&self) -> &MunicipalityId {
        self.actor.municipality()
    }

    /// Every name by which files call a centre: its own, its symbol, its key, and its area's where that has only
    /// the one.
    pub(super) fn centers(&self) -> Words<CenterId> {
        let centers = &self.structure.centers;
        let names = centers.iter().map(|c| (c.name.as_str(), CenterId::from(c.key.as_str())));
        let others = centers.iter().flat_map(|c| {
            let id = CenterId::from(c.key.as_str());
            [c.symbol.clone(), c.key.clone(), self.structure.unit_name(&UnitId::center(&c.key))]
                .map(move |name| (name, id.clone()))
        });
        Words::new(names)
            .also(others)
            .otherwise("この名前のセンターは登録されていません。センターの名前を確かめてください。")
    }

    /// The centre a row belongs to: as its cell says, else the one all rows belong to. Another centre's row is
    /// wrong.
    pub(super) fn center_of(
        &self,
        record: &Record<'_>,
        column: &str,
        centers: &Words<CenterId>,
        faults: &mut Faults,
    ) -> Option<CenterId> {
        if record.get(column).is_blank() {
            return self.center.clone();
        }
        let found = record.parsed(column, faults, |word| centers.find(word))?;
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
