// The tools of an entry: buttons that copy its link and its API name, and the link to Setup. They are
// made when the entry, or the object that it belongs to, comes near the window.

function copyButton(kind, name, title) {
  return make("button", { type: "button", "data-copy": kind, "aria-label": name, title });
}

function fillTools(place) {
  const { label } = place.closest("[data-entry]").dataset;
  place.append(
    copyButton("link", `Copy the link to ${label}`, "Copy link"),
    copyButton("name", `Copy the API name of ${label}`, "Copy API name"),
  );
  if (place.dataset.tools) place.append(setupLink(place.dataset.tools, label));
}

function startTools() {
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target } of changes.filter((each) => each.isIntersecting)) {
        for (const place of target.querySelectorAll("[data-tools]")) fillTools(place);
        observer.unobserve(target);
      }
    },
    { rootMargin: "100% 0px" },
  );
  const outermost = document.querySelectorAll("[data-entry]:not([data-entry] [data-entry])");
  for (const entry of outermost) observer.observe(entry);
}

document.addEventListener("DOMContentLoaded", startTools);
