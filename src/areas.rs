//! The pages of the console by area. A release's bundle is split here (`--cfg split`, set by xtask):
//! the browser loads the code of an area with its first page, beside what all pages share.
//!
//! Whether a page is split makes no difference to its markup. In the browser a page's component runs
//! once its code is there; parents and pages of one area run in the order of the route table, as on
//! the server, which the numbers of their resources depend on.

use leptos::prelude::*;
#[cfg(split)]
use leptos::wasm_split::SplitLoaderError;
use leptos_router::LazyRoute;

use crate::{
    accounts::pages as accounts, analytics::pages as analytics, deploys::pages as deploys,
    feedback::pages as feedback, overview::pages as overview,
};

/// Makes a route's view of each component, with its code in the part of the bundle named `$area`.
macro_rules! area {
    ($area:ident: $($page:ident = $component:path),+ $(,)?) => {$(
        /// The page of this name, as a view for `Lazy`.
        pub struct $page;

        const _: () = {
            #[cfg(split)]
            #[leptos::wasm_split::wasm_split($area, wasm_split_path = leptos::wasm_split, preload(load), fallible)]
            #[allow(non_snake_case)]
            fn $page() -> Result<AnyView, SplitLoaderError> {
                Ok($component().into_any())
            }

            impl LazyRoute for $page {
                fn data() -> Self {
                    Self
                }

                #[cfg(split)]
                async fn view(_: Self) -> AnyView {
                    match $page().await {
                        Ok(view) => view,
                        Err(_) => leave().await,
                    }
                }

                #[cfg(not(split))]
                async fn view(_: Self) -> AnyView {
                    $component().into_any()
                }

                #[cfg(split)]
                async fn preload() {
                    if load().await.is_err() {
                        leave::<()>().await;
                    }
                }
            }
        };
    )+};
}

/// Goes to the page by a full load, since its code did not come: a newer server has other files, or nothing
/// can be reached, which the browser then says. A page that is being taken over stays as the server wrote it.
#[cfg(split)]
async fn leave<T>() -> T {
    let taking_over = Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    if !taking_over {
        let url = leptos_router::hooks::use_url().get_untracked();
        let mark = if url.search().is_empty() { "" } else { "?" };
        crate::ui::browser::open(&format!("{}{mark}{}", url.path(), url.search()));
    }
    std::future::pending().await
}

area!(entrance:
    SetUp = accounts::SetupPage,
    SignIn = accounts::SignInPage,
    Enter = accounts::EnterPage,
    Invite = accounts::InvitePage,
    Reset = accounts::ResetPage,
);
area!(instance:
    Account = accounts::AccountPage,
    Users = accounts::PeoplePage,
    Projects = accounts::Projects,
    InstanceAudit = accounts::settings::InstanceAudit,
);
area!(overview: Overview = overview::Overview);
area!(deploys: Deployments = deploys::Deployments, Deployment = deploys::DeploymentDetail);
area!(analytics: Analytics = analytics::Analytics);
area!(filtered: Filtered = analytics::FilteredTraffic);
area!(days: Days = feedback::EntriesByDay);
area!(feedback: Inbox = feedback::Inbox, Entry = feedback::EntryPane);
area!(settings:
    Start = accounts::Start,
    Settings = accounts::settings::Settings,
    General = accounts::settings::General,
    Widget = feedback::WidgetPage,
    Counting = analytics::CountingSettings,
    Members = accounts::settings::People,
    Tokens = accounts::settings::Tokens,
    ProjectAudit = accounts::settings::ProjectAudit,
);
