// Renews the page when the book is built anew, and shows the progress of the labs.

/** Which book this page is of. */
const book = new URL(import.meta.url).searchParams.get("book");

let events = null;
let asked = 0;

/**
 * Listens while the page is visible. A browser has few connections for one server, and each page that listens holds
 * one; what a hidden page missed it hears first when it is shown again.
 */
function listen() {
  if (document.visibilityState === "hidden") {
    events?.close();
    events = null;
  } else if (!events) {
    events = new EventSource("/_checker/events");
    events.addEventListener("book", (event) => {
      if (event.data !== book) location.reload();
    });
    events.addEventListener("progress", showProgress);
  }
}

async function showProgress() {
  const turn = ++asked;
  const answer = await fetch("/_checker/progress.json");
  if (!answer.ok) return; // the terminal says why
  const { labs } = await answer.json();
  // A later question may have been answered before this one.
  if (turn === asked) labs.forEach(showLab);
}

function showLab(lab) {
  const path = `/${lab.page}`;
  const words = `${lab.passed} of ${lab.checks} checks passed`;
  const done = lab.passed === lab.checks;
  for (const link of document.querySelectorAll("#mdbook-sidebar .chapter-link-wrapper > a")) {
    const chapter = new URL(link.href);
    if (chapter.pathname === path && chapter.hash === "") {
      const badge = badgeOf(link.parentElement, done ? "✓" : `${lab.passed}/${lab.checks}`, done);
      // Read out, a slash or a sign says too little.
      badge.setAttribute("role", "img");
      badge.setAttribute("aria-label", done ? `passed: ${words}` : words);
      badge.title = words;
    }
  }
  if (location.pathname === path) lab.parts.forEach(showPart);
}

function showPart(part) {
  const heading = document.getElementById(part.section);
  if (!heading?.matches("main h2")) return;
  const done = part.passed === part.checks;
  badgeOf(heading, done ? "✓ passed" : `open · ${part.passed} of ${part.checks}`, done).title =
    `${part.passed} of ${part.checks} checks passed`;
}

/** The one badge at the end of an element. */
function badgeOf(parent, text, done) {
  let badge = parent.querySelector(":scope > .checker-badge");
  if (!badge) {
    badge = document.createElement("span");
    badge.className = "checker-badge";
    parent.append(badge);
  }
  badge.textContent = text;
  badge.classList.toggle("checker-passed", done);
  return badge;
}

document.addEventListener("visibilitychange", listen);
listen();
