// Keeps one page for when there is no network: the helplines. No answer and no question is ever
// kept here. "Clear" deletes the store and this worker.
"use strict";
const STORE = "kwell-help-1";
const STYLES = ["/static/kwell/kwell.css", "/static/kwell/care.css", "/static/kwell/icon.svg"];
const PLACE = "/help";

const fetched = async (url) => {
  const answer = await fetch(url, { credentials: "omit", cache: "no-cache" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
};
const keep = async (url) => {
  const store = await caches.open(STORE);
  await store.put(PLACE, await fetched(url));
  await Promise.all(STYLES.map(async (style) => store.put(style, await fetched(style))));
};
addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keep(PLACE).catch(() => {}));
});
addEventListener("activate", (event) => {
  const old = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(old());
});
addEventListener("message", (event) => {
  const wanted = event.data && event.data.help;
  if (typeof wanted === "string" && wanted.startsWith(PLACE + "?")) event.waitUntil(keep(wanted).catch(() => {}));
});
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  const page = event.request.mode === "navigate";
  if (!page && !STYLES.includes(url.pathname)) return;
  const answer = async () => {
    try {
      return await fetch(event.request);
    } catch (error) {
      const kept = await caches.match(page ? PLACE : url.pathname);
      if (kept) return kept;
      throw error;
    }
  };
  event.respondWith(answer());
});
