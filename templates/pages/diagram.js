// Diagrams: drag to move, Ctrl and the wheel or two fingers to zoom, buttons and keys for both.
// One finger and the plain wheel scroll the page.

const MOST_ZOOM = 12;
const ZOOM_STEP = 1.4;
const MOVE_STEP = 0.15; // of what is seen
const LEAST_DRAG = 4; // pixels; less is a click
const FAR = 0.62; // the scale below which a box shows its title alone, in large letters

const views = new WeakMap();

/** Return what is seen of a diagram: `whole` at the start, and `x`, `y`, `width`, `height` now. */
function viewOf(svg) {
  if (!views.has(svg)) {
    const { x, y, width, height } = svg.viewBox.baseVal;
    views.set(svg, { whole: { x, y, width, height }, x, y, width, height });
  }
  return views.get(svg);
}

function isZoomed(svg) {
  return viewOf(svg).width < viewOf(svg).whole.width;
}

/** See another part of a diagram, never beyond its edges. */
function see(svg, { x, y, width }) {
  const view = viewOf(svg);
  const { whole } = view;
  view.width = Math.min(whole.width, Math.max(whole.width / MOST_ZOOM, width));
  view.height = (view.width * whole.height) / whole.width;
  view.x = Math.min(whole.x + whole.width - view.width, Math.max(whole.x, x));
  view.y = Math.min(whole.y + whole.height - view.height, Math.max(whole.y, y));
  svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  svg.toggleAttribute("data-zoomed", isZoomed(svg));
  markFar(svg);
}

function markFar(svg) {
  svg.toggleAttribute("data-far", svg.getScreenCTM()?.a < FAR);
}

/** Return the point of the drawing at a point of the window. */
function pointAt(svg, clientX, clientY) {
  return new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
}

/** Zoom so that a point of the drawing stays where it is; the middle without one. */
function zoom(svg, factor, point) {
  const { x, y, width, height } = viewOf(svg);
  const fixed = point ?? { x: x + width / 2, y: y + height / 2 };
  const widthNow = Math.min(viewOf(svg).whole.width, width / factor);
  const scale = widthNow / width;
  see(svg, {
    x: fixed.x - (fixed.x - x) * scale,
    y: fixed.y - (fixed.y - y) * scale,
    width: widthNow,
  });
}

function move(svg, right, down) {
  const { x, y, width, height } = viewOf(svg);
  see(svg, { x: x + right * width * MOVE_STEP, y: y + down * height * MOVE_STEP, width });
}

function reset(svg) {
  see(svg, viewOf(svg).whole);
}

/** Move by the way between two points of the window. */
function drag(svg, from, to) {
  const start = pointAt(svg, from.clientX, from.clientY);
  const end = pointAt(svg, to.clientX, to.clientY);
  const { x, y, width } = viewOf(svg);
  see(svg, { x: x + start.x - end.x, y: y + start.y - end.y, width });
}

const KEYS = {
  "+": (svg) => zoom(svg, ZOOM_STEP),
  "=": (svg) => zoom(svg, ZOOM_STEP),
  "-": (svg) => zoom(svg, 1 / ZOOM_STEP),
  0: reset,
};
const KEYS_WHEN_ZOOMED = {
  ArrowLeft: (svg) => move(svg, -1, 0),
  ArrowRight: (svg) => move(svg, 1, 0),
  ArrowUp: (svg) => move(svg, 0, -1),
  ArrowDown: (svg) => move(svg, 0, 1),
};

function pressKey(event) {
  const svg = event.currentTarget.querySelector("svg");
  const keys = isZoomed(svg) ? { ...KEYS, ...KEYS_WHEN_ZOOMED } : KEYS;
  if (!Object.hasOwn(keys, event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  keys[event.key](svg);
}

function turnWheel(event) {
  if (!event.ctrlKey) return; // a pinch on a touchpad has it as well
  event.preventDefault();
  const svg = event.currentTarget;
  zoom(svg, Math.exp(-event.deltaY / 200), pointAt(svg, event.clientX, event.clientY));
}

/** Bring a box that has the focus into view. */
function followFocus(event) {
  const svg = event.currentTarget;
  const box = event.target.closest("a")?.getBBox();
  if (!box || !isZoomed(svg)) return;
  const { width, height } = viewOf(svg);
  see(svg, { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width });
}

/** Let a pointer of one kind drag, and two of them zoom. */
function takePointers(svg) {
  const pointers = new Map();
  let way = 0;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button === 0) pointers.set(event.pointerId, event);
    if (pointers.size === 1) way = 0;
  });
  svg.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    pointers.set(event.pointerId, event);
    const other = [...pointers.values()].find((each) => each.pointerId !== event.pointerId);
    way += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    if (other) pinch(svg, before, event, other);
    else if (event.pointerType === "touch" || way < LEAST_DRAG) return;
    else drag(svg, before, event);
    svg.setPointerCapture(event.pointerId);
  });
  for (const type of ["pointerup", "pointercancel"]) {
    svg.addEventListener(type, (event) => pointers.delete(event.pointerId));
  }
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => way >= LEAST_DRAG && event.preventDefault(), true);
}

function pinch(svg, before, after, other) {
  const distance = (each) =>
    Math.hypot(each.clientX - other.clientX, each.clientY - other.clientY) || 1;
  const middle = (each) => ({
    clientX: (each.clientX + other.clientX) / 2,
    clientY: (each.clientY + other.clientY) / 2,
  });
  drag(svg, middle(before), middle(after));
  const { clientX, clientY } = middle(after);
  zoom(svg, distance(after) / distance(before), pointAt(svg, clientX, clientY));
}

function toolbar(svg) {
  const button = (text, name, act) => {
    const made = make("button", { type: "button", "aria-label": name, title: name }, text);
    made.addEventListener("click", () => act(svg));
    return made;
  };
  return make(
    "div",
    { class: "diagram-tools", role: "group", "aria-label": "Zoom of the diagram" },
    button("+", "Zoom in", KEYS["+"]),
    button("−", "Zoom out", KEYS["-"]),
    button("⟲", "Show the whole diagram", reset),
  );
}

function startDiagrams() {
  for (const figure of document.querySelectorAll("[data-diagram]")) {
    const svg = figure.querySelector("svg");
    if (!svg?.hasAttribute("viewBox")) continue;
    figure.prepend(toolbar(svg));
    figure.addEventListener("keydown", pressKey);
    svg.addEventListener("wheel", turnWheel, { passive: false });
    svg.addEventListener("focusin", followFocus);
    takePointers(svg);
    new ResizeObserver(() => markFar(svg)).observe(svg);
    addEventListener("beforeprint", () => reset(svg));
  }
}

document.addEventListener("DOMContentLoaded", startDiagrams);
