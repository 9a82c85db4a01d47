// A slip is taken back from the page that follows, with a script and without; a day is read back while one types it.

import { registerMeeting } from "../support/screens";
import { test, expect, expectNoAxeFindings, expectNoSidewaysScroll, signIn } from "../support/test";

/** Registers a meeting of the city and stays on its page. */
async function meeting(page: import("@playwright/test").Page, day: string): Promise<void> {
  await page.goto("/meetings/new");
  await page.getByLabel("会議体").selectOption({ index: 1 });
  await page.getByLabel("開催日").fill(day);
  await registerMeeting(page);
  await expect(page.getByText("会議を登録しました。")).toBeInViewport();
}

test("what was taken off an agenda comes back with one press, and only once", async ({ page }) => {
  await signIn(page, "city");
  await meeting(page, "R8.3.18");
  await page.getByLabel("議題を加える").fill("開会のあいさつ");
  await page.getByRole("button", { name: "加える", exact: true }).click();
  // The notice is in sight, however far down one was.
  await expect(page.getByRole("button", { name: "議題の追加を取り消す" })).toBeInViewport();
  await page.getByRole("button", { name: "「開会のあいさつ」を外す" }).click();
  const agenda = page.locator("section", { has: page.getByRole("heading", { name: "議題", exact: true }) });
  await expect(agenda.getByText("開会のあいさつ")).toHaveCount(0);
  await expectNoAxeFindings(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "外した議題を戻す" }).click();
  await expect(page.getByText("外した議題を戻しました。")).toBeVisible();
  await expect(agenda.getByText("開会のあいさつ").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "外した議題を戻す" })).toHaveCount(0);
});

test("a typed day is read back below its field, and taken from a calendar by keyboard", async ({ page, javaScriptEnabled }) => {
  await signIn(page, "city");
  await page.goto("/meetings/new");
  const day = page.getByLabel("開催日");
  if (javaScriptEnabled === false) {
    await expect(page.getByRole("button", { name: "カレンダー" })).toHaveCount(0);
    await day.fill("R8.1.13");
    await page.getByRole("button", { name: "登録する", exact: true }).click();
    await expect(page.locator(".reading", { hasText: "令和8年1月13日(火)" })).toBeVisible();
    return;
  }
  const field = page.locator(".field", { has: day });
  for (const typed of ["R8.1.13", "2026/1/13", "20260113"]) {
    await day.fill("");
    await day.pressSequentially(typed);
    await expect(field.locator(".reading")).toHaveText("令和8年1月13日(火)");
  }
  // While one types nothing is called wrong; once the field is left, it is said what cannot be read.
  await day.fill("8/1/13");
  await expect(field.locator(".reading")).toHaveText("");
  await day.blur();
  await expect(field.locator(".reading")).toContainText("年が4桁でなく");
  await expect(field.getByRole("button", { name: "カレンダー" })).toBeVisible();
  await field.locator(".calendar").evaluate((one: HTMLInputElement) => {
    one.value = "2026-02-10";
    one.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await expect(day).toHaveValue("R8.2.10");
  await expect(field.locator(".reading")).toHaveText("令和8年2月10日(火)");
  await expect(day).toBeFocused();
  await expectNoAxeFindings(page);
  await expectNoSidewaysScroll(page);
});
