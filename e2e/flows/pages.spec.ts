// Every page of pages.json, as the person it is for sees it: it answers, axe finds nothing, and nothing is wider
// than the screen. The desktop project looks at 1280 px, the phone project at 390 px.

import { readFileSync } from "node:fs";
import { accounts } from "../support/people.mjs";
import { open, type Listed } from "../support/listed";
import { test, expect, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

const pages: Listed[] = JSON.parse(readFileSync(new URL("../pages.json", import.meta.url), "utf8"));
const PATIENCE_PER_PAGE_MS = 12_000;

for (const [who, theirs] of byPerson(pages)) {
  test(`the pages of ${who ?? "nobody in particular"}`, async ({ page }) => {
    test.setTimeout(30_000 + theirs.length * PATIENCE_PER_PAGE_MS);
    // One sign-in serves all pages of a person: the password's digest is slow on purpose.
    if (who) await signIn(page, who);
    for (const listed of theirs) {
      const { name } = listed;
      await test.step(name, async () => {
        const answer = await open(page, listed);
        expect.soft(answer?.status(), `${name}, ${page.url()}`).toBe(200);
        await soft(() => expectNoSidewaysScroll(page));
        await soft(() => expectNoAxeFindings(page));
      });
    }
  });
}

for (const who of Object.keys(accounts)) {
  test(`no link on the first page of ${who} leads nowhere`, async ({ page }) => {
    test.skip(test.info().project.name !== "desktop", "the links are the same at every width");
    await signIn(page, who);
    const links = await page.locator("a[href^='/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")!));
    for (const href of new Set(links)) {
      expect.soft((await page.request.get(href)).status(), href).toBe(200);
    }
  });
}

/** One page's finding must not hide the next page's: it is reported, and the walk goes on. */
async function soft(look: () => Promise<void>): Promise<void> {
  const finding = await look().then(() => "", (error: Error) => error.message);
  expect.soft(finding).toBe("");
}

function byPerson(all: Listed[]): Map<string | null, Listed[]> {
  const groups = new Map<string | null, Listed[]>();
  for (const listed of all) groups.set(listed.who, [...(groups.get(listed.who) ?? []), listed]);
  return groups;
}
