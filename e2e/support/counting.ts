// A pair of hands that counts: what somebody presses, types and reads until a task is done.

import type { Locator, Page } from "@playwright/test";

/** What a task takes. Words that are typed are counted by their characters, beside the keys that do something. */
export type Counts = { clicks: number; keys: number; characters: number; rows: number };

export class Hands {
  readonly counts: Counts = { clicks: 0, keys: 0, characters: 0, rows: 0 };

  constructor(readonly page: Page) {}

  async click(what: Locator): Promise<void> {
    await what.click();
    this.counts.clicks += 1;
  }

  /** Types into a field, which costs a click unless it has the cursor already. */
  async write(field: Locator, text: string): Promise<void> {
    await field.waitFor();
    // A page puts the cursor into its first field a moment after it is there.
    await this.page.waitForLoadState();
    if (!(await field.evaluate((element) => element === document.activeElement))) await this.click(field);
    await this.page.keyboard.insertText(text);
    this.counts.characters += [...text].length;
  }

  /** A list is opened, and what is meant in it is pressed. */
  async pick(list: Locator, option: Parameters<Locator["selectOption"]>[0]): Promise<void> {
    await list.selectOption(option);
    this.counts.clicks += 2;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    this.counts.keys += keys.length;
  }

  /** The browser's own printing, which no page can see: its key, and the key that confirms it. */
  print(): void {
    this.counts.keys += 2;
  }

  /** Lines of a list that are read one after the other until what is looked for is found. */
  read(rows: number): void {
    this.counts.rows += rows;
  }
}
