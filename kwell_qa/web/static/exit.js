// Leaves quickly: a press on "Leave this page", or Shift three times within five seconds, as on
// GOV.UK. What was on screen goes first, then the address, which leaves no way back by "Back".
"use strict";
(() => {
  const PRESSES = 3;
  const WITHIN_MS = 5000;
  let presses = 0;
  let alone = false;
  let timer = 0;
  const bar = () => document.querySelector(".kw-out");
  const say = (name) => {
    const status = bar()?.querySelector("[role=status]");
    if (status) status.textContent = bar().dataset[name] || "";
  };
  const leave = (url) => {
    say("leaving");
    const left = document.createElement("div");
    left.className = "kw-left";
    document.body.replaceChildren(left);
    document.title = new URL(url).hostname;
    try {
      window.top.location.replace(url);
    } catch {
      // A frame that may not move its page: here all is gone, and the page opens beside it.
      window.open(url, "_blank", "noopener,noreferrer");
    }
  };
  const forget = (heard) => {
    clearTimeout(timer);
    if (heard && presses) say("stays");
    presses = 0;
  };
  // Only now is it true what the note says of the keys, and that this page is hidden.
  document.documentElement.classList.add("kw-scripted");
  addEventListener("keydown", (event) => {
    // Shift that writes a capital letter does not count.
    alone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!alone) forget(false);
  }, true);
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone || !bar()) return;
    alone = false;
    presses += 1;
    clearTimeout(timer);
    if (presses === PRESSES) {
      leave(bar().querySelector("a.kw-exit").href);
      return;
    }
    say(presses === 1 ? "two" : "one");
    timer = setTimeout(() => forget(true), WITHIN_MS);
  }, true);
  addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a.kw-exit");
    if (!link) return;
    event.preventDefault();
    leave(link.href);
  });
  addEventListener("pageshow", (event) => {
    // Where a browser keeps pages as they were left, this one comes back empty: load it anew.
    if (event.persisted && document.querySelector(".kw-left")) location.reload();
  });
})();
