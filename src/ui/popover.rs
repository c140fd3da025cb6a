//! What everything that opens over the page on a `<details>` does once the page is live: it
//! closes on Escape, giving the focus back, and when the focus leaves it.

use super::browser;
use leptos::{
    ev,
    html::{self, ElementType},
    prelude::*,
};

#[derive(Clone, Copy)]
pub(super) struct Popover {
    pub root: NodeRef<html::Details>,
}

impl Popover {
    pub fn new() -> Self {
        Popover { root: NodeRef::new() }
    }

    /// None once it is gone: an element that is taken away with the focus in it still tells that the focus leaves.
    fn details(self) -> Option<<html::Details as ElementType>::Output> {
        self.root.try_get_untracked().flatten()
    }

    pub fn close(self) {
        if let Some(details) = self.details() {
            details.set_open(false);
        }
    }

    pub fn on_key(self, event: &ev::KeyboardEvent) {
        if event.key() == "Escape" && self.details().is_some_and(|details| details.open()) {
            event.stop_propagation();
            self.leave();
        }
    }

    /// Closes it with the focus on its button: what had the focus is hidden now.
    pub fn leave(self) {
        self.close();
        let root = self.details();
        browser::focus_within(root.as_ref().map(|details| details.as_ref()), "summary");
    }

    pub fn on_blur(self, event: &ev::FocusEvent) {
        if !browser::focus_stays_within(event) {
            self.close();
        }
    }
}
