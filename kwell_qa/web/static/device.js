// What is on this device: the talk where its owner asks for that, the helplines for when there is
// no network, and the room that a phone's keyboard leaves.
"use strict";
(() => {
  const KEY = "kwell.talk";
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept && Array.isArray(kept.cards) && Array.isArray(kept.questions) ? kept : null;
    } catch {
      return null;
    }
  };
  const write = (kept) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Storage is full or switched off: then nothing is kept, which harms no one.
    }
  };
  const box = () => document.getElementById("kw-keep");
  const helpUrl = (lang, country) => {
    const query = new URLSearchParams({ lang });
    if (country !== null) query.set("country", country);
    return "/help?" + query;
  };
  window.kwellDevice = {
    start: (lang, country) => {
      const kept = read();
      if (kept && box()) {
        box().checked = true;
        if (kept.cards.length) {
          window.kwell.restore(kept.cards, kept.questions, Array.isArray(kept.told) ? kept.told : []);
        }
      }
      addEventListener("change", (event) => {
        if (event.target.id !== "kw-keep") return;
        if (event.target.checked) write(window.kwell.said());
        else localStorage.removeItem(KEY);
      });
      if (!("serviceWorker" in navigator)) return;
      navigator.serviceWorker
        .register("/sw.js")
        .then(() => window.kwellDevice.offline(lang, country))
        .catch(() => {});
    },
    keep: (card, question, told) => {
      if (!box()?.checked) return;
      const kept = read() || { cards: [], questions: [] };
      kept.cards = [...kept.cards, card].slice(-30);
      kept.questions = [...kept.questions, ...(question ? [question] : [])].slice(-30);
      kept.told = told;
      write(kept);
    },
    // The helplines of this country and language, for when there is no network.
    offline: async (lang, country) => {
      if (!("serviceWorker" in navigator)) return;
      const there = await navigator.serviceWorker.ready;
      there.active?.postMessage({ help: helpUrl(lang, country) });
    },
    // Everything that a page of this site could have left here.
    forget: async () => {
      localStorage.clear();
      sessionStorage.clear();
      if (box()) box().checked = false;
      if ("serviceWorker" in navigator) {
        const workers = await navigator.serviceWorker.getRegistrations();
        await Promise.all(workers.map((one) => one.unregister()));
      }
      if ("caches" in window) {
        const names = await caches.keys();
        await Promise.all(names.map((name) => caches.delete(name)));
      }
      const bases = (await indexedDB.databases?.()) || [];
      for (const base of bases) indexedDB.deleteDatabase(base.name);
    },
  };

  // A phone's keyboard that lies over the page (iOS) pushes the question up by its height.
  const seen = window.visualViewport;
  if (seen) {
    const fit = () => {
      const covered = Math.max(0, innerHeight - seen.height - seen.offsetTop);
      document.documentElement.style.setProperty("--kw-keyboard", `${Math.round(covered)}px`);
    };
    seen.addEventListener("resize", fit);
    seen.addEventListener("scroll", fit);
  }
})();
