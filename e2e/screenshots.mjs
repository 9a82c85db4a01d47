// Photographs the pages of pages.json, at the office's width and at the phone's.
//
//   scripts/screenshots [FOLDER]     PNG files into FOLDER (default: screenshots/)
//   scripts/screenshots --guide      those marked "guide" into docs/guide/images, as WebP
//   scripts/screenshots --url URL    of a server that is already running
//   scripts/screenshots --only NAME  one page

import { chromium as browserType } from "@playwright/test";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium, desktop, japan, phone, root } from "./support/places.mjs";
import { prepareWorld, startServer } from "./support/server.mjs";
import { signIn } from "./support/people.mjs";
import { searchFor } from "./support/searching.mjs";
import { sendFile } from "./support/sending.mjs";

const WEBP_QUALITY = 0.82;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { guide: { type: "boolean" }, url: { type: "string" }, only: { type: "string" } },
});

const folder = options.guide
  ? join(root, "docs/guide/images")
  : resolve(root, positionals[0] ?? "screenshots");

const pages = JSON.parse(readFileSync(new URL("pages.json", import.meta.url), "utf8")).filter(
  (page) => (!options.guide || page.guide) && (!options.only || page.name === options.only),
);

await mkdir(folder, { recursive: true });
const server = options.url ? null : await freshServer();
const browser = await browserType.launch(chromium);
const broken = [];
try {
  // One session for each person and width, as pages of one person follow each other.
  const sessions = new Map();
  for (const [width, viewport] of options.guide ? [["1280", desktop]] : [["1280", desktop], ["390", phone]]) {
    for (const { name, path, who, words, send, follow = [] } of pages) {
      const key = `${width} ${who}`;
      if (!sessions.has(key)) sessions.set(key, await openSession(viewport, who));
      const tab = sessions.get(key);
      let answer = await tab.goto(path, { waitUntil: "networkidle" });
      if (words) await searchFor(tab, words);
      // What is made of a file is there once it was sent.
      if (send) await sendFile(tab, send);
      // A record's address is its id; it is reached as a person reaches it, by the first such link.
      for (const link of follow) {
        const target = tab.locator(link).first();
        if ((await target.count()) === 0) {
          answer = null;
          break;
        }
        answer = await tab.goto(await target.getAttribute("href"), { waitUntil: "networkidle" });
      }
      if (!answer?.ok()) broken.push(`${name} (${path}) as ${who ?? "nobody"}: ${answer?.status() ?? "no such link"}`);
      const image = await tab.screenshot({ fullPage: true, animations: "disabled", caret: "hide" });
      const file = join(folder, options.guide ? `${name}.webp` : `${name}-${width}.png`);
      await writeFile(file, options.guide ? await toWebp(image) : image);
      console.log(file);
    }
  }
} finally {
  await browser.close();
  await server?.stop();
}
if (broken.length > 0) {
  console.error(`not answered with success:\n  ${broken.join("\n  ")}`);
  process.exitCode = 1;
}

async function freshServer() {
  const world = await mkdtemp(join(tmpdir(), "tsumugi-world-"));
  try {
    await prepareWorld(world);
    return await startServer({ copyOf: world });
  } finally {
    await rm(world, { recursive: true, force: true });
  }
}

async function openSession(viewport, who) {
  const context = await browser.newContext({ ...japan, viewport, baseURL: options.url ?? server.url });
  const tab = await context.newPage();
  if (who) await signIn(tab, who);
  return tab;
}

/** Re-encodes a PNG with the browser that is running anyway, so that no image library is needed. */
async function toWebp(png) {
  const tab = await browser.newPage();
  const encoded = await tab.evaluate(
    async ([data, quality]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      canvas.getContext("2d").drawImage(image, 0, 0);
      const blob = await canvas.convertToBlob({ type: "image/webp", quality });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    },
    [png.toString("base64"), WEBP_QUALITY],
  );
  await tab.close();
  return Buffer.from(encoded, "latin1");
}
