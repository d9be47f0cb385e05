/* Tips for easier reading beside a field: read out with it while unfolded, put away for all pages. */

document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.(".tips")) return;
  const field = document.getElementById(target.id.replace(/-tips$/, ""));
  const told = new Set(field.getAttribute("aria-describedby")?.match(/\S+/g));
  told[target.open ? "add" : "delete"](target.id);
  field.setAttribute("aria-describedby", [...told].join(" "));
}, true); // it does not bubble

const tipsShown = $(".shows-tips");
if (tipsShown) {
  tipsShown.checked = onDevice.get("tips") !== "no";
  tipsShown.addEventListener("change", () => {
    if (tipsShown.checked) onDevice.drop("tips");
    else onDevice.set("tips", "no");
  });
}
