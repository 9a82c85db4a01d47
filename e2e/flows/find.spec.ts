// One box finds what stands in any record that one may know of, from any page and by the keyboard alone.

import { test, expect, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

test("several words find the cases in which all of them stand, however they are written", async ({ page }) => {
  await signIn(page, "city");
  const box = page.locator(".site-search input[type=search]");
  await box.fill("独居 ｺﾞﾐ");
  await box.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "検索" })).toBeVisible();
  const hits = page.locator(".hits > li");
  expect(await hits.count()).toBeGreaterThan(5);
  for (const hit of await hits.all()) {
    await expect(hit.locator("mark").first()).toBeVisible();
  }
  await expect(hits.filter({ hasText: "事例" }).filter({ hasText: "独居" }).first()).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);
  // What was looked for stands in no address.
  expect(page.url()).not.toContain("%E7%8B%AC");
});

test("the box is a key away", async ({ page, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, "keys are the script's");
  await signIn(page, "centre");
  await page.goto("/cases");
  await page.keyboard.press("/");
  await page.keyboard.type("help");
  await expect(page.locator(".site-search input[type=search]")).toHaveValue("help");
  await page.goto("/cases/new");
  await page.locator("form[data-draft] input[type=text]").first().focus();
  await page.keyboard.press("Control+k");
  await expect(page.locator(".site-search input[type=search]")).toBeFocused();
});

test("names are found by their own centre, below a red band", async ({ page }) => {
  await signIn(page, "centre");
  await page.goto("/persons");
  const name = (await page.locator("tbody td a").first().innerText()).trim();
  const box = page.locator(".site-search input[type=search]");
  await box.fill(name);
  await box.press("Enter");
  await expect(page.locator(".hits > li").filter({ hasText: "支援対象者" }).first()).toContainText(name);
  await expect(page.locator(".band[data-kind=named]")).toBeVisible();
});
