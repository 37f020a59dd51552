// Search: a combobox over all that has `data-entry`, read from the page.

const MOST_RESULTS = 50;
const KINDS = {
  field: "Field",
  flow: "Flow",
  grantee: "Permission set",
  item: "Component",
  object: "Object",
  status: "Status",
  "value-set": "Value set",
};
// What comes later than others that fit as well, and than some that fit less.
const LATER = { field: 1, item: 3 };
// How well an entry fits; the best is first. Several words fit as well as the worst of them.
const FITS = { exact: 0, start: 1, word: 2, inside: 3, text: 4 };
const NO_FIT = Infinity;
const SEVERAL_WORDS = Object.keys(FITS).length;

function spaced(text) {
  return text.replace(/\s+/g, " ").trim();
}

/** Return a text without capitals, accents and runs of white space. */
function folded(text) {
  const plain = spaced(text);
  const isAscii = /^[ -~]*$/.test(plain);
  return (isAscii ? plain : plain.normalize("NFKD").replace(/\p{M}/gu, "")).toLowerCase();
}

/** Return the words of labels and API names, each after a space: `PlaysOf__c` is ` plays of c`. */
function wordsOf(text) {
  const humps = text.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2");
  return ` ${folded(humps)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()}`;
}

/**
 * The index: what there is to find, as texts alone. It is read in pieces while the browser is idle;
 * a search reads the rest. `places` are the elements to read, `next` is the first not yet read.
 */
const index = { places: null, next: 0, entries: [], byAnchor: new Map() };

/** Read on while there is time; return whether all is read. */
function readIndex(hasTime) {
  index.places ??= document.querySelectorAll("[data-entry], [data-search]");
  while (index.next < index.places.length && hasTime()) readPlace(index.places[index.next++]);
  return index.next === index.places.length;
}

function readWhenIdle(deadline) {
  if (!readIndex(() => deadline.timeRemaining() > 2)) requestIdleCallback(readWhenIdle);
}

/** Read an entry, or a text that belongs to the entry around it. */
function readPlace(element) {
  if (element.hasAttribute("data-entry")) {
    const entry = newEntry(element);
    index.entries.push(entry);
    index.byAnchor.set(entry.anchor, entry);
  }
  const what = element.getAttribute("data-search");
  const entry = what === null ? null : index.byAnchor.get(element.closest("[data-entry]")?.id);
  if (!entry) return;
  const text = spaced(element.textContent);
  entry.texts.push({ what, text });
  entry.text += `${folded(text)}\n`;
}

function newEntry(element) {
  const kind = element.getAttribute("data-entry");
  const label = element.getAttribute("data-label") ?? "";
  const name = element.getAttribute("data-name") ?? "";
  return {
    anchor: element.id,
    label,
    name: kind === "field" ? element.id : name, // its own name says nothing of its object
    kind: element.getAttribute("data-kind") ?? KINDS[kind],
    later: LATER[kind] ?? 0,
    names: [label, name, ...(kind === "field" ? [element.id] : [])].map(folded),
    words: wordsOf(`${label} ${name}`),
    texts: [],
    text: "",
  };
}

/** Return how well a part of a query fits an entry. */
function fitOf(part, entry) {
  if (entry.names.includes(part)) return FITS.exact;
  if (entry.names.some((name) => name.startsWith(part))) return FITS.start;
  if (entry.words.includes(` ${part}`)) return FITS.word;
  if (entry.names.some((name) => name.includes(part))) return FITS.inside;
  return entry.text.includes(part) ? FITS.text : NO_FIT;
}

function fitOfQuery(query, words, entry) {
  const whole = fitOf(query, entry);
  if (whole !== NO_FIT || words.length < 2) return whole;
  return SEVERAL_WORDS + Math.max(...words.map((word) => fitOf(word, entry)));
}

/** Return the entries that fit a query, the best first; as they stand where they fit alike. */
function find(text, entries) {
  const query = folded(text);
  const words = query.split(" ");
  const ranks = [];
  for (const entry of query ? entries : []) {
    const fit = fitOfQuery(query, words, entry);
    if (fit !== NO_FIT) (ranks[2 * fit + entry.later] ??= []).push(entry);
  }
  return ranks.flat(); // skips the ranks that nothing has
}

/** Return the text of an entry that fits where its names do not, with what it is: `Help text`. */
function fittingText(query, entry) {
  const parts = [query, ...query.split(" ").filter((word) => fitOf(word, entry) >= FITS.text)];
  if (parts.length === 1) return null;
  for (const part of parts) {
    const fitting = entry.texts.find((each) => folded(each.text).includes(part));
    if (fitting) return { what: fitting.what, ...around(fitting.text, part) };
  }
  return null;
}

/** Return the text around a word. Where folding has moved it, the start of the text. */
function around(text, word) {
  const place = folded(text).length === text.length ? folded(text).indexOf(word) : -1;
  if (place < 0) return { before: text.slice(0, 80), match: "", after: "" };
  const start = Math.max(0, place - 30);
  const end = place + word.length;
  return {
    before: (start ? "…" : "") + text.slice(start, place),
    match: text.slice(place, end),
    after: text.slice(end, end + 50) + (text.length > end + 50 ? "…" : ""),
  };
}

function resultItem(entry, query, position) {
  const item = make(
    "li",
    { role: "option", id: `result-${position}`, "aria-selected": "false" },
    make("bdi", { class: "result-label" }, entry.label || entry.name),
    " ",
    make("code", { class: "result-name" }, entry.name),
    " ",
    make("span", { class: "result-kind" }, entry.kind),
  );
  const found = fittingText(query, entry);
  if (found) {
    const text = make("bdi", {}, found.before, make("mark", {}, found.match), found.after);
    item.append(" ", make("small", {}, found.what || "Text", ": ", text));
  }
  item.dataset.anchor = entry.anchor;
  return item;
}

function countText(count) {
  if (count > MOST_RESULTS) return `The first ${MOST_RESULTS} of ${count} results`;
  return count === 1 ? "1 result" : `${count || "No"} results`;
}

function startSearch() {
  const input = document.getElementById("search");
  const list = document.getElementById("results");
  if (!input || !list) return;
  const count = make("p", { class: "result-count", hidden: "" });
  list.after(count);
  let current = -1;
  let before = ""; // the anchor that the address had before the search
  let later = 0;

  const close = () => {
    list.hidden = count.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const mark = (position) => {
    list.children[current]?.setAttribute("aria-selected", "false");
    current = position;
    const item = list.children[current];
    if (!item) return input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  };
  const show = () => {
    readIndex(() => true);
    const query = folded(input.value);
    const found = find(query, index.entries);
    const items = found.slice(0, MOST_RESULTS).map((each, i) => resultItem(each, query, i));
    list.replaceChildren(...items);
    list.scrollTop = 0;
    current = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !items.length;
    count.hidden = !query;
    count.textContent = countText(found.length);
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (query) announce(count.textContent);
  };
  const choose = (item) => {
    if (!item) return;
    writeQuery();
    close();
    goTo(item.dataset.anchor);
  };
  const writeQuery = () => {
    clearTimeout(later);
    const isSearch = readAddress().values.has("q");
    if (!isSearch) before = readAddress().anchor;
    const query = input.value.trim();
    if (query) writeAddress("", { q: query }, !isSearch);
    else if (isSearch) writeAddress(before, {}, false);
  };
  const leave = () => {
    input.value = "";
    writeQuery();
    close();
    input.blur();
  };
  const move = (step) => {
    if (list.hidden) return show();
    const length = list.children.length;
    if (current < 0 && step < 0) return mark(length - 1);
    return mark((current + step + length) % length);
  };
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Home: () => mark(0),
    End: () => mark(list.children.length - 1),
    Enter: () => choose(list.hidden ? null : list.children[Math.max(current, 0)]),
    Escape: leave,
  };

  globalThis.requestIdleCallback?.(readWhenIdle);
  input.addEventListener("input", () => {
    show();
    clearTimeout(later);
    later = setTimeout(writeQuery, 300); // browsers allow only so many changes of the address
  });
  input.addEventListener("keydown", (event) => {
    const isText = ["Home", "End"].includes(event.key) && current < 0;
    if (!Object.hasOwn(keys, event.key) || isText || event.isComposing) return;
    event.preventDefault();
    keys[event.key]();
  });
  input.addEventListener("focusout", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.(
      "input:not([type=checkbox]), select, textarea, [contenteditable]",
    );
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
    if (input.value) show();
  });
  addressReaders.push((values, isReturn) => {
    const query = values.get("q") ?? "";
    if (query || isReturn) input.value = query;
    if (!query) return close();
    input.focus();
    return show();
  });
}

document.addEventListener("DOMContentLoaded", startSearch);
