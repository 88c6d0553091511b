// Build what survey/web/static serves and is not written by hand there: the stylesheet and the script
// from assets/, htmx and the font from their packages. `node assets/build.mjs DIR` writes elsewhere, to compare.
// The font's weights are cut by Python, the one of .venv or the one that PYTHON names.

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
const font = join(packages, "@fontsource-variable", "atkinson-hyperlegible-next");

mkdirSync(join(out, "fonts"), { recursive: true });
style("site.scss", "site.css", "site.rtl.css");
script(join(here, "site.js"), "site.js", "includes parts of govuk-frontend 6.3.0; see LICENCES.txt");
vendored(join(packages, "htmx.org", "dist", "htmx.min.js"), "htmx.js", "htmx 4.0.1; see LICENCES.txt");
for (const [part, name] of [["latin", "atkinson-hyperlegible-next"], ["latin-ext", "atkinson-hyperlegible-next-ext"]]) {
  weights(
    join(font, "files", `atkinson-hyperlegible-next-${part}-wght-normal.woff2`),
    join(out, "fonts", `${name}.woff2`),
  );
}
copyFileSync(join(font, "LICENSE"), join(out, "fonts", "OFL.txt"));

// The second file is the first in a mirror, for languages that are written from right to left.
function style(from, name, mirrored) {
  const { css } = sass.compile(join(here, from), { style: "compressed", charset: false, loadPaths: [packages] });
  writeFileSync(join(out, name), css.replaceAll("/*!rtl:ignore*/", "") + "\n");
  writeFileSync(join(out, mirrored), rtlcss.process(css) + "\n");
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

function weights(from, to) {
  const python = process.env.PYTHON ?? join(here, "..", ".venv", "bin", "python");
  execFileSync(python, [join(here, "weights.py"), from, to, "400", "650"], { stdio: "inherit" });
}
