// A plan of the house and a care plan are laid beside a case, looked at, made part of the anonymous side and taken away.

import type { Page } from "@playwright/test";
import { deflateSync, crc32 } from "node:zlib";
import { test, expect, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

/** A real picture, 320 by 200 points. */
function png(): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const out = Buffer.alloc(8 + data.length + 4);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), 8 + data.length);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(320, 0);
  header.writeUInt32BE(200, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const line = (y: number) =>
    Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: 320 }, (_, x) => (x % 80 < 3 || y % 50 < 3 ? [40, 60, 90] : [238, 242, 246])).flat())]);
  const rows = Buffer.concat(Array.from({ length: 200 }, (_, y) => line(y)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n");

async function attach(page: Page, kind: string, title: string, file: { name: string; content: Buffer }): Promise<void> {
  await page.locator("#attachments").getByRole("link", { name: "添付する" }).click();
  await send(page, kind, title, file);
}

async function send(page: Page, kind: string, title: string, { name, content }: { name: string; content: Buffer }): Promise<void> {
  await page.locator("input[name=file]").setInputFiles({ name, mimeType: "application/octet-stream", buffer: content });
  await page.getByLabel(kind, { exact: true }).check();
  await page.getByLabel("内容").fill(title);
  await page.getByRole("button", { name: "添付する" }).click();
}

test("a plan and a picture lie beside a case, and what was looked at is seen by the city", async ({ page, browser }) => {
  const mark = `流れ${test.info().project.name}`;
  await signIn(page, "centre");
  await page.goto("/cases?status=following");
  await page.locator("main a[href^='/cases/0']").first().click();
  const href = new URL(page.url()).pathname;

  await page.locator("#attachments").getByRole("link", { name: "添付する" }).click();
  await expectNoAxeFindings(page);
  await expectNoSidewaysScroll(page);
  await send(page, "ケアプラン", `二表${mark}`, { name: "program.pdf", content: Buffer.from("MZ\x90\x00 a program") });
  await expect(page.getByText("この種類のファイルは添付できません").first()).toBeVisible();
  await expect(page.getByLabel("内容")).toHaveValue(`二表${mark}`);
  await expect(page.getByLabel("ケアプラン", { exact: true })).toBeChecked();
  await send(page, "ケアプラン", `二表${mark}`, { name: "架空花子.pdf", content: pdf });
  await expect(page.getByText("添付しました").first()).toBeVisible();
  await attach(page, "家屋図", `玄関${mark}`, { name: "plan.png", content: png() });

  const line = (words: string) => page.locator("#attachments li", { hasText: words });
  const plan = await line(`二表${mark}`).locator("a[href^='/attachments/']").first().getAttribute("href");
  const saved = await page.request.get(plan!);
  expect(saved.headers()["content-disposition"]).toMatch(/^attachment/);
  expect(await saved.body()).toEqual(pdf);
  await expectNoAxeFindings(page);
  await expectNoSidewaysScroll(page);

  await line(`玄関${mark}`).getByRole("link", { name: /匿名の資料に含める/ }).click();
  const shown = page.getByRole("img", { name: "確かめる画像" });
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
  await expectNoAxeFindings(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "匿名の資料に含める" }).click();
  await expect(page.getByText("確かめてから印を付けてください").first()).toBeVisible();
  await page.getByLabel("匿名の資料での呼び方").fill(`段差${mark}`);
  await page.getByLabel(/すべて見て/).check();
  await page.getByRole("button", { name: "匿名の資料に含める" }).click();
  await expect(line(`玄関${mark}`).getByText("匿名の資料に含む")).toBeVisible();

  const city = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
  await signIn(city, "city");
  await city.goto(href);
  await expect(city.locator("#attachments")).toContainText(`段差${mark}`);
  await expect(city.locator("#attachments")).not.toContainText("玄関");
  await expect(city.locator("#attachments")).not.toContainText("二表");
  expect((await city.request.get(plan!)).status()).toBe(404);

  for (const words of [`二表${mark}`, `玄関${mark}`]) {
    await line(words).getByRole("link", { name: /^消す/ }).click();
    await page.getByRole("button", { name: "添付を消す" }).click();
    await expect(line(words)).toHaveCount(0);
  }
  expect((await page.request.get(plan!)).status()).toBe(404);
});
