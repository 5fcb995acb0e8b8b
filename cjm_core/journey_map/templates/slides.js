// Shows slides one at a time, on a page and in a file alike. It moves, hides and counts what is drawn; it writes no data.
function present() {
  const TOLD = ["", "told", "hushed"]; // values · with intervals and n · shapes only
  const NEXT = ["Show intervals and n", "Hide all numbers", "Show the numbers"];
  const deck = () => document.querySelector(".deck");
  const on = () => deck()?.classList.contains("on");
  const slides = () => [...deck().querySelectorAll(".slide")];
  const now = () => slides().findIndex((slide) => slide.classList.contains("now"));

  const go = (to) => {
    const all = slides();
    const at = Math.max(0, Math.min(to, all.length - 1));
    all.forEach((slide, place) => slide.classList.toggle("now", place === at));
    deck().querySelector(".progress").textContent = `${at + 1}/${all.length}`;
    deck().querySelector(".way span").style.width = `${((at + 1) / all.length) * 100}%`;
    deck().querySelector('[data-do="back"]').disabled = at === 0;
    deck().querySelector('[data-do="on"]').disabled = at === all.length - 1;
    all[at].scrollTop = 0;
    all[at].focus({ preventScroll: true });
  };
  const tell = () => {
    const found = TOLD.findIndex((name) => name && deck().classList.contains(name));
    const next = (Math.max(found, 0) + 1) % TOLD.length;
    TOLD.forEach((name, place) => name && deck().classList.toggle(name, place === next));
    deck().querySelector('[data-do="tell"] span').textContent = NEXT[next];
  };
  const whole = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else deck().querySelector(".stage").requestFullscreen?.().catch(() => {});
  };
  let wasWhole = false;
  const leave = () => {
    const at = now();
    if (document.fullscreenElement) document.exitFullscreen();
    deck().classList.remove("on", "black");
    deck().hidePopover?.();
    deck().removeAttribute("popover");
    document.documentElement.style.overflow = "";
    deck().querySelectorAll("[data-from]")[at]?.focus({ preventScroll: true });
  };
  const begin = (at) => {
    deck().setAttribute("popover", "manual"); // on top of everything, wherever the drawing stands
    deck().classList.add("on");
    deck().showPopover?.();
    document.documentElement.style.overflow = "hidden";
    whole();
    go(at);
  };

  const back = () => go(now() - 1);
  const forth = () => go(now() + 1);
  const black = () => deck().classList.toggle("black");
  const KEYS = {
    ArrowRight: forth, ArrowDown: forth, PageDown: forth, " ": forth, Enter: forth, n: forth,
    ArrowLeft: back, ArrowUp: back, PageUp: back, Backspace: back, p: back,
    Home: () => go(0), End: () => go(slides().length), Escape: leave, r: tell, f: whole, b: black, ".": black,
  };
  const DO = { on: forth, back, tell, whole, leave };

  const pressed = (event) => {
    if (!on() || event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopImmediatePropagation(); // the page below has keys of its own
    if (event.key === "Tab") return within(event);
    const button = document.activeElement?.closest?.(".deck button");
    if (button && event.key === "Enter") return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = key === " " && event.shiftKey ? back : KEYS[key];
    if (!act) return;
    event.preventDefault();
    if (deck().classList.contains("black") && act !== leave) black();
    else act();
  };
  const within = (event) => {
    const stops = [...deck().querySelectorAll(".turn button:not(:disabled)")];
    const at = stops.indexOf(document.activeElement);
    event.preventDefault();
    stops.at((at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length).focus();
  };
  const clicked = (event) => {
    const from = event.target.closest?.("[data-from]");
    if (from && !on()) begin(Number(from.dataset.from));
    if (!on() || from) return;
    const button = event.target.closest(".deck [data-do]");
    if (button) DO[button.dataset.do]?.();
    else if (event.target.closest(".deck .slide") && !String(getSelection())) tell();
  };
  let touched;
  const touch = (event) => (touched = on() ? event.changedTouches[0].clientX : undefined);
  const lifted = (event) => {
    const moved = touched === undefined ? 0 : event.changedTouches[0].clientX - touched;
    if (Math.abs(moved) > 60) go(now() + (moved < 0 ? 1 : -1));
  };
  // The browser takes Escape in full screen for itself: leaving full screen by it leaves the slides too.
  const sized = () => {
    const whole = Boolean(document.fullscreenElement);
    if (wasWhole && !whole && on() && !asked) leave();
    [wasWhole, asked] = [whole, false];
  };
  let asked = false;
  KEYS.f = DO.whole = () => { asked = Boolean(document.fullscreenElement); whole(); };

  const heard = [["keydown", pressed, true], ["click", clicked, false], ["touchstart", touch, { passive: true }], ["touchend", lifted, { passive: true }],
    ["fullscreenchange", sized, false]];
  heard.forEach(([what, act, how]) => document.addEventListener(what, act, how));
  document.querySelectorAll(".in-file").forEach((place) => place.classList.add("ready"));
  return () => heard.forEach(([what, act, how]) => document.removeEventListener(what, act, how));
}
