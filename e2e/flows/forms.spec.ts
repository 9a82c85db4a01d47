// What a form does with bad input: it comes back whole, says what is wrong at the field, and stays accessible.

import { test, expect, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

test("a refused case comes back with its words and a sentence at the field", async ({ page, javaScriptEnabled }) => {
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

  // What is wrong is said once at the field, also when somebody only went through it; once it is another day, no more.
  const field = page.locator(".field", { has: born });
  if (javaScriptEnabled !== false) {
    await expect(summary).toContainText("生年月日の「昭和の初め」");
    await expect(field.locator(".error-text")).toContainText("「S14.11.24」");
    await born.fill("14.11.24");
    await born.blur();
    await expect(field.locator(".reading")).toContainText("「S14.11.24」");
    await expect(field.locator(".error-text")).toBeHidden();
    await born.fill("昭和の初め");
    await born.blur();
    await expect(field.locator(".error-text")).toBeVisible();
    await expect(field.locator(".reading")).toHaveText("");
  }

  // The summary leads to the field.
  await summary.getByRole("link").first().click();
  await expect(page).toHaveURL(/#f-person-/);
});

test("a day that is read while a button is pressed takes no click away", async ({ page, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, "without a script a day is read when the form is sent");
  await signIn(page, "centre");
  await page.goto("/cases/new");
  await page.getByLabel("生年月日").fill("昭和の初めの、たしか桜の咲いていたころの、よく晴れた日の朝だったと聞いています".slice(0, 40));
  const save = page.getByRole("button", { name: "保存して次へ" });
  await save.hover();
  const read = page.waitForResponse("**/days");
  await page.mouse.down();
  await read;
  // A finger stays down for a moment.
  await page.waitForTimeout(150);
  await page.mouse.up();
  await expect(page.locator("#error-summary")).toContainText("まだ保存していません");
});
