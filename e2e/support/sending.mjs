// Sends a file as a person does, and stands on the page that says what was read of it.

/**
 * @param {import("@playwright/test").Page} page it stands on 取り込み
 * @param {{ kind: string, name: string, text: string }} file
 */
export async function sendFile(page, { kind, name, text }) {
  await page.locator(`input[name=kind][value=${kind}]`).check();
  await page.locator("input[name=file]").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.locator("form[enctype] button").last().click();
  await page.waitForURL(/\/imports\/0/);
}
