// Looks for words as a person does: they are typed into the page's box, for no address may hold them.

/**
 * @param {import("@playwright/test").Page} page it stands on 検索
 * @param {string} words
 */
export async function searchFor(page, words) {
  const box = page.locator("main input[name=q]");
  await box.fill(words);
  await box.press("Enter");
  // As the address writes its first sign.
  await page.waitForURL(/[?&]q=(~|%7E)/i);
}
