// A case comes to the centre on a paper with little on it: how much is pressed until it is handed in, beside the words themselves.

import type { Page } from "@playwright/test";
import { phone } from "../support/places.mjs";
import { test, expect, expectNoAxeFindings, signIn } from "../support/test";

const MOST_KEYS = 25;
const MOST_CLICKS = 16;

test("a paper with little on it is a case in few presses", async ({ page, viewport, javaScriptEnabled }) => {
  test.skip(viewport?.width === phone.width, "presses are counted at a keyboard");
  test.skip(javaScriptEnabled === false, "without a script no field has the cursor");
  await signIn(page, "centre");
  await page.goto("/cases");
  const pressed = { keys: 0, clicks: 0 };
  const key = async (...names: string[]): Promise<void> => {
    for (const name of names) await page.keyboard.press(name);
    pressed.keys += names.length;
  };
  const digits = async (day: string): Promise<void> => key(...day);
  const words = async (text: string): Promise<void> => {
    // A page is there before its first field has the cursor.
    await expect(page.locator("main :is(input, textarea):focus")).toBeVisible();
    await page.keyboard.insertText(text);
  };
  const click = async (name: string | RegExp, role: "button" | "link" | "radio" | "checkbox", group?: string): Promise<void> => {
    const within = group ? page.getByRole("main").getByRole("group", { name: group }) : page.getByRole("main");
    await within.getByRole(role, { name, exact: true }).click();
    pressed.clicks += 1;
  };
  // A list is opened, and what is meant is pressed.
  const pick = async (label: string, option: string): Promise<void> => {
    await page.getByRole("main").getByLabel(new RegExp(`^${label}(※必須)?$`)).selectOption({ label: option });
    pressed.clicks += 2;
  };
  await click("事例を登録する", "link");
  await expect(page.getByLabel(/^氏名/)).toBeFocused();
  await words("架空川 しずく");
  await key("Tab");
  await words("かくうがわ しずく");
  await key("Tab");
  await digits("S14.5.3");
  await click("女性", "radio", "性別");
  await pick("種類", "困難事例");
  await page.getByLabel("種類").focus();
  await key("Tab");
  await words("夜になると電話が増える独居の女性");
  await pick("要介護度", "要介護1");
  await pick("世帯", "独居");
  await click("本人同意", "radio", "会議で検討することへの同意");
  await key("Tab");
  await digits("R8.1.5");
  // Past the calendar of the day, and the fold in which the ground without consent is written.
  await key("Tab", "Tab", "Tab");
  await words("この家で暮らし続けたい。");
  await key("Tab");
  await words("昨年の秋から、夜に何度も電話がかかる。");
  await key("Tab");
  await words("夜の不安をどう支えるか。");
  await click("保存して次へ", "button");

  await expect(heading(page, "内容の確認")).toBeVisible();
  await click(/^直す ?: 要因$/, "link");
  await click("疑い", "radio", "認知症");
  await click("独居", "checkbox", "世帯の困難の内容");
  await click("保存して次へ", "button");
  await expect(heading(page, "内容の確認")).toBeVisible();
  await expectNoAxeFindings(page);
  await click("提出する", "button");
  await expect(page.getByText("事例を提出しました。")).toBeVisible();

  console.log(`a case from a paper: ${pressed.keys} keys and ${pressed.clicks} clicks beside its words`);
  expect(pressed.keys).toBeLessThanOrEqual(MOST_KEYS);
  expect(pressed.clicks).toBeLessThanOrEqual(MOST_CLICKS);
});

test("a case is written in any order, and what is lacking leads to its field", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "centre");
  await page.goto("/cases/new");
  await expectNoAxeFindings(page);
  const main = page.getByRole("main");
  await main.getByLabel(/^氏名/).fill("架空浜 みなと");
  await main.getByLabel(/^種類/).selectOption({ index: 1 });
  await main.getByRole("button", { name: "保存して次へ" }).click();
  await expect(heading(page, "事例を編集する")).toBeVisible();
  await expectNoAxeFindings(page);
  const line = (title: string) => main.getByRole("listitem").filter({ has: page.getByRole("link", { name: title, exact: true }) }).last();
  await expect(line("会議で検討してほしいこと")).toContainText("未記入");
  await main.getByRole("link", { name: "会議で検討してほしいこと" }).click();
  await main.getByLabel(/^検討してほしいこと/).fill("一人の食事をどう支えるか");
  await main.getByRole("button", { name: "保存して一覧へ戻る" }).click();
  await expect(line("会議で検討してほしいこと")).toContainText("1/2 記入");

  await main.getByRole("link", { name: "内容を確かめて提出する" }).first().click();
  await expect(main.getByRole("button", { name: "提出する" })).toHaveCount(0);
  await main.getByRole("link", { name: /主訴.*が書かれていません/ }).click();
  await expect(page).toHaveURL(/steps\/sheet\.wishes#f-sheet-wish$/);
  const wish = main.getByLabel(/^主訴/);
  if (javaScriptEnabled !== false) await expect(wish).toBeFocused();
  await expectNoAxeFindings(page);

  // The limit stands there before it is met, and what is over it is counted.
  await expect(main.getByText(/1000文字まで/).first()).toBeVisible();
  await wish.fill("あ".repeat(1003));
  if (javaScriptEnabled !== false) await expect(main.getByText("3文字多すぎます")).toBeVisible();
  await main.getByRole("button", { name: "保存して次へ" }).click();
  const wrong = main.getByText("3文字減らしてください").first();
  await expect(wrong).toBeVisible();
  if (javaScriptEnabled !== false) await expect(page.locator("#error-summary")).toBeFocused();

  await main.getByRole("link", { name: "要因", exact: false }).last().click();
  await expect(heading(page, "要因")).toBeVisible();
  await expectNoAxeFindings(page);

  await page.goto(page.url().replace(/\/steps\/.*$/, "/edit"));
  await main.getByRole("link", { name: "間違えて登録したので、この事例を消す" }).click();
  await expect(main).toContainText("架空浜 みなと");
  await expectNoAxeFindings(page);
  await main.getByRole("button", { name: /を消す$/ }).click();
  await expect(main).toContainText("消しました");
  await expect(main).not.toContainText("架空浜 みなと");
});

const heading = (page: Page, words: string) => page.getByRole("heading", { level: 1, name: new RegExp(`^${words}`) });
