//! The icon set and the brand mark: inline SVG in `currentColor`, drawn for a 16 px grid.

use leptos::prelude::*;

/// A name for every icon; the drawing is one path of 1.5 px strokes on a 16 x 16 grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    ArrowDown,
    ArrowRight,
    ArrowUp,
    Bug,
    Chart,
    Check,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    Clock,
    Close,
    Code,
    Commit,
    Copy,
    Deploy,
    Download,
    Error,
    External,
    Eye,
    Feedback,
    Filter,
    Flag,
    Fresh,
    Gauge,
    General,
    Globe,
    Good,
    Half,
    Idea,
    Info,
    Key,
    Keyboard,
    Link,
    List,
    Lock,
    Merge,
    More,
    Neutral,
    Overview,
    People,
    Plus,
    Project,
    Report,
    Search,
    Settings,
    SignOut,
    Table,
    Tag,
    User,
    Warning,
}

impl Icon {
    /// The `d` attribute.
    const fn path(self) -> &'static str {
        match self {
            Icon::ArrowDown => "M8 3v10M4 9l4 4 4-4",
            Icon::ArrowRight => "M3 8h10M9 4l4 4-4 4",
            Icon::ArrowUp => "M8 13V3M4 7l4-4 4 4",
            Icon::Bug => {
                "M5 6.5a3 3 0 0 1 6 0v4a3 3 0 0 1-6 0zM5 8.5h6M6 4 4.5 2.2M10 4l1.5-1.8M5 7 2 5.8M5 9H1.8M5 11l-3 1.2M11 7l3-1.2M11 9h3.2M11 11l3 1.2"
            }
            Icon::Chart => "M2 2v12h12M5 11V8M8.5 11V4.5M12 11V6.5",
            Icon::Check => "M3 8.5 6.5 12 13 4.5",
            Icon::ChevronDown => "M4 6l4 4 4-4",
            Icon::ChevronLeft => "M10 3.5 5.5 8l4.5 4.5",
            Icon::ChevronRight => "M6 3.5 10.5 8 6 12.5",
            Icon::Clock => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.5V8l2.4 1.6",
            Icon::Close => "M4 4l8 8M12 4l-8 8",
            Icon::Code => "M5.5 4 1.8 8l3.7 4M10.5 4l3.7 4-3.7 4",
            Icon::Commit => "M8 5.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4M1 8h4.3M10.7 8H15",
            Icon::Copy => "M6 5.5h7.5v8H6zM10 5.5v-3H2.5v8H6",
            Icon::Deploy => "M8 10.5v-8M4.8 5.5 8 2.3l3.2 3.2M2.5 9.5v4h11v-4",
            Icon::Download => "M8 2v8M4.8 7 8 10.2 11.2 7M2.5 10.5v3h11v-3",
            Icon::Error => "M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM6 6l4 4M10 6l-4 4",
            Icon::External => "M6.5 3H3v10h10V9.5M9.5 2.5h4v4M13.2 2.8 7.5 8.5",
            Icon::Eye => {
                "M1.2 8S3.6 3.5 8 3.5 14.8 8 14.8 8 12.4 12.5 8 12.5 1.2 8 1.2 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6"
            }
            Icon::Feedback => "M2 3h12v8.5H7.5L4.5 14v-2.5H2zM5 6h6M5 8.6h4",
            Icon::Filter => "M2 4h12M4.5 8h7M6.5 12h3",
            Icon::Flag => "M3.5 14.5v-13M3.5 2.5h9L10.2 5.7l2.3 3.3h-9",
            Icon::Fresh => {
                "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 6.9a1.1 1.1 0 1 0 0 2.2 1.1 1.1 0 0 0 0-2.2"
            }
            Icon::Gauge => "M2.9 12.5a6.2 6.2 0 1 1 10.2 0M8 9.5l3-3.8",
            Icon::General => "M2 3h12v8.5H7.5L4.5 14v-2.5H2z",
            Icon::Globe => {
                "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M1.8 8h12.4M8 1.8c-4 3.6-4 8.8 0 12.4 4-3.6 4-8.8 0-12.4"
            }
            Icon::Good => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M5.2 8.2l2 2 3.6-4.2",
            Icon::Half => {
                "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.8a3.2 3.2 0 0 1 0 6.4zM9.4 6.4v3.2"
            }
            Icon::Idea => "M6 11.5c0-1.6-2-2.2-2-4.8a4 4 0 1 1 8 0c0 2.6-2 3.2-2 4.8zM6.3 14.2h3.4",
            Icon::Info => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 7.3v3.9M8 4.6v.3",
            Icon::Key => {
                "M5 6.5a3.2 3.2 0 1 0 3 4.3h1.7V13h2.2v-2.2H14V8.5H8.1A3.2 3.2 0 0 0 5 6.5M4.8 9.7h.1"
            }
            Icon::Keyboard => "M1.5 4h13v8h-13zM4 6.8h.1M6.7 6.8h.1M9.3 6.8h.1M12 6.8h.1M5 9.5h6",
            Icon::Link => {
                "M6.5 9.5a3 3 0 0 0 4.3 0l2.4-2.4A3 3 0 0 0 9 2.8l-1 1M9.5 6.5a3 3 0 0 0-4.3 0L2.8 8.9A3 3 0 0 0 7 13.2l1-1"
            }
            Icon::List => "M6 3.5h8M6 8h8M6 12.5h8M2.5 3.5h.1M2.5 8h.1M2.5 12.5h.1",
            Icon::Lock => "M3.5 7h9v7h-9zM5.2 7V4.6a2.8 2.8 0 0 1 5.6 0V7",
            Icon::Merge => "M4 2v2.5c0 3.2 4 3 4 6.2V14M12 2v2.5c0 3.2-4 3-4 6.2M5.2 11.2 8 14l2.8-2.8",
            Icon::More => "M3 8h.1M8 8h.1M13 8h.1",
            Icon::Neutral => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M5.2 8h5.6",
            Icon::Overview => "M2.2 2.2h5v6h-5zM8.8 2.2h5v3.5h-5zM8.8 7.8h5v6h-5zM2.2 10.3h5v3.5h-5z",
            Icon::People => {
                "M6 3a2.4 2.4 0 1 0 0 4.8A2.4 2.4 0 0 0 6 3M1.5 13.5c0-2.5 1.9-4 4.5-4s4.5 1.5 4.5 4M10.5 3.2a2.3 2.3 0 0 1 0 4.4M12 9.8c1.6.5 2.5 1.8 2.5 3.7"
            }
            Icon::Plus => "M8 3v10M3 8h10",
            Icon::Project => "M8 1.6l5.8 3.2v6.4L8 14.4l-5.8-3.2V4.8zM2.4 4.9 8 8l5.6-3.1M8 8v6.2",
            Icon::Report => "M3.5 1.8h6l3 3v9.4h-9zM9.3 2v3h3M6 8h4M6 10.8h4",
            Icon::Search => "M7 2.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6M10.5 10.5 14 14",
            Icon::Settings => "M2 4.5h6M12 4.5h2M10 2.7v3.6M2 11.5h2M8 11.5h6M6 9.7v3.6",
            Icon::SignOut => "M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3",
            Icon::Table => "M2 3h12v10H2zM2 6.3h12M2 9.6h12M6.5 6.3V13",
            Icon::Tag => "M2.2 2.2h5.6l6 6-5.6 5.6-6-6zM5.2 5.2h.1",
            Icon::User => {
                "M8 2.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M2.5 14c0-2.7 2.3-4.2 5.5-4.2s5.5 1.5 5.5 4.2"
            }
            Icon::Warning => "M8 2 15 13.8H1zM8 6.4v3.4M8 11.8v.2",
        }
    }
}

/// An icon. It is decoration: the word beside it, or the control's label, says the same.
///
/// ```ignore
/// <Glyph icon=Icon::Deploy/>
/// ```
#[component]
pub fn Glyph(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=icon.path()></path>
        </svg>
    }
}

/// The brand mark: an iron fire-basket on its pole, the flame in ember.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false">
            <path class="brand-flame" d="M16.8 1.5c.3 3.9 6.2 6 6.2 11.1 0 1.5-.5 2.9-1.3 3.9H10.3A6.6 6.6 0 0 1 9 12.6c0-2.6 1.5-4.2 2.6-5.7.3 1.6.9 2.5 1.9 3 0-3.6 1-6.7 3.3-8.4z"></path>
            <path class="brand-iron" d="M5.5 16.5h21V19h-1.2l-3.4 6.6h-4.6V31h-2.6v-5.4h-4.6L6.7 19H5.5zM9.5 19l2.1 4.1h1.5L12.3 19zM14.8 19l.3 4.1h1.8l.3-4.1zM19.7 19l-.8 4.1h1.5l2.1-4.1z"></path>
        </svg>
    }
}
