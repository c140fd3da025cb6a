//! Whatever people merge, take apart and delete: the trees stay trees.

use super::*;
use proptest::prelude::*;

const ENTRIES: usize = 7;

#[derive(Debug, Clone)]
enum Step {
    Merge(usize, usize),
    Unmerge(usize),
    Remove(Vec<usize>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let one = 0..ENTRIES;
    let step = prop_oneof![
        6 => (one.clone(), one.clone()).prop_map(|(a, b)| Step::Merge(a, b)),
        3 => one.clone().prop_map(Step::Unmerge),
        1 => prop::collection::vec(one, 1..3).prop_map(Step::Remove),
    ];
    prop::collection::vec(step, 0..24)
}

fn id(n: usize) -> String {
    format!("e{n}")
}

fn strangers() -> Family {
    let kin = |n| Kin {
        id: id(n),
        project_id: 1,
        number: n as i64,
        status: if n == 0 { Status::Done } else { Status::New },
        feedback_type: FeedbackType::Bug,
        created_at: (n % 3) as i64,
        canonical_id: None,
        parent: None,
    };
    (0..ENTRIES).map(kin).collect()
}

fn take(family: &mut Family, step: &Step) {
    match step {
        Step::Merge(a, b) => {
            let (a, b) = (id(*a), id(*b));
            if family.get(&a).is_some() && family.get(&b).is_some() {
                let itself = family.root(&b) == a;
                assert_eq!(family.merge(&a, &b).is_err(), itself);
            }
        }
        Step::Unmerge(n) => family.unmerge(&id(*n)),
        Step::Remove(gone) => family.remove(&gone.iter().map(|n| id(*n)).collect()),
    }
}

/// Who stands for whom.
fn groups(family: &Family) -> BTreeMap<String, String> {
    family.iter().map(|kin| (kin.id.clone(), family.root(&kin.id).to_owned())).collect()
}

proptest! {
    #[test]
    fn nobody_stands_for_others_and_is_a_duplicate(steps in steps()) {
        let mut family = strangers();
        for step in &steps {
            take(&mut family, step);
            for kin in family.iter() {
                prop_assert_eq!(kin.canonical_id.is_some(), kin.status == Status::Duplicate);
                prop_assert_eq!(kin.canonical_id.is_some(), kin.parent.is_some());
                // Bounded: a circle would never end.
                let top = family.above(kin).take(ENTRIES + 1).collect::<Vec<_>>();
                prop_assert!(top.len() <= ENTRIES);
                prop_assert_eq!(top.last().copied(), kin.canonical_id.as_deref());
                if let Some(canonical) = &kin.canonical_id {
                    let canonical = family.get(canonical).expect("it is there");
                    prop_assert_eq!(&canonical.canonical_id, &None);
                    prop_assert_ne!(canonical.status, Status::Duplicate);
                }
            }
        }
    }

    #[test]
    fn taking_a_merge_back_restores_who_stood_for_whom(steps in steps(), a in 0..ENTRIES, b in 0..ENTRIES) {
        let mut family = strangers();
        steps.iter().for_each(|step| take(&mut family, step));
        let (a, b) = (id(a), id(b));
        prop_assume!(family.get(&a).is_some_and(|kin| kin.canonical_id.is_none()) && family.get(&b).is_some());
        let before = groups(&family);
        prop_assume!(family.merge(&a, &b).is_ok());
        prop_assert_ne!(&groups(&family), &before);
        family.unmerge(&a);
        prop_assert_eq!(groups(&family), before);
    }

    #[test]
    fn what_is_deleted_parts_nobody_else(steps in steps(), gone in prop::collection::btree_set(0..ENTRIES, 1..4)) {
        let mut family = strangers();
        steps.iter().for_each(|step| take(&mut family, step));
        let before = groups(&family);
        let gone: BTreeSet<String> = gone.into_iter().map(id).collect();
        family.remove(&gone);
        let after = groups(&family);
        for a in after.keys() {
            for b in after.keys() {
                prop_assert_eq!(before[a] == before[b], after[a] == after[b], "{} and {}", a, b);
            }
        }
    }
}

#[test]
fn the_oldest_takes_the_place_and_the_status() {
    let mut family = strangers();
    for (from, into) in [(1, 0), (3, 1), (2, 1)] {
        family.merge(&id(from), &id(into)).expect("a merge");
    }
    family.remove(&[id(0), id(1)].into());
    let heir = family.get(&id(3)).expect("it is there");
    assert_eq!((heir.status, heir.canonical_id.as_ref()), (Status::Done, None));
    assert_eq!(family.root(&id(2)), id(3));
}

#[test]
fn spam_is_merged_with_nothing() {
    let mut family = strangers();
    family.change("e1", |kin| kin.status = Status::Spam);
    assert_eq!(family.merge("e1", "e2"), Err(Refusal::Spam));
    assert_eq!(family.merge("e2", "e1"), Err(Refusal::Spam));
    assert_eq!(family, {
        let mut same = strangers();
        same.change("e1", |kin| kin.status = Status::Spam);
        same
    });
}
