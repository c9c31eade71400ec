//! The processes below a supervisor: what memory they have, and how all of them are ended.

#[cfg(target_os = "linux")]
pub(super) use linux::{end_descendants, end_marked, has_died, memory, memory_below, peak, reap_adopted};

/// Waits until a child has ended, and leaves it to be reaped.
#[cfg(unix)]
pub(super) fn wait_without_reaping(id: u32) {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    if let Some(child) = pid(id) {
        // An error says that there is no such child any more.
        while let Err(rustix::io::Errno::INTR) =
            waitid(WaitId::Pid(child), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
        {}
    }
}

/// Kills a group of processes.
#[cfg(unix)]
pub(super) fn end_group(leader: u32) {
    if let Some(leader) = pid(leader) {
        // A group with nobody in it is what is wanted.
        let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
    }
}

#[cfg(unix)]
fn pid(id: u32) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(i32::try_from(id).ok()?)
}

/// Systems without `/proc`: nothing is known, so nothing is limited.
#[cfg(not(target_os = "linux"))]
mod elsewhere {
    pub(in super::super) fn memory(_: u32) -> Option<u64> {
        None
    }
    pub(in super::super) fn has_died(_: u32) -> bool {
        false
    }
    pub(in super::super) fn peak(_: u32) -> Option<u64> {
        None
    }
    pub(in super::super) fn memory_below(_: u32) -> u64 {
        0
    }
    pub(in super::super) fn reap_adopted(_: u32) {}
    pub(in super::super) fn end_marked(_: &std::path::Path) {}
}
#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::*;

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::{HashMap, HashSet};
    use std::time::{Duration, Instant};

    use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, wait, waitpid};

    use super::super::supervisor::Exit;
    use super::pid;

    /// How long a process may take to die. The kernel holds it longer only in a fault of the machine's own.
    const DEATH: Duration = Duration::from_secs(10);

    /// The memory of a process in bytes, as Lambda would count it: without the pages of its executable, which is larger
    /// in a development build than in what is deployed.
    pub(in super::super) fn memory(id: u32) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        field(&status, "RssAnon:")
            .zip(field(&status, "RssShmem:"))
            .map(|(own, shared)| own + shared)
            // Kernels that do not tell them apart.
            .or_else(|| field(&status, "VmRSS:"))
    }

    /// True where a process has ended, though its parent may not know yet.
    pub(in super::super) fn has_died(id: u32) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        stat.rsplit_once(')').is_none_or(|(_, state)| state.starts_with(" Z") || state.starts_with(" X"))
    }

    /// The most that it ever had.
    pub(in super::super) fn peak(id: u32) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let now = memory(id)?;
        let most = field(&status, "VmHWM:").map(|most| most.saturating_sub(field(&status, "RssFile:").unwrap_or(0)));
        Some(most.unwrap_or(now).max(now))
    }

    fn field(status: &str, name: &str) -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kibibytes * 1024)
    }

    /// The memory of all processes below this one, but for one.
    pub(in super::super) fn memory_below(except: u32) -> u64 {
        let ids = descendants().into_iter().filter_map(|id| u32::try_from(id.as_raw_nonzero().get()).ok());
        ids.filter(|id| *id != except).filter_map(memory).sum()
    }

    /// Takes leave of adopted processes that have ended, but for the bootstrap.
    pub(in super::super) fn reap_adopted(bootstrap: u32) {
        for id in children_of(getpid(), &parents()) {
            if Some(id) != pid(bootstrap) {
                let _ = waitpid(Some(id), WaitOptions::NOHANG);
            }
        }
    }

    /// Ends all processes below this one, and waits for them; returns how the bootstrap ended.
    pub(in super::super) fn end_descendants(bootstrap: u32) -> Option<Exit> {
        let mut exit = None;
        let started = Instant::now();
        loop {
            // Stopped first, and counted again until nobody new is there: who is stopped forks no more.
            let mut seen = HashSet::new();
            loop {
                let new: Vec<Pid> = descendants().into_iter().filter(|id| seen.insert(*id)).collect();
                if new.is_empty() || started.elapsed() > DEATH {
                    break;
                }
                for id in new {
                    let _ = kill_process(id, Signal::STOP);
                }
            }
            for id in seen {
                let _ = kill_process(id, Signal::KILL);
            }
            loop {
                match wait(WaitOptions::NOHANG) {
                    Ok(Some((id, status))) if Some(id) == pid(bootstrap) => {
                        let code = status.exit_status().map(Exit::Code);
                        exit = code.or_else(|| status.terminating_signal().map(Exit::Signal));
                    }
                    Ok(Some(_)) | Err(rustix::io::Errno::INTR) => {}
                    Ok(None) => break,
                    Err(_) => return exit, // no child is left
                }
            }
            if started.elapsed() > DEATH {
                return exit;
            }
            std::thread::park_timeout(Duration::from_millis(1));
        }
    }

    /// Ends the processes that have a sandbox's folder in their environment: what is left when somebody, such as the
    /// function itself, killed the supervisor. A process that changed its environment too is not found.
    pub(in super::super) fn end_marked(folder: &std::path::Path) {
        let mark = folder.as_os_str().as_encoded_bytes();
        let marked = |id: &Pid| {
            let environment = std::fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
            environment.windows(mark.len()).any(|part| part == mark)
        };
        let started = Instant::now();
        while started.elapsed() < DEATH {
            let found: Vec<Pid> = parents().into_keys().filter(marked).collect();
            if found.is_empty() {
                return;
            }
            for id in found {
                let _ = kill_process(id, Signal::KILL);
            }
        }
    }

    /// Each process and its parent.
    fn parents() -> HashMap<Pid, Pid> {
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        ids.filter_map(|id| Some((pid(id)?, parent_of(id)?))).collect()
    }

    /// The command stands in parentheses, and may have any in itself.
    fn parent_of(id: u32) -> Option<Pid> {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let (_, after) = stat.rsplit_once(')')?;
        Pid::from_raw(after.split_whitespace().nth(1)?.parse().ok()?)
    }

    fn children_of(parent: Pid, parents: &HashMap<Pid, Pid>) -> Vec<Pid> {
        parents.iter().filter(|(_, of)| **of == parent).map(|(id, _)| *id).collect()
    }

    fn descendants() -> Vec<Pid> {
        let parents = parents();
        let mut found = children_of(getpid(), &parents);
        let mut next = 0;
        while let Some(id) = found.get(next).copied() {
            found.extend(children_of(id, &parents));
            next += 1;
        }
        found
    }
}
