// A list is narrowed by several things at once, its conditions are saved, and its lines are walked with the arrow keys.

import { test, expect, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

test("cases are narrowed by household, factors and words, and the conditions come back under a name", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "city");
  await page.goto("/cases");
  const bar = page.locator("form.filter-bar").first();
  await bar.locator("#household").selectOption({ label: "独居" });
  await bar.locator(".several > summary").click();
  await expectNoAxeFindings(page);
  await expectNoSidewaysScroll(page);
  const factor = bar.locator(".several").getByRole("checkbox", { name: /ごみ|ゴミ/ }).first();
  await factor.check();
  const named = await factor.evaluate((box: HTMLInputElement) => box.value);
  await bar.locator(".several").getByRole("button", { name: "絞り込む" }).click();
  await expect(page).toHaveURL(new RegExp(`factor=${named}`));
  await expect(page).toHaveURL(/household=alone/);
  const lines = page.locator("main tbody tr");
  await expect(lines.first()).toBeVisible();
  for (const line of await lines.all()) await expect(line).toContainText("独居");
  const found = await lines.count();

  // What the list is narrowed to is still there after a case was opened and left again.
  await lines.first().getByRole("link").first().click();
  await expect(page).toHaveURL(/\/cases\/0/);
  await page.goBack();
  await expect(lines).toHaveCount(found);

  await page.getByText("いまの条件を保存する").click();
  const name = `独居とごみ出し ${test.info().project.name}`;
  await page.getByLabel("名前").fill(name);
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByText("条件を保存しました。")).toBeVisible();
  await page.goto("/cases");
  await expectNoAxeFindings(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name, exact: true }).click();
  await expect(lines).toHaveCount(found);
  await expect(page.locator("#household").first()).toHaveValue("alone");

  if (javaScriptEnabled !== false) {
    await lines.first().getByRole("link").first().focus();
    await page.keyboard.press("ArrowDown");
    const second = found > 1 ? 1 : 0;
    await expect(lines.nth(second).getByRole("link").first()).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/cases\/0/);
  }

  await page.goto("/cases");
  await page.getByRole("button", { name: new RegExp(`消す ?: ${name}`) }).click();
  await expect(page.getByText("保存した条件を消しました。")).toBeVisible();
  await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
});
