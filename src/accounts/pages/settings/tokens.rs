//! `/app/{project}/settings/tokens`: secrets for CI and scripts.

use super::ProjectField;
use crate::{
    access::{ProjectAccess, Scope},
    accounts::{
        api::tokens::{CreateToken, ProjectTokens, RevokeToken},
        model::settings::{Lifetime, Token, Tokens as Facts, sample_line},
    },
    ui::*,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn Tokens() -> impl IntoView {
    let slug = expect_context::<ProjectAccess>().slug;
    let (create, revoke) = (Call::<CreateToken>::new(), Call::<RevokeToken>::new());
    let changed = use_live("settings");
    let facts = Query::new(move || {
        changed.track();
        create.version().track();
        revoke.version().track();
        ProjectTokens { project: slug.clone() }
    });
    view! {
        <Title text="API tokens"/>
        <Grid columns=Columns::Aside>
            {loaded(
                facts,
                move |facts| view! {
                    <div class="stack">
                        <Made facts=facts.clone() create=create/>
                        <List facts=facts revoke=revoke/>
                    </div>
                },
            )}
            <Create create=create/>
        </Grid>
    }
}

/// The text of a new token, and the line it was made for.
#[component]
fn Made(facts: Facts, create: Call<CreateToken>) -> impl IntoView {
    move || {
        let text = create.answer().or(facts.made.clone())?;
        let scopes = facts.tokens.first().map(|token| token.scopes.clone()).unwrap_or_default();
        let line = sample_line(&facts.base, &text, &scopes);
        Some(view! {
            <Banner tone=Tone::Good title="Copy the token now">
                <p>"It is stored as a hash and is not shown again."</p>
            </Banner>
            <CodeBlock label="Token" code=text/>
            <CodeBlock label="Line to run" code=line/>
        })
    }
}

#[component]
fn List(facts: Facts, revoke: Call<RevokeToken>) -> impl IntoView {
    let Facts { tokens, now, .. } = facts;
    if tokens.is_empty() {
        return view! {
            <Panel>
                <Empty icon=Icon::Key title="No API token yet">
                    "CI records deployments with one, scripts read feedback with one. Each has its own scopes and can be revoked alone."
                </Empty>
            </Panel>
        }
        .into_any();
    }
    let items = tokens.into_iter().map(move |token| view! { <One token=token now=now revoke=revoke/> });
    view! {
        <Panel title="API tokens" flush=true>
            <FormProblem problem=revoke.problem()/>
            <Items label="API tokens">{items.collect_view()}</Items>
        </Panel>
    }
    .into_any()
}

#[component]
fn One(token: Token, now: i64, revoke: Call<RevokeToken>) -> impl IntoView {
    let Token { id, name, .. } = token.clone();
    let (heading, scopes) = (name.clone(), token.scopes.clone());
    let title = move || {
        let scopes = scopes.clone().into_iter().map(|scope| view! { <Badge>{scope.as_str()}</Badge> });
        view! { <span>{heading.clone()}</span>{scopes.collect_view()} }
    };
    view! {
        <Item title=title meta=move || meta(&token, now)>
            <Confirm label="Revoke" about=name kind=ButtonKind::Quiet title="Revoke this token?">
                <p>"Whoever sends it is refused from now on. This cannot be undone."</p>
                <Form to=revoke>
                    <ProjectField/>
                    <input type="hidden" name="token" value=id/>
                    <Button kind=ButtonKind::Danger submit=true pending=revoke.pending()>"Revoke token"</Button>
                </Form>
            </Confirm>
        </Item>
    }
}

fn meta(token: &Token, now: i64) -> impl IntoView + use<> {
    let used = match token.last_used_at {
        Some(at) => view! { <span>"last used "<Time at=at now=now/></span> }.into_any(),
        None => view! { <span>"never used"</span> }.into_any(),
    };
    let expires = match token.expires_at {
        Some(at) if at <= now => {
            view! { <Status tone=Tone::Warn>"expired "<Time at=at now=now/></Status> }.into_any()
        }
        Some(at) => view! { <span>"expires "<Time at=at/></span> }.into_any(),
        None => view! { <span>"never expires"</span> }.into_any(),
    };
    view! {
        <span>{format!("made by {} ", token.created_by)}<Time at=token.created_at now=now/></span>
        {used}
        {expires}
    }
}

#[component]
fn Create(create: Call<CreateToken>) -> impl IntoView {
    let problem = create.problem();
    let scopes = Scope::ALL.map(|scope| {
        view! { <Checkbox name="scopes[]" value=scope.as_str() label=scope.as_str() hint=scope.allows()/> }
    });
    view! {
        <Panel title="New token">
            <Form to=create class="form">
                <ProjectField/>
                <FormProblem problem=problem fields=&["name", "expires"]/>
                <TextInput name="name" label="Name" required=true maxlength=100_u32 placeholder="CI of the web shop"
                    error=problem.at("name")/>
                <FieldGroup legend="Scopes">{scopes.collect_view()}</FieldGroup>
                <Select name="expires" label="Expires" value="90" options=Lifetime::CHOICES.to_vec()
                    error=problem.at("expires")/>
                <FormActions>
                    <Button kind=ButtonKind::Primary submit=true pending=create.pending()>"Create token"</Button>
                </FormActions>
            </Form>
        </Panel>
    }
}
