// How high the bar on top is: in large letters it is higher than its style sheet can know, and what
// stays in view stands below it. What would take too much of the screen scrolls with the page.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const MOST = { bar: 0.2, help: 0.45 }; // of the screen's height
  const root = document.documentElement;
  const bar = document.querySelector(".kw-top");
  const help = document.querySelector(".kw-help, .kw-aside");
  if (!bar) return;
  const fit = () => {
    const high = bar.offsetHeight > innerHeight * MOST.bar;
    root.classList.toggle("kw-high", high);
    root.style.setProperty("--kw-top", `${high ? 0 : bar.offsetHeight}px`);
    // Its first lines only: whoever opens the list wants it that long.
    const first = help?.querySelector(".kw-quick")?.offsetHeight || 0;
    root.classList.toggle("kw-high-help", first > innerHeight * MOST.help);
  };
  const changes = new ResizeObserver(fit);
  changes.observe(bar);
  if (help) changes.observe(help);
  addEventListener("resize", fit);
  fit();
});
