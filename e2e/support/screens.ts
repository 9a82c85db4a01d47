// How a person finds a thing on a page: by the words that stand there.

import type { Locator, Page } from "@playwright/test";

export const main = (page: Page): Locator => page.getByRole("main");

export const nav = (page: Page, words: string): Locator =>
  page.getByRole("navigation", { name: "主な画面" }).getByRole("link", { name: words, exact: true });

/** A field by the words of its label; from when on it is needed, which stands after them, does not count. */
export const field = (page: Page, label: string): Locator =>
  main(page).getByLabel(new RegExp(`^${label.replace(/[()]/g, "\\$&")}(※必須|.*必要)?$`));

export const choice = (page: Page, question: string, word: string): Locator =>
  main(page).getByRole("group", { name: question }).getByLabel(word, { exact: true });

export const button = (page: Page, name: string | RegExp): Locator =>
  main(page).getByRole("button", typeof name === "string" ? { name, exact: true } : { name }).first();

export const link = (page: Page, name: string | RegExp): Locator =>
  main(page).getByRole("link", typeof name === "string" ? { name, exact: true } : { name }).first();

/** Registers the meeting that was filled in. Flows on one server may mean the same day, which is asked about once. */
export async function registerMeeting(page: Page): Promise<void> {
  await button(page, "登録する").click();
  const sure = main(page).getByLabel("同じ日に、もう一つの会議として登録する");
  const registered = page.getByText("会議を登録しました。");
  await registered.or(sure).first().waitFor();
  if (!(await sure.isVisible())) return;
  await sure.check();
  await button(page, "登録する").click();
  await registered.waitFor();
}
