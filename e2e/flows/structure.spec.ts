// The city arranges its conferences on screen: a level, a kind upon it, its edges, and the whole as a file.

import type { Page } from "@playwright/test";
import { test, expect, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

test("a ward between area and city is added, drawn, and taken out again", async ({ page }) => {
  await signIn(page, "city");
  await page.goto("/settings");
  await page.getByRole("link", { name: "段階を直す" }).click();
  await page.getByLabel("加える段階の名前").fill("区レベル");
  await page.getByLabel("位置", { exact: true }).selectOption("「市レベル」のすぐ下");
  await page.getByRole("button", { name: "段階を保存する" }).click();
  await expect(page.locator("#error-summary")).toContainText("課題の呼び名を入力してください");
  await expect(page.getByLabel("加える段階の名前")).toHaveValue("区レベル");
  await good(page);
  await page.getByLabel("課題の呼び名", { exact: true }).fill("区の課題");
  await page.getByRole("button", { name: "段階を保存する" }).click();
  await expect(page.getByText("会議の段階を保存しました。")).toBeVisible();
  const names = await page.locator("input[name^='name-']").evaluateAll((all) => all.map((i) => (i as HTMLInputElement).value));
  expect(names).toEqual(["市レベル", "区レベル", "地域レベル"]);

  await page.goto("/settings/structure");
  await page.getByRole("link", { name: "会議の種類を加える" }).click();
  await page.getByLabel(/^会議の名前/).fill("区地域ケア会議");
  await page.getByLabel(/^略称/).fill("区");
  await page.getByLabel(/^段階/).selectOption("区レベル");
  await page.getByLabel(/^検討対象/).selectOption({ index: 2 });
  await page.getByLabel("全体で一つ").check();
  await page.getByLabel(/^主催/).fill("区役所");
  await page.getByLabel(/^開催頻度/).fill("年1回");
  await page.getByLabel(/^役割/).fill("区レベルの課題の解決");
  await page.getByRole("button", { name: "保存する", exact: true }).click();
  await expect(page).toHaveURL(/\/settings\/structure$/);
  await expect(page.getByText("「区地域ケア会議」を加えました")).toBeVisible();

  // A circle is refused, and what was typed is still there.
  const row = (await page.locator("select[name^='from-']").count()) - 2;
  await edge(page, row, "地域包括ケア推進会議", "区地域ケア会議", "圏域で解けない課題");
  await edge(page, row + 1, "区地域ケア会議", "区地域ケア会議", "自分へ戻る");
  await page.getByRole("button", { name: "つながりを保存する" }).click();
  await expect(page.locator("#error-summary")).toContainText("輪になっています");
  await expect(page.getByLabel(`${row + 2}行目 何が伝わるか`)).toHaveValue("自分へ戻る");
  await good(page);
  await edge(page, row + 1, "区地域ケア会議", "市地域ケア会議", "区で解けない課題");
  await page.getByRole("button", { name: "つながりを保存する" }).click();
  await expect(page.getByText("会議のつながりを保存しました。")).toBeVisible();

  await page.goto("/conferences");
  const figure = page.locator("main svg");
  await expect(figure).toContainText("区レベル");
  await expect(figure).toContainText("区で解けない課題");
  await expect(page.getByRole("link", { name: "区地域ケア会議" }).last()).toBeVisible();
  await good(page);

  // Nobody met yet, so it goes again: first the kind, then the level.
  await page.getByRole("rowheader", { name: "区地域ケア会議" }).getByRole("link").click();
  await page.getByRole("link", { name: "この会議を直す" }).click();
  await page.getByText("この会議の種類を消す").click();
  await page.getByRole("button", { name: "「区地域ケア会議」を消す" }).click();
  await expect(page.getByText("「区地域ケア会議」を消しました。")).toBeVisible();
  await page.goto("/settings/structure/levels");
  await page.getByLabel("消す(区レベル)").check();
  await page.getByRole("button", { name: "段階を保存する" }).click();
  await expect(page.getByText("会議の段階を保存しました。")).toBeVisible();
  await expect(page.locator("input[name^='name-']")).toHaveCount(2);
});

test("the days of a period with meetings do not move", async ({ page }) => {
  await signIn(page, "city");
  await page.goto("/settings");
  await page.getByRole("link", { name: "議事対象期間を直す" }).click();
  await expect(page.getByText("記録のある期間の区切りは動きません。")).toBeVisible();
  await page.getByLabel("終わりの月").first().selectOption("当年4月");
  await page.getByLabel("始まりの月").nth(1).selectOption("当年5月");
  await page.getByRole("button", { name: "議事対象期間を保存する" }).click();
  await expect(page.locator("#error-summary")).toContainText("令和7年度 第2回の議事対象期間");
  await expect(page.locator("#error-summary")).toContainText("変えられません");
  await expect(page.getByLabel("終わりの月").first()).toHaveValue("0/4");
  await good(page);
});

test("a file is checked before it replaces the structure", async ({ page }) => {
  await signIn(page, "city");
  await page.goto("/settings");
  await page.getByRole("link", { name: "体系のファイル" }).click();
  const text = await (await page.request.get("/settings/structure.toml")).text();
  await send(page, text.replace('level = "city"', 'level = "village"'));
  await expect(page.getByRole("alert")).toContainText("か所に誤りがあります");
  await expect(page.getByText("段階「village」は定められていません")).toBeVisible();
  await good(page);

  await send(page, text.replace('name = "見守り不在"', 'name = "見守る人がいない"'));
  await expect(page.getByText("「見守り不在」 → 「見守る人がいない」")).toBeVisible();
  await good(page);
  await page.getByRole("button", { name: "この内容で体系を置き換える" }).click();
  await expect(page.getByText("体系を置き換えました。")).toBeVisible();
  await page.goto("/settings/structure/file");
  await send(page, text);
  await page.getByRole("button", { name: "この内容で体系を置き換える" }).click();
  await expect(page.getByText("体系を置き換えました。")).toBeVisible();
});

async function edge(page: Page, row: number, from: string, to: string, label: string): Promise<void> {
  const field = (name: string) => page.getByLabel(`${row + 1}行目 ${name}`, { exact: true });
  await field("どこから").selectOption(from);
  await field("向き").selectOption("↑ 上へ");
  await field("どこへ").selectOption(to);
  await field("何が伝わるか").fill(label);
}

async function send(page: Page, text: string): Promise<void> {
  const file = { name: "体系.toml", mimeType: "application/toml", buffer: Buffer.from(text) };
  await page.getByLabel("直したファイル").setInputFiles(file);
  await page.getByRole("button", { name: "送って確かめる" }).click();
}

async function good(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);
}
