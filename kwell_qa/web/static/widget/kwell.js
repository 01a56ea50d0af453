/* <kwell-chat>: questions on K-pop and wellbeing, answered in sourced quotations, with helplines.

   <script src="https://HOST/widget/v1/kwell.js" defer></script>
   <kwell-chat lang="ko" country="KR"><a href="https://HOST/embed">Helplines</a></kwell-chat>

   Attributes: lang country topic starters theme accent api launcher; docs/embedding.md tells each.
   Everything shown is a DOM node or a text node; nothing is kept on the device; there are no
   requests but to the server that this file came from (or that `api` names). MIT licence. */
(() => {
  "use strict";
  const SOURCE = document.currentScript ? document.currentScript.src : "";
  const HOME = SOURCE.replace(/\/widget\/v1\/[^/]*$/, "");
  const MAX_BYTES = 256 * 1024; // of any answer that is read; the largest real ones have about 20 KiB
  const MAX_BODY = 128 * 1024; // bytes; the server reads no larger request
  const MAX_KEPT = 8 * 1024; // bytes of one earlier question
  const MAX_HISTORY = 64 * 1024; // bytes of earlier questions in JSON; the server reads no more
  const HISTORY = 20; // earlier questions that are sent, the newest
  const TOLD = 4; // before those, questions in which danger was told: it counts for the whole talk
  const PATIENCE = 20000; // ms
  const LANGUAGES = ["en", "ko", "ja", "zh", "es", "pt", "id", "th", "vi", "fr", "de", "ar", "tl"];
  const CARE = ["crisis", "support"];
  const MODES = ["answer", "abstain", "crisis", "support", "helplines", "chat"];

  // English stands here so that the first paint, and any failure, needs nothing loaded.
  const ENGLISH = {
    title: "K-pop and wellbeing",
    intro: "I am a computer program that answers from a fixed collection of texts about K-pop and wellbeing. I am not a counsellor, and I cannot see, call or report to anyone.",
    privacy: "Nothing you write is stored or sent on.",
    question_label: "Your question",
    question_placeholder: "Ask about K-pop or wellbeing",
    send: "Send",
    country_label: "Your country, for the right helplines",
    country_none: "Rather not say: international",
    help_title: "Talk to a person",
    help_intro: "The services listed here are run by people. You can contact them for yourself or for somebody else, and no worry is too small.",
    emergency: "If you or somebody else is in danger right now, call {number}.",
    emergency_unknown: "If you or somebody else is in danger right now, call your local emergency number.",
    urgent: "Emergency: {number}",
    call: "Call {name}: {number}",
    text: "Text {name}: {number}",
    chat: "Chat with {name}",
    website: "Website of {name}",
    hours: "Hours: {hours}",
    hours_always: "Open day and night",
    checked: "Checked on {date}",
    cost_free: "Free",
    more_help: "All services",
    examples_title: "Questions you could ask",
    sources_title: "Where this comes from",
    undated: "undated",
    evidence_official: "official source",
    evidence_news: "news report",
    evidence_academic: "research",
    evidence_reference: "reference work or guide",
    evidence_fan_blog: "fan blog (weak source)",
    evidence_opinion: "opinion",
    evidence_unknown: "unknown kind of source",
    corroborated: "Two independent sources agree, or the source is official or research.",
    not_corroborated: "One source; not confirmed by another.",
    no_sources: "No source is given for this sentence.",
    quote_language: "Quotations stay in the language of their source: {language}.",
    read_in_context: "Read in context",
    you_asked: "You asked",
    reply_label: "Answer",
    transcript_label: "Conversation",
    error: "Something failed on our side. The helplines work all the same.",
    busy: "Many people are asking right now. Please try again in a moment. The helplines work meanwhile.",
    too_long: "This message is too long for me: I can read about 1,000 words at once. Please ask in fewer words.",
    too_many: "Too many questions in a short time. Please try again in {seconds} seconds.",
    close: "Close",
    waiting: "Looking for an answer",
    refused: "This site is not on the list of sites that may ask questions here. The helplines work all the same, and questions can be asked on the page itself.",
    open_page: "Open the page itself",
  };
  // kwell_qa/helplines.py FLOOR: what is shown while nothing else is known.
  const FLOOR = {
    country: null, emergency: null, helplines: [
      { name: "Find A Helpline", display: null, dial: null, sms: null, chat_url: null, website: "https://findahelpline.com", hours: "directory", languages: ["en"], checked: "2026-11-22", name_local: null, cost: null },
      { name: "Befrienders Worldwide", display: null, dial: null, sms: null, chat_url: null, website: "https://befrienders.org", hours: "directory", languages: ["en"], checked: "2026-11-22", name_local: null, cost: null },
    ],
  };

  // Nodes -----------------------------------------------------------------------------------

  /** An element with attributes and children; a string becomes a text node, nothing is parsed. */
  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) node.setAttribute(name, "");
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter(child => child !== null && child !== undefined && child !== ""));
    return node;
  }

  const webLink = url => (typeof url === "string" && /^https?:\/\/[^\s/]/.test(url) ? url : null);
  const phoneLink = url => (typeof url === "string" && /^(tel|sms):[+\d][\d*#,;?&=a-z%-]*$/i.test(url) ? url : null);
  const host = url => { try { return new URL(url).hostname.replace(/^www\./, ""); } catch { return url; } };

  function outward(url, attributes, ...children) {
    return make("a", { href: url, target: "_blank", rel: "noopener noreferrer", referrerpolicy: "no-referrer", ...attributes }, ...children);
  }

  // Colours ---------------------------------------------------------------------------------

  const channels = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
  const hexOf = parts => "#" + parts.map(part => Math.round(part).toString(16).padStart(2, "0")).join("");

  /** WCAG 2.2 relative luminance of #rrggbb, 0 to 1. */
  function luminance(hex) {
    const [red, green, blue] = channels(hex).map(part => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  /** WCAG 2.2 contrast ratio of two colours, 1 to 21. */
  function contrast(one, two) {
    const [bright, dark] = [luminance(one), luminance(two)].sort((a, b) => b - a);
    return (bright + 0.05) / (dark + 0.05);
  }

  /** `colour` moved towards `end` until it can be read on every one of `grounds`. */
  function readable(colour, grounds, end) {
    for (let step = 0; step <= 20; step += 1) {
      const from = channels(colour), to = channels(end);
      const mixed = hexOf(from.map((part, at) => part + (to[at] - part) * step / 20));
      if (grounds.every(ground => contrast(mixed, ground) >= 4.5)) return mixed;
    }
    return end;
  }

  const PALETTES = {
    light: { ground: "#fbf6f0", paper: "#ffffff", ink: "#2b2530", soft: "#62586b", line: "#e2d6cf", edge: "#8f8190", rose: "#8a3358", help: "#0b5c56", helpground: "#e3f2ef", onhelp: "#ffffff", alarm: "#8c2318" },
    dark: { ground: "#19161d", paper: "#242029", ink: "#f1ebf2", soft: "#bcb2c2", line: "#3c3543", edge: "#85798e", rose: "#f2a7c3", help: "#7fd6c8", helpground: "#12302d", onhelp: "#06221f", alarm: "#ffb4a8" },
  };

  function palette(name, accent) {
    const colours = { ...PALETTES[name] };
    if (accent) colours.rose = readable(accent, [colours.ground, colours.paper], name === "dark" ? "#ffffff" : "#000000");
    colours.onrose = contrast("#ffffff", colours.rose) >= contrast("#000000", colours.rose) ? "#ffffff" : "#000000";
    const lines = Object.entries(colours).map(([key, value]) => `--k-${key}:${value}`);
    return `.kwell{${lines.join(";")};color-scheme:${name}}`;
  }

  function colours(theme, accent) {
    if (theme !== "auto") return palette(theme, accent);
    return palette("light", accent) + `@media (prefers-color-scheme:dark){${palette("dark", accent)}}`;
  }

  // The element's own rules win over the page's, `!important` and all: of two important rules the
  // one inside counts. Sizes are in em of the reader's own font size, not of the page's.
  const NARROW = "(max-width:34em)"; // here the panel of a launcher covers the page
  const CSS = `
:host{all:initial!important;display:block!important;box-sizing:border-box!important;contain:none!important;max-width:100%!important}
:host([hidden]){display:none!important}
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
.kwell{font:400 1em/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR","Hiragino Sans","Noto Sans JP","PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans Thai","Noto Naskh Arabic",sans-serif;color:var(--k-ink);text-align:start;overflow-wrap:anywhere}
.box{display:flex;flex-direction:column;height:min(var(--kwell-height,36em),calc(var(--k-view,100vh) - 1em));min-height:min(22em,calc(var(--k-view,100vh) - 1em));background:var(--k-ground);border:1px solid var(--k-edge);border-radius:14px;overflow:hidden}
p,ul,ol,blockquote{margin:0;padding:0}ul,ol{list-style:none}
a{color:var(--k-rose)}button,select,textarea{font:inherit;color:inherit}
:focus-visible{outline:3px solid var(--k-rose);outline-offset:2px;border-radius:6px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.small{font-size:.875em;color:var(--k-soft)}
.help{background:var(--k-helpground);border-block-end:1px solid var(--k-help);padding:.55em .8em;flex:none;max-height:55%;overflow:auto}
.help.lead{border-block-end-width:3px;max-height:40%}.help.lead:has([open]){max-height:55%}
.help .small{color:inherit}
.row{display:flex;flex-wrap:wrap;gap:.4em .8em;align-items:center;justify-content:space-between}
.ways{display:flex;flex-wrap:wrap;gap:.4em}
.way{display:inline-flex;align-items:center;gap:.4em;min-height:44px;min-width:44px;padding:.2em .7em;border:1.5px solid var(--k-help);border-radius:10px;background:var(--k-paper);color:var(--k-help);font-weight:600;text-decoration:none}
.way.call{background:var(--k-help);color:var(--k-onhelp)}
.way.plain{border-style:dashed}
.way.urgent{border:2px solid var(--k-alarm);color:var(--k-alarm)}
.way>span{position:relative}
.help summary,.cite summary{cursor:pointer;min-height:44px;display:flex;align-items:center;gap:.4em;font-weight:600}
.help summary{color:var(--k-help)}
.help summary::before,.cite summary::before{content:"▸"}
[dir=rtl] .help summary::before,[dir=rtl] .cite summary::before{content:"◂"}
.kwell .help [open]>summary::before,.kwell .cite[open]>summary::before{content:"▾"}
.lines{display:grid;gap:.7em;margin-block:.5em}.lines li{display:grid;gap:.25em}
.lines [dir=auto]{justify-self:start}
.danger{font-weight:600;margin-block:.3em}
.log{flex:1 1 auto;min-height:0;overflow:auto;padding:.8em;display:grid;gap:.8em;align-content:start;position:relative}
.title{font-weight:700;font-size:1.15em}
.asked{justify-self:end;max-width:90%;background:var(--k-paper);border:1px solid var(--k-line);border-radius:12px;padding:.4em .8em;white-space:pre-wrap}
.card{background:var(--k-paper);border:1px solid var(--k-line);border-radius:12px;padding:.7em .9em;display:grid;gap:.6em;min-width:0}
.card.crisis,.card.support,.card.failed{border:2px solid var(--k-help)}
blockquote{border-inline-start:3px solid var(--k-rose);padding-inline-start:.7em}
.card li+li{margin-block-start:.8em}.lines li+li{margin:0}
.cite summary{font-weight:500;font-size:.9em;color:var(--k-rose)}
.source{display:block;padding-block:.15em}
.kind{border:1px solid var(--k-edge);border-radius:99px;padding:0 .5em;font-size:.85em}
.chips{display:flex;flex-wrap:wrap;gap:.4em}
.chip{min-height:44px;padding:.25em .8em;border:1.5px solid var(--k-rose);border-radius:12px;background:var(--k-paper);color:var(--k-rose);text-align:start;cursor:pointer}
.ask{flex:none;display:grid;grid-template-columns:1fr auto;gap:.4em;padding:.6em .8em;border-block-start:1px solid var(--k-line);background:var(--k-paper)}
.ask label{grid-column:1/-1}
textarea{min-height:44px;max-height:8em;resize:vertical;padding:.5em .6em;border:1.5px solid var(--k-edge);border-radius:10px;background:var(--k-paper);width:100%}
textarea::placeholder{color:var(--k-soft);opacity:1}
textarea:placeholder-shown{direction:inherit}
select{min-height:44px;border:1.5px solid var(--k-edge);border-radius:10px;background:var(--k-paper);max-width:100%;padding-inline:.5em}
.send,.open,.close{min-height:44px;min-width:44px;border:0;border-radius:10px;background:var(--k-rose);color:var(--k-onrose);font-weight:600;padding:.2em 1em;cursor:pointer}
.send[aria-disabled=true]{opacity:.75;cursor:progress}
.close{background:var(--k-paper);color:var(--k-rose);border:1.5px solid var(--k-rose)}
.bar{display:flex;justify-content:space-between;align-items:center;gap:.6em;padding:.4em .8em;flex:none}
.corner{margin:0;height:auto;width:auto;position:fixed;z-index:2147483647;inset:auto 1em 1em auto;border-radius:99px;box-shadow:0 2px 12px #0006}
.panel{margin:0;padding:0;border:0;overflow:visible;background:none;color:inherit;height:auto;max-height:none;position:fixed;z-index:2147483647;inset:auto 1em 1em auto;width:min(26em,calc(100vw - 2em))}
.panel .box{height:min(40em,calc(var(--k-view,100vh) - 2em));box-shadow:0 4px 28px #0007}
[dir=rtl] .corner,[dir=rtl] .panel{inset:auto auto 1em 1em}
@media ${NARROW}{.panel,[dir=rtl] .panel{inset:var(--k-top,0) 0 auto 0;width:100vw;max-width:none}.panel .box{height:var(--k-view,100vh);min-height:0;border-radius:0;border:0}}
@media (forced-colors:active){.way,.chip,.card,.send,.open,.close{border:1px solid}}
`;
  const SHEET = new CSSStyleSheet();
  SHEET.replaceSync(CSS);

  // What comes from the network ----------------------------------------------------------------

  class Refused extends Error {
    constructor(status, seconds, lines) { super("refused"); Object.assign(this, { status, seconds, lines }); }
  }
  class Unusable extends Error {}

  /** The body as JSON, read up to MAX_BYTES and no further. */
  async function bounded(response) {
    if (!/^application\/(problem\+)?json\b/i.test(response.headers.get("content-type") || "")) throw new Unusable("not JSON");
    const reader = response.body.getReader();
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let text = "", read = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      read += value.byteLength;
      if (read > MAX_BYTES) { reader.cancel().catch(() => {}); throw new Unusable("too large"); }
      text += decoder.decode(value, { stream: true });
    }
    return JSON.parse(text + decoder.decode());
  }

  async function request(url, body, signal) {
    const stop = new AbortController();
    const give = () => stop.abort();
    const timer = setTimeout(give, PATIENCE);
    if (signal) signal.addEventListener("abort", give);
    try {
      const response = await fetch(url, {
        method: body ? "POST" : "GET", body: body ? JSON.stringify(body) : undefined,
        headers: body ? { "Content-Type": "application/json" } : {},
        mode: "cors", credentials: "omit", cache: "no-store", redirect: "error",
        referrerPolicy: "no-referrer", signal: stop.signal,
      });
      if (response.ok) return await bounded(response);
      const seconds = parseInt(response.headers.get("retry-after") || "", 10);
      let told = null, lines = null;
      try { told = await bounded(response); lines = checkedLines(told); } catch { /* told without them */ }
      // Whoever is in trouble gets care with a refusal, too.
      if (lines && CARE.includes(told.mode)) return told;
      throw new Refused(response.status, seconds > 0 ? seconds : 60, lines);
    } finally {
      clearTimeout(timer);
      if (signal) signal.removeEventListener("abort", give);
    }
  }

  function bytes(value) { return new TextEncoder().encode(JSON.stringify(value)).length; }

  /** A text, or of one that has more bytes of JSON than `most` both ends, for trouble is told there. */
  function ends(text, most) {
    let kept = text;
    for (let half = text.length >> 1; bytes(kept) > most; half >>= 1) kept = `${text.slice(0, half)}\n…\n${text.slice(-half)}`;
    return kept;
  }

  // Each check gives a clean copy or throws; nothing unchecked is ever shown.
  function need(good, what) { if (!good) throw new Unusable(what); }
  function text(value, most, what) { need(typeof value === "string" && value.length <= most, what); return value; }
  function maybe(value, most, what) { return value === null || value === undefined ? null : text(value, most, what); }
  function list(value, most, what) { need(Array.isArray(value) && value.length <= most, what); return value; }
  function object(value, what) { need(value !== null && typeof value === "object" && !Array.isArray(value), what); return value; }

  function checkedLines(data) {
    object(data, "answer");
    const lines = list(data.helplines, 40, "helplines").map(line => {
      object(line, "helpline");
      return {
        name: text(line.name, 300, "name"), name_local: maybe(line.name_local, 300, "name_local"),
        display: maybe(line.display, 60, "display"), dial: phoneLink(line.dial), sms: phoneLink(line.sms),
        chat_url: webLink(line.chat_url), website: webLink(line.website),
        hours: text(line.hours, 400, "hours"), languages: list(line.languages, 60, "languages").map(code => text(code, 20, "language")),
        checked: text(line.checked, 20, "checked"), cost: maybe(line.cost, 60, "cost"),
      };
    });
    need(lines.length, "helplines");
    return { country: maybe(data.country, 2, "country"), emergency: maybe(data.emergency, 40, "emergency"), helplines: lines };
  }

  function checkedReply(data, home) {
    const lines = checkedLines(data);
    need(MODES.includes(data.mode), "mode");
    const citations = list(data.citations, 20, "citations").map(one => {
      object(one, "citation");
      const link = text(one.link, 2000, "link");
      const own = link.startsWith("/read/") ? home + link : webLink(link);
      need(own && Number.isInteger(one.n), "link");
      return {
        n: one.n, link: own, title: text(one.title, 500, "title"), section: maybe(one.section, 500, "section"),
        quote: text(one.quote, 5000, "quote"), corroborated: one.corroborated === true, lang: maybe(one.lang, 20, "lang"),
        sources: list(one.sources, 30, "sources").map(source => ({
          publisher: text(object(source, "source").publisher, 300, "publisher"), url: webLink(source.url),
          published: maybe(source.published, 40, "published"), evidence: text(source.evidence, 40, "evidence"),
        })),
      };
    });
    const quotes = new Map(citations.map(one => [one.n, one.quote]));
    const sentences = list(data.sentences, 20, "sentences");
    for (const one of sentences) need(quotes.get(object(one, "sentence").citation) === one.text, "a sentence without its proof");
    return {
      ...lines, mode: data.mode, language: text(data.language, 20, "language"), text: text(data.text, 20000, "text"),
      category: maybe(data.category, 40, "category"),
      citations: sentences.length ? citations : [],
      suggestions: list(data.suggestions, 10, "suggestions").map(one => text(one, 300, "suggestion")),
    };
  }

  function checkedLabels(data) {
    object(data, "labels");
    const labels = {};
    for (const key of Object.keys(ENGLISH)) labels[key] = text(object(data.labels, "labels")[key], 1000, key);
    const starters = {};
    for (const [topic, asks] of Object.entries(object(data.starters, "starters")).slice(0, 200)) {
      starters[topic] = list(asks, 10, topic).map(ask => text(ask, 300, topic));
    }
    const countries = list(data.countries, 300, "countries").map(code => text(code, 2, "country"));
    return { lang: text(data.lang, 3, "lang"), dir: data.dir === "rtl" ? "rtl" : "ltr", labels, starters, countries };
  }

  const loaded = new Map();
  /** The labels of one language, loaded once a page; a failure is tried again next time. */
  function labelsOf(home, lang) {
    const url = `${home}/widget/v1/labels/${lang}.json`;
    if (!loaded.has(url)) {
      const wanted = request(url).then(checkedLabels);
      wanted.catch(() => loaded.delete(url));
      loaded.set(url, wanted);
    }
    return loaded.get(url);
  }

  // The element -------------------------------------------------------------------------------

  const baseOf = tag => { const code = String(tag || "").toLowerCase().split("-")[0]; return { fil: "tl", in: "id" }[code] || code; };

  // The server refuses what is no country; a mistake in an attribute must not stop every question.
  function isCountry(code) {
    if (!/^(?!EU|EZ|QO|UN|XA|XB|ZZ)[A-Z]{2}$/i.test(code)) return false;
    try { return new Intl.DisplayNames("en", { type: "region", fallback: "none" }).of(code.toUpperCase()) !== undefined; } catch { return true; }
  }

  const READERS = {
    lang: [value => (LANGUAGES.includes(baseOf(value)) ? baseOf(value) : undefined), "one of " + LANGUAGES.join(" ")],
    country: [value => (/^none$/i.test(value) ? "none" : isCountry(value) ? value.toUpperCase() : undefined), 'two letters of ISO 3166-1, for example KR, or "none"'],
    topic: [value => (value.length <= 80 ? value : undefined), "a topic of the documents"],
    starters: [value => (value === "off" ? [] : value.length <= 2000 ? value.split("|").map(one => one.trim()).filter(Boolean).slice(0, 6) : undefined), 'questions parted by |, or "off"'],
    theme: [value => (["light", "dark", "auto"].includes(value) ? value : undefined), "light, dark or auto"],
    accent: [value => {
      const found = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value);
      return found ? "#" + (found[1].length === 3 ? [...found[1]].map(one => one + one).join("") : found[1]).toLowerCase() : undefined;
    }, "a colour like #8a3358"],
    api: [value => { try { const url = new URL(value); return /^https?:$/.test(url.protocol) ? url.origin + url.pathname.replace(/\/+$/, "") : undefined; } catch { return undefined; } }, "an address like https://kwell.example"],
  };

  class KwellChat extends HTMLElement {
    static observedAttributes = [...Object.keys(READERS), "launcher"];

    constructor() {
      super();
      this.attachShadow({ mode: "open" });
      this._theme = new CSSStyleSheet();
      this.shadowRoot.adoptedStyleSheets = [SHEET, this._theme];
      this._fit = () => this._followKeyboard();
      this._narrow = matchMedia(NARROW);
      this._turn = () => { if (this._panel && this._launched) this._show(true); };
    }

    connectedCallback() {
      this._gone = new AbortController();
      this._narrow.addEventListener("change", this._turn);
      if (window.visualViewport) {
        visualViewport.addEventListener("resize", this._fit);
        visualViewport.addEventListener("scroll", this._fit);
      }
      this._restart();
    }

    disconnectedCallback() {
      this._gone.abort();
      this._narrow.removeEventListener("change", this._turn);
      if (window.visualViewport) {
        visualViewport.removeEventListener("resize", this._fit);
        visualViewport.removeEventListener("scroll", this._fit);
      }
    }

    attributeChangedCallback(name, before, after) {
      if (this._drawn && this.isConnected && before !== after) this._restart();
    }

    _read(name, fallback) {
      const value = this.getAttribute(name);
      if (value === null || value.trim() === "") return fallback;
      const [reader, wanted] = READERS[name];
      const read = reader(value.trim());
      if (read !== undefined) return read;
      console.warn(`kwell-chat: ${name}=${JSON.stringify(value.slice(0, 100))} was passed over, wanted ${wanted}.`);
      return fallback;
    }

    _restart() {
      this._drawn = true;
      const page = [document.documentElement.lang, ...(navigator.languages || [])].map(baseOf);
      this.chosenLang = this._read("lang", null);
      this.language = this.chosenLang || page.find(code => LANGUAGES.includes(code)) || "en";
      this.country = this._read("country", null);
      this.topic = this._read("topic", null);
      this.starters = this._read("starters", null);
      this.theme = this._read("theme", "auto");
      this.accent = this._read("accent", null);
      this.home = this._read("api", HOME);
      this.asked = [];
      this.told = [];
      this._seen = null;
      this.busy = this._lead = this._failed = this._barred = false;
      this.choice = FLOOR;
      this._log = null;
      this._run = {}; // what was begun before a restart must not end in what came after
      this._words = { lang: "en", dir: "ltr", labels: ENGLISH, starters: {}, countries: [] };
      this._theme.replaceSync(colours(this.theme, this.accent));
      this._draw();
      this._load();
    }

    say(key, values) {
      return fill(this._words.labels[key], values);
    }

    async _load() {
      const run = this._run;
      this._lines(this.country);
      try {
        const words = await labelsOf(this.home, this.language);
        if (run !== this._run) return;
        this._words = words;
        if (this.topic && !words.starters[this.topic]) {
          console.warn(`kwell-chat: topic=${JSON.stringify(this.topic)} was passed over, wanted one of: ${Object.keys(words.starters).filter(Boolean).join(", ")}.`);
        }
        const focused = this.shadowRoot.activeElement === this._question;
        this._draw();
        if (focused) this._question.focus({ preventScroll: true });
      } catch { if (run === this._run) this._fail(); }
    }

    _fail() {
      this._failed = true;
      this._fallback.hidden = false;
    }

    async _lines(country) {
      const run = this._run;
      const query = country === null ? "" : "?country=" + encodeURIComponent(country);
      try {
        const lines = checkedLines(await request(`${this.home}/api/v1/helplines${query}`, null, this._gone.signal));
        if (run === this._run) { this.choice = lines; this._showLines(); }
      } catch (error) {
        if (run !== this._run) return;
        this._fail();
        // Told before anybody has written a question: these helplines are not of the country, either.
        if (this._barred || !(await this._refuses(error)) || run !== this._run) return;
        this._barred = true;
        this._log.firstElementChild.replaceWith(this._welcome());
        this._showLines();
      }
    }

    // Drawing

    _draw() {
      const { lang, dir } = this._words;
      const launcher = this.hasAttribute("launcher");
      const open = Boolean(this._panel && this._launched);
      const turns = this._log ? [...this._log.children].slice(1).filter(one => one !== this._fallback) : [];
      const draft = this._question ? this._question.value : "";
      this._help = make("section", { class: "help", "aria-label": `${this.say("title")}: ${this.say("help_title")}` });
      this._log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": this.say("transcript_label"), tabindex: "0" });
      this._fallback = make("div", { class: "card fallback", hidden: !this._failed }, make("slot"));
      this._status = make("p", { class: "sr", role: "status" });
      this._question = make("textarea", { id: "q", rows: "1", dir: "auto", placeholder: this.say("question_placeholder"), autocomplete: "off" });
      this._send = make("button", { type: "button", class: "send" }, this.say("send"));
      const ask = make("div", { class: "ask" },
        make("label", { for: "q", class: "small" }, this.say("question_label")), this._question, this._send);
      const box = make("div", { class: "box" }, this._help, this._log, this._status, ask);
      const root = make("div", { class: "kwell", lang, dir });
      this._send.addEventListener("click", () => this._submit());
      this._question.addEventListener("keydown", event => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this._submit(); }
      });
      root.addEventListener("keydown", event => { if (event.key === "Escape") this._escape(event); });
      this._question.value = draft;
      if (this.busy) this._send.setAttribute("aria-disabled", "true");
      this._log.append(this._welcome(), ...turns, this._fallback);
      if (launcher) this._dress(root, box, open);
      else { this._panel = null; root.append(make("section", { "aria-label": this.say("title") }, box)); }
      this.shadowRoot.replaceChildren(root);
      this._root = root;
      this._showLines();
      if (launcher) this._show(open);
      this._followKeyboard();
    }

    _welcome() {
      const asks = this._barred ? [] : this.starters || this._words.starters[this.topic] || this._words.starters[""] || [];
      return make("div", { class: "card" },
        make("p", { class: "title" }, this.say("title")),
        make("p", null, this.say("intro") + " " + this.say("privacy")),
        this._barred ? [make("p", { class: "danger" }, this.say("refused")), this._itself()] : null,
        asks.length ? make("p", { class: "small" }, this.say("examples_title")) : null,
        asks.length ? this._chips(asks) : null);
    }

    _chips(asks) {
      return make("div", { class: "chips" }, asks.map(ask => {
        const chip = make("button", { type: "button", class: "chip", dir: "auto" }, ask);
        chip.addEventListener("click", () => this._submit(ask));
        return chip;
      }));
    }

    _dress(root, box, open) {
      this._open = make("button", { type: "button", class: "open corner", "aria-expanded": String(open), "aria-controls": "panel" }, this.say("title"));
      const close = make("button", { type: "button", class: "close" }, this.say("close"));
      box.prepend(make("div", { class: "bar" }, make("span", { class: "title" }, this.say("title")), close));
      this._panel = make("dialog", { id: "panel", class: "panel", "aria-label": this.say("title"), tabindex: "-1", hidden: true }, box);
      if (HTMLElement.prototype.showPopover) {
        // The top layer: above every z-index and outside of every transform of the page.
        this._open.setAttribute("popover", "manual");
        this._panel.setAttribute("popover", "manual");
      }
      // The browser's own way to close it, like the gesture for "back".
      this._panel.addEventListener("cancel", event => { event.preventDefault(); this._close(); });
      this._open.addEventListener("click", () => { this._show(true); this._panel.focus({ preventScroll: true }); });
      close.addEventListener("click", () => this._close());
      root.append(this._open, this._panel);
    }

    _show(open) {
      this._launched = open;
      this._panel.hidden = !open;
      this._open.hidden = open;
      this._open.setAttribute("aria-expanded", String(open));
      // Where it covers the page, neither Tab nor a screen reader leaves it for what lies below.
      const modal = open && this._narrow.matches, panel = this._panel;
      const focused = this.shadowRoot.activeElement;
      if (panel.open && !modal) panel.close();
      this._raise(this._open, !open);
      this._raise(panel, open && !modal);
      if (modal && !panel.open) panel.showModal();
      else if (open && !panel.popover && !panel.open) panel.show();
      panel.setAttribute("aria-modal", String(modal));
      if (focused && panel.contains(focused)) focused.focus({ preventScroll: true });
    }

    /** Into the top layer, or out of it. */
    _raise(part, up) {
      if (part.popover && part.matches(":popover-open") !== up) part[up ? "showPopover" : "hidePopover"]();
    }

    _close() {
      this._show(false);
      this._open.focus({ preventScroll: true });
    }

    /** Esc closes the citation or list that one is in, then the panel of a launcher. */
    _escape(event) {
      const inside = event.composedPath().find(node => node instanceof HTMLDetailsElement && node.open);
      if (inside) { inside.open = false; inside.firstElementChild.focus({ preventScroll: true }); }
      else if (this._panel && this._launched) this._close();
      else return;
      event.preventDefault(); // a dialog would close by itself, too
      event.stopPropagation();
    }

    /** On a phone the keyboard covers the page; what can be seen is told by visualViewport alone. */
    _followKeyboard() {
      const view = window.visualViewport;
      if (!view || !this._root || view.scale > 1.01) return;
      this._root.style.setProperty("--k-view", `${view.height}px`);
      this._root.style.setProperty("--k-top", `${view.offsetTop}px`);
      if (this.shadowRoot.activeElement === this._question && !this._panel) {
        this._question.scrollIntoView({ block: "nearest" });
      }
    }

    // Helplines

    _ways(line, words, onlyFirst) {
      const number = line.display || "", sms = (line.sms || "").slice(4).split("?")[0];
      const ways = [];
      if (line.dial) ways.push(make("a", { class: "way call", href: line.dial }, named("call", "☎", line, words, number || line.dial.slice(4))));
      else if (number) ways.push(make("span", { class: "way plain" }, make("bdi", null, number)));
      if (!(onlyFirst && line.dial)) {
        if (line.sms) ways.push(make("a", { class: "way", href: line.sms }, named("text", "✉", line, words, sms)));
        if (line.chat_url) ways.push(outward(line.chat_url, { class: "way" }, named("chat", "⌨", line, words, host(line.chat_url))));
        if (line.website && line.website !== line.chat_url) ways.push(outward(line.website, { class: "way" }, named("website", "↗", line, words, host(line.website))));
      }
      return make("span", { class: "ways" }, ways);
    }

    _services(lines, words) {
      return make("ul", { class: "lines", role: "list" }, lines.map(line => {
        const facts = [
          line.hours === "24/7" ? words.labels.hours_always : ["unknown", "directory"].includes(line.hours) ? "" : fill(words.labels.hours, { hours: line.hours }),
          line.cost === "free" ? words.labels.cost_free : "",
          line.checked ? fill(words.labels.checked, { date: dated(line.checked, words) }) : "",
        ].filter(Boolean);
        const [name, lang] = nameOf(line, words);
        return make("li", null, make("strong", { dir: "auto", lang }, name),
          line.name_local && line.name_local !== name ? make("span", { dir: "auto", lang: line.languages[0] }, line.name_local) : null,
          this._ways(line, words, false), make("span", { class: "small" }, facts.join(" · ")));
      }));
    }

    _danger(emergency, words) {
      if (!emergency) return make("p", { class: "danger" }, words.labels.emergency_unknown);
      const dial = phoneLink("tel:" + emergency.replace(/[^\d+*#]/g, ""));
      return make("p", { class: "danger" }, fill(words.labels.emergency, { number: emergency }), " ",
        dial ? make("a", { class: "way call", href: dial }, icon("☎"), make("bdi", null, emergency)) : null);
    }

    /** The emergency number in one press, named as such; a sentence where there is none to press. */
    _urgent(emergency, words) {
      const dial = emergency && phoneLink("tel:" + emergency.replace(/[^\d+*#]/g, ""));
      if (!dial) return this._danger(emergency, words);
      return make("a", { class: "way urgent", href: dial }, icon("☎"), filled(words.labels.urgent, { number: make("bdi", null, emergency) }));
    }

    /** The panel that is always on top; it leads when people must come before all else. What else
        there is in it stays folded then, and is folded by new words of care, which need the room. */
    _showLines(care = false) {
      const lead = this._lead, words = this._words, { helplines, emergency, country } = this.choice;
      const kept = this._help.querySelector("details");
      const more = make("details", { open: Boolean(kept && kept.open && !care) }, make("summary", null, this.say("more_help")),
        make("p", null, this.say("help_intro")), lead ? null : this._danger(emergency, words),
        this._services(helplines, words), this._countries());
      const name = country ? regionName(country, words.lang) : "";
      this._help.classList.toggle("lead", lead);
      const focused = this.shadowRoot.activeElement;
      const again = focused && this._help.contains(focused) ? focused.tagName.toLowerCase() : null;
      // In a crisis what to call in danger comes first.
      const ways = [this._ways(helplines[0], words, true)];
      if (lead) ways[this.choice.mode === "crisis" ? "unshift" : "push"](this._urgent(emergency, words));
      this._help.replaceChildren(
        make("div", { class: "row" }, make("strong", null, this.say("help_title"), name ? ` · ${name}` : ""), make("span", { class: "ways" }, ways)), more);
      const back = again && this._help.querySelector(again === "select" ? "select" : "summary");
      if (back) back.focus({ preventScroll: true });
    }

    _countries() {
      if (!this._words.countries.length || this._barred) return null;
      const named = this._words.countries.map(code => [code, regionName(code, this._words.lang)]).sort((a, b) => a[1].localeCompare(b[1], this._words.lang));
      const select = make("select", { id: "country" }, make("option", { value: "none", selected: !this.choice.country }, this.say("country_none")),
        named.map(([code, name]) => make("option", { value: code, selected: code === this.choice.country }, name)));
      select.addEventListener("change", () => { this.country = select.value; this._lines(this.country); });
      return make("p", null, make("label", { for: "country", class: "small" }, this.say("country_label")), make("br"), select);
    }

    // Asking

    async _submit(given) {
      const question = (given === undefined ? this._question.value : given).trim();
      if (!question || this.busy) return;
      if (given === undefined) this._question.value = "";
      const turn = make("p", { class: "asked", dir: "auto" }, make("span", { class: "sr" }, this.say("you_asked") + ": "), question);
      this._fallback.before(turn);
      this.busy = true;
      this._send.setAttribute("aria-disabled", "true");
      this._status.textContent = this.say("waiting");
      const run = this._run;
      let kept = ends(question, MAX_KEPT);
      const card = await this._answered(question).catch(error => {
        if (error.status === 413) {
          // It is to be shortened: back into its field, where nothing new was begun, and no part of the talk.
          kept = "";
          if (!this._question.value) this._question.value = question;
        }
        return this._failure(error);
      });
      if (run !== this._run) return;
      this.busy = false;
      this._send.removeAttribute("aria-disabled");
      this._status.textContent = "";
      if (kept) this.asked.push(kept);
      turn.after(card);
      // The start of the turn comes into view; only the log is scrolled, never the page.
      this._log.scrollTop = turn.offsetTop - 8;
    }

    _body(question) {
      const turns = this.asked.slice(-HISTORY);
      const told = this.told.filter(one => !turns.includes(one));
      const body = { question, history: [...told, ...turns] };
      if (this.chosenLang) body.lang = this.chosenLang;
      if (this.country !== null) body.country = this.country;
      const shorter = () => {
        body.history.splice(Math.max(0, body.history.findIndex(one => !this.told.includes(one))), 1);
      };
      while (body.history.length && bytes(body.history) > MAX_HISTORY) shorter();
      while (body.history.length && bytes(body) > MAX_BODY) shorter();
      if (bytes(body) > MAX_BODY) body.question = ends(question, MAX_BODY - 1024);
      return body;
    }

    /** Keeps the question from which danger is first seen; the replies after it are led by it. */
    _heed(question, reply) {
      const seen = ["crisis", "answer"].includes(reply.mode) ? reply.category || null : null;
      if (reply.mode === "crisis" && seen !== this._seen) this.told = [...this.told, question].slice(-TOLD);
      this._seen = seen;
    }

    async _answered(question) {
      const reply = checkedReply(await request(`${this.home}/api/v1/ask`, this._body(question), this._gone.signal), this.home);
      let words = this._words;
      if (reply.language !== words.lang && LANGUAGES.includes(reply.language)) {
        words = await labelsOf(this.home, reply.language).catch(() => words);
      }
      const care = CARE.includes(reply.mode);
      this._heed(ends(question, MAX_KEPT), reply);
      if (care || this._lead) { this._lead = care; if (care) this.choice = reply; this._showLines(care); }
      return this._card(reply, words, care || reply.mode === "helplines");
    }

    _card(reply, words, people) {
      const parts = [make("span", { class: "sr" }, words.labels.reply_label + ": ")];
      parts.push(...paragraphs(reply).map(one => make("p", null, this._listing(one, reply) || one)));
      if (people) parts.push(this._danger(reply.emergency, words), this._services(reply.helplines, words));
      if (reply.citations.length) {
        parts.push(make("ol", { role: "list" }, reply.citations.map(one => this._cited(one, words))));
        const foreign = reply.citations.find(one => one.lang && one.lang !== "und" && one.lang !== reply.language);
        if (foreign) parts.push(make("p", { class: "small" }, fill(words.labels.quote_language, { language: languageName(foreign.lang, words.lang) })));
      }
      if (reply.suggestions.length) {
        const near = reply.mode === "abstain" && reply.text.split("\n\n").find(part => offers(part, reply));
        if (near) parts.push(make("p", null, near.split("\n")[0]));
        parts.push(this._chips(reply.suggestions));
      }
      return make("div", { class: `card ${reply.mode}`, lang: words.lang, dir: words.dir }, parts);
    }

    /** Of an abstention, the paragraph that only leads to all documents, as a link. */
    _listing(part, reply) {
      const found = reply.mode === "abstain" && /^(.{1,60}): \/read\/$/.exec(part);
      return found && outward(`${this.home}/read/`, null, found[1]);
    }

    _cited(one, words) {
      const lang = one.lang && one.lang !== "und" ? one.lang : null;
      const sources = one.sources.map(source => make("span", { class: "source" },
        source.url ? outward(source.url, null, make("bdi", null, source.publisher)) : make("bdi", null, source.publisher),
        `, ${dated(source.published, words)} `,
        make("span", { class: "kind" }, words.labels["evidence_" + source.evidence.replace(/-/g, "_")] || words.labels.evidence_unknown)));
      const standing = !sources.length ? "no_sources" : one.corroborated ? "corroborated" : "not_corroborated";
      return make("li", null,
        make("blockquote", { lang, dir: "auto" }, one.quote),
        make("details", { class: "cite" },
          make("summary", null, make("bdi", null, `[${one.n}] ${one.title}`)),
          make("p", { class: "small" }, words.labels.sources_title + (one.section ? ` · ${one.section}` : "")),
          sources, make("p", { class: "small" }, words.labels[standing]),
          make("p", null, outward(one.link, null, words.labels.read_in_context, make("span", { class: "sr" }, `: ${one.title}`)))));
    }

    /** An apology, the reason where it is known, and the people who can be reached all the same. */
    async _failure(error) {
      const words = this._words;
      const known = error instanceof Refused;
      if (known && error.lines) { this.choice = error.lines; this._showLines(); }
      let message = this.say("error"), page = null;
      if (known && error.status === 413) message = this.say("too_long");
      else if (known && error.status === 429) message = this.say("too_many", { seconds: String(error.seconds) });
      else if (known && error.status === 503) message = this.say("busy");
      else if (await this._refuses(error)) {
        message = this.say("refused");
        page = this._itself();
      } else if (!known) console.warn(`kwell-chat: the answer of ${this.home} could not be used (${error.message}).`);
      this._fail();
      return make("div", { class: "card failed" }, make("p", null, message), page,
        this._danger(this.choice.emergency, words), this._services(this.choice.helplines, words));
    }

    /** Labels are open to every site: where they load and the API does not, this site is refused. */
    async _refuses(error) {
      if (!(error instanceof TypeError)) return false;
      loaded.delete(`${this.home}/widget/v1/labels/en.json`);
      if (!(await labelsOf(this.home, "en").then(() => true, () => false))) return false;
      console.warn(`kwell-chat: ${this.home} does not let ${location.origin} ask; add it to KWELL_ALLOWED_ORIGINS there.`);
      return true;
    }

    _itself() {
      return make("p", null, outward(this.home + "/embed", null, this.say("open_page")));
    }
  }

  // Words -------------------------------------------------------------------------------------

  function fill(label, values) {
    return label.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
  }

  /** The label in parts, where a value may be a node. */
  function filled(label, values) {
    return make("span", null, label.split(/\{(\w+)\}/).map((part, at) => (at % 2 ? values[part] : part)));
  }

  /** What a service is called where these words are read, and in which language that is. */
  function nameOf(line, words) {
    return line.name_local && line.languages.includes(words.lang) ? [line.name_local, words.lang] : [line.name, "en"];
  }

  const icon = sign => make("span", { "aria-hidden": "true" }, sign);

  /** What a way shows, `shown`, and around it what only a screen reader needs. A number is said once,
      though it may be part of the service's name. */
  function named(key, sign, line, words, shown) {
    const [full, lang] = nameOf(line, words);
    const twice = new RegExp(`(?<![\\w-])${shown.replace(/[^\w\s]/g, "\\$&")}(?![\\w-])`, "g");
    const name = full.replace(twice, " ").replace(/\(\s*\)/g, " ").replace(/\s+/g, " ").trim() || full;
    const label = words.labels[key], whole = label.includes("{number}") ? label : label + ": {number}";
    const [before, after] = whole.split("{number}").map(part => {
      const said = filled(part, { name: make("span", { lang }, name) });
      said.className = "sr";
      return said;
    });
    return [icon(sign), make("span", null, before, make("bdi", null, shown), after)];
  }

  function regionName(code, lang) {
    try { return new Intl.DisplayNames([lang, "en"], { type: "region" }).of(code); } catch { return code; }
  }

  function languageName(code, lang) {
    try { return new Intl.DisplayNames([lang, "en"], { type: "language" }).of(code); } catch { return code; }
  }

  function dated(iso, words) {
    if (!iso || iso === "undated") return words.labels.undated;
    const found = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(iso);
    if (!found) return iso;
    const day = new Date(Date.UTC(+found[1], +found[2] - 1, +(found[3] || 1)));
    const form = found[3] ? { dateStyle: "long" } : { year: "numeric", month: "long" };
    try { return new Intl.DateTimeFormat([words.lang, "en"], { ...form, timeZone: "UTC" }).format(day); } catch { return iso; }
  }

  /** Whether a paragraph of the reply is the list of its suggestions. */
  function offers(part, reply) {
    return reply.suggestions.every(one => part.includes(one));
  }

  /** The reply's own words, without what the card shows in a better form. */
  function paragraphs(reply) {
    let said = reply.text;
    if (reply.citations.length) said = said.split(`“${reply.citations[0].quote}”`)[0];
    let parts = said.split("\n\n").map(part => part.trim()).filter(Boolean);
    if (reply.suggestions.length) {
      // Of an abstention the card tells this beside its buttons.
      parts = reply.mode === "abstain" ? parts.filter(part => !offers(part, reply))
        : parts.map(part => (offers(part, reply) ? part.split("\n")[0] : part));
    }
    if (reply.mode === "helplines") return parts.slice(0, 1).map(part => part.split("\n")[0]);
    if (reply.mode !== "crisis" && reply.mode !== "support") return parts;
    const told = part => (reply.emergency && part.length < 160 && part.includes(reply.emergency))
      || reply.helplines.some(line => part.length < 300 && ((line.display && part.includes(line.display) && (part.includes(line.name) || (line.name_local && part.includes(line.name_local)))) || (line.website && part.includes(line.website))));
    return parts.filter((part, at) => at === 0 || !told(part));
  }

  if (!customElements.get("kwell-chat")) customElements.define("kwell-chat", KwellChat);
})();
