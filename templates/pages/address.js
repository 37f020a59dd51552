// The address keeps the state, in its fragment alone, so that a file works as well as a server:
// `#Object__c.Field__c`, `#?q=plays`, `#access?set=NAME`.

/** What the parts of the page do with an address: functions of the values and of `isReturn`. */
const addressReaders = [];

/** Return the anchor of the address, and the values after it. An anchor may have a `?` itself. */
function readAddress() {
  const fragment = location.hash.slice(1);
  const end = fragment.lastIndexOf("?");
  if (end < 0 || document.getElementById(decoded(fragment))) {
    return { anchor: decoded(fragment), values: new URLSearchParams() };
  }
  return {
    anchor: decoded(fragment.slice(0, end)),
    values: new URLSearchParams(fragment.slice(end + 1)),
  };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Return the whole address of an anchor. */
function addressOf(anchor, values = {}) {
  const url = new URL(location.href);
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
  url.hash = encodeURIComponent(anchor) + (query.size ? `?${query}` : "");
  return url.href;
}

/** Write an address, as a new step of the history or in place of the current one. */
function writeAddress(anchor, values, isNewStep) {
  const address = addressOf(anchor, values);
  if (address === location.href) return;
  if (isNewStep) history.pushState({ isKnown: true }, "", address);
  else history.replaceState({ isKnown: true }, "", address);
}

/** Go to an anchor, as a link does. */
function goTo(anchor) {
  if (readAddress().anchor === anchor && !readAddress().values.size) reveal(anchor);
  else location.hash = encodeURIComponent(anchor);
}

/** Bring the element of an anchor into view, and the focus to it. */
function reveal(anchor) {
  const target = document.getElementById(anchor);
  if (!target) return;
  for (let above = target; above; above = above.parentElement) {
    if (above.localName === "details") above.open = true;
  }
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  keepInView(target);
}

/**
 * Scroll to an element until it stays where it is. What is near it gets its height only when it
 * comes into view (`content-visibility`), and the browser may be still on its own way there.
 */
function keepInView(target) {
  const stop = new AbortController();
  const stopFor = (event) => event.timeStamp > start && stop.abort(); // not for what led here
  const start = performance.now();
  for (const type of ["wheel", "touchstart", "keydown", "pointerdown"]) {
    addEventListener(type, stopFor, { signal: stop.signal, passive: true });
  }
  const step = (framesLeft, stableFrames, before) => {
    if (stop.signal.aborted || framesLeft === 0 || stableFrames === 5) return stop.abort();
    target.scrollIntoView({ block: "start", behavior: "instant" });
    const top = target.getBoundingClientRect().top;
    const stable = Math.abs(top - before) < 1 ? stableFrames + 1 : 0;
    requestAnimationFrame(() => step(framesLeft - 1, stable, top));
  };
  step(60, 0, NaN);
}

/** Follow the address. A step that the history had already gets its scroll from the browser. */
function followAddress() {
  const { anchor, values } = readAddress();
  const isReturn = Boolean(history.state?.isKnown);
  for (const read of addressReaders) read(values, isReturn);
  if (anchor && !isReturn) reveal(anchor);
  if (!isReturn) history.replaceState({ isKnown: true }, "");
}

function startAddress() {
  addEventListener("popstate", followAddress);
  followAddress();
}

addEventListener("load", startAddress); // once all that reads the address is there
