// A password that somebody else set: it opens nothing until its owner has chosen another, and the centre sees it.

import type { Browser, Page } from "@playwright/test";
import { test, expect, due, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

const CHOSEN = "みかん縁側ラジオ体操午後三時";

test("a new member of staff chooses a password before anything else, and the centre sees who was let in", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const login = `new-${test.info().project.name}`;
  const name = `架空田 新人${test.info().project.name}`;
  const city = await anybody(browser);
  await signIn(city, "city");
  await city.goto("/accounts/new");
  await city.getByLabel("利用者ID").fill(login);
  await city.getByLabel("氏名").fill(name);
  await city.getByLabel("役割").selectOption({ label: "センター職員" });
  await city.getByLabel("センター", { exact: true }).selectOption("mei1");
  await city.getByRole("button", { name: "登録する" }).click();
  await expectNoAxeFindings(city);
  const given = await city.locator("main code").innerText();

  const newcomer = await anybody(browser);
  await enter(newcomer, login, given);
  await expect(newcomer).toHaveURL(/\/account\/password$/);
  await expect(newcomer.getByText("あなたを利用者として登録しました")).toBeVisible();
  await expectNoSidewaysScroll(newcomer);
  await expectNoAxeFindings(newcomer);
  for (const path of ["/", "/cases", "/imports", "/persons"]) {
    await newcomer.goto(path);
    await expect(newcomer).toHaveURL(/\/account\/password$/);
  }
  await choose(newcomer, given, "みじかい");
  await expect(newcomer.locator("#error-summary")).toContainText("13文字以上");
  await expectNoAxeFindings(newcomer);
  await choose(newcomer, given, CHOSEN);
  await expect(newcomer).toHaveURL(/\/sign-in/);
  await enter(newcomer, login, CHOSEN);
  await expect(newcomer.getByRole("heading", { level: 1, name: "今日" })).toBeVisible();

  const colleague = await anybody(browser);
  await signIn(colleague, "centre");
  await expect(colleague.getByText(`${name}さんを利用者として登録しました`)).toBeVisible();

  // Somebody sets it again: whoever is at work is out, and both learn of it.
  await city.goto("/accounts");
  await city.getByRole("row", { name }).getByRole("link", { name: "直す" }).click();
  await city.getByRole("button", { name: `${name}さんのパスワードを再設定する` }).click();
  const again = await city.locator("main code").innerText();
  await newcomer.goto("/cases");
  await expect(newcomer).toHaveURL(/\/sign-in/);
  await enter(newcomer, login, again);
  await expect(newcomer.getByText("あなたのパスワードを再設定しました")).toBeVisible();
  await colleague.goto("/");
  await due(colleague, "パスワードの再設定を確かめる").click();
  await expect(colleague.getByText(`${name}さんのパスワードを再設定しました`)).toBeVisible();
  await expectNoSidewaysScroll(colleague);
  await expectNoAxeFindings(colleague);
});

async function anybody(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}

async function enter(page: Page, login: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("利用者ID").fill(login);
  await page.getByLabel("パスワード").fill(password);
  await page.getByRole("button", { name: "サインインする" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

async function choose(page: Page, present: string, chosen: string): Promise<void> {
  await page.getByLabel("いまのパスワード").fill(present);
  await page.getByLabel(/^新しいパスワード(※必須)?$/).fill(chosen);
  await page.getByLabel("新しいパスワード(確認)").fill(chosen);
  await page.getByRole("button", { name: "パスワードを変える" }).click();
}
