// README's ten minutes, word by word: every name that the tour prints in bold is pressed or read here, in its order,
// and one that the README alone has, or this file alone, fails it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { field, main, registerMeeting } from "../support/screens";
import { test, expect, signIn } from "../support/test";
import { root } from "../support/places.mjs";

const CASE = "階段の上の部屋から出られなくなった男性";
// Like no other issue, or the page would ask whether it is the same.
const ISSUE = "荷物を三階へ運ぶ若い手が見つからない";
const MEASURE = "階段のある集合住宅での買い物の同行";

test("the README's tour works word by word", async ({ page }) => {
  test.skip(test.info().project.name === "phone", "the tour is written for a screen with the navigation in sight");
  test.setTimeout(180_000);
  const said: string[] = [];
  const bold = (words: string): string => (said.push(words), words);
  const press = async (words: string): Promise<void> => {
    const named = { name: bold(words), exact: true };
    await main(page).getByRole("button", named).or(main(page).getByRole("link", named)).first().click();
  };
  const nav = async (words: string): Promise<void> => {
    await page.getByRole("navigation", { name: "主な画面" }).getByRole("link", { name: bold(words), exact: true }).click();
  };

  await test.step("1. today", async () => {
    bold("Sign in as `mei1`");
    await signIn(page, "centre");
    await expect(page.getByRole("heading", { level: 1, name: bold("今日") })).toBeVisible();
  });
  await test.step("2. a case and its thread", async () => {
    await nav("事例");
    await main(page).getByRole("link", { name: /R7/ }).first().click();
    await expect(main(page)).toContainText("実名・持出禁止");
    for (const heading of ["つながり", "事例概要(実名)", "匿名の内容"]) {
      await expect(page.getByRole("heading", { name: heading }).first()).toBeVisible();
    }
  });
  await test.step("3. a case is registered and handed in", async () => {
    await page.goto("/cases");
    await press("事例を登録する");
    await field(page, "氏名").fill("架空坂 のぼる");
    await field(page, "種類").selectOption({ index: 1 });
    await field(page, "件名(匿名)").fill(CASE);
    await page.getByRole("group", { name: "会議で検討することへの同意" }).getByRole("radio", { name: "本人同意" }).check();
    await field(page, "同意を得た日").fill("R8.1.8");
    for (const [label, text] of TEXTS) await field(page, label).fill(text);
    await press("保存して次へ");
    await press("提出する");
    await press("匿名の内容を確認する");
    for (const [label, text] of TEXTS) await field(page, label).fill(text);
    await press("個人が分からないことを確認した");
  });
  await test.step("4. a meeting is made, and the case is discussed", async () => {
    await nav("会議");
    await press("会議を登録する");
    await field(page, "会議体").selectOption({ label: "明第1 地域個別ケア会議" });
    await field(page, "開催日").fill("R8.1.13");
    await registerMeeting(page);
    const meeting = page.url();
    await nav("事例");
    await press("議題にする");
    await page.getByRole("row").filter({ hasText: CASE }).getByRole("checkbox").check();
    await field(page, "検討する会議").selectOption(meeting.split("/").pop()!);
    await press("選んだ事例を議題にする");
    await expect(page).toHaveURL(new RegExp(new URL(meeting).pathname));
    await press("実施済にする");
    await main(page).getByRole("link", { name: /^記録を書く/ }).first().click();
    await page.getByLabel("決定1 何を").fill("買い物に同行できる人をさがす");
    await page.getByLabel("決定1 誰が").fill("センター");
    await page.getByRole("group", { name: "次回確認" }).getByRole("checkbox", { name: "3か月後" }).check();
    await field(page, "地域課題の候補").fill("階段のある住まいの買い物");
    await press("この事例の記録を終える");
  });
  await test.step("5. the factor matrix", async () => {
    await nav("事例");
    await press("要因マトリクス");
    await page.getByRole("columnheader").getByRole("link").first().click();
    await expect(main(page)).toContainText("事例");
  });
  await test.step("6. candidates become an issue, which goes up", async () => {
    await nav("課題と施策");
    await press("候補");
    const rows = main(page).getByRole("row").getByRole("checkbox");
    await rows.nth(0).check();
    await rows.nth(1).check();
    await press("選んだ候補から課題を作る");
    await field(page, "課題(一文で)").fill(ISSUE);
    await press("保存する");
    await press("検討を始める");
    await field(page, "理由").fill("センターの会議で取り上げたため");
    await main(page).getByRole("button", { name: "検討を始める" }).click();
    await press("上の会議へ上げる");
    await page.getByRole("radio", { name: /新しい市レベルの課題にする/ }).check();
    await field(page, "理由").fill("一つの圏域では、人を用意できないため");
    await main(page).getByRole("button", { name: "上の会議へ上げる" }).click();
  });
  await test.step("7. the city answers and tells it", async () => {
    bold("sign in as `city`");
    await signOut(page);
    await signIn(page, "city");
    await waiting(page, ISSUE).click();
    await press("検討を始める");
    await field(page, "理由").fill("次の市の会議で扱うため");
    await main(page).getByRole("button", { name: "検討を始める" }).click();
    await press("施策で回答する");
    await field(page, "施策・取組").fill(MEASURE);
    await page.getByRole("group", { name: "回答の種類" }).getByRole("radio").first().check();
    await field(page, "予算年度").fill("8");
    await main(page).getByRole("button", { name: "保存する" }).click();
    await press("圏域と事例提供者へ展開する");
    await field(page, "伝える内容").fill("来年度、買い物の同行を試行します。");
    await press("この内容で伝える");
  });
  await test.step("8. the centre acknowledges it", async () => {
    bold("Sign in as `mei1` again");
    await signOut(page);
    await signIn(page, "centre");
    await expect(main(page)).toContainText("返ってきたもの");
    await waiting(page, MEASURE).click();
    await press("確認しました");
  });
  await test.step("9. the whole chain", async () => {
    await page.goto("/cases?status=following");
    await main(page).getByRole("link", { name: /R7/ }).first().click();
    await press("つながりを大きく見る");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("つながり");
  });
  await test.step("10. the papers", async () => {
    await signOut(page);
    await signIn(page, "city");
    await page.goto("/?period=2025-2");
    await nav("資料・報告");
    await expect(main(page)).toContainText("いまの記録から作る(未確定)");
    await expect(main(page).getByRole("link", { name: bold("版を確定する") })).toBeVisible();
    await expect(main(page).getByRole("link", { name: "PDF" })).toHaveCount(4);
  });

  expect(said).toEqual(printedInBold());
});

/** Labels and words. */
const TEXTS: [string, string][] = [
  ["主訴・本人の望む暮らし", "いまの部屋で暮らし続けたい。"],
  ["経過", "秋から階段を下りられなくなった。"],
  ["検討してほしいこと（問い）", "買い物をどう支えるか。"],
];

/** What the README's tour prints in bold, in its order. */
function printedInBold(): string[] {
  const text = readFileSync(join(root, "README.md"), "utf8");
  const tour = text.split("## Ten minutes in the demo")[1]!.split("Then look with other eyes")[0]!;
  return [...tour.matchAll(/\*\*([^*]+)\*\*/g)].map((found) => found[1]!.replace(/\s+/g, " "));
}


/** What waits in 今日 about something. */
const waiting = (page: Page, about: string): Locator =>
  main(page).getByRole("listitem").filter({ hasText: about }).getByRole("link").first();

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "サインアウト" }).or(page.getByRole("link", { name: "サインアウト" })).click();
  await page.waitForURL(/sign-in/);
}
