// Who must not see what, tried with real browsers on the demo's real cases.

import type { Browser, Page } from "@playwright/test";
import { phone } from "../support/places.mjs";
import { searchFor } from "../support/searching.mjs";
import { test, expect, signIn } from "../support/test";

const NOT_FOUND = 404;

test.skip(({ viewport }) => viewport?.width === phone.width, "what is kept back does not depend on the width");

test("a city officer reads a case by its label and never meets the person's name", async ({ browser }) => {
  const centre = await as(browser, "centre");
  const href = await aCaseThatLeft(centre);
  await centre.goto(href);
  const name = await centre.locator("#outline").getByRole("link").first().innerText();
  expect(name.trim().length).toBeGreaterThan(1);

  const city = await as(browser, "city");
  for (const path of [href, `${href}/sheet.pdf`, href.replace("/cases/", "/trace/case/"), "/cases", "/cases?export=csv"]) {
    const answer = await city.request.get(path);
    expect(answer.status(), path).toBe(200);
    const text = (await answer.text()).replace(/<[^>]*>/g, "");
    expect(text, path).not.toContain(name);
  }
  await city.goto(href);
  await expect(city.getByText("記号と、確認された匿名の内容だけを示しています")).toBeVisible();
  await expect(city.getByRole("heading", { name: "事例概要(実名)" })).toHaveCount(0);
});

test("to another centre's staff a case does not exist", async ({ browser }) => {
  const href = await aCaseThatLeft(await as(browser, "centre"));
  const other = await as(browser, "other_centre");
  for (const path of [href, `${href}/edit`, `${href}/shared`, `${href}/sheet.pdf`, `${href}/named-sheet.pdf`, href.replace("/cases/", "/trace/case/")]) {
    const answer = await other.goto(path);
    expect(answer?.status(), path).toBe(NOT_FOUND);
  }
});

test("after the meeting a guest sees nothing of it", async ({ browser }) => {
  const centre = await as(browser, "centre");
  const caseHref = await aCaseThatLeft(centre);
  await centre.goto("/meetings/list?status=shared&all=yes");
  const meetings = centre.locator("main a[href^='/meetings/0']");
  const meetingHrefs = await meetings.evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
  expect(meetingHrefs.length).toBeGreaterThan(0);

  const guest = await as(browser, "guest");
  for (const path of [caseHref, ...meetingHrefs]) {
    expect((await guest.request.get(path)).status(), path).toBe(NOT_FOUND);
  }
  for (const path of ["/cases", "/search", "/issues", "/measures", "/factors"]) {
    await guest.goto(path);
    if (path === "/search") await searchFor(guest, "ごみ");
    const records = guest.locator("main").locator("a[href^='/cases/0'], a[href^='/issues/0'], a[href^='/measures/0']");
    await expect(records, path).toHaveCount(0);
  }
});

test("a stranger is led to sign-in, and from there to where they were going", async ({ browser, page }) => {
  const href = await aCaseThatLeft(await as(browser, "centre"));
  await page.goto(href);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expect(page.locator("body")).not.toContainText(/事例 \S/);
  await signIn(page, "centre", { here: true });
  await expect(page).toHaveURL(new RegExp(`${href}$`));
});

/** A case of this centre that was confirmed and discussed, so that others know of it. */
async function aCaseThatLeft(page: Page): Promise<string> {
  await page.goto("/cases?status=following");
  return (await page.locator("main a[href^='/cases/0']").first().getAttribute("href"))!;
}

async function as(browser: Browser, who: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, who);
  return page;
}
