// What a form does with bad input: it comes back whole, says what is wrong at the field, and stays accessible.

import { test, expect, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

test("a refused case comes back with its words and a sentence at the field", async ({ page }) => {
  await signIn(page, "centre");
  await page.goto("/cases/new");
  await page.getByLabel("件名(匿名)").fill("夜に外へ出てしまう男性");
  await page.getByLabel("生年月日").fill("昭和の初め");
  await page.getByRole("button", { name: "保存して次へ" }).click();

  const summary = page.locator("#error-summary");
  await expect(summary).toContainText("まだ保存していません");
  await expect(page.getByLabel("件名(匿名)")).toHaveValue("夜に外へ出てしまう男性");
  const born = page.getByLabel("生年月日");
  await expect(born).toHaveValue("昭和の初め");
  await expect(born).toHaveAttribute("aria-invalid", "true");
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);

  // The summary leads to the field.
  await summary.getByRole("link").first().click();
  await expect(page).toHaveURL(/#f-person-/);
});
