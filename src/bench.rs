//! What the measurements (src/bin/bench) reach into; only the feature of that name lets them. To everybody else the
//! house shows its commands.

pub use crate::{app::App, commands};

pub mod db {
    pub use crate::db::Query;
}

pub mod access {
    pub use crate::access::{Actor, Role, Scope, permit, seen};
}

pub mod accounts {
    pub use crate::accounts::{ChosenBy, NewAccount, SESSION_COOKIE, create, names, password};
}

pub mod cases {
    pub use crate::cases::{CaseFilter, CaseStatus, act::ReadNamed};

    pub mod store {
        pub use crate::cases::store::{
            BY_REGISTERED, Opened, decisions_of, follow_ups_of, list, opened, reviews_of,
        };
    }
}

pub mod clock {
    pub use crate::clock::{Clock, Day};
}

pub mod config {
    pub use crate::config::{Config, PasswordCost};
}

pub mod events {
    pub use crate::events::of;
}

pub mod indexing {
    pub use crate::indexing::kinds;
}

pub mod exchange {
    pub use crate::exchange::{Kind, dry_run, import_alone, parse, reader_for};
}

pub mod id {
    pub use crate::id::{CaseId, CenterId, MunicipalityId};
}

pub mod persons {
    pub use crate::persons::{Gate, Text, find};
}

pub mod places {
    pub use crate::places::structure_for;
}

pub mod structure {
    pub use crate::structure::Structure;
}

pub mod preset {
    pub use crate::preset::Preset;
}

pub mod texts {
    pub use crate::texts::{PAGE, Sought, Text, replace, words};
}

pub mod tabular {
    pub use crate::tabular::{Answered, Cell, Field, SheetOut, XlsxFile};
}
