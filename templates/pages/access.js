// The access tables, for one permission set alone. One style rule hides the others, however many
// cells there are.

function startAccess() {
  const select = document.getElementById("grantee");
  const only = document.getElementById("granted-only");
  if (!select) return;
  const rules = new CSSStyleSheet();
  document.adoptedStyleSheets.push(rules);

  const show = () => {
    const chosen = `[data-grantee="${CSS.escape(select.value)}"]`;
    const others = `[data-matrix] [data-grantee]:not(${chosen}) { display: none; }`;
    const nothing = `[data-matrix] tr:has(> ${chosen}.none) { display: none; }`;
    if (only) only.disabled = !select.value;
    rules.replaceSync(select.value ? others + (only?.checked ? nothing : "") : "");
  };
  const write = () => {
    show();
    const values = { set: select.value, only: select.value && only?.checked ? "yes" : "" };
    writeAddress("access", values, true);
    const label = select.selectedOptions[0]?.textContent.trim();
    announce(select.value ? `Access of ${label} is shown` : "All access is shown");
  };
  select.addEventListener("change", write);
  only?.addEventListener("change", write);
  addressReaders.push((values, isReturn) => {
    if (!values.has("set") && !isReturn) return; // a link leaves the tables as they are
    select.value = values.get("set") ?? "";
    if (select.selectedIndex < 0) select.value = "";
    if (only) only.checked = values.has("only");
    show();
  });
  show();
}

document.addEventListener("DOMContentLoaded", startAccess);
