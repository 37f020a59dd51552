// Links to Setup, once the address of an org is typed. It is kept in this browser only.

const ORG_HOSTS = /(^|\.)(salesforce\.com|force\.com|salesforce-setup\.com|salesforce\.mil)$/;

/** Return the address of an org without its path; empty for a text that is none. */
function orgAddress(text) {
  const typed = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`);
  const isOrg = url?.protocol === "https:" && ORG_HOSTS.test(url.hostname);
  return isOrg ? `https://${url.hostname}` : "";
}

let setupAddress = "";

/** Return the link to a page of Setup, hidden until the address of an org is known. */
function setupLink(path, label) {
  const name = { "aria-label": `Open ${label} in Setup`, title: "Open in Setup" };
  const link = make("a", { "data-setup": path, ...name });
  showSetupLink(link);
  return link;
}

function showSetupLink(link) {
  link.hidden = !setupAddress;
  if (setupAddress) link.href = setupAddress + link.dataset.setup;
  else link.removeAttribute("href");
}

function startSetup() {
  const input = document.getElementById("instance");
  if (!input) return;
  const message = make("p", { id: "instance-message", class: "instance-message", role: "status" });
  input.after(message);
  input.setAttribute(
    "aria-describedby",
    `${input.getAttribute("aria-describedby")} ${message.id}`,
  );
  const read = () => {
    const address = orgAddress(input.value);
    const isWrong = Boolean(input.value.trim()) && !address;
    input.setAttribute("aria-invalid", String(isWrong));
    message.textContent = isWrong
      ? "Not the address of an org; expected one such as https://example.my.salesforce.com"
      : "";
    remember("instance", address);
    setupAddress = address;
    for (const link of document.querySelectorAll("a[data-setup]")) showSetupLink(link);
    return address;
  };
  input.value = remembered("instance");
  read();
  input.addEventListener("change", () => {
    const address = read();
    if (!address) return;
    input.value = address;
    announce(`Links to Setup lead to ${address}`);
  });
}

document.addEventListener("DOMContentLoaded", startSetup);
