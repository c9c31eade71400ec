//! The book as a student reads it beside the labs: built by the student's own `mdbook`, renewed when its sources are
//! saved, with the progress of the labs as badges.
//!
//! `mdbook` is a program, not a crate of ours: its crates would add a minute to each student's first build.

mod badges;
mod browser;
mod mdbook;
mod pages;
mod server;
mod sources;

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::course::Root;
use crate::progress::Progress;
use crate::report::visible;
use crate::saves::{LOOK, Saves};
use crate::stop::Stop;

pub(crate) use mdbook::{Found, INSTALL, Mdbook, find as find_mdbook};
use server::{Book, Shown};

/// The port that `mdbook serve` has too.
const PORT: u16 = 3000;

/// How many ports after the first are tried.
const NEXT_PORTS: u16 = 20;

/// Builds the book to where `mdbook build` builds it.
///
/// # Errors
/// A fault when there is no mdBook of the right version, or when it could not build the book; its words are printed then.
pub(crate) async fn build(root: &Root) -> Result<(), Stop> {
    let mdbook = Mdbook::of(root)?;
    let to = root.book().join("book");
    say(&mdbook.build(&root.book(), &to).await?)?;
    anstream::println!("the book is in {}", to.display());
    Ok(())
}

/// Serves the book until it is dropped: renewed when its sources are saved, with the badges of the labs.
///
/// # Errors
/// A fault: no mdBook, a book that cannot be built at the start, a port that is taken.
pub(crate) async fn serve(root: &Root, port: Option<u16>, open: bool) -> Result<(), Stop> {
    let mdbook = Mdbook::of(root)?;
    let socket = listen(port).await?;
    let address = socket.local_addr().map_err(|error| Stop::fault(format!("the port cannot be read: {error}")))?;
    // Before the first build, so that what is saved during it counts.
    let saves = Saves::look(sources::of(root));
    let book = renew(root, &mdbook).await?;
    let (shown, looked_at) = watch::channel(Shown { book, progress: 0 });
    anstream::println!(
        "The book is at http://{address}/, and is renewed when its files change. It shows your progress.\nCtrl-C ends this."
    );
    if open {
        browser::open(&format!("http://{address}/"));
    }
    tokio::select! {
        never = server::serve(socket, looked_at, root.progress()) => never,
        () = follow_progress(root, &shown) => {}
        () = follow_sources(root, &mdbook, saves, &shown) => {}
    }
    Ok(())
}

/// Takes the given port of loopback; with none given the usual one, or the next that is free.
async fn listen(port: Option<u16>) -> Result<TcpListener, Stop> {
    let first = port.unwrap_or(PORT);
    let last = if port.is_some() { first } else { first.saturating_add(NEXT_PORTS) };
    for port in first..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(socket) => {
                if port != first {
                    anstream::println!("port {first} is taken, so this is port {port}");
                }
                return Ok(socket);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(Stop::fault(format!("port {port} of 127.0.0.1 cannot be used: {error}"))),
        }
    }
    Err(Stop::fault(match port {
        Some(port) => format!("port {port} is taken by another program; choose another with --port"),
        None => format!("ports {first} to {last} are all taken; choose one with --port"),
    }))
}

/// Builds the book into a folder of its own. The one that was served before stays whole until nobody reads it.
async fn renew(root: &Root, mdbook: &Mdbook) -> Result<Arc<Book>, Stop> {
    let books = root.served_books();
    let cannot = |error: io::Error| Stop::io("cannot write", &books, &error);
    std::fs::create_dir_all(&books).map_err(cannot)?;
    let folder = tempfile::tempdir_in(&books).map_err(cannot)?;
    say(&mdbook.build(&root.book(), folder.path()).await?)?;
    Book::new(folder).map(Arc::new)
}

/// Prints what mdBook said about the book. Exits with the fault that it is when the book was not built.
fn say(built: &mdbook::Built) -> Result<(), Stop> {
    if !built.words.is_empty() {
        anstream::eprintln!("{}", visible::visible(&built.words));
    }
    if built.success { Ok(()) } else { Err(Stop::fault("mdbook could not build the book; its own words stand above")) }
}

/// Tells the pages that there is other progress, such as a `watch` in another terminal makes.
async fn follow_progress(root: &Root, shown: &watch::Sender<Shown>) {
    let mut saves = Saves::look(vec![root.progress()]);
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        if saves.settled() {
            if let Err(stop) = Progress::read(&root.progress()) {
                anstream::eprintln!("{stop}");
            }
            shown.send_modify(|shown| shown.progress += 1);
        }
    }
}

/// Renews the book when its sources are saved. One that cannot be built leaves the last good one as it is.
async fn follow_sources(root: &Root, mdbook: &Mdbook, mut saves: Saves, shown: &watch::Sender<Shown>) {
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        if !saves.settled() {
            continue;
        }
        // What the book includes may be other files now.
        saves.look_at(sources::of(root));
        match renew(root, mdbook).await {
            Ok(book) => {
                shown.send_modify(|shown| shown.book = book);
                anstream::println!("the book was renewed");
            }
            Err(stop) => anstream::eprintln!("{stop}\nThe book is shown as it was; save a file to try again."),
        }
    }
}
