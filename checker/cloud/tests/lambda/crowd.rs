//! Many callers at once, while sandboxes are killed at random.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::scene::{assert_works, descendants, payload, runs, start, try_invoke};

const CALLERS: usize = 200;

/// Ends the killer also where the test fails.
struct Done(Arc<AtomicBool>);

impl Drop for Done {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

pub(crate) async fn everybody_gets_an_answer_of_their_own_while_sandboxes_are_killed() {
    let cloud = Arc::new(start().await);
    let done = Arc::new(AtomicBool::new(false));
    let _done = Done(done.clone());
    let killer = {
        let done = done.clone();
        tokio::task::spawn_blocking(move || {
            let (mut seed, mut killed) = (4711_u64, 0);
            while !done.load(Ordering::Relaxed) {
                let all = descendants(std::process::id());
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let index = usize::try_from(seed >> 33).unwrap_or(0);
                if let Some(id) = all.get(index % all.len().max(1))
                    && let Some(id) = i32::try_from(*id).ok().and_then(rustix::process::Pid::from_raw)
                    && rustix::process::kill_process(id, rustix::process::Signal::KILL).is_ok()
                {
                    killed += 1;
                }
                std::thread::park_timeout(std::time::Duration::from_millis(5));
            }
            killed
        })
    };
    let callers: Vec<_> = (0..CALLERS)
        .map(|number| {
            let cloud = cloud.clone();
            tokio::spawn(async move { (number, try_invoke(&cloud, json!({"caller": number})).await) })
        })
        .collect();
    let (mut answered, mut failed) = (0, 0);
    for caller in callers {
        let (number, invoked) = caller.await.expect("a caller");
        match invoked {
            Ok(invoked) if invoked.function_error.is_none() => {
                assert_eq!(payload(&invoked), json!({"caller": number}), "somebody else's answer");
                answered += 1;
            }
            Ok(invoked) => {
                let error = payload(&invoked);
                assert_eq!(error["errorType"], "Runtime.ExitError", "{error}");
                let message = error["errorMessage"].as_str().expect("a message");
                assert!(message.contains(&invoked.request_id), "somebody else's error: {message}");
                failed += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
    done.store(true, Ordering::Relaxed);
    let deaths = killer.await.expect("the killer");
    println!("{answered} answers, {failed} errors, {deaths} processes killed");
    assert_eq!(answered + failed, CALLERS);
    assert!(answered > 0 && deaths > 0);
    // Those that were killed last may not have been found out yet.
    for _ in 0..cloud::lambda::MOST_SANDBOXES {
        if try_invoke(&cloud, json!({})).await.expect("an answer").function_error.is_none() {
            break;
        }
    }
    assert_works(&cloud).await;
    let before = descendants(std::process::id());
    let cloud = Arc::into_inner(cloud).expect("no caller is left");
    cloud.shutdown().await;
    let left: Vec<_> = before.into_iter().chain(descendants(std::process::id())).filter(|id| runs(*id)).collect();
    assert!(left.is_empty(), "{left:?} still run");
}
