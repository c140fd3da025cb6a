//! The document around every page and the complete table of pages.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    accounts::pages as accounts,
    deploys::pages as deploys,
    error::AppError,
    feedback::pages as feedback,
    overview::pages as overview,
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
        <Title formatter=|title: String| if title.is_empty() { "Cresset".to_owned() } else { format!("{title} · Cresset") }/>
        <ToastRegion>
            <Router>
                <Routes fallback=|| view! { <Failure error=AppError::NotFound/> }>
                    <Route path=path!("/") view=accounts::Home ssr=SsrMode::Async/>
                    <Route path=path!("/setup") view=accounts::SetupPage ssr=SsrMode::Async/>
                    <Route path=path!("/login") view=accounts::SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/login/:token") view=accounts::EnterPage ssr=SsrMode::Async/>
                    <Route path=path!("/invite/:token") view=accounts::InvitePage ssr=SsrMode::Async/>
                    <Route path=path!("/reset/:token") view=accounts::ResetPage ssr=SsrMode::Async/>
                    <ParentRoute path=path!("") view=accounts::Instance ssr=SsrMode::Async>
                        <Route path=path!("/account") view=accounts::AccountPage ssr=SsrMode::Async/>
                        <Route path=path!("/admin/users") view=accounts::PeoplePage ssr=SsrMode::Async/>
                        <Route path=path!("/admin/projects") view=accounts::Projects ssr=SsrMode::Async/>
                        <Route path=path!("/admin/audit") view=accounts::settings::InstanceAudit ssr=SsrMode::Async/>
                    </ParentRoute>
                    <ParentRoute path=path!("/app/:project") view=accounts::Console ssr=SsrMode::Async>
                        <Route path=path!("") view=overview::Overview ssr=SsrMode::Async/>
                        <Route path=path!("deployments") view=deploys::Deployments ssr=SsrMode::Async/>
                        <Route path=path!("deployments/:id") view=deploys::DeploymentDetail ssr=SsrMode::Async/>
                        <ParentRoute path=path!("feedback") view=feedback::Inbox ssr=SsrMode::Async>
                            <Route path=path!("") view=|| () ssr=SsrMode::Async/>
                            <Route path=path!(":id") view=feedback::EntryPane ssr=SsrMode::Async/>
                        </ParentRoute>
                        <Route path=path!("start") view=accounts::Start ssr=SsrMode::Async/>
                        <ParentRoute path=path!("settings") view=accounts::settings::Settings ssr=SsrMode::Async>
                            <Route path=path!("") view=accounts::settings::General ssr=SsrMode::Async/>
                            <Route path=path!("people") view=accounts::settings::People ssr=SsrMode::Async/>
                            <Route path=path!("tokens") view=accounts::settings::Tokens ssr=SsrMode::Async/>
                            <Route path=path!("audit") view=accounts::settings::ProjectAudit ssr=SsrMode::Async/>
                        </ParentRoute>
                    </ParentRoute>
                </Routes>
            </Router>
        </ToastRegion>
    }
}
