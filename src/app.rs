//! The document around every page and the complete table of pages.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    accounts::pages as accounts,
    areas::*,
    error::AppError,
    ui::{Failure, ToastRegion},
};

/// Where the document finds its files; made by the server for each answer.
#[derive(Debug, Clone)]
pub struct Links {
    pub style: String,
    pub script: String,
    pub wasm: String,
    pub nonce: String,
}

/// The document. Only the server renders it; the browser takes over `<body>`.
pub fn shell(links: Links) -> impl IntoView {
    // A dynamic import, because that is what 'strict-dynamic' lets a script
    // with a nonce load.
    let boot = format!(
        "import('{}').then(m => m.default({{module_or_path: '{}'}}).then(() => m.hydrate()))",
        links.script, links.wasm
    );
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=links.style/>
                <script type="module" nonce=links.nonce>{boot}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <ToastRegion>
            <Router>
                <Routes fallback=|| view! { <Failure error=AppError::NotFound/> }>
                    <Route path=path!("/") view=accounts::Home ssr=SsrMode::Async/>
                    <Route path=path!("/setup") view={Lazy::<SetUp>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/login") view={Lazy::<SignIn>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/login/:token") view={Lazy::<Enter>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/invite/:token") view={Lazy::<Invite>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/reset/:token") view={Lazy::<Reset>::new()} ssr=SsrMode::Async/>
                    <ParentRoute path=path!("") view=accounts::Instance ssr=SsrMode::Async>
                        <Route path=path!("/account") view={Lazy::<Account>::new()} ssr=SsrMode::Async/>
                        <Route path=path!("/admin/users") view={Lazy::<Users>::new()} ssr=SsrMode::Async/>
                        <Route path=path!("/admin/projects") view={Lazy::<Projects>::new()} ssr=SsrMode::Async/>
                        <Route path=path!("/admin/audit") view={Lazy::<InstanceAudit>::new()} ssr=SsrMode::Async/>
                    </ParentRoute>
                    <ParentRoute path=path!("/app/:project") view=accounts::Console ssr=SsrMode::Async>
                        <Route path=path!("") view={Lazy::<Overview>::new()} ssr=SsrMode::Async/>
                        <Route path=path!("deployments") view={Lazy::<Deployments>::new()} ssr=SsrMode::Async/>
                        <Route path=path!("deployments/:id") view={Lazy::<Deployment>::new()} ssr=SsrMode::Async/>
                        <Route path=path!("feedback-by-day") view={Lazy::<Days>::new()} ssr=SsrMode::Async/>
                        <ParentRoute path=path!("feedback") view={Lazy::<Inbox>::new()} ssr=SsrMode::Async>
                            <Route path=path!("") view=|| () ssr=SsrMode::Async/>
                            <Route path=path!(":id") view={Lazy::<Entry>::new()} ssr=SsrMode::Async/>
                        </ParentRoute>
                        <Route path=path!("analytics") view={Lazy::<Analytics>::new()} ssr=SsrMode::Async/>
                        <Route path=path!("analytics/filtered") view={Lazy::<Filtered>::new()} ssr=SsrMode::Async/>
                        <Route path=path!("start") view={Lazy::<Start>::new()} ssr=SsrMode::Async/>
                        <ParentRoute path=path!("settings") view={Lazy::<Settings>::new()} ssr=SsrMode::Async>
                            <Route path=path!("") view={Lazy::<General>::new()} ssr=SsrMode::Async/>
                            <Route path=path!("widget") view={Lazy::<Widget>::new()} ssr=SsrMode::Async/>
                            <Route path=path!("analytics") view={Lazy::<Counting>::new()} ssr=SsrMode::Async/>
                            <Route path=path!("people") view={Lazy::<Members>::new()} ssr=SsrMode::Async/>
                            <Route path=path!("tokens") view={Lazy::<Tokens>::new()} ssr=SsrMode::Async/>
                            <Route path=path!("audit") view={Lazy::<ProjectAudit>::new()} ssr=SsrMode::Async/>
                        </ParentRoute>
                    </ParentRoute>
                </Routes>
            </Router>
        </ToastRegion>
        // Last: it shows itself once the page, whose code may be on its way, has said its title.
        <Title formatter=|title: String| if title.is_empty() { "Cresset".to_owned() } else { format!("{title} · Cresset") }/>
    }
}
