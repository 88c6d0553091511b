// Autosave itself is htmx, by the attributes of the form. This says what became of it, tries again
// when it fails, and lets nothing typed be lost on the way out. A page goes only to a survey that answers:
// a browser's own error page would take the place of what was typed.

const form = document.getElementById("question-form");
const said = document.getElementById("saved-status");
const held = document.getElementById("held"); // why a button did not go on, said beside it
let changes = 0; // how often something was typed or chosen
let sent = 0; // the change that the save under way holds
let kept = 0; // the last change that is known to be saved
let busy = false; // a save is under way
let going = false; // the form is being sent, or the person is leaving
let waiting = null; // what was pressed, until it may go
let asking = false; // whether the survey can be reached is being asked
let reached = false; // it can, and what was pressed goes now
let gone = null; // the button whose page is on its way
let tries = 0;
let slow, again;

if (form && "hxPost" in form.dataset) begin();

function begin() {
  form.addEventListener("input", changed, true); // before htmx sees it
  form.addEventListener("change", changed, true);
  form.addEventListener("htmx:before:request", beforeSave);
  form.addEventListener("htmx:after:request", (event) => answered(event.detail.ctx.response.status));
  form.addEventListener("htmx:after:swap", renew);
  form.addEventListener("htmx:error", retry);
  form.addEventListener("htmx:finally:request", finished);
  form.addEventListener("submit", submit);
  document.addEventListener("click", (event) => {
    if (event.target.closest(".govuk-exit-this-page a")) going = true;
  }, true);
  window.addEventListener("online", () => { if (kept < changes && tries > 0) saveAgain(); });
  form.addEventListener("htmx:after:init", catchUp);
  window.addEventListener("pageshow", () => {
    going = false;
    gone = null;
    clearTimeout(slow);
    catchUp();
  });
  // A shared computer's time is over: what is not saved yet keeps the page open.
  document.addEventListener("closing", (event) => {
    if (kept < changes) event.preventDefault();
    else going = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (kept < changes && !going) event.preventDefault();
  });
  catchUp();
}

function changed() {
  changes += 1;
  going = false;
  gone = null;
}

// What was answered before htmx was ready, or put back by the browser, nobody has saved yet.
function catchUp() {
  const ready = "htmxPowered" in form.dataset;
  if (!ready || sent > 0 || !(changes > 0 || [...form.elements].some(differs))) return;
  changed();
  saveAgain();
}

function saveAgain() {
  form.dispatchEvent(new Event("save-again"));
}

function differs(input) {
  if (input.type === "hidden") return false;
  if (input.type === "select-one") {
    const chosen = [...input.options].findIndex((option) => option.defaultSelected);
    return input.selectedIndex !== Math.max(0, chosen);
  }
  if (input.type === "radio" || input.type === "checkbox") return input.checked !== input.defaultChecked;
  return "defaultValue" in input && input.value !== input.defaultValue;
}

function beforeSave(event) {
  if (going) return event.preventDefault();
  busy = true;
  sent = changes;
  clearTimeout(again);
  event.detail.ctx.request.body.set("version", form.elements.version.value);
  slow = setTimeout(() => say("saving"), 800);
}

function renew() {
  const version = said.querySelector("[data-version]")?.dataset.version;
  if (version) form.elements.version.value = version;
}

function answered(status) {
  if (status < 400) {
    kept = sent;
    tries = 0;
    held.textContent = held.textContent === held.dataset.away ? held.dataset.back : "";
  } else if (status === 409) say("elsewhere");
  else if (status === 413) say("tooLong");
  else if (status === 403) say("signedOut");
  else retry();
}

function retry() {
  say("notSaved");
  tries += 1;
  clearTimeout(again);
  again = setTimeout(saveAgain, Math.min(60, 1.5 * 2 ** tries) * 1000);
}

function finished() {
  busy = false;
  clearTimeout(slow);
  if (waiting) goOn();
}

// Browsers without requestSubmit send their forms as they always did.
function submit(event) {
  if (reached || !form.requestSubmit) {
    clearTimeout(again);
    going = true;
    return;
  }
  event.preventDefault();
  if (gone === event.submitter) return;
  waiting = { button: event.submitter };
  if (new URLSearchParams(new FormData(form)).toString().length > Number(form.dataset.mostBytes)) hold("tooLong");
  else goOn();
}

// A save under way is about to make the page's version old, so going on waits for it.
async function goOn() {
  if (busy || asking) return;
  asking = true;
  slow = setTimeout(() => say("saving"), 800);
  const there = await canBeReached();
  asking = false;
  clearTimeout(slow);
  if (!there) {
    hold("away");
    changes += 1;
    retry();
  } else if (!busy) {
    const { button } = waiting;
    waiting = null;
    reached = true;
    form.requestSubmit(button);
    reached = false;
    onItsWay(button);
  }
}

// The next page may take its time: that is said, and a second press of the same button waits for the first.
function onItsWay(button) {
  gone = button;
  slow = setTimeout(() => say("saving"), 800);
  setTimeout(() => { gone = null; }, 10_000);
}

async function canBeReached() {
  const patience = new AbortController();
  const enough = setTimeout(() => patience.abort(), 8000);
  try {
    return (await fetch(form.dataset.here, { cache: "no-store", signal: patience.signal })).ok;
  } catch {
    return false;
  } finally {
    clearTimeout(enough);
  }
}

// What was pressed is forgotten: nobody is moved on later, in the middle of something else.
function hold(why) {
  waiting = null;
  held.textContent = held.dataset[why];
  held.scrollIntoView({ block: "nearest" });
}

function say(what) {
  clearTimeout(slow);
  said.textContent = said.dataset[what];
}
