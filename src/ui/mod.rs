//! The design system: every component the console and the public pages are composed of.
//!
//! A component takes data, renders, and knows no slice. A page that needs its own CSS is a sign
//! that a component is missing: add it here, in a file of its own with a style partial of the
//! same name in `style/`. Colours, sizes and shadows come from `style/_tokens.scss` alone, whose
//! contrasts a test computes.
//!
//! # A page
//!
//! ```ignore
//! use crate::ui::*;
//!
//! view! {
//!     <PageHeader title="Deployments" sentence="web@2.4.0 is in production since Tuesday"/>
//!     <Panel title="Latest" flush=true>
//!         <Table caption="Deployments" columns=vec![Column::text("Release"), Column::text("Status"), Column::text("When").wide()]>
//!             {rows}
//!         </Table>
//!     </Panel>
//! }
//! ```
//!
//! # What there is
//!
//! | family | components |
//! |---|---|
//! | [`shell`] | [`Shell`], [`NavItem`], [`NavHeading`], [`RailNote`]; [`public`]: [`PublicPage`] |
//! | [`page`] | [`PageHeader`], [`Grid`], [`Split`] with [`Beside`]; [`panel`]: [`Panel`] with [`PanelEmpty`]; [`Fold`]; [`Glance`]; [`Card`] with [`CardItem`], [`CardNote`]; [`Attention`] |
//! | numbers | [`Stat`] with [`Delta`], [`Change`], [`Rated`], [`format`] for text, [`chart`] for shapes |
//! | lists | [`Table`] with [`Row`], [`LinkCell`], [`Cell`], [`NumberCell`], [`BarCell`] or [`CutCell`] with [`Cut`], [`ShapeCell`], [`StackWord`], [`ActionCell`], [`CellNote`], [`TableNote`]; [`Items`] with [`Item`]; [`Feed`] with [`FeedItem`], [`PickList`] with [`Pick`]; [`FilterBar`] or [`AddFilter`] with [`FilterChips`], [`Tabs`], [`ChipLinks`], [`Pagination`], [`Empty`] |
//! | one thing | [`Definitions`] with [`Definition`], [`Timeline`] with [`Moment`], [`Status`], [`Badge`], [`Tags`] with [`TagEditor`], [`Time`], [`Words`], [`WebLink`], [`CodeBlock`], [`CopyButton`] |
//! | trying | [`Preview`] of a [`SamplePage`] with a [`SampleButton`] |
//! | forms | [`TextInput`], [`Select`], [`Textarea`], [`Checkbox`], [`Segments`], [`FieldGroup`], [`FormActions`], [`Button`], [`ButtonLink`], [`Confirm`]; [`problem`] with [`FormProblem`] |
//! | answers | [`loaded`] with [`Failure`] and [`Gone`], [`Banner`], [`ToastRegion`] with [`use_toasts`], [`Dialog`], [`Menu`], [`Shortcuts`], [`Progress`], [`Skeleton`] |
//! | small | [`Glyph`] with [`Icon`], [`BrandMark`], [`Tone`] |
//!
//! # Rules that hold for all of them
//!
//! - The same markup on both sides: rendering reads no clock, no zone and no browser state. What
//!   only the browser knows arrives in an `Effect`, through [`browser`], the one place for its APIs.
//! - No `style` attribute (the content security policy refuses it): geometry is SVG attributes or
//!   classes. No `inner_html`; no children in a `<textarea>`.
//! - Everything works by keyboard, forms and links work without JavaScript, and no meaning is
//!   carried by colour alone: see [`Tone`].

mod attention;
mod badge;
mod banner;
mod beside;
pub mod browser;
mod button;
pub mod calendar;
mod call;
mod card;
pub mod chart;
mod chips;
mod code;
mod confirm;
mod cut;
mod definition;
mod dialog;
mod empty;
mod failure;
mod feed;
mod field;
mod files;
mod filter;
mod fold;
mod form;
pub mod format;
mod glance;
mod icons;
mod items;
mod menu;
mod page;
mod pagination;
mod panel;
mod pick;
mod popover;
mod preview;
mod progress;
mod public;
mod query;
mod rated;
mod sample;
mod segments;
mod shell;
mod shortcuts;
mod split;
mod stat;
mod status;
mod table;
mod tabs;
mod tags;
mod time;
mod timeline;
mod toast;
#[cfg(test)]
mod tokens;
mod tone;
mod web_link;
mod words;

pub use attention::{Attention, Need};
pub use badge::Badge;
pub use banner::Banner;
pub use beside::Beside;
pub use browser::{provide_live, use_live};
pub use button::{Button, ButtonKind, ButtonLink};
pub use call::{AnyCall, Call};
pub use card::{Card, CardItem, CardNote};
pub use chips::{ChipLink, ChipLinks};
pub use code::{CodeBlock, CopyButton};
pub use confirm::Confirm;
pub use cut::Cut;
pub use definition::{Definition, Definitions};
pub use dialog::Dialog;
pub use empty::Empty;
pub use failure::{Failure, Gone};
pub use feed::{Feed, FeedItem};
pub use field::{Checkbox, FieldGroup, FormActions, Select, TextInput, Textarea};
pub use files::{FileItem, Files};
pub use filter::{AddFilter, Chip, FilterBar, FilterChips, href_with, href_without};
pub use fold::Fold;
pub use form::{FieldProblem, Form, FormProblem, FormSaved, Problem};
pub use glance::Glance;
pub use icons::{BrandMark, Glyph, Icon};
pub use items::{Item, Items};
pub use menu::{Menu, MenuButton, MenuLink};
pub use page::{Columns, Grid, PageHeader, param};
pub use pagination::Pagination;
pub use panel::{Panel, PanelEmpty};
pub use pick::{Pick, PickList};
pub use preview::Preview;
pub use progress::{Progress, Skeleton};
pub use public::PublicPage;
pub use query::{Query, loaded};
pub use rated::Rated;
pub use sample::{SampleButton, SamplePage};
pub use segments::Segments;
pub use shell::{NavHeading, NavItem, RailNote, Shell};
pub use shortcuts::Shortcuts;
pub use split::Split;
pub use stat::{Change, Delta, Stat};
pub use status::Status;
pub use table::{
    ActionCell, BarCell, Cell, CellNote, Column, CutCell, LinkCell, NumberCell, Row, ShapeCell, StackWord,
    Table, TableNote,
};
pub use tabs::{Tab, Tabs};
pub use tags::{TagEditor, Tags};
pub use time::Time;
pub use timeline::{Moment, Timeline};
pub use toast::{ToastRegion, Toasts, use_toasts};
pub use tone::Tone;
pub use web_link::{WebLink, mailto};
pub use words::Words;
