// What a page gains where scripts run; everything works without them.

const form = document.getElementById("question-form");

form?.addEventListener("click", clearInPlace);
form?.addEventListener("change", standAlone);
form?.querySelectorAll("[data-most]").forEach(sayRoom);
document.querySelectorAll(".govuk-exit-this-page").forEach(leaveAtOnce);
document.querySelectorAll(".govuk-exit-this-page a").forEach(leaveByKeyboard);
document.querySelectorAll("[data-scripted]").forEach(offerCopyAndPrint);

// "Clear this answer" without a round trip.
function clearInPlace(event) {
  const button = event.target.closest("button[name=clear]");
  if (!button) return;
  event.preventDefault();
  const inputs = [...form.elements].filter((input) => input.name === button.value);
  inputs.forEach((input) => { input.checked = false; });
  inputs[0]?.focus();
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

// An option that stands alone unticks the others, and they it.
function standAlone(event) {
  const chosen = event.target;
  if (chosen.type !== "checkbox" || !chosen.checked) return;
  for (const other of form.querySelectorAll(`input[name="${CSS.escape(chosen.name)}"]:checked`)) {
    if (other !== chosen && ("alone" in chosen.dataset || "alone" in other.dataset)) other.checked = false;
  }
}

// How much room a text has left, once it nears its end.
function sayRoom(words) {
  const most = Number(words.dataset.most), before = words.textContent;
  const left = JSON.parse(words.dataset.left), over = JSON.parse(words.dataset.over);
  const rule = new Intl.PluralRules(document.documentElement.lang);
  const counted = (forms, count) => forms[rule.select(count)].replace("{count}", count);
  const text = document.getElementById(words.id.replace(/-room$/, ""));
  text.addEventListener("input", () => {
    const room = most - [...text.value.trim()].length;
    words.classList.toggle("room--over", room < 0);
    words.textContent = room < 0 ? counted(over, -room) : room < most / 5 ? counted(left, room) : before;
  });
}

// Shift three times within five seconds leaves, as the link does. Shift held for a capital, a tab or a click
// is not a press of its own.
function leaveByKeyboard(link) {
  let pressed = [], alone = false;
  const used = () => { alone = false; pressed = []; };
  document.addEventListener("pointerdown", used, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") used();
    else if (!event.repeat) alone = true;
  }, true);
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    pressed = [...pressed, event.timeStamp].slice(-3);
    if (pressed.length === 3 && pressed[2] - pressed[0] < 5000) link.click();
  }, true);
}

// Leaving empties the page and its title, and opens the other site at once. The survey is told on the way, so
// nobody waits for it, and the way out is open when it cannot be reached. Back does not lead to this page.
function leaveAtOnce(group) {
  const link = group.querySelector("a");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.style.display = "none";
    document.title = "";
    fetch(link.href, { keepalive: true, redirect: "manual" }).catch(() => {});
    location.replace(group.dataset.to);
  });
}

function offerCopyAndPrint(group) {
  const said = group.parentElement.querySelector("[role=status]");
  const copy = group.querySelector("[data-copy]");
  group.hidden = false;
  group.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  copy.addEventListener("click", async () => {
    const from = document.getElementById(copy.dataset.copy);
    try {
      await navigator.clipboard.writeText(from.value ?? from.innerText.trim().split(/\s+/).join(" "));
      said.textContent = said.dataset.copied;
    } catch {
      said.textContent = said.dataset.notCopied;
    }
  });
}
