// Enter in a field saves or does nothing: it never confirms, finishes, suspends or cancels.

import { phone } from "../support/places.mjs";
import { test, expect, signIn } from "../support/test";

test.skip(({ viewport }) => viewport?.width === phone.width, "a key does the same whatever the width");

test("Enter in the reason suspends no conference", async ({ page }) => {
  await signIn(page, "city");
  await page.goto("/conferences/individual.mei1");
  const reason = page.getByLabel("休止する理由");
  await page.getByText("この会議体を休止する").click();
  await reason.fill("試しに書いた理由");
  await reason.press("Enter");
  await page.waitForTimeout(500);
  await expect(page).toHaveURL(/\/conferences\/individual.mei1$/);
  await expect(reason).toHaveValue("試しに書いた理由");
  await page.reload();
  await expect(page.getByText("この会議体を休止する")).toBeVisible();
});

test("Enter in the title of the twin saves it and confirms nothing", async ({ page }) => {
  await signIn(page, "centre");
  await page.goto("/cases?status=draft");
  const href = await page.locator("main a[href^='/cases/0']").first().getAttribute("href");
  await page.goto(`${href}/shared`);
  await expect(page.getByText("いまは未確認です。")).toBeVisible();
  const title = page.getByLabel("件名(匿名)");
  await title.fill("買い物に行けなくなっている");
  await title.press("Enter");
  await expect(page.getByText("匿名の内容を保存しました。まだ確認されていません。")).toBeVisible();
  await page.goto(`${href}/shared`);
  await expect(title).toHaveValue("買い物に行けなくなっている");
  await expect(page.getByText("いまは未確認です。")).toBeVisible();
});
