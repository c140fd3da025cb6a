//! `/app/{project}/settings/people`: roles and invitations.

use super::ProjectField;
use crate::{
    access::{ProjectAccess, Role},
    accounts::{
        api::members::{InviteMember, ProjectPeople, RemoveMember, SetMemberRole, WithdrawInvitation},
        model::settings::{Invitation, Member, People as Facts},
    },
    ui::*,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// What can be done with somebody in the project.
#[derive(Clone, Copy)]
struct Actions {
    set: Call<SetMemberRole>,
    remove: Call<RemoveMember>,
    withdraw: Call<WithdrawInvitation>,
}

impl Actions {
    /// Follows their answers.
    fn track(self) {
        self.set.version().track();
        self.remove.version().track();
        self.withdraw.version().track();
    }
}

/// The page.
#[component]
pub fn People() -> impl IntoView {
    let slug = expect_context::<ProjectAccess>().slug;
    let invite = Call::<InviteMember>::new();
    let actions = Actions { set: Call::new(), remove: Call::new(), withdraw: Call::new() };
    let changed = use_live("settings");
    let facts = Query::new(move || {
        changed.track();
        invite.version().track();
        actions.track();
        ProjectPeople { project: slug.clone() }
    });
    view! {
        <Title text="People"/>
        <Grid columns=Columns::Aside>
            {loaded(
                facts,
                move |facts| view! {
                    <div class="stack">
                        <Made made=facts.made.clone() invite=invite/>
                        <List facts=facts actions=actions/>
                    </div>
                },
            )}
            <Invite invite=invite/>
        </Grid>
    }
}

/// The link of a new invitation.
#[component]
fn Made(made: Option<String>, invite: Call<InviteMember>) -> impl IntoView {
    move || {
        let link = invite.answer().or(made.clone())?;
        Some(view! {
            <Banner tone=Tone::Good title="Pass this link on">
                <p>"It is good once, for seven days, and is not shown again."</p>
            </Banner>
            <CodeBlock label="Invitation link" code=link/>
        })
    }
}

#[component]
fn List(facts: Facts, actions: Actions) -> impl IntoView {
    let Facts { members, invitations, me, now, .. } = facts;
    let note = "Instance admins are maintainers here, listed or not.";
    let members = members.into_iter().map(move |member| {
        let own = member.user_id == me;
        view! { <One member=member own=own now=now actions=actions/> }
    });
    let open = (!invitations.is_empty()).then(|| {
        let invitations = invitations
            .into_iter()
            .map(move |one| view! { <Open invitation=one now=now withdraw=actions.withdraw/> });
        view! {
            <Panel title="Open invitations" flush=true>
                <FormProblem problem=actions.withdraw.problem()/>
                <Items label="Open invitations">{invitations.collect_view()}</Items>
            </Panel>
        }
    });
    view! {
        <Panel title="People" note=note flush=true>
            <FormProblem problem=actions.set.problem()/>
            <FormProblem problem=actions.remove.problem()/>
            <Items label="People">{members.collect_view()}</Items>
        </Panel>
        {open}
    }
}

#[component]
fn One(member: Member, own: bool, now: i64, actions: Actions) -> impl IntoView {
    let Member { user_id, email, name, role, is_admin, since } = member;
    let (heading, leaver) = (name.clone(), user_id.clone());
    let title = move || {
        let own = own.then(|| view! { <Badge tone=Tone::Info>"You"</Badge> });
        let admin = is_admin.then(|| view! { <Badge>"Instance admin"</Badge> });
        view! { <span>{heading.clone()}</span>{own}{admin} }
    };
    let meta = move || view! { <span>{email.clone()}</span><span>"since "<Time at=since now=now/></span> };
    let standing = if own {
        view! { <span class="muted">{role.label()}</span> }.into_any()
    } else {
        view! { <SetRole user=user_id name=name.clone() role=role set=actions.set/> }.into_any()
    };
    let (verb, question) = if own {
        ("Leave", "Leave this project?".to_owned())
    } else {
        ("Remove", format!("Remove {name} from the project?"))
    };
    view! {
        <Item title=title meta=meta>
            {standing}
            <Confirm label=verb about=name kind=ButtonKind::Quiet title=question>
                <p>"The next request finds no such project. What was done here stays."</p>
                <Form to=actions.remove>
                    <ProjectField/>
                    <input type="hidden" name="user" value=leaver/>
                    <Button kind=ButtonKind::Danger submit=true pending=actions.remove.pending()>{verb}</Button>
                </Form>
            </Confirm>
        </Item>
    }
}

#[component]
fn SetRole(user: String, name: String, role: Role, set: Call<SetMemberRole>) -> impl IntoView {
    let id = format!("role-{user}");
    view! {
        <Form to=set class="form-line">
            <ProjectField/>
            <input type="hidden" name="user" value=user/>
            <Select name="role" label=format!("Role of {name}") bare=true id=id value=role.as_str() options=roles()/>
            <Button submit=true pending=set.pending()>"Set role"</Button>
        </Form>
    }
}

fn roles() -> Vec<(&'static str, &'static str)> {
    Role::ALL.map(|role| (role.as_str(), role.label())).to_vec()
}

#[component]
fn Open(invitation: Invitation, now: i64, withdraw: Call<WithdrawInvitation>) -> impl IntoView {
    let Invitation { id, email, role, made_by, created_at, expires_at } = invitation;
    let (heading, role) = (email.clone(), role.map(Role::label));
    let title =
        move || view! { <span>{heading.clone()}</span>{role.map(|role| view! { <Badge>{role}</Badge> })} };
    let meta = move || {
        view! {
            <span>{format!("invited by {made_by} ")}<Time at=created_at now=now/></span>
            <span>"expires "<Time at=expires_at now=now/></span>
        }
    };
    view! {
        <Item title=title meta=meta>
            <Form to=withdraw>
                <ProjectField/>
                <input type="hidden" name="invitation" value=id/>
                <Button kind=ButtonKind::Quiet submit=true label=format!("Withdraw the invitation of {email}")
                    pending=withdraw.pending()>"Withdraw"</Button>
            </Form>
        </Item>
    }
}

#[component]
fn Invite(invite: Call<InviteMember>) -> impl IntoView {
    let problem = invite.problem();
    let note = "You get a link to pass on: nothing is mailed. Whoever opens it joins with the account they have, or makes one.";
    view! {
        <Panel title="Invite somebody" note=note>
            <Form to=invite class="form">
                <ProjectField/>
                <FormProblem problem=problem fields=&["email"]/>
                <TextInput name="email" label="E-mail" kind="email" required=true autocomplete="off"
                    placeholder="grace@example.org" error=problem.at("email")/>
                <Select name="role" label="Role" value="member" options=roles()
                    hint="Viewers read, members triage feedback, maintainers change settings."/>
                <FormActions>
                    <Button kind=ButtonKind::Primary submit=true pending=invite.pending()>"Make a link"</Button>
                </FormActions>
            </Form>
        </Panel>
    }
}
