//! Entries that may say the same as another one. Nothing is merged by itself:
//! people see them beside the entry.

use super::{
    search::{Frequencies, Subject, suggestions},
    store::{self, Word},
};
use crate::{
    feedback::model::{Brief, Entry},
    server::{
        clock::{MINUTE, Millis},
        problem::AppResult,
        state::AppState,
    },
};
use quick_cache::sync::Cache;
use std::{collections::HashMap, sync::Arc};

/// Of how many entries words are counted: which are common shows in few, but what is common in none of them a database
/// has to look up, and the rarer that is, the sooner it has.
const SAMPLE: i64 = 6_000;
/// How long a count is used.
const KEPT: Millis = 10 * MINUTE;
/// Projects whose counts are kept; about two megabytes each.
const PROJECTS: usize = 32;
/// Of longer texts the beginnings are compared.
const COMPARED: usize = 2_000;

/// Which words are common in which project.
pub struct Vocabulary(Cache<i64, (Millis, Arc<Frequencies>)>);

impl Default for Vocabulary {
    fn default() -> Self {
        Self(Cache::new(PROJECTS))
    }
}

/// The entries most like one, with how alike they are (0 to 1), the likest first.
///
/// # Errors
/// `NotFound`, also for an entry of another project.
pub async fn similar(state: &AppState, project_id: i64, id: &str) -> AppResult<Vec<(f64, Brief)>> {
    let entry = super::get(state, project_id, id).await?;
    similar_to(state, project_id, &entry).await
}

/// The same for an entry that is at hand.
pub async fn similar_to(state: &AppState, project_id: i64, entry: &Entry) -> AppResult<Vec<(f64, Brief)>> {
    let frequencies = frequencies(state, project_id).await?;
    let content: String = entry.content.chars().take(COMPARED).collect();
    let subject = Subject::new(&content, &entry.page, entry.release.as_deref());
    let words = subject.rarest(&frequencies);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = weightiest(state, project_id, entry.number, words, &frequencies).await?;
    let mut found = store::candidates(&state.db, project_id, &numbers).await?;
    // Of equally likely ones the newest comes first.
    found.sort_unstable_by_key(|one| std::cmp::Reverse(one.number));
    let candidates =
        found.into_iter().map(|one| (Subject::new(&one.content, &one.page, one.release.as_deref()), one.id));
    let (likeness, ids): (Vec<f64>, Vec<String>) =
        suggestions(&subject, candidates.collect(), &frequencies).into_iter().unzip();
    let briefs = store::briefs_named(&state.db, &ids).await?;
    // One may have been deleted in between.
    let of = |brief: &Brief| {
        ids.iter().zip(&likeness).find(|(id, _)| **id == brief.id).map(|(_, likeness)| *likeness)
    };
    Ok(briefs.into_iter().map(|brief| (of(&brief).unwrap_or_default(), brief)).collect())
}

/// The numbers of the entries whose words weigh most. What has a common word is remembered: a database would
/// walk through thousands of rows for it, and has to only through those that came since.
async fn weightiest(
    state: &AppState,
    project_id: i64,
    own: i64,
    words: Vec<&str>,
    frequencies: &Frequencies,
) -> AppResult<Vec<i64>> {
    let mut weights = HashMap::<i64, i64>::new();
    let mut asked = Vec::with_capacity(words.len());
    for token in words {
        // Whole numbers, which both databases add up alike.
        let weight = (frequencies.weight(token) * 1000.0) as i64;
        let mut from = 0;
        if let Some((numbers, newest)) = frequencies.common(token) {
            numbers.for_each(|number| *weights.entry(number).or_default() += weight);
            from = newest + 1;
        }
        asked.push(Word { token, weight, from });
    }
    for (number, weight) in store::with_words(&state.db, project_id, &asked).await? {
        *weights.entry(number).or_default() += weight;
    }
    weights.remove(&own);
    let mut order: Vec<_> = weights.into_iter().map(|(number, weight)| (weight, number)).collect();
    order.sort_unstable_by(|a, b| b.cmp(a));
    Ok(order.into_iter().take(store::CANDIDATES_MAX).map(|(_, number)| number).collect())
}

async fn frequencies(state: &AppState, project_id: i64) -> AppResult<Arc<Frequencies>> {
    let (Vocabulary(kept), now) = (state.part::<Vocabulary>(), state.clock.now());
    if let Some((counted, frequencies)) = kept.get(&project_id)
        && (0..KEPT).contains(&(now - counted))
    {
        return Ok(frequencies);
    }
    let texts = store::sample(&state.db, project_id, SAMPLE).await?;
    let texts = texts.iter().map(|(number, text)| (*number, text.as_str()));
    let frequencies = Arc::new(Frequencies::count(texts));
    kept.insert(project_id, (now, frequencies.clone()));
    Ok(frequencies)
}
