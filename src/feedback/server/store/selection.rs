//! Which entries a list has, and the conditions that say so.

use crate::{
    args,
    feedback::{
        model::{FeedbackType, Status},
        server::search::Query,
    },
    server::{
        clock::Millis,
        db::{Args, Db, DbError, Record},
    },
};

/// Counting stops here: nobody tells 40,000 from 50,000, and counting them takes longer than a page
/// may. What fits a text is looked at entry by entry, the rest in an index alone.
const FOUND_MAX: i64 = 1_000;
const LED_MAX: i64 = 10_000;

/// Which entries of a project; every bound is part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    pub feedback_type: Option<FeedbackType>,
    /// Without one: all but spam.
    pub status: Option<Status>,
    pub from: Millis,
    pub to: Millis,
    /// What the text must say.
    pub text: Option<Query>,
    pub tag: Option<String>,
    /// The id of who sees to it; empty: nobody.
    pub assignee: Option<String>,
    pub rating: Option<i64>,
    /// The first and the last path.
    pub paths: Option<(String, String)>,
    pub release: Option<String>,
    /// Without its version.
    pub browser: Option<String>,
    /// The project's own name of it.
    pub environment: Option<String>,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            feedback_type: None,
            status: None,
            from: 0,
            to: Millis::MAX,
            text: None,
            tag: None,
            assignee: None,
            rating: None,
            paths: None,
            release: None,
            browser: None,
            environment: None,
        }
    }
}

/// The condition whose own index finds the entries: of several the one that
/// selects least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    Page,
    Pages,
    Release,
    Browser,
    Environment,
}

impl Selection {
    /// By nothing but status and type.
    pub fn is_of_all_times(&self) -> bool {
        self.from == 0
            && self.to == Millis::MAX
            && self.text.is_none()
            && self.tag.is_none()
            && self.assignee.is_none()
            && self.rating.is_none()
            && self.lead().is_none()
    }

    /// Whether it takes entries of this status and type.
    pub fn takes(&self, status: Status, kind: FeedbackType) -> bool {
        let status_fits = self.status.map_or(status != Status::Spam, |wanted| wanted == status);
        status_fits && self.feedback_type.is_none_or(|wanted| wanted == kind)
    }

    /// Where counting stops, for what would take too long.
    pub fn counted_max(&self) -> Option<i64> {
        match (&self.text, self.lead()) {
            (Some(_), _) => Some(FOUND_MAX),
            (None, Some(_)) => Some(LED_MAX),
            (None, None) => None,
        }
    }

    pub(super) fn lead(&self) -> Option<Lead> {
        let page =
            self.paths.as_ref().map(|(first, last)| if first == last { Lead::Page } else { Lead::Pages });
        page.or(self.release.as_ref().map(|_| Lead::Release))
            .or(self.browser.as_ref().map(|_| Lead::Browser))
            .or(self.environment.as_ref().map(|_| Lead::Environment))
    }

    /// The values of `fits!`.
    pub(super) fn args(&self, project_id: i64) -> Args {
        args![
            project_id,
            self.from,
            self.to,
            self.status.map(Status::as_str),
            self.feedback_type.map(FeedbackType::as_str),
            self.tag.as_deref(),
            self.assignee.as_deref(),
            self.rating,
            self.paths.as_ref().map(|(first, _)| first),
            self.paths.as_ref().map(|(_, last)| last),
            self.release.as_deref(),
            self.browser.as_deref(),
            self.environment.as_deref(),
        ]
    }
}

/// The conditions of a [`Selection`] but the project, `$1`, and the text, as `$2` to `$13`.
/// But for the tag and those that may lead their columns are all in the index `feedback_by_time`,
/// so entries that do not fit are passed over there.
macro_rules! fits {
    () => {
        "f.created_at >= $2 and f.created_at <= $3 \
         and ($4 is null and f.status <> 'spam' or f.status = $4) \
         and ($5 is null or f.feedback_type = $5) \
         and ($6 is null or f.id in \
         (select t.feedback_id from feedback_tags t where t.project_id = $1 and t.tag = $6)) \
         and ($7 is null or coalesce(f.assignee_id, '') = $7) \
         and ($8 is null or f.rating = $8) \
         and ($9 is null or f.path >= $9 and f.path <= $10) \
         and ($11 is null or f.release = $11) \
         and ($12 is null or f.browser_family = $12) \
         and ($13 is null or f.environment_name = $13) "
    };
}

/// `$lead` is said once more than [`fits`] does, without an `or`: only then an index is used.
macro_rules! select {
    ($lead:literal, $columns:literal, $($rest:literal),+) => {
        concat!("select ", $columns, " where f.project_id = $1 ", $lead, "and ", fits!(), $($rest),+)
    };
}

/// A statement for each [`Lead`], in their order. The sign before the order of [`Lead::Pages`] makes
/// SQLite sort what its index finds instead of looking at all entries by time.
macro_rules! led {
    ($sql:ident $(, $more:tt)*) => {
        [
            $sql!("and f.path = $9 ", "" $(, $more)*),
            $sql!("and f.path >= $9 and f.path <= $10 ", "+" $(, $more)*),
            $sql!("and f.release = $11 ", "" $(, $more)*),
            $sql!("and f.browser_family = $12 ", "" $(, $more)*),
            $sql!("and f.environment_name = $13 ", "" $(, $more)*),
        ]
    };
}

pub(super) use fits;
pub(super) use led;
pub(super) use select;

/// A statement about a [`Selection`].
pub(super) struct Listing {
    pub all: &'static str,
    /// In the order of [`Lead`].
    pub led: [&'static str; 5],
}

/// Whether that many entries are about some pages.
const MANY: &str = "select count(*) from (select f.id from feedback f \
     where f.project_id = $1 and f.path >= $2 and f.path <= $3 limit $4) f";

impl Listing {
    /// A page of it. What most entries have is better found by time than sorted.
    pub async fn page<R: Record>(
        &self,
        db: &Db,
        selection: &Selection,
        args: Args,
    ) -> Result<Vec<R>, DbError> {
        if selection.lead() == Some(Lead::Pages) {
            let pages = args![args[0].clone(), args[8].clone(), args[9].clone(), LED_MAX];
            let (found,): (i64,) = db.fetch_one(MANY, pages).await?;
            if found == LED_MAX {
                return db.fetch_all_planned(self.all, args).await;
            }
        }
        self.rows(db, selection, args).await
    }

    /// All of its rows. One with a lead is planned for its values: PostgreSQL otherwise takes what
    /// few entries have for what most have.
    pub async fn rows<R: Record>(
        &self,
        db: &Db,
        selection: &Selection,
        args: Args,
    ) -> Result<Vec<R>, DbError> {
        match selection.lead() {
            None => db.fetch_all(self.all, args).await,
            Some(lead) => db.fetch_all_planned(self.led[lead as usize], args).await,
        }
    }
}
