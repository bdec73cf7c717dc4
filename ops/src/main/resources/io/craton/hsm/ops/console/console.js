// The console works without scripts, except that the dashboard then shows one moment only.
"use strict";

const menu = document.getElementById("menu");
if (menu) {
  document.documentElement.classList.add("scripted");
  const setMenu = (open) => {
    menu.setAttribute("aria-expanded", String(open));
    document.getElementById("nav").classList.toggle("open", open);
  };
  menu.addEventListener("click", () => setMenu(menu.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.getAttribute("aria-expanded") === "true") {
      setMenu(false);
      menu.focus();
    }
  });
}

const live = document.getElementById("live");
if (live) {
  const said = document.getElementById("said");
  const lost = document.getElementById("stream");
  const source = new EventSource("/events");
  let words = live.querySelector("[data-words]")?.dataset.words;
  source.addEventListener("status", (event) => {
    live.innerHTML = event.data;
    live.classList.remove("old");
    lost.hidden = true;
    const now = live.querySelector("[data-words]")?.dataset.words;
    // Read aloud only what changed, not every second.
    if (now !== words) {
      said.textContent = now;
      words = now;
    }
  });
  source.addEventListener("over", () => location.assign("/sign-in"));
  source.addEventListener("error", () => {
    lost.hidden = false;
    live.classList.add("old");
    // The browser tries again by itself, unless it was told that nobody is signed in.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => location.reload(), 5000);
    }
  });
}
