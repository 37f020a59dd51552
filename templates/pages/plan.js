// The changes of a plan, filtered by risk, action, type and name. The address keeps the filter.

function startFilters() {
  const form = document.getElementById("filters");
  if (!form) return;
  const changes = [...document.querySelectorAll("main [data-risk]")];
  for (const select of form.querySelectorAll("select")) addChoices(select, changes);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    filterChanges(form, changes);
    writeAddress("", Object.fromEntries(new FormData(form)), false);
  });
  addressReaders.push((values) => {
    for (const control of form.querySelectorAll("[name]")) {
      control.value = values.get(control.name) ?? "";
      if (control.selectedIndex === -1) control.value = ""; // not a choice of this plan
    }
    filterChanges(form, changes);
  });
}

/** Add a choice for each value that changes have, with their number. */
function addChoices(select, changes) {
  const counts = new Map();
  for (const { dataset } of changes) {
    const value = dataset[select.name];
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  for (const [value, count] of counts) {
    const name = value.charAt(0).toUpperCase() + value.slice(1);
    select.append(make("option", { value }, `${name} (${count})`));
  }
  select.parentElement.hidden = counts.size < 2;
}

function filterChanges(form, changes) {
  const wanted = Object.fromEntries(new FormData(form));
  const name = wanted.name.trim().toLowerCase();
  for (const change of changes) {
    const { dataset } = change;
    change.hidden =
      ["risk", "action", "type"].some((key) => wanted[key] && wanted[key] !== dataset[key]) ||
      !dataset.name.toLowerCase().includes(name);
  }
  const shown = changes.filter((change) => !change.hidden).length;
  const isFiltered = shown < changes.length;
  form.querySelector("output").textContent = isFiltered
    ? `${shown} of ${changes.length} changes are shown.`
    : "";
  for (const chapter of document.querySelectorAll("[data-chapter]")) {
    chapter.hidden = !chapter.querySelector("[data-risk]:not([hidden])");
    const link = document.querySelector(`nav a[href="#${chapter.id}"]`);
    if (link) link.parentElement.hidden = chapter.hidden;
  }
}

/** Copy what is shown of an element, such as the commands. */
async function copyShown(button) {
  const text = document.getElementById(button.dataset.copies).textContent;
  const isCopied = await copyText(text);
  announce(isCopied ? "Copied." : "Cannot copy here. Select and copy it.");
  if (!isCopied) return;
  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, 1500);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copies]");
  if (button) copyShown(button);
});
document.addEventListener("DOMContentLoaded", startFilters);
