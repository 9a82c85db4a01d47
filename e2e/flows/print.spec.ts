// What comes out of the printer: the browser's own print of a page is portrait A4 without an empty page, and the sheets are PDFs.

import { test, expect, signIn } from "../support/test";
import { asPages, unreadable } from "../support/workbook";

test.skip(() => test.info().project.name !== "desktop", "paper is as wide at every width of the screen");

/** The sizes of a PDF's pages, in points. */
function sizes(pdf: Buffer): [number, number][] {
  const boxes = pdf.toString("latin1").matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g);
  return [...boxes].map(([, width, height]) => [Math.round(Number(width)), Math.round(Number(height))]);
}

const A4 = [595, 842];

for (const { who, path, follow, most } of [
  { who: "city", path: "/meetings", most: 3 },
  { who: "city", path: "/conferences", most: 3 },
  { who: "city", path: "/factors", most: 12 },
  { who: "centre", path: "/meetings/list?period=2025-2&status=shared", follow: "main a[href^='/meetings/0']", most: 4 },
  { who: "centre", path: "/cases?status=following", follow: "main a[href^='/cases/0']", most: 8 },
]) {
  test(`a browser prints ${path}${follow ? " and what it leads to" : ""} in portrait without an empty first page`, async ({ page }) => {
    await signIn(page, who);
    await page.goto(path);
    if (follow) await page.goto((await page.locator(follow).first().getAttribute("href"))!);
    const pages = sizes(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.length).toBeLessThanOrEqual(most);
    for (const [width, height] of pages) expect([width, height]).toEqual(A4);
    // What stands first on the page stands on the first sheet: nothing pushes it onto the second.
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("h1").first().evaluate((h1) => h1.getBoundingClientRect().top)).toBeLessThan(400);
  });
}

test("the sheets of a meeting and of a case are PDFs that its page leads to", async ({ page }) => {
  await signIn(page, "centre");
  await page.goto("/meetings/list?period=2025-2&status=shared");
  await page.goto((await page.locator("main a[href^='/meetings/0']").first().getAttribute("href"))!);
  await expect(page.getByRole("heading", { name: "印刷するもの" })).toBeVisible();
  const sheets = await page.locator("a[href*='/sheets/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
  // Nobody is invited to a meeting that was held.
  expect(sheets.length).toBe(6);
  await page.goto("/cases?status=following");
  await page.goto((await page.locator("main a[href^='/cases/0']").first().getAttribute("href"))!);
  const ofCase = await page.locator("a[href$='.pdf']").evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
  expect(ofCase.length).toBe(3);
  for (const href of [...sheets, ...ofCase, "/factors/sheet.pdf", "/meetings/year.pdf"]) {
    const answer = await page.request.get(href);
    expect(answer.status(), href).toBe(200);
    expect(answer.headers()["content-type"], href).toBe("application/pdf");
  }
});

test("a spreadsheet program opens every workbook with all of its words to be read", async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page, "city");
  const from = ["/papers", "/papers?period=2025-2", "/factors?period=2025-2", "/meetings", "/meetings/list?all=yes", "/cases", "/issues", "/measures", "/exports", "/imports"];
  const hrefs = new Set<string>();
  for (const path of from) {
    await page.goto(path);
    const links = await page.locator("a[href*='xlsx']").evaluateAll((all) => all.map((link) => link.getAttribute("href")!));
    for (const href of links) hrefs.add(href);
  }
  expect(hrefs.size).toBeGreaterThan(9);
  const workbooks = new Map<string, Buffer>();
  for (const href of hrefs) {
    const answer = await page.request.get(href);
    expect(answer.status(), href).toBe(200);
    workbooks.set(href, await answer.body());
  }
  for (const [href, pages] of asPages(workbooks)) {
    expect(pages.length, href).toBeGreaterThan(0);
    pages.forEach((one, n) => {
      expect(one.words.length, `${href}, page ${n + 1} has words`).toBeGreaterThan(0);
      expect(unreadable(one), `${href}, page ${n + 1}`).toEqual([]);
    });
  }
});
