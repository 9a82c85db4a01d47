// What a page weighs on its way: everything that is transferred for the first page that somebody opens, and for each next one.

import { readFileSync } from "node:fs";
import type { CDPSession, Page } from "@playwright/test";
import { open, type Listed } from "../support/listed";
import { test, expect, signIn } from "../support/test";

const MOST_AT_FIRST = 50_000;
const MOST_AFTER = 15_000;

const pages: Listed[] = JSON.parse(readFileSync(new URL("../pages.json", import.meta.url), "utf8"));

test("no page is heavy on its way", async ({ browser, server }) => {
  test.skip(test.info().project.name !== "desktop", "what is transferred is the same at every width");
  test.setTimeout(240_000);
  const weighed: { name: string; first: number; next: number }[] = [];
  for (const who of new Set(pages.map((listed) => listed.who))) {
    const page = await (await browser.newContext({ baseURL: server.url })).newPage();
    if (who) await signIn(page, who, { at: server.url });
    const wire = await page.context().newCDPSession(page);
    await wire.send("Network.enable");
    for (const listed of pages.filter((one) => one.who === who && !one.send)) {
      await open(page, listed);
      const next = await weight(page, wire);
      await wire.send("Network.clearBrowserCache");
      const first = await weight(page, wire);
      weighed.push({ name: listed.name, first, next });
    }
    await page.context().close();
  }
  const heaviest = (by: "first" | "next") => [...weighed].sort((a, b) => b[by] - a[by]).slice(0, 5).map((one) => `${one.name} ${one[by]}`);
  console.log(`heaviest at first: ${heaviest("first").join(", ")}; as a next page: ${heaviest("next").join(", ")}`);
  expect.soft(weighed.filter((one) => one.first >= MOST_AT_FIRST), "pages that are heavy at first").toEqual([]);
  expect.soft(weighed.filter((one) => one.next >= MOST_AFTER), "pages that are heavy after others").toEqual([]);
});

/** Bytes with their headers, as they came over the wire, when the page is opened at its address. */
async function weight(page: Page, wire: CDPSession): Promise<number> {
  let bytes = 0;
  const add = ({ encodedDataLength }: { encodedDataLength: number }): void => void (bytes += encodedDataLength);
  wire.on("Network.loadingFinished", add);
  await page.goto(page.url(), { waitUntil: "load" });
  // What a page asks for once it is there is small and quick.
  await page.waitForTimeout(200);
  wire.off("Network.loadingFinished", add);
  return bytes;
}
