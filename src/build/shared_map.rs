use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A map from names that is cheap to copy: a copy shares all that later changes do not touch.
///
/// Every step of a build keeps the variables as they were before it; with ordinary maps that would take time and
/// memory in the square of the file's length. Here an insertion makes a handful of new nodes, and a copy none.
#[derive(Debug)]
pub(super) struct SharedMap<V> {
    root: Link<V>,
}

type Link<V> = Option<Arc<Node<V>>>;

/// A node of a search tree that is ordered by the names' hashes, two bits a level, so that it needs no balancing.
#[derive(Debug)]
struct Node<V> {
    name: Arc<str>,
    value: V,
    children: [Link<V>; 4],
}

impl<V> SharedMap<V> {
    /// The value of `name`.
    pub(super) fn get(&self, name: &str) -> Option<&V> {
        let mut hash = hash(name);
        let mut node = self.root.as_ref()?;
        while node.name.as_ref() != name {
            node = node.children.get(branch(hash))?.as_ref()?;
            hash >>= 2;
        }
        Some(&node.value)
    }

    /// Every name with its value, in the order of the names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        let mut entries = Vec::new();
        let mut open: Vec<&Arc<Node<V>>> = self.root.iter().collect();
        while let Some(node) = open.pop() {
            entries.push((node.name.as_ref(), &node.value));
            open.extend(node.children.iter().flatten());
        }
        entries.sort_by_key(|(name, _)| *name);
        entries.into_iter()
    }
}

impl<V: Clone> SharedMap<V> {
    /// Sets the value of `name`.
    pub(super) fn insert(&mut self, name: &str, value: V) {
        self.root = Some(inserted(self.root.as_ref(), name, hash(name), value));
    }
}

/// A copy of `node`, or a new one, that has the value. As deep as the tree, a few dozen levels at most.
fn inserted<V: Clone>(node: Option<&Arc<Node<V>>>, name: &str, hash: u64, value: V) -> Arc<Node<V>> {
    let Some(node) = node else {
        return Arc::new(Node { name: name.into(), value, children: [None, None, None, None] });
    };
    if node.name.as_ref() == name {
        return Arc::new(Node { name: node.name.clone(), value, children: node.children.clone() });
    }
    let mut children = node.children.clone();
    if let Some(child) = children.get_mut(branch(hash)) {
        *child = Some(inserted(child.as_ref(), name, hash >> 2, value));
    }
    Arc::new(Node { name: node.name.clone(), value: node.value.clone(), children })
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

fn branch(hash: u64) -> usize {
    (hash & 3) as usize
}

impl<V> Clone for SharedMap<V> {
    fn clone(&self) -> Self {
        Self { root: self.root.clone() }
    }
}

impl<V> Default for SharedMap<V> {
    fn default() -> Self {
        Self { root: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_does_not_see_later_changes() {
        let mut map = SharedMap::default();
        for number in 0..1000 {
            map.insert(&format!("NAME{number}"), number);
        }
        let before = map.clone();
        map.insert("NAME7", -1);
        map.insert("NEW", -2);
        assert_eq!(before.get("NAME7"), Some(&7));
        assert_eq!(before.get("NEW"), None);
        assert_eq!(map.get("NAME7"), Some(&-1));
        assert_eq!(map.iter().count(), 1001);
        assert!((0..1000).all(|number| before.get(&format!("NAME{number}")) == Some(&number)));
    }
}
