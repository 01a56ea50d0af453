// What Gradio has no setting for: "#q=" fills in the question (so that it stays out of server
// logs), and the newest answer comes into view.
"use strict";
(() => {
  const field = () => document.querySelector("#kw-question textarea, #kw-question input");
  const fill = (text) => {
    const box = field();
    if (!box) return false;
    const proto = box.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(proto.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  const asked = () => {
    const found = /[#&]q=([^&]*)/.exec(location.hash);
    if (!found) return "";
    try {
      return decodeURIComponent(found[1].replace(/\+/g, " ")).slice(0, 2000);
    } catch {
      return "";
    }
  };
  let wanted = asked();
  let count = 0;
  const look = () => {
    if (wanted && fill(wanted)) wanted = "";
    const turns = document.querySelectorAll("#kw-log .kw-turn");
    if (turns.length > count) {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      turns[turns.length - 1].scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
    }
    count = turns.length;
  };
  // The transcript: cards that are there stay, new ones are added, and so a screen reader that
  // listens to role="log" says each of them once.
  window.kwellLog = (element, props, watch, trigger) => {
    const mount = element.querySelector(".kw-mount");
    const key = (card) => card.dataset.turn;
    const set = () => {
      const next = document.createElement("template");
      next.innerHTML = props.value || "";
      const fresh = next.content.querySelector(".kw-log");
      const shown = mount.querySelector(".kw-log");
      if (!fresh || !shown || !shown.children.length) {
        // The log must be there, empty, before its first card for that card to be announced.
        if (shown && fresh && fresh.children.length) {
          for (const start of mount.querySelectorAll(".kw-start")) start.remove();
          shown.append(...fresh.children);
        } else {
          mount.replaceChildren(next.content);
        }
        return;
      }
      const wanted = new Set(Array.from(fresh.children, key));
      for (const card of Array.from(shown.children)) if (!wanted.has(key(card))) card.remove();
      const there = new Set(Array.from(shown.children, key));
      shown.append(...Array.from(fresh.children).filter((card) => !there.has(key(card))));
      for (const start of mount.querySelectorAll(".kw-start")) start.remove();
      const start = next.content.querySelector(".kw-start");
      if (start) mount.append(start);
      shown.lang = fresh.lang;
      shown.dir = fresh.dir;
    };
    set();
    watch("value", set);
    element.addEventListener("click", (event) => {
      const chip = event.target.closest("button[data-ask]");
      if (chip) trigger("click", { ask: chip.dataset.ask });
    });
  };
  addEventListener("hashchange", () => {
    wanted = asked();
    look();
  });
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    look();
  });
})();
