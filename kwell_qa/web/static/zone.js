// Where neither the address nor the browser's region names a country, the device's time zone does:
// it is added to this page's address, and the helplines are asked for again. Nothing is kept.
"use strict";
addEventListener("DOMContentLoaded", async () => {
  const why = document.querySelector("[data-why]");
  const address = new URL(location.href);
  if (!why || !["international", "default"].includes(why.dataset.why)) return;
  if (address.searchParams.has("country") || address.searchParams.has("tz")) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  address.searchParams.set("tz", zone);
  history.replaceState(history.state, "", address);
  const query = new URLSearchParams({ tz: zone, lang: document.documentElement.lang });
  try {
    const reply = await fetch("/help/panel?" + query);
    const panel = why.closest(".kw-panel");
    if (!reply.ok || !panel) return;
    const made = new DOMParser().parseFromString(await reply.text(), "text/html");
    const found = made.querySelector(".kw-panel");
    if (found) panel.replaceWith(document.adoptNode(found));
  } catch {
    // The international directories stay.
  }
});
