/* A button that copies a field; where there is no clipboard the words stand selected. */

for (const it of all("[data-copies]")) it.hidden = false;
on("click", async ({ target }) => {
  const button = target.closest?.("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  const said = button.nextElementSibling;
  field.select();
  try { await navigator.clipboard.writeText(field.value); } catch { if (!document.execCommand("copy")) return; }
  said.textContent = said.dataset.said;
});

/* Drawn in answer to a form, the page goes on under its own address: a reload sends nothing again. */
for (const { dataset: { standsAt } } of all("[data-stands-at]")) if (location.pathname !== standsAt) history.replaceState(history.state, "", standsAt + location.hash);
