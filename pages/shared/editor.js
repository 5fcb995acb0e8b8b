// Editing the drawn map in place. The drawing stays plain HTML from the server; this only listens, and sends what was done.
// What was sent stands in a queue until the server says that it has it, so that a slow or repeated run loses nothing.
const kept = { queue: [], number: 0, scroll: null, focus: null, map: null, stop: null, loaded: false, waiting: 0 };
const inMap = (node) => node?.closest?.(".cjm");
const quoted = (text) => CSS.escape(text ?? "");

export default function ({ data, setTriggerValue }) {
  const { editing, done, order, lanes, pictures, words, longest, map, about: whole, author, waiting: unnamed } = data;
  kept.stop?.();  // Streamlit calls again with new data and cleans up only at the end
  kept.queue = kept.queue.filter((one) => one.number > done);
  for (const [id, one] of Object.entries(drafts)) if (one.number && one.number <= done && !unnamed) note(id, null);
  if (typeof author === "string" && author !== kept.author) {  // who gave no name is asked again another day
    document.cookie = `cjm_author=${encodeURIComponent(author)}; path=/;${author ? " max-age=31536000;" : ""} samesite=strict`;
  }
  kept.author = author;  // said anew only where it changed here: another tab may have got another name since
  if (kept.map !== map) Object.assign(kept, { map, scroll: null, focus: null });

  const send = (what) => {
    kept.number = Math.max(Date.now(), kept.number + 1);
    kept.queue.push({ ...what, number: kept.number });
    setTriggerValue("sent", kept.queue.slice());
    return kept.number;
  };
  const open = (...what) => send({ open: what.map((one) => one ?? "") });

  // ---- where something stands in the drawing, so that focus comes back to it after the map is drawn anew
  const about = (node) => {
    const at = node?.closest?.("[data-handle], [data-edit], [data-touchpoint], [data-add], .item[data-item], button[data-at]");
    if (!at || !inMap(at)) return null;
    const { handle, edit, key, touchpoint, item, lane } = at.dataset;
    const place = at.dataset.at ?? at.closest("[data-at]")?.dataset.at;
    const row = lane ?? at.closest("[data-lane]")?.dataset.lane;
    if (handle) return `[data-handle="${handle}"][data-key="${quoted(key)}"]`;
    if (edit) return `[data-edit="${edit}"][data-key="${quoted(key)}"]`;
    if (touchpoint !== undefined) return key ? `.tp[data-key="${quoted(key)}"]` : `.tp[data-touchpoint="${quoted(touchpoint)}"]`;
    if (item) return `.item[data-item="${quoted(item)}"]`;
    const kind = ["add", "talk", "cell"].find((name) => at.classList.contains(name)) ?? "cell";
    const own = `button.${kind}[data-lane="${quoted(row)}"][data-at="${quoted(place)}"]`;
    return `${own}, [data-lane="${quoted(row)}"][data-at="${quoted(place)}"] button.${kind}`;
  };
  const back = () => {
    const box = document.querySelector(".cjm .scroll");
    if (box && kept.scroll && !box.dataset.placed) [box.scrollLeft, box.scrollTop] = kept.scroll;
    if (box) box.dataset.placed = "1";
    for (const one of document.querySelectorAll(".cjm .item[data-item]:not([tabindex])")) Object.assign(one, { tabIndex: 0, role: "button" });
    const lost = !document.activeElement || document.activeElement === document.body;
    if (kept.focus && lost && !document.querySelector("[role=dialog]")) document.querySelector(`.cjm :is(${kept.focus})`)?.focus({ preventScroll: true });
    offer();
  };

  // ---- typing in place; `place` finds it again in the drawing, `draft` was typed there before
  const box = (host, place, text, label, most, keep, draft) => {
    const id = `${whole}|${place}`;
    if (document.querySelector(".cjm textarea.typing")) return;
    const area = document.createElement("textarea");
    Object.assign(area, { className: "typing", value: draft ?? text, rows: 1, maxLength: most });
    area.setAttribute("aria-label", label);
    area.style.cssText = "display:block;width:calc(100% + 8px);margin:-4px;min-width:8em;box-sizing:border-box;resize:none;overflow:hidden;font:inherit;font-size:max(13px,1em);" +
      "color:var(--ink);background:var(--paper);border:2px solid var(--accent);border-radius:4px;padding:2px 4px;outline:none;position:relative;z-index:5";
    const grow = () => { area.style.height = "auto"; area.style.height = `${area.scrollHeight + 4}px`; };
    let over = false;
    const end = (keeping) => {
      if (over) return;
      over = true;
      const said = area.value.replace(/\s+/g, " ").trim();
      area.remove();
      host.style.display = "";
      const number = keeping && said && said !== text ? keep(said) : null;
      note(id, number ? { about: whole, place, text: said, at: Date.now(), number } : null);
    };
    area.addEventListener("input", () => {
      grow();
      note(id, { about: whole, place, text: area.value, at: Date.now(), number: null });
    });
    area.addEventListener("blur", () => end(true));
    area.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Escape" && !(event.key === "Enter" && !event.shiftKey && !event.isComposing)) return;
      event.preventDefault();
      end(event.key === "Enter");
      back();
    });
    host.style.display = "none";
    host.after(area);
    grow();
    if (draft !== undefined) area.scrollIntoView({ block: "nearest", inline: "nearest" });
    area.focus({ preventScroll: true });
    if (draft === undefined) area.select();
  };
  const offer = () => {
    if (document.querySelector(".cjm textarea.typing, [role=dialog]")) return;
    if (editing) adopt();
    for (const [id, { about: at, place, text, number }] of Object.entries(drafts)) {
      if (at !== whole || number) continue;
      const node = document.querySelector(`.cjm :is(${place})`);
      const there = [...(node?.closest("td")?.querySelectorAll(".say") ?? []), node].some((one) => one?.textContent.trim() === text.trim());
      if (there) note(id, null);  // it had arrived
      else if (node && editing) return node.matches("button.add") ? add(node, text) : begin(node, text);
    }
  };
  const rename = (host, kind, key, draft) => {
    kept.focus = about(host) ?? kept.focus;
    const place = kind === "lane" ? `th[data-lane="${quoted(key)}"]` : about(host);
    box(host, place, host.textContent.trim(), `${words.name} (${words[kind] ?? kind})`, longest.name, (said) => {
      host.textContent = said;  // shown at once; the server draws it again
      return send(kind === "lane" ? { op: { do: "set_lane", name: key, label: said } } : { op: { do: `rename_${kind}`, key, name: said } });
    }, draft);
  };
  const rewrite = (item, draft) => {
    const host = item.querySelector(".say") ?? item;
    kept.focus = about(item);
    box(host, about(item), host.textContent.trim(), words.text, longest.text, (said) => {
      host.textContent = said;
      return send({ op: { do: "rewrite", key: item.dataset.item, text: said } });
    }, draft);
  };
  const add = (button, draft) => {
    const lane = button.dataset.lane ?? button.closest("[data-lane]")?.dataset.lane;
    const at = button.dataset.at ?? button.closest("[data-at]")?.dataset.at;
    kept.focus = about(button);
    if (pictures.includes(lane)) return open("picture", lane, at);
    const tools = button.closest(".tools") ?? button;
    return box(tools, `button.add[data-lane="${quoted(lane)}"][data-at="${quoted(at)}"]`, "", words.text, longest.text, (said) => {
      const shown = document.createElement("div");
      shown.textContent = said;
      tools.before(shown);
      return send({ op: { do: "write", lane, at, text: said } });
    }, draft);
  };
  const begin = (node, draft) => {
    const edit = node.closest("[data-edit]"), name = node.closest(".tp"), item = node.closest(".item[data-item]");
    const lane = node.closest("th[data-lane]");
    if (edit) rename(edit, edit.dataset.edit, edit.dataset.key, draft);
    else if (name) rename(name, "touchpoint", name.dataset.key ?? name.dataset.touchpoint, draft);
    else if (item) rewrite(item, draft);
    else if (lane) rename(lane.querySelector(".term, b") ?? lane, "lane", lane.dataset.lane, draft);
    else return false;
    return true;
  };

  // ---- moving: (kind, key) goes before another; touchpoints may change their stage
  const stageOf = (key) => order.findIndex(([, names]) => names.includes(key));
  const step = (kind, key, by) => {
    const names = kind === "stage" ? order.map(([name]) => name) : kind === "lane" ? lanes : order[stageOf(key)]?.[1] ?? [];
    const at = names.indexOf(key), to = at + by;
    if (at < 0) return null;
    if (to >= 0 && to < names.length) return { before: names[by > 0 ? to + 1 : to] ?? "" };
    const stage = kind === "touchpoint" ? order[stageOf(key) + by] : null;
    return stage ? { stage: stage[0], before: by > 0 ? stage[1][0] ?? "" : "" } : null;
  };
  const move = (kind, key, where) => {
    if (!where || where.before === key) return;
    const name = kind === "lane" ? { name: key } : { key };
    const stage = kind === "touchpoint" ? { stage: where.stage ?? order[stageOf(key)]?.[0] ?? "" } : {};
    send({ op: { do: `move_${kind}`, ...name, ...stage, before: where.before } });
  };
  const hide = (kind, key) => send({ op: kind === "lane" ? { do: "set_lane", name: key, hidden: true } : { do: `hide_${kind}`, key, hidden: true } });
  const merge = (kind, key) => {
    const names = kind === "stage" ? order.map(([name]) => name) : order.flatMap(([, inside]) => inside);
    const into = names[names.indexOf(key) - 1];
    if (kind !== "lane" && into) send({ op: { do: `merge_${kind}`, key, into } });
  };

  // ---- dragging by a handle
  let drag = null;
  const places = (kind) => {
    const found = kind === "lane" ? "th[data-lane]" : kind === "stage" ? "th[data-stage]" : ".tp[data-key]";
    return [...document.querySelectorAll(`.cjm ${found}`)].map((node) => ({
      key: node.dataset[kind === "lane" ? "lane" : kind === "stage" ? "stage" : "key"], spot: (node.closest("th, tr, .block") ?? node).getBoundingClientRect(),
    }));
  };
  const nearest = (event) => {
    const down = drag.kind === "lane" || window.innerWidth < 600;
    const [along, low, high] = down ? [event.clientY, "top", "bottom"] : [event.clientX, "left", "right"];
    const middle = (one) => (one.spot[low] + one.spot[high]) / 2;
    const found = drag.places.toSorted((a, b) => Math.abs(middle(a) - along) - Math.abs(middle(b) - along))[0];
    return found && { ...found, after: along > middle(found), down };
  };
  const mark = (event) => {
    const to = nearest(event);
    if (!to) return;
    drag.to = to;
    const { spot, after, down } = to;
    const where = down ? { left: spot.left, top: after ? spot.bottom : spot.top, width: spot.width, height: 3 }
      : { left: after ? spot.right : spot.left, top: spot.top, width: 3, height: spot.height };
    drag.line.style.cssText = `position:fixed;z-index:99;pointer-events:none;background:#3d5a99;border-radius:2px;${Object.entries(where).map(([name, value]) => `${name}:${value}px`).join(";")}`;
  };
  const pressed = (event) => {
    const handle = event.target.closest?.(".cjm [data-handle]");
    if (!editing || !handle || event.button) return;
    drag = { kind: handle.dataset.handle, key: handle.dataset.key, x: event.clientX, y: event.clientY, places: [], line: document.createElement("div"), moved: false };
    drag.places = places(drag.kind);
  };
  const dragged = (event) => {
    if (!drag || (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 5)) return;
    if (!drag.moved) document.body.append(drag.line);
    drag.moved = true;
    event.preventDefault();
    mark(event);
  };
  const let_go = (event) => {
    if (!drag) return;
    const { kind, key, to, moved, line } = drag;
    line.remove();
    drag = null;
    if (!moved || !to || event.type === "pointercancel" || to.key === key) return;
    const names = kind === "stage" ? order.map(([name]) => name) : kind === "lane" ? lanes : order[stageOf(to.key)]?.[1] ?? [];
    kept.focus = `[data-handle="${kind}"][data-key="${quoted(key)}"]`;
    const rest = names.filter((name) => name !== key), at = rest.indexOf(to.key) + (to.after ? 1 : 0);
    move(kind, key, { stage: order[stageOf(to.key)]?.[0], before: rest[at] ?? "" });
    document.addEventListener("click", (click) => { click.stopPropagation(); click.preventDefault(); }, { capture: true, once: true });
  };

  // ---- clicks and keys
  const clicked = (event) => {
    const target = event.target;
    if (!inMap(target) || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const handle = target.closest("[data-handle]"), talk = target.closest("button.talk"), cell = target.closest("button.cell");
    const added = target.closest("button.add"), item = target.closest(".item[data-item]"), name = target.closest(".tp");
    const place = (node) => [node.dataset.lane ?? node.closest("[data-lane]")?.dataset.lane, node.dataset.at ?? node.closest("[data-at]")?.dataset.at];
    if (target.closest("textarea, [data-kpi]")) return;
    kept.focus = about(target) ?? kept.focus;
    if (handle && editing) open("menu", handle.dataset.handle, handle.dataset.key);
    else if (talk) open("talk", ...place(talk));
    else if (cell) open("cell", ...place(cell));
    else if (added && editing) add(added);
    else if (item && !editing) open("item", item.dataset.item);
    else if (item) {  // unless a second click begins to edit it
      clearTimeout(kept.waiting);
      kept.waiting = setTimeout(() => open("item", item.dataset.item), 300);
    }
    else if (editing && (name || target.closest("[data-edit]"))) begin(target);
  };
  const twice = (event) => {
    clearTimeout(kept.waiting);
    if (editing && inMap(event.target) && !event.target.closest("button:not(.tp), textarea") && begin(event.target)) event.preventDefault();
  };
  const undoing = (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !(key === "z" || key === "y")) return false;
    if (event.target.closest?.("input, textarea, [contenteditable=true], [role=dialog]")) return false;
    event.preventDefault();
    send({ undo: key === "z" && !event.shiftKey });
    return true;
  };
  const typed = (event) => {
    if (editing && undoing(event)) return;
    if (!inMap(event.target) || event.target.closest("textarea")) return;
    const thing = event.target.closest(".item[data-item]");
    if (thing && (event.key === "Enter" || event.key === " ") && (!editing || event.altKey)) {
      event.preventDefault();
      return open("item", thing.dataset.item);
    }
    if (!editing) return;
    const handle = event.target.closest("[data-handle]");
    if (handle && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const { handle: kind, key } = handle.dataset;
      const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      kept.focus = about(handle);
      if (by) move(kind, key, step(kind, key, by));
      else if (event.key === "Delete" || event.key === "Backspace") hide(kind, key);
      else if (event.key.toLowerCase() === "m") merge(kind, key);
      else if (event.key.toLowerCase() === "s" && kind !== "lane") send({ op: { do: `split_${kind}`, key } });
      else if (event.key === "F2") begin(handle.closest("th")?.querySelector("[data-edit], .tp") ?? handle);
      else return;
      event.preventDefault();
      return;
    }
    const item = event.target.closest(".item[data-item]");
    if (event.key === "F2" || (event.key === "Enter" && (item || event.target.closest("[data-edit]")))) {
      if (begin(event.target)) event.preventDefault();
    }
    if (event.key === "Delete" && item) send({ op: { do: "erase", key: item.dataset.item } });
  };
  const scrolled = (event) => {
    if (event.target.matches?.(".cjm .scroll")) kept.scroll = [event.target.scrollLeft, event.target.scrollTop];
  };
  const focused = (event) => {
    if (!inMap(event.target)) kept.focus = event.target.closest?.("[role=dialog]") ? kept.focus : null;
    else if (!event.target.closest("textarea")) kept.focus = about(event.target);
  };

  const heard = [["click", clicked], ["dblclick", twice], ["keydown", typed], ["pointerdown", pressed], ["pointermove", dragged],
    ["pointerup", let_go], ["pointercancel", let_go], ["scroll", scrolled, true], ["focusin", focused]];
  for (const [name, what, early] of heard) document.addEventListener(name, what, early);
  const watch = new MutationObserver(back);
  watch.observe(document.querySelector("[data-testid=stMain]") ?? document.body, { childList: true, subtree: true });
  back();
  const left = !kept.loaded && !editing && document.querySelector(".cjm .tps") && Object.values(typedHere).some((one) => one.about === whole);
  kept.loaded = true;
  if (left) send({ edit: true });  // somebody was typing when the page was loaded again
  if (kept.queue.length) setTriggerValue("sent", kept.queue.slice());  // what an earlier run did not take
  const stop = () => {
    watch.disconnect();
    for (const [name, what, early] of heard) document.removeEventListener(name, what, early);
  };
  kept.stop = stop;
  return stop;
}
