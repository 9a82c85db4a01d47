// The pages that the flows met, once all of them are done: the Nu checker reads each, and axe looks at one of each kind.
// Whatever Nu says counts: errors, warnings and remarks.

import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { results, root } from "../support/places.mjs";
import { allMet, kinds } from "../support/met";
import { test, expect, findingsOfAxe } from "../support/test";

const SHARES = 2;

test("the Nu checker has nothing to say of any page that was met", async () => {
  test.setTimeout(240_000);
  const all = await allMet();
  test.skip(all.length === 0, "no page was met");
  const folder = join(results, "nu");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all(all.map(({ html }, at) => writeFile(join(folder, `${at}.html`), html)));
  // One machine reads them all: starting it takes longer than a page.
  const nu = join(root, "e2e/node_modules/vnu-jar/build/dist/vnu.jar");
  const { stdout } = await promisify(execFile)(
    "java",
    ["-Xss2m", "-jar", nu, "--format", "json", "--exit-zero-always", "--stdout", folder],
    { maxBuffer: 1 << 28 },
  );
  const found = new Map<string, Set<string>>();
  for (const { url, type, subType, message, extract } of JSON.parse(stdout).messages) {
    const at = Number(/(\d+)\.html$/.exec(url)?.[1]);
    const words = `${subType ?? type}: ${message}\n    ${String(extract ?? "").replace(/\s+/g, " ")}`;
    const plain = words.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}");
    found.set(plain, (found.get(plain) ?? new Set()).add(all[at]?.address ?? url));
  }
  const lines = [...found].map(([words, where]) => `${[...where].slice(0, 3).join(" ")} (${where.size})\n    ${words}`);
  console.log(`Nu read ${all.length} pages`);
  expect(lines.join("\n"), "what Nu says").toBe("");
});

for (let share = 0; share < SHARES; share += 1) {
  test(`axe finds nothing on the pages that were met, ${share + 1} of ${SHARES}`, async ({ page, server }) => {
    test.setTimeout(300_000);
    const mine = kinds(await allMet()).filter((_, at) => at % SHARES === share);
    // The page is what was served; the rest comes from a server, which is asked for no draft.
    await page.route("**/drafts*", (route) => route.fulfill({ status: 204 }));
    let served = "";
    await page.route(
      (url) => url.origin === server.url,
      (route) =>
        route.request().isNavigationRequest()
          ? route.fulfill({ status: 200, contentType: "text/html; charset=utf-8", body: served })
          : route.fallback(),
    );
    for (const { address, status, html } of mine) {
      served = html;
      await page.goto(server.url + address.split("?")[0]);
      expect.soft(await findingsOfAxe(page), `axe on ${address} (${status})`).toEqual([]);
    }
    console.log(`axe looked at ${mine.length} kinds of page`);
  });
}
