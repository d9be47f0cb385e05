// What does not fit on a page as it is shown now, one sentence each: the page is wider than the
// screen, a text is cut off by what it stands in or runs over another, a part scrolls sideways that
// is no table, bars leave too little of the screen, a phone would zoom in by itself.
() => {
  const wrong = [];
  const name = (it) => {
    const classes = [...it.classList].map((one) => "." + one).join("");
    return it.tagName.toLowerCase() + (it.id && "#" + it.id) + classes;
  };
  const path = (it) => (it.parentElement ? name(it.parentElement) + " > " : "") + name(it);
  const page = document.documentElement;
  const width = page.clientWidth;
  if (page.scrollWidth > width) {
    const out = [...document.querySelectorAll("body *")]
      .filter((it) => it.getBoundingClientRect().right > width + 1)
      .filter((it) => it.checkVisibility() && !it.ownerSVGElement);
    wrong.push("scrolls sideways: " + out.slice(0, 5).map(path).join(", "));
  }
  const fixedHigh = innerWidth > 1000 && !document.adoptedStyleSheets.length;
  if (fixedHigh && document.body.matches(".screen") && page.scrollHeight > innerHeight) {
    wrong.push("a projector scrolls, which nobody is near to do");
  }
  const styles = new Map();
  const style = (it) => styles.get(it) ?? styles.set(it, getComputedStyle(it)).get(it);
  const unseen = (it) => it.closest(".vh, .skip, template, script, style, noscript, title, desc")
    || style(it).clipPath === "inset(50%)";
  const fixed = (it) => {
    for (let at = it; at; at = at.parentElement) {
      if (["sticky", "fixed"].includes(style(at).position)) return true;
    }
    return false;
  };
  const start = (node) => node.data.trim().slice(0, 30);
  const cuts = /hidden|clip/;
  const cut = new Set();
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    const own = node.parentElement;
    const there = node.data.trim() && own.checkVisibility({ visibilityProperty: true });
    if (!there || unseen(own)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    // Letters are no higher than their line, whatever the font says.
    const line = parseFloat(style(own).lineHeight) || Infinity;
    const painted = [...range.getClientRects()].filter((r) => r.width > 1 && r.height > 1);
    const rects = painted.map((r) => {
      const over = Math.max(0, r.height - line) / 2;
      return new DOMRect(r.x, r.y + over, r.width, r.height - 2 * over);
    });
    for (let at = own; at && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY, clipPath } = style(at);
      if (clipPath === "inset(50%)") { rects.length = 0; break; }
      if (!cuts.test(overflowX + overflowY)) continue;
      const box = at.getBoundingClientRect();
      for (const r of rects) {
        const room = r.height / 3;
        const across = r.right > box.right + 2 || r.left < box.left - 2;
        const down = r.bottom > box.bottom + room || r.top < box.top - room;
        if ((across && cuts.test(overflowX)) || (down && cuts.test(overflowY))) {
          cut.add(`cut off by ${path(at)}: ${start(node)}`);
        }
      }
    }
    if (own.closest("svg") || fixed(own)) continue;
    for (const r of rects) said.push([r, node]);
  }
  wrong.push(...cut);
  said.sort(([a], [b]) => a.top - b.top);
  const over = new Set();
  said.forEach(([a, one], at) => {
    for (let next = at + 1; next < said.length && said[next][0].top < a.bottom; next += 1) {
      const [b, other] = said[next];
      const high = Math.min(a.bottom, b.bottom) - b.top;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      if (one !== other && wide > 3 && high > Math.min(a.height, b.height) * .5) {
        const where = path(one.parentElement);
        over.add(`runs over another text in ${where}: ${start(one)} / ${start(other)}`);
      }
    }
  });
  wrong.push(...over);
  let bars = 0;
  for (const it of document.querySelectorAll("body *")) {
    const { overflowX, position, fontSize } = style(it);
    const wider = it.scrollWidth > it.clientWidth + 1;
    if (wider && /auto|scroll/.test(overflowX) && !it.matches(".scroll")) {
      wrong.push(`a part scrolls sideways: ${path(it)}`);
    }
    if (!it.checkVisibility()) continue;
    const box = it.getBoundingClientRect();
    if (["sticky", "fixed"].includes(position) && box.width > innerWidth / 2) {
      bars += Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, 0));
    }
    const typed = it.matches("select, textarea, input:not([type=checkbox], [type=radio])");
    if (typed && innerWidth < 800 && parseFloat(fontSize) < 16) {
      wrong.push(`a phone zooms in on letters as small as these: ${path(it)}`);
    }
  }
  const share = Math.round((bars / innerHeight) * 100);
  if (share > 50) wrong.push(`bars cover ${share} % of the screen`);
  return wrong;
}
