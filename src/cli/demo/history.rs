//! Lives through the story on a clock of its own: the same use-cases that people and CI call write
//! every row, so the history has what real ones have (numbers, audit entries, transitions).

use super::{
    entries::{self, Planned},
    story::{self, Going, Who},
    views,
};
use crate::{
    access::{Role, Scope},
    accounts::server::{
        ProjectRef,
        projects::{self, NewProject},
        tokens::{self, NewToken},
        users::{self, NewUser},
    },
    analytics::{self, model::goal::Goal},
    deploys::{
        model::Status,
        server::{
            change::{self, Change},
            record::{self, NewDeployment, Recorded, Request},
        },
    },
    error::AppError,
    feedback::{self, model::Status as Stage},
    server::{
        clock::{Clock, DAY, Millis, hex, random},
        config::Config,
        ctx::By,
        db::Db,
        problem::{AppResult, internal},
        router,
        secret::sha256,
        state::AppState,
    },
};
use std::collections::HashMap;

/// Fill an empty, migrated database with what happened until `now`; the project.
pub async fn write(config: &Config, db: &Db, now: Millis) -> AppResult<ProjectRef> {
    let clock = Clock::frozen(now - (story::DAYS + 3) * DAY);
    let state = router::state(config.clone(), db.clone(), clock.clone()).await?;
    let mut team = Team::assemble(&state).await?;
    let deployments = story::deployments(now);
    let entries = entries::entries(&deployments, now)?;
    for (at, step) in steps(&deployments, &entries) {
        clock.advance(at - clock.now());
        team.take(&state, step).await?;
    }
    // One transaction for a day, as more would hold the write lock too long on a slow disk.
    for loads in views::days(&deployments, now) {
        analytics::server::record(&state, &team.project, &loads).await?;
    }
    Ok(team.project)
}

/// What happens at one moment. Numbers are places in the lists of the story.
enum Step<'a> {
    Begin(usize, &'a Going),
    Finish(usize, &'a Going),
    Write(usize, &'a Planned),
    Move(usize, Stage, Who),
}

fn steps<'a>(deployments: &'a [Going], entries: &'a [Planned]) -> Vec<(Millis, Step<'a>)> {
    let mut steps = Vec::new();
    for (at, going) in deployments.iter().enumerate() {
        steps.push((going.started, Step::Begin(at, going)));
        steps.extend(going.finished.map(|finished| (finished, Step::Finish(at, going))));
    }
    for (at, planned) in entries.iter().enumerate() {
        steps.push((planned.at, Step::Write(at, planned)));
        steps.extend(planned.moves.iter().map(|(moved, to, who)| (*moved, Step::Move(at, *to, *who))));
    }
    steps.sort_by_key(|(at, _)| *at);
    steps
}

/// The people, their project, and the ids of what they made.
struct Team {
    project: ProjectRef,
    people: HashMap<&'static str, By>,
    ci: By,
    deployments: HashMap<usize, String>,
    entries: HashMap<usize, (String, Stage)>,
}

impl Team {
    async fn assemble(state: &AppState) -> AppResult<Self> {
        let setup = By::command_line();
        let ada = person(state, &setup, Who::Ada).await?;
        let new = NewProject {
            slug: story::SLUG.into(),
            name: story::PROJECT.into(),
            time_zone: "Europe/Berlin".into(),
            origins: Vec::new(),
        };
        let project = projects::create(state, &ada, new).await?;
        let mut people = HashMap::from([(Who::Ada.email(), ada.clone())]);
        for (who, role) in [(Who::Jonas, Role::Maintainer), (Who::Mira, Role::Member)] {
            let by = person(state, &ada, who).await?;
            users::grant(state, &ada, project.id, by.id.as_deref().unwrap_or_default(), role).await?;
            people.insert(who.email(), by);
        }
        for goal in views::GOALS {
            analytics::server::goals::set(state, project.id, &ada, &Goal::parse(goal)).await?;
        }
        let ci = ci(state, &ada, &project).await?;
        Ok(Self { project, people, ci, deployments: HashMap::new(), entries: HashMap::new() })
    }

    async fn take(&mut self, state: &AppState, step: Step<'_>) -> AppResult<()> {
        match step {
            Step::Begin(at, going) => {
                let id = self.begin(state, going).await?;
                self.deployments.insert(at, id);
            }
            Step::Finish(at, going) => {
                let status = Some(going.end);
                let change = Change { status, reason: going.note.map(Into::into), ..Change::default() };
                let id = known(&self.deployments, at)?;
                change::change(state, self.project.id, &self.ci, id, change).await?;
            }
            Step::Write(at, planned) => {
                let permit = state.admission.admit(planned.input.content.len())?;
                let id =
                    feedback::server::submit(state, self.project.id, planned.input.clone(), permit).await?;
                self.entries.insert(at, (id, Stage::New));
            }
            Step::Move(at, to, who) => {
                let (id, from) = known(&self.entries, at)?.clone();
                let change = feedback::server::Change::of_status(from, to);
                let by = self.people.get(who.email()).ok_or_else(|| internal("nobody of that name"))?;
                feedback::server::triage(state, by, self.project.id, &id, change).await?;
                self.entries.insert(at, (id, to));
            }
        }
        Ok(())
    }

    async fn begin(&self, state: &AppState, going: &Going) -> AppResult<String> {
        let number = going.started / DAY * 10 + self.deployments.len() as i64;
        let new = NewDeployment {
            environment: Some(going.environment.into()),
            status: Status::Running,
            kind: going.kind,
            deployed_by: Some(going.who.name().into()),
            commit: Some(sha256(going.release)[..40].to_owned()),
            log_url: Some(format!("https://ci.example.com/runs/{number}")),
            description: going.note.map(Into::into),
            started_at: Some(going.started),
            ..NewDeployment::of(going.release)
        };
        let hash = sha256(format!("{going:?}"));
        let request = Request { by: &self.ci, hash: &hash, key: None, answer: |_| String::new() };
        match record::record(state, self.project.id, new, request).await? {
            Recorded::Deployment(deployment) => Ok(deployment.id),
            Recorded::Answer(_) => Err(internal("a deployment without a key was taken for a repeat")),
        }
    }
}

fn known<T>(made: &HashMap<usize, T>, at: usize) -> Result<&T, AppError> {
    made.get(&at).ok_or_else(|| internal("a step before its beginning"))
}

/// They sign in by link, so nobody needs to know the password.
async fn person(state: &AppState, by: &By, who: Who) -> AppResult<By> {
    let new = NewUser {
        email: who.email().into(),
        name: who.name().into(),
        password: hex(&random::<16>()),
        is_admin: who == Who::Ada,
    };
    let id = users::create(state, by, new).await?;
    Ok(By { id: Some(id), name: who.email().into() })
}

async fn ci(state: &AppState, by: &By, project: &ProjectRef) -> AppResult<By> {
    let new = NewToken {
        project_id: Some(project.id),
        name: "CI".into(),
        scopes: vec![Scope::DeployWrite],
        expires_at: None,
    };
    let text = tokens::create(state, by, new).await?;
    let token = tokens::actor(state, &text).await?;
    token.as_ref().map(By::from).ok_or_else(|| internal("a token just made is unknown"))
}
