// Highlights the quoted span that "#s=START-END" names. Offsets count characters (code points),
// as in the API; without this script "?s=START-END" does the same on the server.
"use strict";
(() => {
  const clear = () => {
    for (const mark of document.querySelectorAll("mark.kw-hit")) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  };
  const cut = (span, from, to) => {
    const letters = Array.from(span.textContent);
    const mark = document.createElement("mark");
    mark.className = "kw-hit";
    mark.textContent = letters.slice(from, to).join("");
    span.replaceChildren(letters.slice(0, from).join(""), mark, letters.slice(to).join(""));
    return mark;
  };
  const show = () => {
    const found = /^#s=(\d{1,9})-(\d{1,9})$/.exec(location.hash);
    clear();
    let first = document.querySelector("mark");
    if (found) {
      const start = Number(found[1]);
      const end = Number(found[2]);
      first = null;
      for (const span of document.querySelectorAll(".kw-s")) {
        const from = Number(span.dataset.start);
        const to = Number(span.dataset.end);
        if (from < end && start < to) {
          const mark = cut(span, Math.max(0, start - from), Math.min(to, end) - from);
          first = first || mark;
        }
      }
    }
    if (first) {
      first.tabIndex = -1;
      first.focus({ preventScroll: true });
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      first.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    }
  };
  addEventListener("hashchange", show);
  show();
})();
