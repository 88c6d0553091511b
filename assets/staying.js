// On a shared computer the server signs out after a time without activity. This says so two minutes before,
// tells the server of activity that it cannot see, and closes the page once the time is over.

const notice = document.getElementById("staying");
const idle = Number(notice?.dataset.seconds) * 1000;
const WARNING = 120_000;
let active = false; // somebody did something since the server last heard of them
let soon, over;

if (notice) begin();

function begin() {
  heard();
  for (const kind of ["input", "keydown", "pointerdown", "scroll"]) {
    document.addEventListener(kind, () => { active = true; }, { passive: true, capture: true });
  }
  document.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx.response?.status < 400) heard();
  });
  notice.querySelector("button").addEventListener("click", stay);
}

// The server has just heard of this person: the time begins anew.
function heard() {
  active = false;
  notice.hidden = true;
  clearTimeout(soon);
  clearTimeout(over);
  soon = setTimeout(nearlyOver, idle - WARNING);
  over = setTimeout(close, idle);
}

function nearlyOver() {
  if (active) return stay();
  notice.hidden = false;
  notice.querySelector("p").textContent = notice.dataset.soon;
}

async function stay() {
  const csrf = document.querySelector("input[name=csrf]");
  try {
    const body = new URLSearchParams({ csrf: csrf.value });
    const reply = await fetch(notice.dataset.url, { method: "POST", body });
    if (reply.ok) heard();
    else if (reply.status === 403) close();
  } catch {
    notice.hidden = false;
    notice.querySelector("p").textContent = notice.dataset.away;
  }
}

// Another window may have kept the session going; then this page is simply shown anew.
function close() {
  if (!document.dispatchEvent(new Event("closing", { cancelable: true }))) return;
  location.replace(location.href);
}
