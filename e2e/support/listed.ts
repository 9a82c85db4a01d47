// The pages of pages.json, opened as a person comes to them.

import type { Page, Response } from "@playwright/test";
import { searchFor } from "./searching.mjs";
import { sendFile } from "./sending.mjs";

export type Sent = { kind: string; name: string; text: string };
export type Listed = { name: string; path: string; who: string | null; words?: string; send?: Sent; follow?: string[] };

/** A record's address is its id; it is reached as a person reaches it, by the first such link. */
export async function open(page: Page, { path, send, words, follow = [] }: Listed): Promise<Response | null> {
  let answer = await page.goto(path);
  if (send) await sendFile(page, send);
  for (const link of follow) {
    const href = await page.locator(link).first().getAttribute("href", { timeout: 5_000 }).catch(() => null);
    if (href === null) throw new Error(`${page.url()} has no link ${link}`);
    answer = await page.goto(href);
  }
  if (words) await searchFor(page, words);
  return answer;
}
