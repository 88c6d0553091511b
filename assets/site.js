// The one script of every page: it tells the stylesheet that scripts run, starts the parts of GOV.UK that want one,
// and then ours, each of which finds for itself whether the page has a place for it. Every page works without
// this file. `make css` builds survey/web/static/site.js from it.

import { Button, ErrorSummary, SkipLink, createAll } from "govuk-frontend";
import "./form.js";
import "./saving.js";
import "./staying.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const part of [Button, ErrorSummary, SkipLink]) createAll(part);
