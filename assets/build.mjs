// Build what survey/web/static serves and is not written by hand there: the stylesheet and the script
// from assets/, htmx and the font from their packages. `node assets/build.mjs DIR` writes elsewhere, to compare.
// The font is cut by Python, the one of .venv or the one that PYTHON names.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "..", "node_modules");
const out = process.argv[2] ?? join(here, "..", "survey", "web", "static");
// The package has the letters in two files.
const IN_THE_SECOND_FILE = new Set(["letters-polish", "letters-extended"]);
const font = join(packages, "@fontsource-variable", "atkinson-hyperlegible-next");

mkdirSync(join(out, "fonts"), { recursive: true });
style("site.scss", "site.css", "site.rtl.css");
style("console.scss", "console.css");
style("preview.scss", "preview.css");
script(join(here, "site.js"), "site.js", "includes parts of govuk-frontend 6.3.0; see LICENCES.txt");
vendored(join(packages, "htmx.org", "dist", "htmx.min.js"), "htmx.js", "htmx 4.0.1; see LICENCES.txt");
for (const [, name, range] of faces()) letters(name, range);
copyFileSync(join(font, "LICENSE"), join(out, "fonts", "OFL.txt"));

// The second file is the first in a mirror, for languages that are written from right to left; the team reads English.
function style(from, name, mirrored) {
  const { css } = sass.compile(join(here, from), { style: "compressed", charset: false, loadPaths: [packages] });
  writeFileSync(join(out, name), css.replaceAll("/*!rtl:ignore*/", "") + "\n");
  if (mirrored) writeFileSync(join(out, mirrored), rtlcss.process(css) + "\n");
}

function script(from, name, notice) {
  esbuild.buildSync({
    entryPoints: [from],
    outfile: join(out, name),
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2020",
    banner: { js: `/* ${notice} */` },
  });
}

// Source maps are not served, so the comment that points at one goes.
function vendored(from, name, notice) {
  const text = readFileSync(from, "utf8").replace(/\/\/# sourceMappingURL=.*\s*$/, "");
  writeFileSync(join(out, name), `/* ${notice} */\n${text.trimEnd()}\n`);
}

// Each file of letters that the stylesheet names, with its range: the one list of them.
function faces() {
  const css = readFileSync(join(out, "site.css"), "utf8");
  return css.matchAll(/@font-face\{[^}]*?url\("fonts\/([\w-]+)\.woff2"\)[^}]*?unicode-range: ?([^;}]+)/g);
}

function letters(name, range) {
  const python = process.env.PYTHON ?? join(here, "..", ".venv", "bin", "python");
  const part = IN_THE_SECOND_FILE.has(name) ? "latin-ext" : "latin";
  const from = join(font, "files", `atkinson-hyperlegible-next-${part}-wght-normal.woff2`);
  const to = join(out, "fonts", `${name}.woff2`);
  execFileSync(python, [join(here, "letters.py"), from, to, range], { stdio: "inherit" });
}
