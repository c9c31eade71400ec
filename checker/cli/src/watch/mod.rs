//! The watch loop: check on save, show the first failure of the first open part, answer keys.
//!
//! Files, keys, the terminal's size and the end of a run are events of one loop. What happens during a run is kept for
//! after it, or answered at once where the run does not matter to it.

mod screen;
mod state;

use std::future::Future;
use std::pin::Pin;

use crossterm::event::{Event as TerminalEvent, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use futures::StreamExt as _;
use tokio::time::{Interval, MissedTickBehavior};

use crate::artefacts::Source;
use crate::assess;
use crate::checks::Setting;
use crate::course::{Lab, Root};
use crate::harness::{Ground as _, Seed};
use crate::progress::Progress;
use crate::report::LabReport;
use crate::saves::{LOOK, Saves};
use crate::stop::Stop;
use crate::target::Target;

use screen::Screen;
use state::{Question, State};

/// Everything that the loop reacts to.
#[derive(Debug)]
enum WatchEvent {
    /// The lab's files were saved.
    FilesChanged,
    /// A key was pressed.
    Key(Key),
    /// The terminal has another size.
    Resized,
    /// A run ended.
    Ended(Result<(Seed, LabReport), Stop>),
    /// The terminal is gone.
    TerminalClosed,
}

/// The keys that mean something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Hint,
    Next,
    Reset,
    Quit,
    Yes,
    Other,
}

type Run<'a> = Pin<Box<dyn Future<Output = Result<(Seed, LabReport), Stop>> + 'a>>;

/// Watches a lab, and the ones after it, until the student quits. `tables` are the options that chose the target's tables.
///
/// # Errors
/// A fault of the terminal, of the lab's folder, or of what keeps the tables.
pub(crate) async fn watch(
    root: &Root,
    first: &'static Lab,
    region: &str,
    target: &Target,
    tables: String,
) -> Result<(), Stop> {
    let mut state = State::new(first);
    let mut screen = Screen::open(tables)?;
    let mut keys = EventStream::new();
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut saves = Saves::look(vec![root.lab(state.lab)]);
    let mut run: Option<Run<'_>> = Some(start(root, state.lab, region, target));
    let mut changed = false;
    screen.show(&state)?;
    loop {
        let key = match next(&mut keys, &mut looks, &mut saves, &mut run).await {
            WatchEvent::FilesChanged => {
                changed = true;
                None
            }
            WatchEvent::Resized => None,
            WatchEvent::TerminalClosed | WatchEvent::Key(Key::Quit) => break,
            WatchEvent::Key(key) => Some(key),
            WatchEvent::Ended(ended) => {
                run = None;
                if let Some(why) = target.broken() {
                    return Err(Stop::fault(why));
                }
                keep(root, &mut state, ended)
            }
        };
        if let Some(key) = key
            && press(root, &mut state, key)?
        {
            saves = Saves::look(vec![root.lab(state.lab)]);
            // A run of the lab before is of no interest any more; dropping it ends its children.
            run = None;
            changed = true;
        }
        if changed && run.is_none() {
            changed = false;
            state.running = true;
            run = Some(start(root, state.lab, region, target));
        }
        screen.show(&state)?;
    }
    Ok(())
}

/// Waits for whatever comes first.
async fn next(
    keys: &mut EventStream,
    looks: &mut Interval,
    saves: &mut Saves,
    run: &mut Option<Run<'_>>,
) -> WatchEvent {
    loop {
        tokio::select! {
            event = keys.next() => match event {
                Some(Ok(TerminalEvent::Key(key))) if key.kind != KeyEventKind::Release => return WatchEvent::Key(meaning(key)),
                Some(Ok(TerminalEvent::Resize(..))) => return WatchEvent::Resized,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return WatchEvent::TerminalClosed,
            },
            _ = looks.tick() => {
                if saves.settled() {
                    return WatchEvent::FilesChanged;
                }
            }
            found = ended(run) => return WatchEvent::Ended(found),
        }
    }
}

/// The end of the run, if one is under way; else it never comes.
async fn ended(run: &mut Option<Run<'_>>) -> Result<(Seed, LabReport), Stop> {
    match run {
        Some(run) => run.await,
        None => std::future::pending().await,
    }
}

fn meaning(key: KeyEvent) -> Key {
    match key.code {
        KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => Key::Quit,
        KeyCode::Char('h') => Key::Hint,
        KeyCode::Char('n') => Key::Next,
        KeyCode::Char('r') => Key::Reset,
        KeyCode::Char('q') => Key::Quit,
        KeyCode::Char('y') => Key::Yes,
        _ => Key::Other,
    }
}

fn start<'a>(root: &'a Root, lab: &'static Lab, region: &str, target: &Target) -> Run<'a> {
    let seed = Seed::fresh();
    let setting = Setting::new(target.clone(), seed, region.to_owned(), root.site());
    Box::pin(async move { Ok((seed, assess::lab(root, lab, &Source::Student, setting, None).await?)) })
}

/// Takes over what a run found, and gives the key that waited for it.
fn keep(root: &Root, state: &mut State, ended: Result<(Seed, LabReport), Stop>) -> Option<Key> {
    state.running = false;
    let waiting = state.waiting.take();
    match ended {
        Ok((seed, report)) => {
            let kept = Progress::read(&root.progress()).and_then(|mut progress| {
                progress.take(&report);
                progress.write(&root.progress())
            });
            state.note = kept.err().map(|stop| stop.to_string());
            state.take(seed.0, report);
            waiting
        }
        // The loop goes on: what is broken may be mended in a moment.
        Err(stop) => {
            state.note = Some(stop.to_string());
            None
        }
    }
}

/// Answers a key. True when another lab, or other files, are to be checked now.
fn press(root: &Root, state: &mut State, key: Key) -> Result<bool, Stop> {
    match (state.question.take(), key) {
        (Some(Question::Reset), Key::Yes) => {
            let aside = crate::commands::reset::put_back(root, state.lab)?;
            state.forget();
            state.note = aside.map(|aside| format!("the starter is back; what was there is in {}", aside.display()));
            return Ok(true);
        }
        (Some(Question::Reset), _) => state.note = Some("nothing was reset".to_owned()),
        // What they ask for is known when the run ends.
        (None, Key::Hint) if state.running && state.report.is_none() => wait(state, key),
        (None, Key::Next) if state.running => wait(state, key),
        (None, Key::Reset) => state.question = Some(Question::Reset),
        (None, Key::Hint) => hint(root, state)?,
        (None, Key::Next) => return Ok(next_lab(state)),
        (None, _) => {}
    }
    Ok(false)
}

/// Keeps a key for after the run.
fn wait(state: &mut State, key: Key) {
    state.waiting = Some(key);
    state.note = Some("as soon as this run has ended".to_owned());
}

/// Shows one hint more for the failure on the screen.
fn hint(root: &Root, state: &mut State) -> Result<(), Stop> {
    let Some(check) = state.shown() else {
        state.note = Some("there is nothing to hint at".to_owned());
        return Ok(());
    };
    let (id, all) = (check.id.clone(), check.hints.len());
    if all == 0 {
        state.note = Some("the compiler says it best".to_owned());
        return Ok(());
    }
    let mut progress = Progress::read(&root.progress())?;
    state.hints = progress.next_hint(state.lab.folder, &id).min(all);
    progress.write(&root.progress())
}

/// Goes on to the lab after this one, if all of this one passed.
fn next_lab(state: &mut State) -> bool {
    if !state.passed() {
        state.note = Some("this lab is not done yet; the first open part is shown".to_owned());
        return false;
    }
    let Some(lab) = state.next_lab() else {
        state.note = Some("that was the last lab".to_owned());
        return false;
    };
    *state = State::new(lab);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::LABS;
    use state::tests::report;

    fn course() -> (tempfile::TempDir, Root) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["solutions", "checker", "site", "labs/01-s3-hosting"] {
            std::fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        std::fs::write(folder.path().join("Cargo.toml"), "").unwrap();
        let root = Root::find(Some(folder.path())).unwrap();
        (folder, root)
    }

    fn found(failed: &[&str]) -> (Seed, LabReport) {
        (Seed(7), report(failed))
    }

    #[test]
    fn a_hint_that_is_asked_for_during_the_first_run_comes_after_it() {
        let (_folder, root) = course();
        let mut state = State::new(&LABS[0]);
        assert!(!press(&root, &mut state, Key::Hint).unwrap());
        assert_eq!(state.hints, 0, "nothing is known yet");
        let key = keep(&root, &mut state, Ok(found(&["s3-hosting/keys"])));
        assert_eq!(key, Some(Key::Hint));
        press(&root, &mut state, Key::Hint).unwrap();
        assert_eq!(state.hints, 1);
        assert_eq!(keep(&root, &mut state, Ok(found(&["s3-hosting/keys"]))), None, "it is answered once");
    }

    #[test]
    fn the_next_lab_waits_for_the_run_that_says_whether_this_one_is_done() {
        let (_folder, root) = course();
        let mut state = State::new(&LABS[0]);
        state.take(7, report(&["s3-hosting/keys"]));
        assert!(!press(&root, &mut state, Key::Next).unwrap(), "the run is not over");
        let key = keep(&root, &mut state, Ok(found(&[]))).expect("the key was kept");
        assert!(press(&root, &mut state, key).unwrap());
        assert_eq!(state.lab.number, 2);
    }

    #[test]
    fn a_run_that_a_fault_ended_says_so_and_answers_no_key() {
        let (_folder, root) = course();
        let mut state = State::new(&LABS[0]);
        press(&root, &mut state, Key::Hint).unwrap();
        assert_eq!(keep(&root, &mut state, Err(Stop::fault("the disk is full"))), None);
        assert_eq!(state.note.as_deref(), Some("the disk is full"));
    }
}
