//! Lists, shared as in Java.

use std::cell::RefCell;
use std::rc::Rc;

use super::Value;

/// How a list is written.
///
/// API Gateway's parsed JSON holds json-smart's arrays, which write themselves as JSON; a list of the template itself
/// (`[1, "a"]`) is a `java.util.List`. Recorded from AWS: `$input.path('$')`
/// of `[{"foo":"bar"}]` writes the same text again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// `net.minidev.json.JSONArray`: `["a",{"b":1}]`.
    Json,
    /// `java.util.ArrayList`: `[a, {b=1}]`.
    Java,
    /// `java.lang.String[]`, which `split` gives: items can be read and set, but not added, and it writes only its class
    /// and an address: `[Ljava.lang.String;@1b6d3586`.
    Array,
    /// A `java.util.Set` or `Collection`, which `keySet`, `values` and `entrySet` give: `[a, b]`. It can be gone through,
    /// but has neither `get` nor an index.
    Collection,
}

/// A list. Cloning gives another hold on the same list.
#[derive(Clone)]
pub struct List(Rc<Contents>);

struct Contents {
    kind: ListKind,
    items: RefCell<Vec<Value>>,
}

impl List {
    /// A list as a template makes it: `[a, b]`.
    #[must_use]
    pub fn java(items: Vec<Value>) -> Self {
        Self::new(ListKind::Java, items)
    }

    /// A list as parsed JSON holds it: `["a","b"]`.
    #[must_use]
    pub fn json(items: Vec<Value>) -> Self {
        Self::new(ListKind::Json, items)
    }

    /// A list of that kind.
    #[must_use]
    pub fn new(kind: ListKind, items: Vec<Value>) -> Self {
        Self(Rc::new(Contents { kind, items: RefCell::new(items) }))
    }

    /// How it is written.
    #[must_use]
    pub fn kind(&self) -> ListKind {
        self.0.kind
    }

    /// How many items it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.items.borrow().len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at an index from zero; `None` beyond the end.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Value> {
        self.0.items.borrow().get(index).cloned()
    }

    /// Adds an item at the end.
    pub fn push(&self, item: impl Into<Value>) {
        self.0.items.borrow_mut().push(item.into());
    }

    /// The items as they are now.
    #[must_use]
    pub fn items(&self) -> Vec<Value> {
        self.0.items.borrow().clone()
    }

    pub(crate) fn items_mut(&self) -> std::cell::RefMut<'_, Vec<Value>> {
        self.0.items.borrow_mut()
    }

    /// Which list it is: two holds on one list have the same.
    pub(crate) fn identity(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }
}

impl FromIterator<Value> for List {
    /// A list of the template's kind.
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        Self::java(items.into_iter().collect())
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        super::drop_all(std::mem::take(self.items.get_mut()));
    }
}

impl List {
    /// Takes the items out if nobody else holds the list.
    pub(super) fn take_if_last(mut self) -> Vec<Value> {
        Rc::get_mut(&mut self.0).map(|contents| std::mem::take(contents.items.get_mut())).unwrap_or_default()
    }
}
