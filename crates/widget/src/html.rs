//! The elements of the form as data: one Leptos view type for all of them.
//!
//! `view!` makes a type of every element, and for each type the code that builds, updates and drops it: that was
//! half of what a stranger's browser had to load. An [`El`] is a tag with lists; one function builds them all, one
//! writes them as HTML, and whatever changes is a Leptos effect of one type.

use std::borrow::Cow;

use js_sys::Reflect;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::attr::{Attribute, AttributeValue};
use leptos::prelude::{AddAnyAttr, Mountable, Render, RenderHtml};
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::{Position, PositionState};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, Node, Text};

/// Words that are known, or made.
pub type Words = Cow<'static, str>;
type Said = Box<dyn Fn() -> Option<Words> + Send + Sync>;
type Handler = Box<dyn FnMut(Event) + Send>;

/// An element to be. Boxed: it is handed on at every step of its making.
pub struct El(Box<Tree>);

struct Tree {
    tag: &'static str,
    fixed: &'static [(&'static str, &'static str)],
    attributes: Vec<(&'static str, Words)>,
    bound: Vec<(Bound, Said)>,
    handlers: Vec<(&'static str, Handler)>,
    parts: Vec<Part>,
}

/// What of an element follows a value.
enum Bound {
    Attribute(&'static str),
    /// Only in a browser.
    Property(&'static str),
}

enum Part {
    Text(Words),
    Said(Said),
    El(El),
    Chosen(Chosen),
}

/// Elements that are made anew when the key changes.
struct Chosen {
    key: Box<dyn Fn() -> usize + Send + Sync>,
    make: Box<dyn Fn(usize) -> Vec<El> + Send + Sync>,
}

/// An element with the attributes that never change.
#[inline(never)]
pub fn el(tag: &'static str, fixed: &'static [(&'static str, &'static str)]) -> El {
    El(Box::new(Tree {
        tag,
        fixed,
        attributes: Vec::new(),
        bound: Vec::new(),
        handlers: Vec::new(),
        parts: Vec::new(),
    }))
}

impl El {
    /// An attribute.
    pub fn attr(self, name: &'static str, value: impl Into<Words>) -> Self {
        self.with_attribute(name, value.into())
    }

    /// An attribute that follows a value; absent while there is `None`.
    pub fn bind(self, name: &'static str, said: impl Fn() -> Option<Words> + Send + Sync + 'static) -> Self {
        self.with_bound(Bound::Attribute(name), Box::new(said))
    }

    /// A property that follows a value; `None` is the empty text, which is also false.
    pub fn prop(self, name: &'static str, said: impl Fn() -> Option<Words> + Send + Sync + 'static) -> Self {
        self.with_bound(Bound::Property(name), Box::new(said))
    }

    /// What happens at an event.
    pub fn on(self, event: &'static str, handler: impl FnMut(Event) + Send + 'static) -> Self {
        self.with_handler(event, Box::new(handler))
    }

    /// A text.
    pub fn text(self, text: impl Into<Words>) -> Self {
        self.with_part(Part::Text(text.into()))
    }

    /// A text that follows a value.
    pub fn say(self, said: impl Fn() -> Option<Words> + Send + Sync + 'static) -> Self {
        self.with_part(Part::Said(Box::new(said)))
    }

    /// An element in it.
    pub fn child(self, child: Self) -> Self {
        self.with_part(Part::El(child))
    }

    /// Elements in it, in this order.
    pub fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Elements in it that are made anew whenever `key` gives another number. `make` must not make signals: they
    /// would go with the next change.
    pub fn choose(
        self,
        key: impl Fn() -> usize + Send + Sync + 'static,
        make: impl Fn(usize) -> Vec<Self> + Send + Sync + 'static,
    ) -> Self {
        self.with_part(Part::Chosen(Chosen { key: Box::new(key), make: Box::new(make) }))
    }

    // Out of line: each of them would be in the bundle as often as it is called.

    #[inline(never)]
    fn with_attribute(mut self, name: &'static str, value: Words) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    #[inline(never)]
    fn with_bound(mut self, bound: Bound, said: Said) -> Self {
        self.0.bound.push((bound, said));
        self
    }

    #[inline(never)]
    fn with_handler(mut self, event: &'static str, handler: Handler) -> Self {
        self.0.handlers.push((event, handler));
        self
    }

    #[inline(never)]
    fn with_part(mut self, part: Part) -> Self {
        self.0.parts.push(part);
        self
    }

    fn html(self, out: &mut String) {
        let tree = *self.0;
        out.push('<');
        out.push_str(tree.tag);
        let fixed = tree.fixed.iter().map(|(name, value)| (*name, Words::from(*value)));
        let bound = tree.bound.into_iter().filter_map(|(bound, said)| match bound {
            Bound::Attribute(name) => Some((name, said()?)),
            Bound::Property(_) => None,
        });
        for (name, value) in fixed.chain(tree.attributes).chain(bound) {
            if value.is_empty() && name != "value" {
                out.push(' ');
                out.push_str(name);
            } else {
                AttributeValue::to_html(value.as_ref(), name, out);
            }
        }
        out.push('>');
        if tree.tag == "input" {
            return;
        }
        for part in tree.parts {
            match part {
                Part::Text(text) => write(&text, out),
                Part::Said(said) => write(&said().unwrap_or_default(), out),
                Part::El(child) => child.html(out),
                Part::Chosen(Chosen { key, make }) => {
                    make(key()).into_iter().for_each(|child| child.html(out));
                }
            }
        }
        out.push_str("</");
        out.push_str(tree.tag);
        out.push('>');
    }
}

fn write(text: &str, out: &mut String) {
    if !text.is_empty() {
        text.to_html_with_buf(out, &mut Position::FirstChild, true, false, Vec::new());
    }
}

/// An element in the document. It is alive as long as this.
pub struct Built {
    element: Element,
    effects: Vec<RenderEffect<()>>,
    handlers: Vec<Closure<dyn FnMut(Event)>>,
    parts: Vec<Self>,
}

impl Built {
    fn part(&mut self, part: Part) {
        match part {
            Part::Text(text) => drop(self.append_text(&text)),
            Part::Said(said) => {
                let target = Target::Text(self.append_text(""));
                self.effects.push(follow(said, target));
            }
            Part::El(child) => {
                let mut child = child.build();
                child.mount(&self.element, None);
                self.parts.push(child);
            }
            Part::Chosen(chosen) => {
                let end = self.append_text("");
                self.effects.push(choose(chosen, self.element.clone(), end));
            }
        }
    }

    fn append_text(&self, text: &str) -> Text {
        let node = Rndr::create_text_node(text);
        Rndr::insert_node(&self.element, &node, None);
        node
    }
}

/// What follows a value in the document.
enum Target {
    Attribute(Element, &'static str),
    Property(Element, &'static str),
    Text(Text),
}

impl Target {
    fn show(&self, value: Option<&str>) {
        match self {
            Self::Attribute(element, name) => match value {
                Some(value) => Rndr::set_attribute(element, name, value),
                None => Rndr::remove_attribute(element, name),
            },
            Self::Property(element, name) => {
                let value = JsValue::from_str(value.unwrap_or_default());
                let _ = Reflect::set(element, &JsValue::from_str(name), &value);
            }
            Self::Text(node) => Rndr::set_text(node, value.unwrap_or_default()),
        }
    }
}

/// Shows a value again only when it differs: a status that says the same twice would be read out twice.
fn follow(said: Said, target: Target) -> RenderEffect<()> {
    let mut shown = None;
    RenderEffect::new(move |_| {
        let now = said();
        if shown.as_ref() != Some(&now) {
            target.show(now.as_deref());
            shown = Some(now);
        }
    })
}

/// Keeps the chosen elements before `end`.
fn choose(chosen: Chosen, parent: Element, end: Text) -> RenderEffect<()> {
    let mut shown = None;
    let mut built: Vec<Built> = Vec::new();
    RenderEffect::new(move |_| {
        let key = (chosen.key)();
        if shown.replace(key) != Some(key) {
            built.iter_mut().for_each(Built::unmount);
            built = (chosen.make)(key).into_iter().map(El::build).collect();
            built.iter_mut().for_each(|element| element.mount(&parent, Some(&end)));
        }
    })
}

impl Render for El {
    type State = Built;

    fn build(self) -> Built {
        let tree = *self.0;
        let element = Rndr::create_element(tree.tag, None);
        let mut built =
            Built { element: element.clone(), effects: Vec::new(), handlers: Vec::new(), parts: Vec::new() };
        for (name, value) in tree.fixed {
            Rndr::set_attribute(&element, name, value);
        }
        for (name, value) in tree.attributes {
            Rndr::set_attribute(&element, name, &value);
        }
        for part in tree.parts {
            built.part(part);
        }
        for (bound, said) in tree.bound {
            let target = match bound {
                Bound::Attribute(name) => Target::Attribute(element.clone(), name),
                Bound::Property(name) => Target::Property(element.clone(), name),
            };
            built.effects.push(follow(said, target));
        }
        for (event, handler) in tree.handlers {
            let handler = Closure::wrap(handler as Box<dyn FnMut(Event)>);
            let _ = element.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
            built.handlers.push(handler);
        }
        built
    }

    fn rebuild(self, state: &mut Built) {
        let new = self.build();
        let _ = state.element.replace_with_with_node_1(&new.element);
        *state = new;
    }
}

impl Mountable for Built {
    fn unmount(&mut self) {
        self.element.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        Rndr::insert_node(parent, &self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.element.parent_element().is_some_and(|parent| {
            child.mount(&parent, Some(&self.element));
            true
        })
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}

impl AddAnyAttr for El {
    type Output<A: Attribute> = Self;

    /// Nothing is added from outside.
    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}

impl RenderHtml for El {
    type AsyncOutput = Self;
    type Owned = Self;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        self.html(buf);
        *position = Position::NextChild;
    }

    /// Puts the live element in the place of the server's.
    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Built {
        match position.get() {
            Position::FirstChild => cursor.child(),
            Position::Current => {}
            _ => cursor.sibling(),
        }
        let built = self.build();
        if let Some(old) = cursor.current().dyn_ref::<Element>() {
            let _ = old.replace_with_with_node_1(&built.element);
        }
        cursor.set(built.element.clone().into());
        position.set(Position::NextChild);
        built
    }

    fn into_owned(self) -> Self {
        self
    }
}
