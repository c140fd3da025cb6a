//! `/admin/users`: everybody on the instance.

use crate::{
    accounts::{
        api::people::{
            AllPeople, InvitePerson, MakeResetLink, SetPersonAdmin, SetPersonDisabled, WithdrawPerson,
        },
        model::{
            session::{Everybody, Person},
            settings::Invitation,
        },
    },
    error::AppError,
    ui::*,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// What an admin can do here, shared by all rows.
#[derive(Clone, Copy)]
struct Actions {
    invite: Call<InvitePerson>,
    withdraw: Call<WithdrawPerson>,
    reset: Call<MakeResetLink>,
    disable: Call<SetPersonDisabled>,
    admin: Call<SetPersonAdmin>,
}

impl Actions {
    /// Follows their answers.
    fn track(self) {
        self.invite.version().track();
        self.withdraw.version().track();
        self.disable.version().track();
        self.admin.version().track();
    }
}

#[component]
pub fn PeoplePage() -> impl IntoView {
    let actions = Actions {
        invite: Call::new(),
        withdraw: Call::new(),
        reset: Call::new(),
        disable: Call::new(),
        admin: Call::new(),
    };
    let people = Query::new(move || {
        actions.track();
        AllPeople {}
    });
    loaded(people, move |all: Everybody| {
        let Everybody { people, invitations, me, now, made } = all;
        let made = made.map(|link| view! { <MadeLink link=link/> });
        let rows = people.into_iter().map(
            move |person| view! { <PersonItem own=person.id == me person=person now=now actions=actions/> },
        );
        view! {
            <PageHeader title="People" sentence="Everybody with an account on this instance"/>
            {made}
            <FormProblem problem=actions.disable.problem()/>
            <FormProblem problem=actions.admin.problem()/>
            <Made action=actions.reset/>
            <Panel title="Accounts" flush=true>
                <Items label="Accounts">{rows.collect_view()}</Items>
            </Panel>
            <Panel title="Invite somebody"
                note="You get a link to pass on: this Cresset sends no mail. Roles in projects are given by their maintainers.">
                <Invite actions=actions/>
            </Panel>
            {(!invitations.is_empty()).then(|| view! { <Open invitations=invitations now=now actions=actions/> })}
        }
    })
}

/// The link that was made.
#[component]
fn Made<S>(action: Call<S>) -> impl IntoView
where
    S: ServerFn<Output = String, Error = AppError> + 'static,
{
    move || action.answer().filter(|link| !link.is_empty()).map(|link| view! { <MadeLink link=link/> })
}

/// A link that nothing can show again.
#[component]
pub fn MadeLink(link: String) -> impl IntoView {
    view! {
        <Banner tone=Tone::Good title="Pass this link on: it is shown only now">
            <CodeBlock label="Link" code=link/>
        </Banner>
    }
}

#[component]
fn Invite(actions: Actions) -> impl IntoView {
    let problem = actions.invite.problem();
    view! {
        <Form to=actions.invite class="form">
            <Made action=actions.invite/>
            <FormProblem problem=problem fields=&["email"]/>
            <TextInput name="email" label="E-mail" kind="email" required=true error=problem.at("email")/>
            <Checkbox name="is_admin" label="Instance admin" value="true"
                hint="May do everything: all projects, all people, all settings."/>
            <FormActions>
                <Button kind=ButtonKind::Primary submit=true pending=actions.invite.pending()>"Make invitation"</Button>
            </FormActions>
        </Form>
    }
}

#[component]
fn PersonItem(person: Person, own: bool, now: i64, actions: Actions) -> impl IntoView {
    let Person { id, email, name, is_admin, disabled, last_seen_at, projects } = person;
    let marks = move || {
        view! {
            {is_admin.then(|| view! { <Badge tone=Tone::Info>"Instance admin"</Badge> })}
            {disabled.then(|| view! { <Badge tone=Tone::Warn>"Disabled"</Badge> })}
        }
    };
    let seen = move || match last_seen_at {
        Some(at) => view! { "seen "<Time at=at now=now/> }.into_any(),
        None => "not signed in".into_any(),
    };
    let (shown, address) = (name.clone(), email.clone());
    let reset = format!("Make a reset link for {name}");
    view! {
        <Item
            title=move || view! { {shown.clone()}" "{marks()} }
            meta=move || view! {
                <span>{address.clone()}</span>
                <span>{format!("{projects} project{}", if projects == 1 { "" } else { "s" })}</span>
                <span>{seen()}</span>
            }
        >
            <Form to=actions.reset>
                <input type="hidden" name="email" value=email/>
                <Button kind=ButtonKind::Quiet submit=true label=reset>"Reset link"</Button>
            </Form>
            {(!own).then(|| view! { <Standing id=id name=name is_admin=is_admin disabled=disabled actions=actions/> })}
        </Item>
    }
}

/// What an admin does to others and not to the own account.
#[component]
fn Standing(id: String, name: String, is_admin: bool, disabled: bool, actions: Actions) -> impl IntoView {
    let (admin, account) = match (is_admin, disabled) {
        (true, true) => ("Take admin rights", "Enable"),
        (true, false) => ("Take admin rights", "Disable"),
        (false, true) => ("Make admin", "Enable"),
        (false, false) => ("Make admin", "Disable"),
    };
    let (ask_admin, ask_account) = (format!("{admin}: {name}"), format!("{account} the account of {name}"));
    let (user, about) = (id.clone(), name.clone());
    view! {
        <Confirm label=admin about=about kind=ButtonKind::Quiet title=ask_admin>
            <p>"All sessions of this person end."</p>
            <Form to=actions.admin>
                <input type="hidden" name="user" value=user/>
                <input type="hidden" name="is_admin" value=(!is_admin).to_string()/>
                <Button kind=ButtonKind::Danger submit=true>{admin}</Button>
            </Form>
        </Confirm>
        <Confirm label=account about=name kind=ButtonKind::Quiet title=ask_account>
            <p>"Nothing this person did is lost. A disabled account cannot sign in; its sessions end."</p>
            <Form to=actions.disable>
                <input type="hidden" name="user" value=id/>
                <input type="hidden" name="disabled" value=(!disabled).to_string()/>
                <Button kind=ButtonKind::Danger submit=true>{account}</Button>
            </Form>
        </Confirm>
    }
}

#[component]
fn Open(invitations: Vec<Invitation>, now: i64, actions: Actions) -> impl IntoView {
    let rows = invitations.into_iter().map(move |invitation| {
        let Invitation { id, email, made_by, created_at, expires_at, .. } = invitation;
        let title = email.clone();
        view! {
            <Item
                title=move || title.clone()
                meta=move || view! {
                    <span>"by "{made_by.clone()}</span>
                    <span>"made "<Time at=created_at now=now/></span>
                    <span>"ends "<Time at=expires_at/></span>
                }
            >
                <Form to=actions.withdraw>
                    <input type="hidden" name="invitation" value=id/>
                    <Button kind=ButtonKind::Quiet submit=true label=format!("Withdraw the invitation of {email}")>"Withdraw"</Button>
                </Form>
            </Item>
        }
    });
    view! {
        <Panel title="Open invitations" flush=true>
            <Items label="Open invitations">{rows.collect_view()}</Items>
        </Panel>
    }
}
