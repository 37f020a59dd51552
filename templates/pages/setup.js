// Links to Setup, once the address of an org is typed. It is kept in this browser only.

const ORG_HOSTS = /(^|\.)(salesforce\.com|force\.com|salesforce-setup\.com|salesforce\.mil)$/;

/** Return the address of an org without its path; empty for a text that is none. */
function orgAddress(text) {
  const typed = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`);
  const isOrg = url?.protocol === "https:" && ORG_HOSTS.test(url.hostname);
  return isOrg ? `https://${url.hostname}` : "";
}

function showSetupLinks(address) {
  for (const link of document.querySelectorAll("a[data-setup]")) {
    link.hidden = !address;
    if (address) link.href = address + link.dataset.setup;
    else link.removeAttribute("href");
  }
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
    showSetupLinks(address);
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
