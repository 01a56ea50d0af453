// What Gradio has no setting for: "#q=" fills in the question (so that it stays out of server
// logs), the newest answer comes into view, and "leave this page" leaves no way back to it.
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
  addEventListener("hashchange", () => {
    wanted = asked();
    look();
  });
  addEventListener("click", (event) => {
    const leave = event.target instanceof Element && event.target.closest("a.kw-exit");
    if (leave) {
      event.preventDefault();
      location.replace(leave.href);
    }
  });
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    look();
  });
})();
