// The chat's end in the browser. It holds the talk (cards and earlier questions), which the server
// does not keep, sends it along with each question through Gradio, and sets the cards that come back.
"use strict";
(() => {
  const HISTORY = 12;
  // Bytes of JSON. Of earlier questions the server reads no more than this; of a question it takes
  // 8 KiB, says so where there are more, and looks for trouble in all of them.
  const MAX_HISTORY = 64 * 1024;
  const MAX_SENT = 128 * 1024;
  // Questions before those in which danger was told: it counts for the whole talk.
  const TOLD = 4;
  const at = (id) => document.getElementById(id);
  const field = () => document.querySelector("#kw-question textarea, #kw-question input");
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  let trigger = null;
  let history = [];
  let told = [];
  let seen = null;
  let waiting = [];
  let country = null;
  let lang = "en";
  let langChosen = false;

  const text = (name) => document.querySelector(".kw-foot")?.dataset[name] || "";
  const say = (name) => { at("kw-said").textContent = text(name); };
  const bytes = (value) => new TextEncoder().encode(JSON.stringify(value)).length;
  const talk = () => {
    const last = history.slice(-HISTORY);
    const before = told.filter((one) => !last.includes(one));
    while (last.length && bytes([...before, ...last]) > MAX_HISTORY) last.shift();
    return {
      history: [...before, ...last], lang, lang_chosen: langChosen, country,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
  };
  // A request may not be larger: of a longer text, which is refused anyway, both ends are sent, for
  // trouble is told there.
  const fitting = (question) => {
    let sent = question;
    for (let half = question.length >> 1; bytes(sent) > MAX_SENT; half >>= 1) {
      sent = `${question.slice(0, half)}\n…\n${question.slice(-half)}`;
    }
    return sent;
  };
  const show = (element) => {
    document.documentElement.style.setProperty("--kw-panel", `${at("kw-help").offsetHeight}px`);
    element.scrollIntoView({ block: "start", behavior: still() ? "auto" : "smooth" });
  };

  // One element per line of what is looked for: shown at once, and gone when the card is there.
  const pend = (question) => {
    const asked = document.createElement("p");
    asked.className = "kw-asked";
    asked.dir = "auto";
    asked.textContent = question.slice(0, 300);
    const looking = document.createElement("p");
    looking.className = "kw-looking";
    looking.textContent = text("looking");
    at("kw-pending").replaceChildren(asked, looking);
    at("kw-pending").hidden = false;
    document.body.classList.add("kw-begun");
  };
  const settled = () => {
    at("kw-pending").replaceChildren();
    at("kw-pending").hidden = true;
  };
  const failed = () => {
    const looking = at("kw-pending").querySelector(".kw-looking");
    if (!looking) return;
    looking.className = "kw-card kw-notice";
    looking.textContent = text("unreachable");
    say("unreachable");
  };

  // Gradio tells of a request that failed in a way of its own, in English; here is ours.
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const url = String(request[0]?.url || request[0]);
    const run = url.includes("/gradio_api/run/");
    try {
      const answer = await fetched(...request);
      if (run && !answer.ok) failed();
      return answer;
    } catch (error) {
      if (run) failed();
      throw error;
    }
  };

  const ask = (question) => {
    if (!question.trim()) return;
    if (!trigger) {
      waiting.push(question);
      pend(question);
      return;
    }
    pend(question);
    trigger("submit", { ask: fitting(question), talk: talk() });
  };
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
  const add = (html, lead) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    const card = made.content.firstElementChild;
    settled();
    at("kw-log").append(card);
    at("kw-start").hidden = true;
    document.body.classList.add("kw-begun");
    document.body.classList.toggle("kw-leading", lead);
    show(card);
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
  const receive = (value) => {
    if (!value) return;
    let message;
    try {
      message = JSON.parse(value);
    } catch {
      return;
    }
    if (message.panel) setPanel(message.panel);
    if (message.card) {
      if (message.question) history.push(message.question);
      // The replies after the first in which danger is seen are led by it, too.
      if (message.danger && message.question && message.danger !== seen) told = [...told, message.question].slice(-TOLD);
      seen = message.danger || message.led;
      add(message.card, message.lead);
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
    for (const question of waiting.splice(0)) trigger("submit", { ask: fitting(question), talk: talk() });
  };
  window.kwell = {
    bridge: (props, watch, send) => {
      trigger = send;
      watch("value", () => receive(props.value));
      const look = () => (field() ? ready() : requestAnimationFrame(look));
      look();
    },
    sending: (question) => {
      if ((question || "").trim()) pend(question);
      return [fitting(question || ""), JSON.stringify(talk())];
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
    seen = null;
    settled();
    at("kw-log").replaceChildren();
    at("kw-earlier").replaceChildren();
    at("kw-earlier").hidden = true;
    at("kw-start").hidden = false;
    document.body.classList.remove("kw-begun", "kw-leading");
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
      trigger("select", talk());
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
    window.kwellDevice?.start(lang, country);
    ask(asked());
  });
})();
