// On every page: tell the stylesheet that scripts run, and start the parts of GOV.UK that want one.
// Every page works without this file. `make css` builds survey/web/static/start.js from it.

import { Button, ErrorSummary, SkipLink, createAll } from "govuk-frontend";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const part of [Button, ErrorSummary, SkipLink]) createAll(part);
