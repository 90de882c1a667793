//! A list that nearly all records leave empty.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::{Deref, DerefMut};

/// A list that nearly always is empty, and then takes the room of a single pointer. It is read as a slice.
// A list without items has no box, so that lists that are equal are equal inside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::box_collection, reason = "a vector itself is three times as wide as its box")]
pub struct Seldom<T>(Option<Box<Vec<T>>>);

impl<T> Seldom<T> {
    /// Adds an item at the end.
    pub fn push(&mut self, item: T) {
        self.0.get_or_insert_default().push(item);
    }

    /// Keeps the items of which `keep` is true.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        if let Some(items) = &mut self.0 {
            items.retain(keep);
            if items.is_empty() {
                self.0 = None;
            }
        }
    }

    /// Takes all items away.
    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// Gives back the room that no item takes.
    pub fn shrink_to_fit(&mut self) {
        if let Some(items) = &mut self.0 {
            items.shrink_to_fit();
        }
    }
}

impl<T> Default for Seldom<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Deref for Seldom<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T> DerefMut for Seldom<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.0.as_deref_mut().map_or(&mut [], Vec::as_mut_slice)
    }
}

impl<T> From<Vec<T>> for Seldom<T> {
    fn from(items: Vec<T>) -> Self {
        Self(if items.is_empty() { None } else { Some(Box::new(items)) })
    }
}

/// It is written as the list it is.
impl<T: Serialize> Serialize for Seldom<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Seldom<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

impl<T> FromIterator<T> for Seldom<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<T> Extend<T> for Seldom<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T> IntoIterator for Seldom<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.map_or_else(Vec::new, |items| *items).into_iter()
    }
}

impl<'s, T> IntoIterator for &'s Seldom<T> {
    type Item = &'s T;
    type IntoIter = std::slice::Iter<'s, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'s, T> IntoIterator for &'s mut Seldom<T> {
    type Item = &'s mut T;
    type IntoIter = std::slice::IterMut<'s, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_list_in_the_room_of_a_pointer() {
        assert_eq!(size_of::<Seldom<(String, String)>>(), size_of::<usize>());
        let mut list: Seldom<u8> = Seldom::default();
        assert!(list.is_empty() && list.iter().next().is_none());
        list.push(3);
        list.extend([1, 2]);
        list.sort_unstable();
        assert_eq!((list.len(), list.first(), &*list), (3, Some(&1), &[1, 2, 3][..]));
        for item in &mut list {
            *item *= 2;
        }
        list.retain(|item| *item > 2);
        list.shrink_to_fit();
        assert_eq!(list, [4, 6].into_iter().collect());
        assert_eq!(list.clone().into_iter().chain(list.iter().copied()).collect::<Vec<_>>(), [4, 6, 4, 6]);
    }

    #[test]
    fn without_items_it_is_the_same_whatever_it_had() {
        let empty: Seldom<u8> = Seldom::default();
        let (mut kept, mut cleared) = (Seldom::from(vec![1]), Seldom::from(vec![1]));
        kept.retain(|_| false);
        cleared.clear();
        let mut extended = Seldom::default();
        extended.extend([]);
        for list in [&kept, &cleared, &extended, &Seldom::from(vec![]), &[].into_iter().collect()] {
            assert!(list == &empty && list.is_empty() && list.0.is_none());
        }
    }
}
