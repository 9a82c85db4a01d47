import { test, expect, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

test("a stranger is led to the sign-in page, which is accessible", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page).toHaveTitle(/紡ぎ/);
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await expect(page.locator("input[name=login]")).toBeVisible();
  await expect(page.locator("input[name=password]")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);
});

test("a centre's member of staff signs in and sees what is due today", async ({ page }) => {
  await signIn(page, "centre");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);
});
