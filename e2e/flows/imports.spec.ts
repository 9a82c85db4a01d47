// A file comes in: a small one at once, a large one with its progress to look at, and one whose server is killed in
// the middle, once and whole.

import type { Page } from "@playwright/test";
import { join } from "node:path";
import { results } from "../support/places.mjs";
import { sendFile } from "../support/sending.mjs";
import { startServer } from "../support/server.mjs";
import { test, expect, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

/** More rows than are taken in while a page loads. */
const MANY = 8_000;

/** A table of invented people; `series` keeps one flow's numbers apart from another's. */
function table(series: string, rows: number): Buffer {
  const header = "管理番号,氏名,生年月日,性別,事例の種類,件名,登録日,同意";
  const row = (n: number) =>
    `${series}-${n},架空田 ${series}${n}号,S${10 + (n % 20)}.4.${1 + (n % 28)},女,困難事例,見守る人がいない,R7.7.1,本人同意`;
  return Buffer.from("\ufeff" + [header, ...Array.from({ length: rows }, (_, n) => row(n))].join("\r\n"));
}

async function send(page: Page, series: string, rows: number): Promise<void> {
  await page.goto(new URL("/imports", page.url()).href);
  await page.getByLabel("事例", { exact: true }).check();
  await page.locator("input[type=file]").setInputFiles({
    name: `事例${series}.csv`,
    mimeType: "text/csv",
    buffer: table(series, rows),
  });
  await page.getByRole("button", { name: "送って確かめる" }).click();
  await expect(page.getByText("誤りはありません")).toBeVisible({ timeout: 30_000 });
}

const takeIn = (page: Page, rows: number) =>
  page.getByRole("button", { name: `${rows}行を取り込む` }).click();

test("a small file is taken in at once", async ({ page }) => {
  await signIn(page, "centre");
  const series = `小${test.info().project.name}`;
  await send(page, series, 3);
  await takeIn(page, 3);
  await expect(page).toHaveURL(/\/imports\//);
  await expect(page.getByText("新しく3事例")).toBeVisible();
  await expect(page.getByText("取込済")).toBeVisible();
});

test("headings that nobody knows are named once, and next month's file is read with them", async ({ page }) => {
  const project = test.info().project.name;
  // Headings of this flow's own: what is remembered of a file stays in the world.
  const month = (name: string, day: string) => ({
    kind: "cases",
    name: "事例一覧.csv",
    text: `お名前(${project}),事例分類,届いた日\n${name},困難事例,${day}\n`,
  });
  await signIn(page, "centre");
  await page.goto("/imports");
  await sendFile(page, month(`架空田 一月${project}`, "R7.7.1"));
  await expect(page.getByRole("heading", { name: "先に答えてください" })).toBeVisible();
  await page.getByRole("link", { name: "列の対応を見る・直す" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "列の対応" })).toBeVisible();
  await expect(page.getByText(`お名前(${project})`).first()).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);
  for (const [column, field] of [["A", "氏名"], ["B", "事例の種類"], ["C", "登録日"]]) {
    await page.getByLabel(`${column}列を読む項目`).selectOption(field);
  }
  await page.getByRole("button", { name: "この読み方で読み直す" }).click();
  await expect(page.getByText("読み方を覚え、読み直しました")).toBeVisible();
  await takeIn(page, 1);
  await expect(page.getByText("取込済")).toBeVisible();

  await page.goto("/imports");
  await sendFile(page, month(`架空田 二月${project}`, "R7.8.1"));
  await expect(page.getByText("誤りはありません")).toBeVisible();
  await page.getByRole("link", { name: "列の対応を見る・直す" }).click();
  await expect(page.getByLabel("A列を読む項目")).toHaveValue("氏名");
  await page.goBack();
  await takeIn(page, 1);
  await expect(page.getByText("新しく1事例")).toBeVisible();
});

test("a large file shows how far it is, and then what came of it", async ({ page }) => {
  test.setTimeout(150_000);
  await signIn(page, "centre");
  const series = `大${test.info().project.name}`;
  await send(page, series, MANY);
  await takeIn(page, MANY);
  await expect(page).toHaveURL(/\/jobs\//);
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);

  // The page comes to its end by itself: by asking again, or without JavaScript by being asked for anew.
  await expect(page.getByText("ファイルの取り込みが終わりました")).toBeVisible({ timeout: 90_000 });
  await expect(page.getByText(`新しく${MANY}事例`)).toBeVisible();
  await expectNoAxeFindings(page);
  const job = page.url();
  await page.getByRole("link", { name: "結果を開く" }).click();
  await expect(page.getByText("取込済")).toBeVisible();

  // Nobody else finds it, not even a colleague at the city.
  const other = await page.context().browser()!.newPage();
  await signIn(other, "city", { at: new URL(job).origin });
  expect((await other.goto(job))?.status()).toBe(404);
  await other.close();
});

test("a server that is killed in the middle finishes the work when it is back, once", async ({ page }) => {
  test.skip(test.info().project.name !== "desktop", "it is about the server, not about the screen");
  test.setTimeout(180_000);
  const server = await startServer({ copyOf: join(results, "world") });
  await signIn(page, "centre", { at: server.url });
  await page.goto(`${server.url}/cases`);
  const before = await countOfCases(page);
  await send(page, "停電", MANY);
  await takeIn(page, MANY);
  await expect(page.getByRole("progressbar")).toBeVisible();
  const job = page.url();
  const again = await startServer({ killed: await server.kill() });
  try {
    await page.goto(job);
    await expect(page.getByText("ファイルの取り込みが終わりました")).toBeVisible({ timeout: 120_000 });
    await expect(page.getByText(`新しく${MANY}事例`)).toBeVisible();
    // A long list says 「500件以上」 until it is asked to count.
    await page.goto(`${server.url}/cases`);
    await page.getByRole("link", { name: "正確に数える" }).click();
    expect(await countOfCases(page)).toBe(before + MANY);
  } finally {
    await again.stop();
  }
});

async function countOfCases(page: Page): Promise<number> {
  const words = await page.locator(".list-head strong").first().innerText();
  return Number(words.replace(/[^0-9]/g, ""));
}
