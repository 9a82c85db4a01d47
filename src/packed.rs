//! Long lists that are read from their beginning to their end, packed: a file of 100,000 rows takes a twentieth of what its
//! cells would take one by one.

use serde::{Serialize, de::DeserializeOwned};

/// Items of a block.
const BLOCK: usize = 256;

/// A list whose items are kept in packed blocks, in memory alone.
#[derive(Clone, Debug)]
pub struct Packed<T> {
    blocks: Vec<Box<[u8]>>,
    /// The last ones, until they fill a block.
    open: Vec<T>,
}

impl<T> Default for Packed<T> {
    fn default() -> Self {
        Packed { blocks: Vec::new(), open: Vec::new() }
    }
}

impl<T> Packed<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.blocks.len() * BLOCK + self.open.len()
    }
}

impl<T: Serialize + DeserializeOwned + Clone> Packed<T> {
    /// Adds one.
    pub fn push(&mut self, item: T) {
        self.open.push(item);
        if self.open.len() == BLOCK {
            let plain = postcard::to_allocvec(&self.open).expect("items are plain data");
            self.blocks.push(lz4_flex::compress_prepend_size(&plain).into_boxed_slice());
            self.open.clear();
        }
    }

    /// All of them in order, some hundred at a time.
    pub fn blocks(&self) -> impl Iterator<Item = Vec<T>> {
        let packed = self.blocks.iter().map(|block| {
            let plain = lz4_flex::decompress_size_prepended(block).expect("a block of ours");
            postcard::from_bytes(&plain).expect("a block of ours")
        });
        let open = Some(self.open.clone()).filter(|open| !open.is_empty());
        packed.chain(open)
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        self.blocks().flatten()
    }
}

impl<T: Serialize + DeserializeOwned + Clone> Extend<T> for Packed<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T: Serialize + DeserializeOwned + Clone> FromIterator<T> for Packed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Packed<T> {
        let mut all = Packed::default();
        all.extend(items);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_in_order() {
        for count in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK] {
            let items: Vec<(usize, String)> = (0..count).map(|n| (n, format!("行{n}"))).collect();
            let packed: Packed<(usize, String)> = items.iter().cloned().collect();
            assert_eq!(packed.len(), count);
            assert_eq!(packed.iter().collect::<Vec<_>>(), items);
        }
    }

    #[test]
    fn what_repeats_takes_little() {
        let packed: Packed<String> =
            (0..10_000).map(|n| format!("退院後の暮らしを支える人がいない その{n}")).collect();
        let bytes: usize = packed.blocks.iter().map(|block| block.len()).sum();
        assert!(bytes < 10_000 * 20, "{bytes} bytes of 600,000");
    }
}
