// What the flows met: every page that a browser of theirs was given, as it was served. When all of them are done, the
// checks in met/ look at each, so that a page is checked because somebody comes to it, and not because it is on a list.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContext } from "@playwright/test";
import { results } from "./places.mjs";

const folder = join(results, "met");

export type Met = { address: string; status: number; html: string };

const watched = new WeakSet<BrowserContext>();

/** Keeps the pages that a browser is given from now on. */
export function keepPages(context: BrowserContext): void {
  if (watched.has(context)) return;
  watched.add(context);
  context.on("response", async (response) => {
    if (response.request().resourceType() !== "document") return;
    if (!response.headers()["content-type"]?.startsWith("text/html")) return;
    // Who leaves a page before it is whole has not met it.
    const html = await response.text().catch(() => "");
    if (!html.startsWith("<!DOCTYPE html>")) return;
    const { pathname, search } = new URL(response.url());
    const met: Met = { address: pathname + search, status: response.status(), html };
    const name = createHash("sha256").update(met.address).update(html).digest("hex").slice(0, 32);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.json`), JSON.stringify(met));
  });
}

/** All that was met, in an order that does not change. */
export async function allMet(): Promise<Met[]> {
  const names = await readdir(folder).catch(() => []);
  const all = names.filter((name) => name.endsWith(".json")).map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")));
  return (await Promise.all(all)).sort((a: Met, b: Met) => (a.address < b.address ? -1 : 1));
}

/**
 * Characters of a page that axe looks at: it compares every target with every other, and takes minutes for a matrix of thousands of cases,
 * which is made of the same parts as one of sixty.
 */
const MOST = 300_000;

/** One page of each kind: that with most on it up to `MOST`, for each address without what names a record, and each answer. */
export function kinds(all: Met[]): Met[] {
  const fullest = new Map<string, Met>();
  for (const met of all) {
    const kind = `${met.status} ${met.address.split("?")[0]!.replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}/g, "/{id}")}`;
    const there = fullest.get(kind);
    const size = ({ html }: Met): number => (html.length <= MOST ? html.length : -html.length);
    if (!there || size(there) < size(met)) fullest.set(kind, met);
  }
  return [...fullest.values()];
}
