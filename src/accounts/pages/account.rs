//! `/account`: name, password, sessions.

use super::entrance::NewPassword;
use crate::{
    accounts::{
        api::account::{ChangePassword, EndOtherSessions, EndSession, OwnAccount, RenameMe},
        model::session::{Own, OwnSession},
    },
    ui::*,
};
use leptos::prelude::*;

/// The own account.
#[component]
pub fn AccountPage() -> impl IntoView {
    let rename = Call::<RenameMe>::new();
    let end = Call::<EndSession>::new();
    let end_others = Call::<EndOtherSessions>::new();
    let own = Query::new(move || {
        rename.version().track();
        end.version().track();
        end_others.version().track();
        OwnAccount {}
    });
    loaded(own, move |own: Own| {
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
    })
}

#[component]
fn Rename(action: Call<RenameMe>, name: String) -> impl IntoView {
    let problem = action.problem();
    view! {
        <Form to=action class="form">
            <FormProblem problem=problem fields=&["name"]/>
            <TextInput name="name" label="Your name" value=name autocomplete="name" required=true
                hint="How others see you." error=problem.at("name")/>
            <FormActions><Button submit=true pending=action.pending()>"Change name"</Button></FormActions>
        </Form>
    }
}

#[component]
fn Password() -> impl IntoView {
    let action = Call::<ChangePassword>::new();
    let problem = action.problem();
    let done = move || {
        action.answer().map(|()| {
            view! { <Banner tone=Tone::Good title="The password is changed">"Your other sessions have ended."</Banner> }
        })
    };
    view! {
        <Form to=action class="form">
            {done}
            <FormProblem problem=problem fields=&["current", "password"]/>
            <TextInput name="current" label="Current password" kind="password" autocomplete="current-password"
                required=true error=problem.at("current")/>
            <NewPassword error=problem.at("password")/>
            <FormActions><Button submit=true pending=action.pending()>"Change password"</Button></FormActions>
        </Form>
    }
}

#[component]
fn Sessions(
    sessions: Vec<OwnSession>,
    now: i64,
    end: Call<EndSession>,
    end_others: Call<EndOtherSessions>,
) -> impl IntoView {
    let others = (sessions.len() > 1).then(|| {
        view! {
            <Form to=end_others>
                <Button submit=true pending=end_others.pending()>"End all other sessions"</Button>
            </Form>
        }
    });
    let rows = sessions.into_iter().map(move |session| view! { <Session session=session now=now end=end/> });
    view! {
        <Items label="Sessions">{rows.collect_view()}</Items>
        {others.map(|others| view! { <FormActions>{others}</FormActions> })}
    }
}

#[component]
fn Session(session: OwnSession, now: i64, end: Call<EndSession>) -> impl IntoView {
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
                    <Form to=end>
                        <input type="hidden" name="session" value=id/>
                        <Button kind=ButtonKind::Quiet submit=true attr:aria-label=format!("End {about}")>"End"</Button>
                    </Form>
                }
                .into_any()
            }}
        </Item>
    }
}
