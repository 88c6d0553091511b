// What a page does for people that axe-core does not look at. Each function answers with a line for each
// fault it finds; tests/web/probing.py loads them into a page and calls them.

window.probes = (() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const words = (text) => (text ?? "").replace(/\s+/g, " ").trim();

  function named(element) {
    const own = element.id ? `#${element.id}` : words(element.textContent).slice(0, 40);
    return `${element.localName} ${own}`;
  }

  function shown(element) {
    return element.checkVisibility({ opacityProperty: false, visibilityProperty: true }) && !clipped(element);
  }

  // for screen readers alone: a pixel or nothing of it is drawn
  function clipped(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.position === "absolute" && (style.clip === "rect(0px, 0px, 0px, 0px)" || style.clipPath !== "none")) return true;
    }
    return false;
  }

  const controls = () => [...document.querySelectorAll(CONTROLS)].filter((one) => one.tabIndex >= 0 && !one.disabled && shown(one));

  // a control and its label are one target
  function target(control) {
    const boxes = [control, ...(control.labels ?? [])].filter(shown).map((one) => one.getBoundingClientRect());
    const left = Math.min(...boxes.map((box) => box.left)), top = Math.min(...boxes.map((box) => box.top));
    const right = Math.max(...boxes.map((box) => box.right)), bottom = Math.max(...boxes.map((box) => box.bottom));
    return { left, top, right, bottom, width: right - left, height: bottom - top };
  }

  // a link in a sentence is as high as its line (WCAG 2.5.8 leaves it out)
  function inASentence(control) {
    if (control.localName !== "a" || getComputedStyle(control).display !== "inline") return false;
    return words(control.parentElement.innerText).length > words(control.innerText).length;
  }

  // WCAG 2.5.8: 24 by 24, or so far apart that circles of 24 across do not meet a neighbour
  function smallTargets(least = 24) {
    const all = controls().map((control) => ({ control, box: target(control) }));
    const small = ({ box }) => box.width < least - 0.5 || box.height < least - 0.5;
    const crowded = (one) => all.some((other) => {
      if (other === one) return false;
      const x = (one.box.left + one.box.right) / 2, y = (one.box.top + one.box.bottom) / 2;
      const near = (low, high, at) => Math.max(low - at, 0, at - high);
      return Math.hypot(near(other.box.left, other.box.right, x), near(other.box.top, other.box.bottom, y)) < least / 2;
    });
    return all.filter((one) => small(one) && !inASentence(one.control) && crowded(one))
      .map(({ control, box }) => `${named(control)} is ${Math.round(box.width)} by ${Math.round(box.height)}`);
  }

  // each piece of text with the boxes of its lines, as far as it is drawn
  function pieces() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!words(node.data) || !shown(node.parentElement) || node.parentElement.closest("option, script, noscript")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      found.push({ node, boxes: [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1) });
    }
    return found;
  }

  function fixed(node) {
    for (let at = node.parentElement; at; at = at.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(at).position)) return true;
    }
    return false;
  }

  // Text that runs over other text or out of a box that hides the rest.
  function cut() {
    const faults = [];
    const still = pieces().filter(({ node }) => !fixed(node));
    for (const { node, boxes } of still) {
      for (let at = node.parentElement; at && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at), hides = at.getBoundingClientRect();
        if (![style.overflowX, style.overflowY].some((value) => ["hidden", "clip"].includes(value))) continue;
        if (boxes.some((box) => box.right > hides.right + 2 || box.left < hides.left - 2 || box.bottom > hides.bottom + 4)) {
          faults.push(`cut off: ${words(node.data).slice(0, 60)}`);
        }
      }
    }
    still.forEach((one, index) => still.slice(index + 1).forEach((other) => {
      const over = one.boxes.some((a) => other.boxes.some((b) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.45 * Math.min(a.height, b.height)));
      if (over) faults.push(`${words(one.node.data).slice(0, 40)} runs into ${words(other.node.data).slice(0, 40)}`);
    }));
    return faults;
  }

  // WCAG 1.4.12, as a person's own style would set it
  function space() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
      p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
  }

  // what a person who sees the page would call a control, from its label or its own words
  function visibleLabel(control) {
    const holders = control.labels?.length ? [...control.labels] : [control];
    return words(holders.map(visibleWords).join(" "));
  }

  function visibleWords(holder) {
    if (!["label", "a", "button", "summary"].includes(holder.localName)) return "";
    const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (shown(parent) && !parent.closest("[aria-hidden=true]")) found.push(walker.currentNode.data);
    }
    return found.join("");
  }

  // what each control looks like it is called; the mark finds it again in the browser's own tree of names
  function labels() {
    return controls().map((control, index) => {
      control.dataset.probed = String(index);
      return [named(control), visibleLabel(control)];
    });
  }

  // transitions and animations that would run
  function moving() {
    const lasts = (value) => value.split(",").some((time) => parseFloat(time) > 0);
    return [...document.querySelectorAll("*")].flatMap((element) => ["", "::before", "::after"].map((part) => {
      const style = getComputedStyle(element, part || undefined);
      const moves = lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration));
      return moves || style.scrollBehavior === "smooth" ? `${named(element)}${part}` : "";
    })).filter(Boolean);
  }

  // what is of no use on paper
  function notForPaper() {
    const useless = "button, .govuk-button, .govuk-back-link, nav, .leave, .place, .ways, .staying, .govuk-skip-link, footer";
    const stuck = [...document.body.querySelectorAll("*")].filter((one) => ["sticky", "fixed"].includes(getComputedStyle(one).position));
    return [...document.querySelectorAll(useless), ...stuck].filter(shown).map(named);
  }

  const numbers = new Map();

  // What has focus, how much of it can be seen, and where in the page it stands.
  function focus() {
    const control = document.activeElement;
    if (!control || control === document.body) return null;
    const around = control.labels?.length && ["radio", "checkbox"].includes(control.type) ? control.labels[0] : control;
    const mine = [control, ...(control.labels ?? [])];
    const points = [...around.getClientRects()].flatMap((box) => [0.1, 0.5, 0.9].flatMap((x) => [0.15, 0.5, 0.85].map((y) =>
      document.elementFromPoint(box.left + x * box.width, box.top + y * box.height))));
    const box = around.getBoundingClientRect();
    if (!numbers.has(control)) numbers.set(control, numbers.size);
    return {
      number: numbers.get(control), name: named(control), seen: points.filter((lies) => lies && mine.some((one) => one.contains(lies))).length, of: points.length,
      left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY, stuck: fixed(control),
    };
  }

  // where Tab is expected to stop: each control once, a set of radios as one
  function stops() {
    const all = controls();
    const first = (one) => one.type !== "radio" || one === (all.find((other) => other.name === one.name && other.checked)
      ?? all.find((other) => other.name === one.name));
    return [document.querySelector(".govuk-skip-link"), ...all.filter(first)].map(named);
  }

  return { smallTargets, cut, space, labels, moving, notForPaper, focus, stops };
})();
