// The demo's sign-ins, by the part each person plays.

import { readFileSync } from "node:fs";

const file = new URL("../accounts.json", import.meta.url);
export const { password, accounts } = JSON.parse(readFileSync(file, "utf8"));

/**
 * Signs in through the form, as a person does, and returns when the sign-in page is left.
 * @param {import("@playwright/test").Page} page
 * @param {string} who a key of accounts.json
 * @param {{ here?: boolean, at?: string }} [how] `here`: the page stands at the form already, with where to go
 *   afterwards; `at`: another server than the flow's own
 */
export async function signIn(page, who, { here = false, at = "" } = {}) {
  const account = accounts[who];
  if (!account) throw new Error(`accounts.json has no '${who}': ${Object.keys(accounts).join(", ")}`);
  if (!here) await page.goto(`${at}/sign-in`);
  const form = page.locator("form:has(input[name=password])");
  await form.locator("input[name=login]").fill(account.login);
  await form.locator("input[name=password]").fill(password);
  await form.locator("button[type=submit], button:not([type])").first().click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}
