//! The processes of one run: a program and whatever it started. They end with the run.

use tokio::process::{Child, Command};

/// A process group of its own; nobody in it outlives this value.
#[derive(Debug)]
pub(crate) struct Group {
    #[cfg(unix)]
    leader: Option<rustix::process::Pid>,
}

impl Group {
    /// Makes the command's process the leader of a group.
    pub(crate) fn lead(command: &mut Command) {
        #[cfg(unix)]
        command.process_group(0);
        #[cfg(not(unix))]
        let _ = command;
    }

    /// The group that a started process leads.
    pub(crate) fn of(child: &Child) -> Self {
        #[cfg(not(unix))]
        let _ = child;
        Self {
            #[cfg(unix)]
            leader: child.id().and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?)),
        }
    }

    /// Ends all that is left of the group.
    pub(crate) fn end(&mut self) {
        #[cfg(unix)]
        if let Some(leader) = self.leader.take() {
            // A group with nobody in it is what is wanted.
            let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}
