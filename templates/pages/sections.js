// The navigation marks the section that is read.

function startSections() {
  const links = new Map();
  for (const link of document.querySelectorAll("nav a[href^='#']")) {
    const section = document.getElementById(decoded(link.hash.slice(1)));
    if (section && !links.has(section)) links.set(section, link);
  }
  const seen = new Set();
  let marked = null;
  // A line a quarter down the window: what crosses it is read; the innermost comes last.
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) seen.add(target);
        else seen.delete(target);
      }
      const innermost = [...seen].reduce((a, b) => (a && isAfter(a, b) ? a : b), null);
      if (!innermost || links.get(innermost) === marked) return;
      marked?.removeAttribute("aria-current");
      marked = links.get(innermost);
      marked.setAttribute("aria-current", "true");
      scrollWithin(marked);
    },
    { rootMargin: "-25% 0px -74% 0px" },
  );
  for (const section of links.keys()) observer.observe(section);
}

function isAfter(element, other) {
  return Boolean(other.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** Scroll the navigation to a link of it; the page itself stays. */
function scrollWithin(link) {
  const box = link.closest("nav");
  const { top, bottom } = box.getBoundingClientRect();
  const place = link.getBoundingClientRect();
  if (place.top < top) box.scrollTop -= top - place.top;
  else if (place.bottom > bottom) box.scrollTop += place.bottom - bottom;
}

document.addEventListener("DOMContentLoaded", startSections);
