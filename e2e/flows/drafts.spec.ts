// Nothing that was typed is lost: not with the browser, not with the session, not by a click that came too late.

import { phone } from "../support/places.mjs";
import { test, expect, due, expectNoAxeFindings, signIn } from "../support/test";

test.skip(({ viewport }) => viewport?.width === phone.width, "what is kept does not depend on the width");
test.skip(({ javaScriptEnabled }) => javaScriptEnabled === false, "without a script a form is kept by saving it");

const kept = "書きかけを控えました";

test("what was typed comes back in another browser, and is gone once it is saved", async ({ page, browser, baseURL }) => {
  await signIn(page, "city");
  await page.goto("/meetings/new");
  const place = page.getByLabel("場所");
  await place.fill("市役所の別館");
  await expect(page.getByText(kept)).toBeVisible();

  const elsewhere = await (await browser.newContext({ baseURL })).newPage();
  await signIn(elsewhere, "city");
  await expect(elsewhere.getByText("書きかけを続ける")).toBeVisible();
  await due(elsewhere, "書きかけを続ける").click();
  await elsewhere.getByRole("button", { name: "書きかけを戻す" }).click();
  await expect(elsewhere.getByLabel("場所")).toHaveValue("市役所の別館");
  await elsewhere.getByRole("button", { name: "書きかけを捨てる" }).waitFor({ state: "detached" });

  // What comes back with something wrong is not offered a second time, and what was saved is not kept.
  const save = elsewhere.locator("form[data-draft] button[data-type='solid-fill']");
  await save.click();
  await expect(elsewhere.locator("#error-summary")).toBeVisible();
  await expect(elsewhere.getByRole("button", { name: "書きかけを戻す" })).toHaveCount(0);
  await elsewhere.getByLabel("会議体").selectOption({ index: 1 });
  await elsewhere.getByLabel("開催日").fill("R8.2.10");
  await save.click();
  await expect(elsewhere.getByText("会議を登録しました。")).toBeVisible();
  await elsewhere.goto("/");
  await expect(elsewhere.getByText("書きかけを続ける")).toHaveCount(0);
});

test("whoever comes back to a form that was refused finds it with their words", async ({ page }) => {
  await signIn(page, "city");
  await page.goto("/meetings/new");
  await page.getByLabel("場所").fill("南公民館の和室");
  await page.locator("form[data-draft] button[data-type='solid-fill']").click();
  await expect(page.locator("#error-summary")).toBeVisible();
  await page.goto("/issues");
  await page.goBack();
  await page.getByRole("button", { name: "書きかけを戻す" }).click();
  await expect(page.getByLabel("場所")).toHaveValue("南公民館の和室");
  await page.getByRole("button", { name: "書きかけを捨てる" }).waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("button", { name: "書きかけを捨てる" }).click();
});

test("a session that ends while one types gives the words back with the form", async ({ page, context }) => {
  await signIn(page, "centre");
  await page.goto("/cases/new");
  const title = page.getByLabel("件名(匿名)");
  await title.fill("夜に外へ出てしまう男性");
  await expect(page.getByText(kept)).toBeVisible();
  await context.clearCookies();
  await title.fill("夜に外へ出てしまう独居の男性");
  await page.getByRole("link", { name: "サインインして続ける" }).click();
  await signIn(page, "centre", { here: true });
  await expect(page).toHaveURL(/\/cases\/new$/);
  await expect(page.getByLabel("件名(匿名)")).toHaveValue("夜に外へ出てしまう独居の男性");
  await expect(page.getByText("サインインの前に書いていた内容を戻しました")).toBeVisible();
});

test("a click on 保存する after the session ended leads back to the form with its words", async ({ page, context }) => {
  await signIn(page, "centre");
  await page.goto("/cases/new");
  await page.getByLabel("件名(匿名)").fill("買い物に行けない女性");
  await context.clearCookies();
  await page.getByRole("button", { name: "保存して次へ", exact: true }).click();
  await signIn(page, "centre", { here: true });
  await expect(page).toHaveURL(/\/cases\/new$/);
  await expect(page.getByLabel("件名(匿名)")).toHaveValue("買い物に行けない女性");
  await expect(page.getByText(kept)).toBeVisible();
});

test("what was written of one person is not put into the case of another", async ({ page }) => {
  await signIn(page, "centre");
  await page.goto("/persons");
  const people = await page.locator("main a[href^='/persons/0']").evaluateAll((all) =>
    all.map((one) => one.getAttribute("href")?.split("/").pop()),
  );
  const [first, second] = [...new Set(people)];
  const question = page.getByLabel("件名(匿名)");
  await page.goto(`/cases/new?person=${first}`);
  await question.fill("夜に外へ出てしまう");
  await expect(page.getByText(kept)).toBeVisible();
  await page.goto(`/cases/new?person=${second}`);
  await expect(page.getByRole("button", { name: "書きかけを戻す" })).toHaveCount(0);
  await question.fill("買い物に行けない");
  await expect(page.getByText(kept)).toBeVisible();

  // While it is asked what is to become of what was kept, it is not replaced.
  await page.goto(`/cases/new?person=${first}`);
  const take = page.getByRole("button", { name: "書きかけを戻す" });
  await expect(take).toBeVisible();
  await question.fill("別のこと");
  await page.waitForTimeout(3000);
  await take.click();
  await expect(page.getByText("いま入力されている文は消えます。")).toBeVisible();
  await expect(question).toHaveValue("別のこと");
  await page.getByRole("button", { name: "入力されている文を消して戻す" }).click();
  await expect(question).toHaveValue("夜に外へ出てしまう");
  for (const person of [first, second]) {
    const place = `/cases?person=${person}`;
    await page.request.post("/drafts/removal", { form: { "draft-place": place } });
  }
});

test("a form that was emptied again is not offered as a draft", async ({ page }) => {
  await signIn(page, "city");
  await page.goto("/issues/new");
  const title = page.getByLabel(/^課題\(一文で\)/);
  await title.fill("坂の上のごみ出し");
  await expect(page.getByText(kept)).toBeVisible();
  await title.fill("");
  await page.waitForTimeout(3000);
  await page.goto("/issues/new");
  await page.waitForTimeout(1000);
  await expect(page.getByRole("button", { name: "書きかけを戻す" })).toHaveCount(0);
  await page.goto("/");
  await expect(page.getByText("書きかけを続ける")).toHaveCount(0);
});

test("before a session ends the page says so, and goes on with one click", async ({ page }) => {
  await signIn(page, "city");
  await page.clock.install();
  await page.goto("/meetings/new");
  await page.clock.fastForward("20:00");
  const note = page.getByText("あと5分ほど操作がないと");
  await expect(note).toHaveCount(0);
  await page.clock.fastForward("06:00");
  await expect(note).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByRole("button", { name: "サインインを続ける" }).click();
  await expect(note).toHaveCount(0);
});
