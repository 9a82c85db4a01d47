// A city of districts of its own (Takamatsu), with nobody in it but an officer; and how people come in there.

import type { Browser, Page } from "@playwright/test";
import { test as base, expectNoAxeFindings, expectNoSidewaysScroll } from "./test";
import { startCity } from "./server.mjs";

type City = Awaited<ReturnType<typeof startCity>>;

export const test = base.extend<{ takamatsu: City }>({
  takamatsu: async ({}, use) => {
    const city = await startCity("takamatsu.toml");
    await use(city);
    await city.stop();
  },
});

/** Somebody who was given a password comes in and chooses their own. */
export async function comesIn(browser: Browser, url: string, login: string, given: string, chosen: string): Promise<Page> {
  const { viewport, javaScriptEnabled, hasTouch } = test.info().project.use;
  const context = await browser.newContext({ viewport, javaScriptEnabled, hasTouch });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  for (const password of [given, chosen]) {
    await page.goto(`${url}/sign-in`);
    await page.getByLabel("利用者ID").fill(login);
    await page.getByLabel("パスワード").fill(password);
    await page.getByRole("button", { name: "サインインする" }).click();
    await page.waitForURL((at) => at.pathname !== "/sign-in");
    if (password === chosen) break;
    await page.getByLabel("いまのパスワード").fill(given);
    await page.getByLabel(/^新しいパスワード(※必須)?$/).fill(chosen);
    await page.getByLabel("新しいパスワード(確認)").fill(chosen);
    await page.getByRole("button", { name: "パスワードを変える" }).click();
    await page.waitForURL((at) => at.pathname === "/sign-in");
  }
  return page;
}

/** The city gives 庵治's coordinator, `aji`, an account and a seat in the district's council; the password it gave. */
export async function givesASeat(city: Page, url: string): Promise<string> {
  await city.goto(`${url}/accounts/new`);
  await city.getByLabel("利用者ID").fill("aji");
  await city.getByLabel("氏名").fill("架空田 支え");
  await city.getByLabel("役割").selectOption({ label: "生活支援コーディネーター" });
  await city.getByRole("button", { name: "登録する" }).click();
  const given = await city.locator("main code").innerText();
  await city.goto(`${url}/conferences/network_meeting.aji/members/new`);
  await city.getByLabel(/^氏名/).fill("架空田 支え");
  await city.getByLabel(/^会議での役割/).selectOption({ label: "生活支援コーディネーター" });
  await city.getByLabel(/^システムの利用者/).selectOption({ index: 1 });
  await city.getByRole("button", { name: "保存する" }).click();
  return given;
}

export async function good(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);
}

/** A day before today in Japan, wherever the flows run, as people write it. */
export function daysAgo(days: number): string {
  const day = new Date(Date.now() + 9 * 3_600_000 - days * 86_400_000);
  return `R${day.getUTCFullYear() - 2018}.${day.getUTCMonth() + 1}.${day.getUTCDate()}`;
}
