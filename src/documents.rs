//! What documents show of the house, as its rooms say it; a test writes it into docs/generated.

use crate::{
    ROOMS,
    access::{Role, Verdict},
};

/// Who may do what, room by room: a row for each action in a situation, a column for each role.
pub fn permissions() -> String {
    let mut out = String::from(
        "# 誰が何をできるか\n\nこの表は規則そのものから作られる。○ できる、△ 見えるが行えない(403)、－ 存在も知らされない(404)。\n",
    );
    for room in ROOMS {
        let rows = (room.matrix)();
        if rows.is_empty() {
            continue;
        }
        out.push_str(&format!("\n## {}\n\n| 操作 | 場面 |", room.name));
        for role in Role::ALL {
            out.push_str(&format!(" {} |", role.label()));
        }
        out.push_str("\n|---|---|");
        out.push_str(&"---|".repeat(Role::ALL.len()));
        out.push('\n');
        for row in rows {
            out.push_str(&format!("| {} | {} |", row.action, row.situation));
            for role in Role::ALL {
                let verdict = row.verdicts.iter().find(|(r, _)| r == role).map(|(_, v)| *v);
                out.push_str(match verdict {
                    Some(Verdict::Yes) => " ○ |",
                    Some(Verdict::ReadOnly) => " △ |",
                    Some(Verdict::Hidden) | None => " － |",
                });
            }
            out.push('\n');
        }
    }
    out
}

/// How things move, room by room, as diagrams.
pub fn workflow() -> String {
    let mut out = String::from("# 状態の移り変わり\n\n状態と操作の表から作られる。\n");
    for room in ROOMS {
        let text = (room.workflow)();
        if !text.is_empty() {
            out.push_str(&format!("\n## {}\n\n{text}\n", room.name));
        }
    }
    out
}
