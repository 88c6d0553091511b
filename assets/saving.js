// Autosave itself is htmx, by the attributes of the form. This says what became of it, tries again
// when it fails, and lets nothing typed be lost on the way out.

const form = document.getElementById("question-form");
const said = document.getElementById("saved-status");
let changes = 0; // how often something was typed or chosen
let sent = 0; // the change that the save under way holds
let kept = 0; // the last change that is known to be saved
let busy = false; // a save is under way
let going = false; // the form is being sent, or the person is leaving
let waiting = null; // what was pressed during a save
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
  });
  form.addEventListener("htmx:after:init", catchUp);
  window.addEventListener("pageshow", () => {
    going = false;
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
}

// What was answered before htmx was ready, or put back by the browser, nobody has saved yet.
function catchUp() {
  const ready = "htmxPowered" in form.dataset;
  if (!ready || sent > 0 || !(changes > 0 || [...form.elements].some(differs))) return;
  changed();
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
  } else if (status === 409) say("elsewhere");
  else if (status === 403) say("signedOut");
  else retry();
}

function retry() {
  say("notSaved");
  tries += 1;
  clearTimeout(again);
  again = setTimeout(() => form.dispatchEvent(new Event("save-again")), Math.min(60, 1.5 * 2 ** tries) * 1000);
}

function finished() {
  busy = false;
  clearTimeout(slow);
  if (!waiting) return;
  const { button } = waiting;
  waiting = null;
  form.requestSubmit(button);
}

// A save under way is about to make the page's version old, so sending waits for it.
function submit(event) {
  if (busy) {
    event.preventDefault();
    waiting = { button: event.submitter };
  } else {
    clearTimeout(again);
    going = true;
  }
}

function say(what) {
  clearTimeout(slow);
  said.textContent = said.dataset[what];
}
