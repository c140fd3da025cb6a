use super::*;

const T: &Texts = &Texts::EN;

fn written(text: &str) -> State {
    let mut state = State::default();
    state.write(text.to_owned());
    state
}

fn stored(link: &str) -> Outcome {
    Outcome::Stored(Some(link.to_owned()))
}

fn id(name: &str) -> impl FnOnce() -> String {
    let name = name.to_owned();
    move || name
}

#[test]
fn a_blank_text_and_a_wrong_address_are_both_named() {
    let mut state = written(" \n");
    state.address("ada".into());
    assert_eq!(state.submit(T, 0, id("a")), None);
    assert_eq!(state.phase, Phase::Editing);
    assert_eq!(state.message(Field::Content), Some(T.content_blank));
    assert_eq!(state.message(Field::Email), Some(T.email_wrong));

    state.write("x".into());
    assert_eq!(state.message(Field::Content), None);
    assert_eq!(
        state.message(Field::Email),
        Some(T.email_wrong),
        "the other message stays until it is dealt with"
    );
}

#[test]
fn a_second_submit_while_sending_is_ignored() {
    let mut state = written("x");
    assert!(state.submit(T, 0, id("a")).is_some());
    assert_eq!(state.submit(T, 0, id("b")), None);
    assert_eq!(state.phase, Phase::Sending);
}

#[test]
fn a_retry_keeps_the_id_and_changed_words_get_a_new_one() {
    let mut state = written("x");
    assert_eq!(state.submit(T, 0, id("a")).unwrap().id, "a");
    state.answered(Outcome::Unreachable, false, T);
    assert_eq!(state.content, "x");
    assert_eq!(state.submit(T, 0, id("b")).unwrap().id, "a");
    state.answered(Outcome::Busy { seconds: None }, false, T);
    state.write("x, and y".into());
    assert_eq!(state.submit(T, 0, id("c")).unwrap().id, "c");
}

#[test]
fn the_id_made_by_the_server_is_used() {
    let setup = FormSetup { content: "x".into(), entry_id: "server".into(), ..FormSetup::default() };
    let mut state = State::new(setup, 0);
    state.write("y".into());
    assert_eq!(state.submit(T, 0, id("client")).unwrap().id, "server");
}

#[test]
fn every_failure_keeps_the_text_and_says_so() {
    let refused = |field, message: Option<&str>| Outcome::Refused { field, message: message.map(Into::into) };
    for (outcome, field, message) in [
        (Outcome::Unreachable, Field::Form, T.unreachable),
        (Outcome::Busy { seconds: None }, Field::Form, T.busy),
        (refused(Field::Content, Some("no")), Field::Content, "no"),
        (refused(Field::Form, None), Field::Form, T.refused),
    ] {
        let mut state = written("x");
        state.submit(T, 0, id("a"));
        state.answered(outcome, false, T);
        assert_eq!((state.phase, state.content.as_str()), (Phase::Editing, "x"));
        assert_eq!(state.message(field), Some(message));
    }
}

#[test]
fn what_can_wait_waits_and_what_was_refused_comes_back() {
    let queued = || {
        let mut state = written("x");
        state.submit(T, 0, id("a"));
        state.answered(Outcome::Busy { seconds: Some(9) }, true, T);
        assert_eq!((state.phase, state.problems.len()), (Phase::Queued, 0));
        state
    };
    let mut state = queued();
    state.settled("b", &stored("/s/1"), T);
    assert_eq!(state.phase, Phase::Queued, "another entry");
    state.settled("a", &stored("/s/1"), T);
    assert_eq!((state.phase, state.link.as_deref()), (Phase::Sent, Some("/s/1")));
    state.start_over(5);
    state.write("y".into());
    state.submit(T, 5, id("b"));
    state.answered(Outcome::Unreachable, true, T);
    assert_eq!((state.phase, state.link), (Phase::Queued, None), "the first one's link is not the second's");

    let mut state = queued();
    assert!(state.retry() && !state.retry(), "once at a time");
    state.answered(Outcome::Unreachable, true, T);
    assert_eq!(state.phase, Phase::Queued);
    state.settled("a", &Outcome::Refused { field: Field::Content, message: Some("no".into()) }, T);
    assert_eq!((state.phase, state.content.as_str()), (Phase::Editing, "x"));
    assert_eq!(state.message(Field::Content), Some("no"));

    let mut state = queued();
    state.start_over(5);
    assert_eq!((state.phase, state.content.as_str(), state.id()), (Phase::Editing, "", ""));
}

#[test]
fn an_entry_has_one_id_from_the_first_edit_on() {
    let mut state = written("x");
    state.named(id("a"));
    state.write("xy".into());
    state.named(id("b"));
    assert_eq!(state.submit(T, 0, id("c")).unwrap().id, "a");
}

#[test]
fn a_sent_form_starts_over_with_the_address() {
    let mut state = written("x");
    state.address("ada@example.org".into());
    state.start_over(9);
    assert_eq!(state.content, "x", "nothing is emptied before it is sent");
    state.submit(T, 0, id("a"));
    state.answered(Outcome::Stored(None), false, T);
    assert_eq!(state.phase, Phase::Sent);
    state.start_over(9);
    assert_eq!((state.phase, state.content.as_str()), (Phase::Editing, ""));
    assert_eq!(state.email, "ada@example.org");
    state.write("y".into());
    let entry = state.submit(T, 12, id("b")).unwrap();
    assert_eq!((entry.id.as_str(), entry.elapsed_ms), ("b", 3), "the time of the second one");
}

#[test]
fn only_general_feedback_is_rated_and_another_rating_is_another_entry() {
    let mut state = written("x");
    assert_eq!(state.submit(T, 0, id("a")).unwrap().rating, None);
    state.answered(Outcome::Unreachable, false, T);
    state.rate(4);
    let entry = state.submit(T, 0, id("b")).unwrap();
    assert_eq!((entry.rating, entry.id.as_str()), (Some(4), "b"));
    state.answered(Outcome::Unreachable, false, T);
    state.choose(FeedbackType::Bug);
    assert_eq!(state.submit(T, 0, id("c")).unwrap().rating, None);
    state.answered(Outcome::Stored(None), false, T);
    state.start_over(0);
    assert_eq!(state.rating, 0);
}

#[test]
fn the_counter_appears_near_the_limit() {
    let counted = |length: usize| written(&"é".repeat(length)).counter(T);
    assert_eq!(counted(9_499), None);
    assert_eq!(counted(9_500).as_deref(), Some("500 characters left"));
    assert_eq!(counted(10_000).as_deref(), Some("0 characters left"));
    assert_eq!(counted(11_234).as_deref(), Some("1,234 characters too many"));
}

#[test]
fn what_is_listed_is_what_travels() {
    let told = |part, value: &str| (part, value.to_owned());
    let mut state = written("x");
    state.along.values = vec![
        told(Part::Page, "https://example.org/a"),
        told(Part::Browser, "Firefox 141"),
        told(Part::Locale, "de-AT"),
        told(Part::User, "ada"),
    ];
    let all = state.submit(T, 0, id("a")).unwrap().along;
    let listed = |(part, value): &(Part, String)| state.along.value(*part) == Some(value.as_str());
    assert!(all.len() == 4 && all.iter().all(listed), "{all:?}");

    state.answered(Outcome::Unreachable, false, T);
    state.tell(Part::Page, false);
    state.tell(Part::Browser, false);
    state.tell(Part::User, false);
    state.tell(Part::User, true);
    let entry = state.submit(T, 0, id("b")).unwrap();
    let rest = vec![told(Part::Browser, "unknown"), told(Part::Locale, "de-AT"), told(Part::User, "ada")];
    assert_eq!(entry.along, rest, "the browser would say it by itself");
    assert_eq!(entry.id, "b", "what says less is another entry");
    assert_eq!(state.along.value(Part::Page), Some("https://example.org/a"), "it can be told after all");

    state.answered(Outcome::Stored(None), false, T);
    state.start_over(0);
    assert!(!state.along.is_told(Part::Page), "the choice holds for the next one");
}

fn file(number: usize, name: &str, bytes: u64) -> Attached {
    Attached { number, name: name.into(), bytes, picture: false }
}

#[test]
fn as_many_files_are_taken_as_may_be() {
    let mut state = written("x");
    let large = file(0, "film.mp4", (5 << 20) + 1);
    assert_eq!(state.attach(vec![large, file(1, "fits.png", 5 << 20)], T), [0]);
    assert_eq!(state.message(Field::Files), Some("film.mp4: Larger than 5 MB. Choose a smaller one."));
    assert_eq!(state.attach((2..8).map(|number| file(number, "log.txt", 1)).collect(), T), [6, 7]);
    assert_eq!(state.message(Field::Files), Some(T.files_many));
    state.detach(1);
    assert_eq!(state.message(Field::Files), None);
    let numbers: Vec<usize> = state.files.iter().map(|file| file.number).collect();
    assert_eq!(numbers, [2, 3, 4, 5]);
}

#[test]
fn what_the_server_says_of_a_file_stands_beside_it() {
    let refused = |large, message: &str| Outcome::FileRefused { large, message: message.into() };
    let mut state = written("x");
    state.attach(vec![file(3, "a.png", 1), file(4, "b.png", 1)], T);
    state.submit(T, 0, id("a"));
    state.answered(refused(false, "The file \"b.png\" is none of PNG"), false, T);
    assert_eq!((state.phase, state.message(Field::File(4))), (Phase::Editing, Some(T.file_kind)));
    assert_eq!((state.message(Field::File(3)), state.message(Field::Files)), (None, None));
    state.detach(4);
    assert!(state.problems.is_empty());
    assert_eq!(state.submit(T, 0, id("b")).unwrap().id, "b", "without the file it is another entry");

    state.answered(refused(true, "The body must be at most 26 MB"), false, T);
    assert_eq!(state.message(Field::Files), Some("The body must be at most 26 MB"));
}

#[test]
fn files_the_device_does_not_keep_stay_in_the_form_and_that_is_said() {
    let mut state = written("x");
    state.attach(vec![file(0, "a.png", 1)], T);
    state.submit(T, 0, id("a"));
    state.answered(Outcome::Unreachable, false, T);
    assert_eq!((state.message(Field::Form), state.files.len()), (Some(T.held), 1));
    state.submit(T, 0, id("b"));
    state.answered(Outcome::Unreachable, true, T);
    assert_eq!(state.phase, Phase::Queued);
    state.start_over(0);
    assert!(state.files.is_empty());
}

#[test]
fn sizes_are_told_in_kilobytes_and_tenths_of_megabytes() {
    let size = |bytes| file(0, "", bytes).size();
    assert_eq!([0, 1, 1_024, 1_025].map(size), ["0 KB", "1 KB", "1 KB", "2 KB"]);
    assert_eq!([1 << 20, 1_400_000, 5 << 20].map(size), ["1.0 MB", "1.3 MB", "5.0 MB"]);
}
