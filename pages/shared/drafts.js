// What is typed on the map and has not arrived: kept by this tab until it has, and by the browser once the tab is closed, for the next one.
// Stands before editor.js in the same script.
const DRAFTS = "cjm-drafts", LONGEST_KEPT = 7 * 24 * 3600 * 1000;
const stored = (where) => {
  try {
    const found = Object.entries(JSON.parse(where().getItem(DRAFTS)) ?? {});
    return Object.fromEntries(found.filter(([, one]) => one && [one.about, one.place, one.text].every((part) => typeof part === "string") &&
      Date.now() - one.at < LONGEST_KEPT).map(([id, one]) => [id, { ...one, number: null }]));
  } catch { return {}; }  // nothing is there, or the browser keeps nothing
};
const store = (where, drafts) => {
  try {
    if (Object.keys(drafts).length) where().setItem(DRAFTS, JSON.stringify(drafts));
    else where().removeItem(DRAFTS);
  } catch { /* the browser keeps nothing */ }
};
const tab = () => window.sessionStorage, browser = () => window.localStorage;
const note = (id, draft) => {
  if (draft) drafts[id] = draft;
  else delete drafts[id];
  store(tab, drafts);
};
const typedHere = stored(tab);
const drafts = { ...typedHere };
const adopt = () => {  // what a tab left that was closed, as soon as somebody edits in this one; it may come a moment after this page
  const left = stored(browser);
  if (!Object.keys(left).length) return;
  Object.assign(drafts, { ...left, ...drafts });
  store(browser, {});
  store(tab, drafts);
};
window.addEventListener("pagehide", () => store(browser, { ...stored(browser), ...drafts }));
