//! Work that keeps every core busy: long lists of independent items.

use std::thread;

use tokio::sync::Semaphore;

/// Below this many items another thread costs more than it saves.
const WORTH_A_THREAD: usize = 200;

/// As many places as there are cores, for a kind of work that takes one and much memory: further ones wait.
pub fn seats() -> Semaphore {
    Semaphore::new(thread::available_parallelism().map_or(2, usize::from))
}

/// What `work` makes of each item, in the items' order. Long lists are cut into one part for each core.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let parts = cores.min(items.len() / WORTH_A_THREAD).max(1);
    let work = &work;
    let (own, others) = items.split_at(items.len() / parts);
    thread::scope(|scope| {
        let threads: Vec<_> = others
            .chunks(others.len().div_ceil((parts - 1).max(1)).max(1))
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>()))
            .collect();
        let mut made: Vec<R> = own.iter().map(work).collect();
        for thread in threads {
            match thread.join() {
                Ok(part) => made.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_the_order_stays() {
        for count in [0, 1, 199, 200, 401, 1_000, 1_999] {
            let items: Vec<usize> = (0..count).collect();
            let made = each(&items, |n| n * 2);
            assert_eq!(made, (0..count).map(|n| n * 2).collect::<Vec<_>>());
        }
    }
}
