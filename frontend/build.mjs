// Writes dist/: everything the server embeds. No bundler: style sheets are joined in a fixed order,
// scripts and fonts are copied, and the licences of what others made are gathered in one file.
// The output names no address outside the server, and the build fails if it does.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const modules = join(here, "node_modules");
const read = (...parts) => readFileSync(join(...parts), "utf8");

// The order is the cascade: tokens, then general, then particular, paper last.
const sheets = ["base", "frame", "controls", "forms", "tables", "parts", "diagram", "print"];

const third = [
  ["@digital-go-jp/design-tokens", ["LICENSE"]],
  ["htmx.org", ["LICENSE"]],
  ["@expo-google-fonts/biz-udpgothic", ["LICENSE", "LICENSE_FONT"]],
];

const fonts = [
  ["400Regular/BIZUDPGothic_400Regular.ttf", "BIZUDPGothic-Regular.ttf"],
  ["700Bold/BIZUDPGothic_700Bold.ttf", "BIZUDPGothic-Bold.ttf"],
];

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "fonts"), { recursive: true });

const tokens = read(modules, "@digital-go-jp/design-tokens/dist/tokens.css");
const css = [tokens, ...sheets.map((name) => read(here, "css", `${name}.css`))].join("\n");
// Comments are for readers of the source; the page need not carry them.
const lean = css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\n\s*\n+/g, "\n");
writeFileSync(join(dist, "app.css"), lean);

const js = read(here, "js/app.js");
writeFileSync(join(dist, "app.js"), js);

const htmx = read(modules, "htmx.org/dist/htmx.min.js").replace(/\/\/# sourceMappingURL=.*\s*$/, "");
writeFileSync(join(dist, "htmx.min.js"), htmx);

cpSync(join(here, "icon.svg"), join(dist, "icon.svg"));

for (const [from, to] of fonts) {
  cpSync(join(modules, "@expo-google-fonts/biz-udpgothic", from), join(dist, "fonts", to));
}

const licences = third.map(([name, files]) => {
  const { version } = JSON.parse(read(modules, name, "package.json"));
  return [`${name} ${version}`, ...files.map((file) => read(modules, name, file).trim())].join("\n\n");
});
writeFileSync(join(dist, "LICENSES.txt"), licences.join(`\n\n${"=".repeat(78)}\n\n`) + "\n");

for (const [name, text] of [["app.css", lean], ["app.js", js]]) {
  if (/https?:\/\/|url\(\s*["']?\/\//.test(text)) {
    throw new Error(`${name} names an address outside the server`);
  }
}
