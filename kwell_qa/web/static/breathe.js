// One minute: six breaths of four seconds in and six out. Begins when asked, stops at any time.
// Without motion the circle is still (care.css) and the words alone set the pace.
"use strict";
(() => {
  const BREATHS = 6;
  const IN_MS = 4000;
  const OUT_MS = 6000;
  const box = document.querySelector(".kw-breathe");
  const pace = box.querySelector(".kw-pace");
  const button = box.querySelector(".kw-begin");
  let timer = 0;
  const end = (text) => {
    clearTimeout(timer);
    timer = 0;
    box.classList.remove("kw-in", "kw-out-breath");
    pace.textContent = text;
    button.textContent = box.dataset.start;
  };
  const breath = (number, inward) => {
    if (number === BREATHS) {
      end(box.dataset.done);
      return;
    }
    box.classList.toggle("kw-in", inward);
    box.classList.toggle("kw-out-breath", !inward);
    pace.textContent = inward ? box.dataset.in : box.dataset.out;
    timer = setTimeout(
      () => breath(inward ? number : number + 1, !inward),
      inward ? IN_MS : OUT_MS,
    );
  };
  button.addEventListener("click", () => {
    if (timer) {
      end("");
      return;
    }
    button.textContent = box.dataset.stop;
    breath(0, true);
  });
  box.hidden = false;
})();
