//! What somebody who follows a link sees: join, choose a new password, sign in.
//!
//! Opening a link changes nothing: programs that look at links before people do would use it up.

use super::entrance::NewPassword;
use crate::{
    accounts::{
        api::session::{AcceptLink, ChoosePassword, EnterByLink, JoinByLink, LookAtLink},
        model::session::{LinkFacts, LinkKind},
    },
    ui::*,
};
use leptos::prelude::*;

/// What is known of the link in the address.
fn facts(kind: LinkKind) -> (Memo<String>, Query<LinkFacts>) {
    provide_context(Gone(
        "This link has ended",
        "A link is good once and for a while. Ask the person it came from for a new one.",
    ));
    let secret = param("token");
    (secret, Query::new(move || LookAtLink { kind, secret: secret.get() }))
}

/// `/invite/{token}`
#[component]
pub fn InvitePage() -> impl IntoView {
    let (secret, facts) = facts(LinkKind::Invite);
    loaded(facts, move |facts: LinkFacts| {
        let secret = secret.get_untracked();
        let to = facts.project.clone().unwrap_or_else(|| "this Cresset".to_owned());
        let role = facts.role.map(|role| format!(" as {}", role.label().to_lowercase())).unwrap_or_default();
        let lead = format!("{} invites {} to {to}{role}.", facts.made_by, facts.email);
        let form = match (facts.signed_in, facts.has_account) {
            (true, _) => view! { <Accept secret=secret/> }.into_any(),
            (false, true) => view! {
                <p>"You have an account here already."</p>
                <ButtonLink href=format!("/login?next=/invite/{secret}") kind=ButtonKind::Primary>
                    "Sign in to accept"
                </ButtonLink>
            }
            .into_any(),
            (false, false) => view! { <Join secret=secret email=facts.email/> }.into_any(),
        };
        view! { <PublicPage title="You are invited" lead=lead>{form}</PublicPage> }
    })
}

#[component]
fn Accept(secret: String) -> impl IntoView {
    let action = Call::<AcceptLink>::new();
    view! {
        <Form to=action class="form">
            <FormProblem problem=action.problem()/>
            <input type="hidden" name="secret" value=secret/>
            <Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Accept"</Button>
        </Form>
    }
}

#[component]
fn Join(secret: String, email: String) -> impl IntoView {
    let action = Call::<JoinByLink>::new();
    let problem = action.problem();
    view! {
        <Form to=action class="form">
            <FormProblem problem=problem fields=&["name", "password"]/>
            <input type="hidden" name="secret" value=secret/>
            <Account email=email/>
            <TextInput name="name" label="Your name" autocomplete="name" required=true error=problem.at("name")/>
            <NewPassword error=problem.at("password")/>
            <Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Create account"</Button>
        </Form>
    }
}

/// The address a password belongs to, for the reader and for password managers.
#[component]
fn Account(email: String) -> impl IntoView {
    view! { <input type="hidden" autocomplete="username" value=email/> }
}

/// `/reset/{token}`
#[component]
pub fn ResetPage() -> impl IntoView {
    let (secret, facts) = facts(LinkKind::Reset);
    let action = Call::<ChoosePassword>::new();
    loaded(facts, move |facts: LinkFacts| {
        let problem = action.problem();
        view! {
            <PublicPage title="Choose a new password" lead=format!("for {}", facts.email)>
                <Form to=action class="form">
                    <FormProblem problem=problem fields=&["password"]/>
                    <input type="hidden" name="secret" value=secret.get_untracked()/>
                    <Account email=facts.email/>
                    <NewPassword error=problem.at("password")/>
                    <Button kind=ButtonKind::Primary submit=true pending=action.pending()>
                        "Change password and sign in"
                    </Button>
                </Form>
                <p class="muted">"Everybody else who is signed in to this account is signed out."</p>
            </PublicPage>
        }
    })
}

/// `/login/{token}`
#[component]
pub fn EnterPage() -> impl IntoView {
    let (secret, facts) = facts(LinkKind::SignIn);
    let action = Call::<EnterByLink>::new();
    loaded(facts, move |facts: LinkFacts| {
        view! {
            <PublicPage title="Sign in" lead=format!("as {}", facts.email)>
                <Form to=action class="form">
                    <FormProblem problem=action.problem()/>
                    <input type="hidden" name="secret" value=secret.get_untracked()/>
                    <Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Sign in"</Button>
                </Form>
            </PublicPage>
        }
    })
}
