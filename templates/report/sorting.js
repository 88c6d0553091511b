"use strict";
// Rows put in order by a column, within each group: from high to low, from low to high, as printed. Marks stay last.
document.querySelectorAll("main table").forEach((table) => {
  const bodies = [...table.tBodies].map((body) => ({
    body,
    rows: [...body.rows].filter((row) => !row.classList.contains("heading")),
  }));
  if (!bodies.some(({ rows }) => rows.length > 1)) return;
  const heads = [...table.tHead.rows[0].cells];
  const number = (row, at) => {
    const found = /-?\d[\d,]*(\.\d+)?/.exec(row.cells[at].textContent.replace(/^\[[a-z]\]/, ""));
    return found ? Number(found[0].replaceAll(",", "")) : null;
  };
  const words = (row, at) => row.cells[at].textContent.trim();
  const compare = (at, way) => (one, other) => {
    if (at === 0) return way * words(one, at).localeCompare(words(other, at), "en-GB");
    const [left, right] = [number(one, at), number(other, at)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return way * (left - right);
  };
  const put = (at, way) => {
    bodies.forEach(({ body, rows }) => body.append(...(way ? [...rows].sort(compare(at, way)) : rows)));
    heads.forEach((head, other) => {
      if (other === at && way) head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
  };
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    const ways = at === 0 ? [1, -1, 0] : [-1, 1, 0];
    button.addEventListener("click", () => {
      const now = { ascending: 1, descending: -1 }[head.getAttribute("aria-sort")] ?? 0;
      put(at, ways[(ways.indexOf(now) + 1) % ways.length]);
    });
  });
});
