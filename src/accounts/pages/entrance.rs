//! The way in: the address without a path, sign-in, the first run.

use crate::{
    accounts::{
        api::session::{self, CheckSetup, SetUp, SignIn, SignInWarning},
        model::session::Destination,
    },
    ui::*,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// A part of the query, e.g. `next`.
fn asked(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()))
}

/// `/`: whoever can go on is sent on by the server.
#[component]
pub fn Home() -> impl IntoView {
    let place = Query::new(|| session::Home {});
    loaded(place, |place| match place {
        Destination::NotSetUp => view! {
            <PublicPage title="Cresset waits for its setup link">
                <p>
                    "The server printed it when it started, and left it in the file "
                    <code>"setup-link"</code> " of its data directory. It is good for 30 minutes; \
                    a restart makes a new one."
                </p>
            </PublicPage>
        }
        .into_any(),
        Destination::SignIn => view! { <GoOn href="/login".to_owned()/> }.into_any(),
        Destination::Project(slug) => view! { <GoOn href=format!("/app/{slug}")/> }.into_any(),
        Destination::NoProject { is_admin } => view! { <NoProject is_admin=is_admin/> }.into_any(),
    })
}

/// Met only when a page inside the browser leads here: the server redirects.
#[component]
fn GoOn(href: String) -> impl IntoView {
    let to = href.clone();
    Effect::new(move |_| leptos_router::hooks::use_navigate()(&to, Default::default()));
    view! { <PublicPage title="Cresset"><p><a href=href>"Go on"</a></p></PublicPage> }
}

#[component]
fn NoProject(is_admin: bool) -> impl IntoView {
    let admin = is_admin.then(|| {
        view! { <ButtonLink href="/admin/projects" kind=ButtonKind::Primary>"Create a project"</ButtonLink> }
    });
    view! {
        <PublicPage title="No project is open to you">
            <p>"Ask a maintainer of a project for an invitation."</p>
            {admin}
            <p><a href="/account">"Your account"</a></p>
        </PublicPage>
    }
}

/// `/login`
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = Call::<SignIn>::new();
    let problem = action.problem();
    let next = asked("next");
    let warning = Query::new(|| SignInWarning {});
    let warning = loaded(warning, |text| {
        (!text.is_empty())
            .then(|| view! { <Banner tone=Tone::Warn title="You will not stay signed in">{text}</Banner> })
    });
    view! {
        <PublicPage title="Sign in" lead="to this Cresset">
            {warning}
            <Form to=action class="form">
                <FormProblem problem=problem fields=&["email", "password"]/>
                <input type="hidden" name="next" value=move || next.get()/>
                <TextInput name="email" label="E-mail" kind="email" autocomplete="username" required=true
                    error=problem.at("email")/>
                <TextInput name="password" label="Password" kind="password" autocomplete="current-password"
                    required=true error=problem.at("password")/>
                <Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Sign in"</Button>
            </Form>
            <p class="muted">"Forgotten? An admin of this Cresset can make you a link to a new password."</p>
        </PublicPage>
    }
}

/// `/setup?token=…`
#[component]
pub fn SetupPage() -> impl IntoView {
    let token = asked("token");
    provide_context(Gone(
        "This setup link does not work",
        "It is good once, for 30 minutes, while nobody administers this instance. Restart the server for a new one.",
    ));
    let good = Query::new(move || CheckSetup { token: token.get() });
    loaded(good, move |()| view! { <SetupForm token=token.get_untracked()/> })
}

#[component]
fn SetupForm(token: String) -> impl IntoView {
    let action = Call::<SetUp>::new();
    let problem = action.problem();
    view! {
        <PublicPage title="Set up Cresset" lead="Your account, and the first product to listen to.">
            <Form to=action class="form">
                <FormProblem problem=problem fields=&["name", "email", "password", "project", "time_zone"]/>
                <input type="hidden" name="token" value=token/>
                <TextInput name="name" label="Your name" autocomplete="name" required=true
                    error=problem.at("name")/>
                <TextInput name="email" label="E-mail" kind="email" autocomplete="username" required=true
                    hint="You sign in with it. Nothing is sent to it." error=problem.at("email")/>
                <NewPassword error=problem.at("password")/>
                <TextInput name="project" label="Product" value="Total Battle Analyzer" required=true
                    error=problem.at("project")/>
                <TextInput name="time_zone" label="Time zone" value="UTC" required=true
                    hint="Days of reports begin at midnight there, e.g. Europe/Berlin."
                    error=problem.at("time_zone")/>
                <Button kind=ButtonKind::Primary submit=true pending=action.pending()>
                    "Create account and project"
                </Button>
            </Form>
        </PublicPage>
    }
}

/// A password that is about to be chosen.
#[component]
pub fn NewPassword(error: FieldProblem) -> impl IntoView {
    view! {
        <TextInput name="password" label="New password" kind="password" autocomplete="new-password"
            required=true minlength=12u32 maxlength=256u32
            hint="12 characters or more. Several words are easier to remember than symbols." error=error/>
    }
}
