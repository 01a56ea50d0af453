// The chat's end in the browser. It holds the talk (cards and earlier questions), which the server
// does not keep, sends it along with each question through Gradio, and sets the cards that come back.
"use strict";
(() => {
  const HISTORY = 12;
  // Bytes of JSON. Of earlier questions the server reads no more than this; of a question it takes
  // 8 KiB, says so where there are more, and looks for trouble in these too.
  const MAX_HISTORY = 64 * 1024;
  const MAX_SENT = 128 * 1024;
  const MAX_TURN = 8 * 1024;
  // Questions before those in which danger was told: it counts for the whole talk.
  const TOLD = 4;
  const at = (id) => document.getElementById(id);
  const field = () => document.querySelector("#kw-question textarea, #kw-question input");
  let trigger = null;
  let history = [];
  let told = [];
  let seen = null;
  let waiting = [];
  // "crisis" or "support" for as long as a reply of care leads.
  let leading = null;
  let category = null;
  let country = null;
  let lang = "en";
  let langChosen = false;

  const text = (name) => document.querySelector(".kw-foot")?.dataset[name] || "";
  const say = (name) => { at("kw-said").textContent = text(name); };
  const bytes = (value) => new TextEncoder().encode(JSON.stringify(value)).length;
  // A longer text keeps both its ends, for trouble is told there.
  const shortened = (question, most) => {
    let kept = question;
    for (let half = question.length >> 1; bytes(kept) > most; half >>= 1) {
      kept = `${question.slice(0, half)}\n…\n${question.slice(-half)}`;
    }
    return kept;
  };
  const talk = (turn) => {
    const begun = window.kwellWaiting.questions(turn).map((one) => shortened(one, MAX_TURN));
    const last = [...history, ...begun].slice(-HISTORY);
    const before = told.filter((one) => !last.includes(one));
    while (last.length && bytes([...before, ...last]) > MAX_HISTORY) last.shift();
    return {
      history: [...before, ...last], lang, lang_chosen: langChosen, country,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone, category, turn,
    };
  };
  // A request may not be larger; what is longer is refused anyway.
  const fitting = (question) => shortened(question, MAX_SENT);
  const send = (question, turn) => trigger("submit", { ask: fitting(question), talk: talk(turn) });
  const ask = (question) => {
    // A button that is pressed twice asks once.
    if (!question.trim() || window.kwellWaiting.questions().includes(question)) return;
    const turn = window.kwellWaiting.begin(question, false);
    if (trigger) send(question, turn);
    else waiting.push([question, turn]);
  };
  // While care leads, what to call in danger stands in every panel that comes: of another country or
  // language, of the device's time zone, or of a page that was loaded anew.
  const lead = () => {
    const panel = document.querySelector("#kw-help .kw-panel");
    if (!leading || !panel || panel.classList.contains("kw-lead")) return;
    panel.classList.add("kw-lead");
    const urgent = panel.querySelector(".kw-rest .kw-urgent");
    if (urgent) panel.querySelector(".kw-first")[leading === "crisis" ? "prepend" : "append"](urgent);
  };
  const leadOf = (card) => ["crisis", "support"].find((mode) => card?.querySelector(`.kw-${mode}`)) || null;
  const setPanel = (html) => {
    const help = at("kw-help");
    const held = help.contains(document.activeElement) ? document.activeElement : null;
    const was = help.querySelector(".kw-more")?.open;
    help.innerHTML = html;
    const more = help.querySelector(".kw-more");
    if (more && was) more.open = true;
    if (held?.matches("select")) help.querySelector("select")?.focus();
    else if (held) help.querySelector("summary")?.focus();
    widen();
  };
  const add = (html) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    const card = made.content.firstElementChild;
    at("kw-log").append(card);
    at("kw-start").hidden = true;
    document.body.classList.add("kw-begun");
    leading = leadOf(card);
    window.kwellWaiting.show(card);
  };
  const dress = (message) => {
    for (const [id, html] of Object.entries(message.parts)) {
      const place = at(id);
      if (!place) continue;
      if (id === "kw-help") setPanel(html);
      else {
        const held = place.contains(document.activeElement) ? document.activeElement.id : "";
        const kept = at("kw-keep")?.checked;
        place.innerHTML = html;
        if (id === "kw-foot" && at("kw-keep")) at("kw-keep").checked = kept;
        if (held) at(held)?.focus();
      }
    }
    lang = message.lang;
    document.documentElement.lang = message.lang;
    document.documentElement.dir = message.dir;
    document.title = message.title;
    at("kw-log").setAttribute("aria-label", message.log);
  };
  // What was chosen stays in the address alone: nothing of it is stored.
  const remember = () => {
    const query = new URLSearchParams(location.search);
    if (langChosen) query.set("lang", lang);
    if (country !== null) query.set("country", country);
    const made = query.toString();
    window.history.replaceState(null, "", location.pathname + (made ? "?" + made : ""));
    window.kwellDevice?.offline(lang, country);
  };
  const receive = (value, turn) => {
    const message = typeof value === "string" ? JSON.parse(value) : {};
    const asked = window.kwellWaiting.end(turn);
    // What was asked before all was cleared is not answered into the new talk.
    if (turn !== undefined && !asked) return;
    // A question that is to be shortened goes back into its field.
    if (message.card && !message.question) putBack(asked);
    if (message.panel) setPanel(message.panel);
    if (message.card) {
      category = message.category;
      if (message.question) history.push(message.question);
      // The replies after the first in which danger is seen are led by it, too.
      if (message.danger && message.question && message.danger !== seen) told = [...told, message.question].slice(-TOLD);
      seen = message.danger || message.led;
      add(message.card);
      window.kwellDevice?.keep(message.card, message.question, told);
    }
    if (message.parts) dress(message);
  };

  const fill = (value) => {
    const box = field();
    if (!box) return;
    const proto = box.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(proto.prototype, "value").set.call(box, value);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const putBack = (asked) => {
    if (asked?.typed && !field()?.value) fill(asked.question);
  };
  // "#q=" asks without the question ever being in a request line; then it leaves the address, too.
  const asked = () => {
    const found = /[#&]q=([^&]*)/.exec(location.hash);
    if (!found) return "";
    window.history.replaceState(null, "", location.pathname + location.search);
    try {
      return decodeURIComponent(found[1].replace(/\+/g, " "));
    } catch {
      return "";
    }
  };
  // A page that was sent before the texts were loaded has no starters yet: they come when it can
  // answer, or the notice goes when it never will.
  const warming = () => document.querySelector("#kw-start [data-warming]");
  const awaitAnswers = async () => {
    let status = "";
    try {
      status = (await (await fetch("/readyz")).json()).status;
    } catch {
      status = "unreachable";
    }
    if (status === "ready" || status === "not ready") trigger("input", talk());
    else setTimeout(awaitAnswers, 1500);
  };
  const ready = () => {
    const layout = at("kw-layout");
    // The page has one main part, and it is ours: Gradio's becomes a plain element within it.
    const main = document.querySelector("gradio-app main");
    if (main) {
      const plain = document.createElement("div");
      plain.className = main.className;
      plain.append(...main.childNodes);
      main.replaceWith(plain);
    }
    const box = field();
    if (box) {
      box.dir = "auto";
      box.enterKeyHint = "send";
      // The browser's languages, which Gradio follows, may not be the one that was chosen.
      if (box.placeholder !== layout.dataset.placeholder) trigger("input", talk());
    }
    document.body.classList.add("kw-ready");
    if (warming()) awaitAnswers();
    for (const [question, turn] of waiting.splice(0)) send(question, turn);
  };
  window.kwell = {
    bridge: (send) => {
      trigger = send;
      const look = () => (field() ? ready() : requestAnimationFrame(look));
      look();
    },
    sending: (question) => {
      const turn = (question || "").trim() ? window.kwellWaiting.begin(question, true) : undefined;
      if (turn) fill("");
      return [fitting(question || ""), JSON.stringify(talk(turn))];
    },
    // For waiting.js: what became of a question.
    receive,
    unanswered: (asked) => {
      history.push(shortened(asked.question, MAX_TURN));
      putBack(asked);
    },
    again: (question) => {
      const place = history.lastIndexOf(shortened(question, MAX_TURN));
      if (place >= 0) history.splice(place, 1);
    },
    // For device.js: cards that were kept, and what is told when all is gone.
    restore: (cards, questions, dangers) => {
      const earlier = at("kw-earlier");
      const made = document.createElement("template");
      made.innerHTML = cards.join("");
      const title = document.createElement("h2");
      title.className = "kw-small";
      title.textContent = text("earlier");
      earlier.replaceChildren(title, made.content);
      earlier.hidden = false;
      history = questions.concat(history);
      told = (dangers || []).concat(told).slice(-TOLD);
      leading = leadOf(earlier.lastElementChild);
      lead();
      at("kw-start").hidden = true;
      document.body.classList.add("kw-begun");
    },
    said: () => ({
      cards: Array.from(document.querySelectorAll("#kw-log .kw-turn"), (card) => card.outerHTML),
      questions: history.slice(),
      told: told.slice(),
    }),
  };

  const clear = async () => {
    history = [];
    told = [];
    waiting = [];
    seen = null;
    leading = category = null;
    window.kwellWaiting.clear();
    at("kw-log").replaceChildren();
    at("kw-earlier").replaceChildren();
    at("kw-earlier").hidden = true;
    at("kw-start").hidden = false;
    document.body.classList.remove("kw-begun");
    fill("");
    await window.kwellDevice?.forget();
    say("cleared");
    trigger?.("select", talk());
    (field() || document.querySelector("h1"))?.focus();
  };
  const copy = async (button) => {
    const plain = button.dataset.copy.replace(/(^|\s)\/read\//g, `$1${location.origin}/read/`);
    let done = false;
    try {
      await navigator.clipboard.writeText(plain);
      done = true;
    } catch {
      // Without https there is no clipboard; the old way asks for no right.
      const box = document.createElement("textarea");
      box.value = plain;
      box.className = "kw-sr";
      document.body.append(box);
      box.select();
      done = document.execCommand("copy");
      box.remove();
      button.focus();
    }
    say(done ? "copied" : "notCopied");
    button.classList.toggle("kw-done", done);
  };
  const judge = async (button) => {
    const group = button.closest(".kw-feedback");
    const passages = group.dataset.passages.split(" ").map((one) => {
      const [, document_, start, end] = /^(.*):(\d+)-(\d+)$/.exec(one);
      return { document: document_, start: Number(start), end: Number(end) };
    });
    try {
      const answer = await fetch("/feedback", {
        method: "POST", headers: { "content-type": "application/json" },
        body: JSON.stringify({ reason: button.dataset.reason, passages }),
      });
      if (!answer.ok) throw new Error(answer.status);
    } catch {
      say("unreachable");
      return;
    }
    const thanks = document.createElement("span");
    thanks.className = "kw-small";
    thanks.tabIndex = -1;
    thanks.textContent = text("thanks");
    group.replaceChildren(thanks);
    thanks.focus();
  };
  const toggle = (button) => {
    const open = button.getAttribute("aria-expanded") !== "true";
    const proof = at(button.getAttribute("aria-controls"));
    button.setAttribute("aria-expanded", String(open));
    if (proof) proof.hidden = !open;
  };
  addEventListener("click", (event) => {
    const on = (selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
    const chip = on("button[data-ask]");
    if (chip) return ask(chip.dataset.ask);
    const mark = on(".kw-mark");
    if (mark) return toggle(mark);
    const line = on(".kw-from");
    if (line) return toggle(line.closest(".kw-quote").querySelector(".kw-mark"));
    const copied = on("button[data-copy]");
    if (copied) return copy(copied);
    const reason = on("button[data-reason]");
    if (reason) return judge(reason);
    const why = on("button[data-why]");
    if (why) {
      const shown = why.getAttribute("aria-expanded") !== "true";
      why.setAttribute("aria-expanded", String(shown));
      why.parentElement.querySelector(".kw-reasons").hidden = !shown;
      return undefined;
    }
    if (on("#kw-clear")) return clear();
    if (on(".kw-skip")) {
      event.preventDefault();
      field()?.focus();
    }
    return undefined;
  });
  addEventListener("change", (event) => {
    const chosen = event.target;
    if (chosen.id === "kw-language") {
      lang = chosen.value;
      langChosen = true;
      if (!trigger) return chosen.form.submit();
      trigger("input", talk());
    } else if (chosen.classList?.contains("kw-country-choice")) {
      country = chosen.value;
      if (!trigger) return chosen.form.submit();
      // A panel that leads is in the language of its reply, and stays so.
      trigger("select", { ...talk(), lang: (leading && chosen.closest(".kw-panel").lang) || lang });
    } else return undefined;
    remember();
    return undefined;
  });
  addEventListener("keydown", (event) => {
    const more = document.querySelector("#kw-help .kw-more");
    if (event.key !== "Escape" || !more?.open || wide.matches || !more.contains(event.target)) return;
    more.open = false;
    more.querySelector("summary").focus();
  });
  addEventListener("hashchange", () => ask(asked()));

  // Beside the talk all services are shown; above it, on a phone, they open on demand.
  const wide = matchMedia("(min-width: 60rem)");
  const widen = () => {
    const more = document.querySelector("#kw-help .kw-more");
    if (more && wide.matches) more.open = true;
  };
  wide.addEventListener("change", (event) => {
    const more = document.querySelector("#kw-help .kw-more");
    if (more) more.open = event.matches;
  });
  addEventListener("DOMContentLoaded", () => {
    const data = at("kw-layout").dataset;
    lang = data.lang;
    langChosen = Boolean(data.langChosen);
    country = data.country === undefined ? null : data.country;
    widen();
    new MutationObserver(lead).observe(at("kw-help"), { childList: true });
    window.kwellDevice?.start(lang, country);
    ask(asked());
  });
})();
