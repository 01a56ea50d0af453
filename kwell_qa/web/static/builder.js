// At every change: the previews anew, and the code as the server makes it.
(() => {
  "use strict";
  const form = document.getElementById("builder");
  const frame = document.getElementById("frame");
  const holder = document.getElementById("element");
  const codes = [...document.querySelectorAll(".kw-snippet code")];
  const copied = document.getElementById("copied");
  let latest = 0, waiting = 0;

  async function renew() {
    const mine = ++latest;
    const query = new URLSearchParams(new FormData(form));
    let made;
    try {
      const response = await fetch(`/embed/builder.json?${query}`, { credentials: "omit" });
      if (!response.ok) return;
      made = await response.json();
    } catch { return; }
    if (mine !== latest) return;
    made.snippets.forEach((code, place) => { codes[place].textContent = code; });
    if (frame.getAttribute("src") !== made.frame) frame.setAttribute("src", made.frame);
    const element = document.createElement("kwell-chat");
    for (const [name, value] of Object.entries(made.attributes)) element.setAttribute(name, value);
    if (made.launcher) element.setAttribute("launcher", "");
    holder.replaceChildren(element);
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(renew, 300);
  }

  form.addEventListener("input", soon);
  form.addEventListener("submit", event => { event.preventDefault(); renew(); });
  document.querySelectorAll(".kw-copy").forEach((button, place) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(codes[place].textContent); } catch {
        // Without leave to write the clipboard the code is marked, ready to be copied by hand.
        getSelection().selectAllChildren(codes[place]);
        return;
      }
      copied.textContent = "";
      copied.textContent = copied.dataset.said;
    });
  });
})();
