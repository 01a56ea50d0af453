// Questions under way: each stands at the end of the talk from the moment it is sent, until its card
// is there, or until it is told that none came, beside ways to a person.
"use strict";
(() => {
  // Milliseconds. On a bad network a request may hang for minutes and say nothing.
  const PATIENCE = 30000;
  const at = (id) => document.getElementById(id);
  const text = (name) => document.querySelector(".kw-foot")?.dataset[name] || "";
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const begun = new Map();
  // What is told of questions that no card came for, by their words.
  const unanswered = new Map();
  let last = 0;

  const made = (tag, className, words) => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = words;
    return element;
  };
  const show = (element) => {
    document.documentElement.style.setProperty("--kw-panel", `${at("kw-help").offsetHeight}px`);
    element.scrollIntoView({ block: "start", behavior: still() ? "auto" : "smooth" });
  };
  const settle = () => { at("kw-pending").hidden = !begun.size; };
  // What the panel leads with works without a network, and may be out of sight or folded.
  const people = () => {
    const help = at("kw-help");
    const urgent = help.querySelector(".kw-rest .kw-emergency");
    return [urgent, help.querySelector(".kw-first")].filter(Boolean).map((one) => one.cloneNode(true));
  };

  const begin = (question, typed) => {
    if (unanswered.has(question)) {
      // The same once more: it stands where it was asked last.
      unanswered.get(question).remove();
      unanswered.delete(question);
      window.kwell.again(question);
    }
    const asked = made("p", "kw-asked", question.slice(0, 300));
    asked.dir = "auto";
    const element = made("div", "kw-sent", "");
    element.append(asked, made("p", "kw-looking", text("looking")));
    last += 1;
    begun.set(last, { question, typed, element });
    at("kw-pending").append(element);
    settle();
    // On a phone the list of services, opened, lies over the talk.
    const more = document.querySelector("#kw-help .kw-more");
    if (more && !matchMedia("(min-width: 60rem)").matches) more.open = false;
    document.body.classList.add("kw-begun");
    show(element);
    return last;
  };
  const end = (turn) => {
    const one = begun.get(turn);
    begun.delete(turn);
    one?.element.remove();
    settle();
    return one;
  };
  const failed = (turn) => {
    const one = end(turn);
    if (!one) {
      // No question: a language or a country. What was cleared meanwhile is not spoken of.
      if (turn === undefined) at("kw-said").textContent = text("unreachable");
      return;
    }
    const notice = made("div", "kw-card kw-notice", "");
    notice.append(made("p", "", text("unreachable")), ...people());
    one.element.querySelector(".kw-looking").replaceWith(notice);
    unanswered.set(one.question, one.element);
    at("kw-log").append(one.element);
    window.kwell.unanswered(one);
    show(one.element);
  };

  // Gradio takes one request that failed for a lost connection: it sends nothing more, and loads
  // the page anew when the network is back, without the talk. So it is told of a refusal instead.
  const fetched = window.fetch;
  const turnOf = (body) => {
    try {
      const { data, event_data: event } = JSON.parse(body);
      return (event?.talk || JSON.parse(data[1])).turn;
    } catch {
      return undefined;
    }
  };
  const JSON_TYPE = { "content-type": "application/json" };
  const refusal = () => new Response('{"error": ""}', { status: 503, headers: JSON_TYPE });
  window.fetch = async (...request) => {
    const [resource, options] = request;
    if (!String(resource?.url || resource).includes("/gradio_api/run/")) return fetched(...request);
    const turn = turnOf(options?.body);
    try {
      const answer = await fetched(resource, { ...options, signal: AbortSignal.timeout?.(PATIENCE) });
      const body = await answer.text();
      if (!answer.ok) throw new Error(String(answer.status));
      // Not by way of Gradio's element: of two that come at once, it would tell of the second alone.
      window.kwell.receive(JSON.parse(body).data[0], turn);
      return new Response(body, { headers: JSON_TYPE });
    } catch {
      failed(turn);
      return refusal();
    }
  };

  window.kwellWaiting = {
    begin,
    end,
    show,
    questions: (but) => [...begun].filter(([turn]) => turn !== but).map(([, one]) => one.question),
    clear: () => {
      for (const turn of [...begun.keys()]) end(turn);
      unanswered.clear();
    },
  };
})();
