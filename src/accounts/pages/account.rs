//! `/account`: name, password, sessions.

use super::entrance::NewPassword;
use crate::{
    accounts::{
        api::account::{ChangePassword, EndOtherSessions, EndSession, RenameMe, own_account},
        model::session::{Own, OwnSession},
    },
    ui::*,
};
use leptos::prelude::*;

/// The own account.
#[component]
pub fn AccountPage() -> impl IntoView {
    let rename = ServerAction::<RenameMe>::new();
    let end = ServerAction::<EndSession>::new();
    let end_others = ServerAction::<EndOtherSessions>::new();
    let changed = move || (rename.version().get(), end.version().get(), end_others.version().get());
    let own = Resource::new(changed, |_| own_account());
    loaded(
        move || own.into_future(),
        move |own: Own| {
            let Own { email, name, sessions, now } = own;
            view! {
                <PageHeader title="Your account" sentence=format!("Signed in as {email}")/>
                <Grid columns=Columns::Two>
                    <Panel title="Name"><Rename action=rename name=name/></Panel>
                    <Panel title="Password"><Password/></Panel>
                </Grid>
                <Panel title="Sessions" flush=true>
                    <Sessions sessions=sessions now=now end=end end_others=end_others/>
                </Panel>
            }
        },
    )
}

#[component]
fn Rename(action: ServerAction<RenameMe>, name: String) -> impl IntoView {
    let problem = problem(action);
    view! {
        <ActionForm action=action attr:class="form">
            <FormProblem problem=problem fields=&["name"]/>
            <TextInput name="name" label="Your name" value=name autocomplete="name" required=true
                hint="How others see you." error=problem.at("name")/>
            <FormActions><Button submit=true pending=action.pending()>"Change name"</Button></FormActions>
        </ActionForm>
    }
}

#[component]
fn Password() -> impl IntoView {
    let action = ServerAction::<ChangePassword>::new();
    let problem = problem(action);
    let done = move || {
        let changed = action.value().with(|value| matches!(value, Some(Ok(()))));
        changed.then(|| {
            view! { <Banner tone=Tone::Good title="The password is changed">"Your other sessions have ended."</Banner> }
        })
    };
    view! {
        <ActionForm action=action attr:class="form">
            {done}
            <FormProblem problem=problem fields=&["current", "password"]/>
            <TextInput name="current" label="Current password" kind="password" autocomplete="current-password"
                required=true error=problem.at("current")/>
            <NewPassword error=problem.at("password")/>
            <FormActions><Button submit=true pending=action.pending()>"Change password"</Button></FormActions>
        </ActionForm>
    }
}

#[component]
fn Sessions(
    sessions: Vec<OwnSession>,
    now: i64,
    end: ServerAction<EndSession>,
    end_others: ServerAction<EndOtherSessions>,
) -> impl IntoView {
    let others = (sessions.len() > 1).then(|| {
        view! {
            <ActionForm action=end_others>
                <Button submit=true pending=end_others.pending()>"End all other sessions"</Button>
            </ActionForm>
        }
    });
    let rows = sessions.into_iter().map(move |session| view! { <Session session=session now=now end=end/> });
    view! {
        <Items label="Sessions">{rows.collect_view()}</Items>
        {others.map(|others| view! { <FormActions>{others}</FormActions> })}
    }
}

#[component]
fn Session(session: OwnSession, now: i64, end: ServerAction<EndSession>) -> impl IntoView {
    let OwnSession { id, agent, created_at, last_seen_at, current } = session;
    let about = format!("the session of {agent}");
    view! {
        <Item
            title=move || agent.clone()
            meta=move || view! {
                <span>"last used "<Time at=last_seen_at now=now/></span>
                <span>"since "<Time at=created_at now=now/></span>
            }
        >
            {if current {
                view! { <Badge tone=Tone::Good>"This one"</Badge> }.into_any()
            } else {
                view! {
                    <ActionForm action=end>
                        <input type="hidden" name="session" value=id/>
                        <Button kind=ButtonKind::Quiet submit=true attr:aria-label=format!("End {about}")>"End"</Button>
                    </ActionForm>
                }
                .into_any()
            }}
        </Item>
    }
}
