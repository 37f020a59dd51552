// What every page does: remembers small choices, speaks to screen readers, switches the theme.

/** Return what this browser remembers under a key; empty where nothing may be kept. */
function remembered(key) {
  try {
    return localStorage.getItem(`data-dictionary.${key}`) ?? "";
  } catch {
    return "";
  }
}

/** Keep a text in this browser; an empty one is forgotten. */
function remember(key, text) {
  try {
    if (text) localStorage.setItem(`data-dictionary.${key}`, text);
    else localStorage.removeItem(`data-dictionary.${key}`);
  } catch {
    // A browser that may keep nothing works without it.
  }
}

/** Return a new element with attributes and children; a text is a child, and never markup. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Have screen readers say a text. It is said again if it is the same as before. */
function announce(text) {
  const said = document.getElementById("said");
  said.textContent = "";
  setTimeout(() => (said.textContent = text), 50);
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function showTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  document.getElementById("theme")?.setAttribute("aria-pressed", String(isDark()));
}

function startPage() {
  for (const element of document.querySelectorAll("[data-script][hidden]")) {
    element.hidden = false;
  }
  showTheme();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => showTheme());
  const contents = document.getElementById("contents"); // a popover in a narrow window
  contents?.addEventListener(
    "click",
    (event) => event.target.closest("a") && contents.hidePopover(),
  );
  document.getElementById("theme")?.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    remember("theme", theme);
    showTheme(theme);
  });
}

// Before the first paint.
document.documentElement.dataset.scripted = "";
showTheme(remembered("theme"));
document.addEventListener("DOMContentLoaded", startPage);
