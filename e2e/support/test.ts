// What every flow starts from: `import { test, expect, signIn, expectNoAxeFindings } from "../support/test"`.

import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { join } from "node:path";
import { keepPages } from "./met";
import { results } from "./places.mjs";
import { startServer } from "./server.mjs";
import { signIn } from "./people.mjs";

type Server = Awaited<ReturnType<typeof startServer>>;

/**
 * Each worker has a server and a copy of the demo world to itself. A worker that saw a failure is
 * replaced, so the next flow starts from a clean world again. Flows of one worker share it: a
 * flow makes what it asserts on, and counts nothing that another flow could add to.
 */
export const test = base.extend<object, { server: Server; keeping: void }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ copyOf: join(results, "world") });
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  // Pages are alike in every project; those of one are kept for the checks. Flows that open browsers of their own have theirs kept as well.
  keeping: [
    async ({ browser }, use, { project }) => {
      if (project.name === "desktop") {
        const open = browser.newContext.bind(browser);
        browser.newContext = async (options) => {
          const context = await open(options);
          keepPages(context);
          return context;
        };
      }
      await use();
    },
    { scope: "worker", auto: true },
  ],
  context: async ({ context }, use, { project }) => {
    if (project.name === "desktop") keepPages(context);
    await use(context);
  },
});

/**
 * What axe finds against WCAG 2.2 A and AA and against what it calls good practice, each with its rule and the elements concerned.
 */
export async function findingsOfAxe(page: Page): Promise<{ rule: string; help: string; elements: string[] }[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations.map(({ id, help, nodes }) => ({
    rule: id,
    help,
    elements: nodes.map((node) => node.target.join(" ")),
  }));
}

/** axe itself is a script: where the page may run none, the same page is looked at by the projects that may. */
export async function expectNoAxeFindings(page: Page): Promise<void> {
  if (test.info().project.use.javaScriptEnabled === false) return;
  expect(await findingsOfAxe(page), `axe on ${page.url()}`).toEqual([]);
}

/** Fails when the page can be scrolled sideways: something is wider than the screen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, screen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content, `width of ${page.url()}`).toBeLessThanOrEqual(screen);
}

/** The first line of 今日 that asks for this: several that ask for the same stand below one heading. */
export function due(page: Page, words: string) {
  const alone = page.locator(".tasks > li", { hasText: words }).getByRole("link");
  const below = page.locator("h3", { hasText: words }).locator("xpath=following-sibling::ul[1]").getByRole("link");
  return alone.or(below).first();
}

export { expect, signIn };
