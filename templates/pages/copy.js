// Buttons that copy the link or the API name of the entry around them.

/** Copy a text; says whether it worked. Without the clipboard, by way of a selection. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text) {
  const before = document.activeElement;
  const area = make("textarea", { class: "unseen", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy"); // old, and the only way on some addresses
  area.remove();
  before?.focus({ preventScroll: true });
  return isCopied;
}

async function copyOf(button) {
  const entry = button.closest("[data-entry]");
  const isLink = button.dataset.copy === "link";
  const text = isLink ? addressOf(entry.id) : entry.dataset.name;
  const isCopied = await copyText(text);
  announce(isCopied ? `Copied: ${text}` : `Cannot copy here. Select and copy it: ${text}`);
  if (!isCopied) return;
  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, 1500);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (button) copyOf(button);
});
