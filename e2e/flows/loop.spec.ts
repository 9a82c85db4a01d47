// The main job, from one case to the city's answer and back: a case is registered, discussed, becomes an area's
// issue with others, goes up, is answered by a measure, comes back, is acknowledged and followed up; and the
// trace tells the same story from either end. Every person acts in a browser of their own.

import type { Browser, Locator, Page } from "@playwright/test";
import { button, choice, field, main, registerMeeting } from "../support/screens";
import { test, expect, signIn } from "../support/test";

// The demo's today is R8.1.13. The meeting sat four days earlier, in the period 2026-1.
const MEETING_DAY = "R8.1.9";
const PERIOD = "2026-1";

const PERSON = "架空田 つむぎ";
const CASE_TITLE = "坂の上の家から外へ出られなくなった女性";
const CANDIDATE = "坂の多い町で、通院と買い物に使える足がない";
const AREA_ISSUE = "坂のある地区で暮らし続けるための移動の支えがない";
const MEASURE = "坂のある地区での乗合送迎の試行";
const MESSAGE = "来年度、坂のある地区で乗合送迎を試行します。";

test("one case goes up to the city and its answer comes back", async ({ browser }) => {
  test.setTimeout(180_000);
  const centre = await as(browser, "centre");
  const city = await as(browser, "city");

  const caseHref = await test.step("the centre registers a case", () => register(centre));
  await test.step("its de-identified twin is written and confirmed", () => deidentify(centre, caseHref));
  const meetingHref = await test.step("a meeting is entered", () => planMeeting(centre));
  await test.step("the case is handed in and chosen for it", () => choose(centre, caseHref, meetingHref));
  await test.step("the meeting sits, and the case is discussed", () => discuss(centre, caseHref, meetingHref));
  const { areaIssue, label } = await test.step("with another case it becomes the area's issue", () =>
    raise(centre, caseHref));
  const cityIssue = await test.step("the issue goes up, with its reason", () => escalate(centre, areaIssue));
  const measure = await test.step("the city answers it by a measure", () => answer(city, cityIssue));
  await test.step("the answer is rolled down", () => rollDown(city, measure));

  await test.step("the presenter and the centre acknowledge it", async () => {
    const presenter = await as(browser, "care_manager");
    await acknowledge(presenter);
    await acknowledge(centre);
  });
  await test.step("the city looks at what the measure did", () => followUpMeasure(city, measure));
  await test.step("the centre follows the case up and closes it", () => followUpCase(centre, caseHref));

  await test.step("the trace shows the chain both ways", async () => {
    await centre.goto(caseHref.replace("/cases/", "/trace/case/"));
    await unfold(main(centre), "この図を文字で読む");
    await expect(threadOf(centre)).toContainText(AREA_ISSUE);
    await expect(threadOf(centre)).toContainText(MEASURE);
    await city.goto(measure.replace("/measures/", "/trace/measure/"));
    await unfold(main(city), "この図を文字で読む");
    await expect(threadOf(city)).toContainText(AREA_ISSUE);
    await expect(threadOf(city)).toContainText(label);
    await expect(city.locator("body")).not.toContainText(PERSON);
  });
});

async function register(page: Page): Promise<string> {
  await page.goto("/cases");
  await main(page).getByRole("link", { name: "事例を登録する" }).click();
  await field(page, "氏名").fill(PERSON);
  await field(page, "フリガナ").fill("カクウダ ツムギ");
  await field(page, "生年月日").fill("S14.5.3");
  await choice(page, "性別", "女性").check();
  await field(page, "種類").selectOption({ label: "困難事例" });
  await field(page, "件名(匿名)").fill(CASE_TITLE);
  await field(page, "要介護度").selectOption({ label: "要介護1" });
  await field(page, "世帯").selectOption({ label: "独居" });
  await choice(page, "会議で検討することへの同意", "本人同意").check();
  await field(page, "同意を得た日").fill("R8.1.5");
  await field(page, "主訴・本人の望む暮らし").fill(`${PERSON}さんは、この家で暮らし続けたい。`);
  await field(page, "経過").fill(`昨年の秋から、${PERSON}さんは坂を下りられなくなった。`);
  await field(page, "検討してほしいこと（問い）").fill("通院と買い物の足をどう確保するか");
  await button(page, "保存して次へ").click();
  // What handing in does not need waits beside what it needs.
  await main(page).getByRole("link", { name: /^直す ?: 概要$/ }).click();
  await field(page, "事例提供者(システムの利用者)").selectOption({ index: 1 });
  await button(page, "保存して一覧へ戻る").click();
  await main(page).getByRole("link", { name: "匿名の内容を書いて確認する" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /匿名の内容/ })).toBeVisible();
  const toCase = page.getByRole("navigation", { name: "現在位置" }).locator("a[href^='/cases/']");
  return (await toCase.getAttribute("href"))!;
}

async function deidentify(page: Page, caseHref: string): Promise<void> {
  await page.goto(`${caseHref}/shared`);
  await expect(main(page)).toContainText("いまは未確認です。");
  await field(page, "主訴・本人の望む暮らし").fill("本人は、この家で暮らし続けたい。");
  await field(page, "経過").fill("昨年の秋から、坂を下りられなくなった。");
  await field(page, "検討してほしいこと（問い）").fill("通院と買い物の足をどう確保するか");
  await button(page, "個人が分からないことを確認した").click();
  await expect(page).toHaveURL(new RegExp(`${caseHref}$`));
  await expect(main(page)).toContainText("匿名の内容 確認済");
}

async function planMeeting(page: Page): Promise<string> {
  await page.goto("/meetings/new");
  await field(page, "会議体").selectOption({ label: "明第1 地域個別ケア会議" });
  await field(page, "開催日").fill(MEETING_DAY);
  await registerMeeting(page);
  await expect(page).toHaveURL(/\/meetings\/0/);
  return new URL(page.url()).pathname;
}

async function choose(page: Page, caseHref: string, meetingHref: string): Promise<void> {
  await page.goto(`${caseHref}/check`);
  await button(page, "提出する").click();
  await page.goto("/cases/queue");
  await page.getByRole("row").filter({ hasText: CASE_TITLE }).getByRole("checkbox").check();
  await field(page, "検討する会議").selectOption(meetingHref.split("/").pop()!);
  await button(page, "選んだ事例を議題にする").click();
  await page.goto(meetingHref);
  await expect(main(page)).toContainText(CASE_TITLE);
}

async function discuss(page: Page, caseHref: string, meetingHref: string): Promise<void> {
  await page.goto(meetingHref);
  for (const move of ["案内済にする", "実施済にする"]) {
    if (await button(page, move).count()) await button(page, move).click();
  }
  await main(page).getByRole("link", { name: /^記録を書く/ }).first().click();
  await expect(main(page)).toContainText("通院と買い物の足をどう確保するか");
  await page.getByLabel("決定1 何を").fill("乗合の送迎を町会と相談する");
  await page.getByLabel("決定1 誰が").fill("センター");
  await expect(page.getByLabel("決定4 何を")).toHaveCount(0);
  await button(page, "決定の行を増やす").click();
  await expect(page.getByLabel("決定4 何を")).toBeVisible();
  await expect(page.getByLabel("決定1 何を")).toHaveValue("乗合の送迎を町会と相談する");
  await page.getByLabel("決定1 いつまで").fill("R8.2.20");
  await choice(page, "次回確認(会議の日から)", "3か月後").check();
  await field(page, "地域課題の候補").fill(CANDIDATE);
  await button(page, "この事例の記録を終える").click();
  await page.goto(caseHref);
  await expect(main(page)).toContainText("乗合の送迎を町会と相談する");
  await expect(main(page)).toContainText(CANDIDATE);
}

/** Answers the issue's address and the label under which the case stands in its evidence. */
async function raise(page: Page, caseHref: string): Promise<{ areaIssue: string; label: string }> {
  await page.goto(`/issues/candidates?period=${PERIOD}`);
  await page.getByRole("row").filter({ hasText: CANDIDATE }).getByRole("checkbox").check();
  await button(page, "選んだ候補から課題を作る").click();
  await field(page, "課題(一文で)").fill(AREA_ISSUE);
  const cases = page.getByRole("group", { name: "検討した事例" });
  await expect(cases.getByRole("checkbox", { name: CASE_TITLE })).toBeChecked();
  await cases.getByRole("checkbox", { name: /退院/ }).first().check();
  await page.getByLabel("会議で取り上げたので、「検討中」で登録する").check();
  await button(page, "保存する").click();
  await expect(page.getByRole("heading", { level: 1, name: AREA_ISSUE })).toBeVisible();
  const evidence = page.getByRole("region", { name: "根拠の一覧" });
  await expect(evidence.getByRole("row")).toHaveCount(3); // the header and two cases
  const label = await evidence.locator(`a[href="${caseHref}"]`).innerText();
  return { areaIssue: new URL(page.url()).pathname, label };
}

async function escalate(page: Page, areaIssue: string): Promise<string> {
  await page.goto(areaIssue);
  await main(page).getByRole("link", { name: "上の会議へ上げる" }).click();
  await page.getByRole("group", { name: "上げる先" }).getByRole("radio", { name: /新しい/ }).check();
  await field(page, "理由").fill("一つの圏域では、足を用意できないため");
  await button(page, "上の会議へ上げる").click();
  const links = page.locator("section").filter({ has: page.getByRole("heading", { name: "課題どうしのつながり" }) });
  await expect(links).toContainText("上げた先");
  return (await links.getByRole("link").first().getAttribute("href"))!;
}

async function answer(page: Page, cityIssue: string): Promise<string> {
  await page.goto(cityIssue);
  await main(page).getByRole("link", { name: "検討を始める" }).click();
  await field(page, "理由").fill("次の市の会議で扱うため");
  await button(page, "検討を始める").click();
  await main(page).getByRole("link", { name: "施策で回答する" }).first().click();
  await field(page, "施策・取組").fill(MEASURE);
  await page.getByRole("group", { name: "回答の種類" }).getByRole("radio").first().check();
  await field(page, "1回目").fill("R8.1.13");
  await button(page, "保存する").click();
  await expect(page.getByRole("heading", { level: 1, name: MEASURE })).toBeVisible();
  return new URL(page.url()).pathname;
}

async function rollDown(page: Page, measure: string): Promise<void> {
  await page.goto(measure);
  await main(page).getByRole("link", { name: "圏域と事例提供者へ展開する" }).click();
  await field(page, "伝える内容").fill(MESSAGE);
  await button(page, "この内容で伝える").click();
  await expect(page.getByRole("region", { name: "伝えた相手" })).toContainText("未確認");
}

async function acknowledge(page: Page): Promise<void> {
  await page.goto("/feedbacks");
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: MEASURE }) });
  // One person may be told twice, for the area and for a case: every such card waits for its own sign.
  const waiting = card.getByRole("button", { name: "確認しました" });
  await expect(waiting.first()).toBeVisible();
  while ((await waiting.count()) > 0) {
    await waiting.first().click();
    await page.goto("/feedbacks");
  }
  await expect(card.first()).toContainText("確認済");
}

async function followUpMeasure(page: Page, measure: string): Promise<void> {
  await page.goto(measure);
  const today = page.locator("#follow-up").getByRole("listitem").first();
  await unfold(today, "結果を記録する");
  await today.getByLabel(/^確認した結果/).selectOption({ label: "一部改善した" });
  await today.getByRole("textbox", { name: "内容" }).fill("試行の2か月で、延べ40人が使った。");
  await today.getByRole("textbox", { name: "次に確認する日" }).fill("R8.7.13");
  await today.getByRole("button", { name: "記録する" }).click();
  await expect(today).toContainText("一部改善した");
}

async function followUpCase(page: Page, caseHref: string): Promise<void> {
  await page.goto(caseHref);
  await unfold(main(page), /の確認を記録する$/);
  await choice(page, "その後の変化", "改善").check();
  await field(page, "本人の様子(匿名で書きます)").fill("乗合の車で通院できている。");
  await page.locator("#follow-ups").getByRole("button", { name: "記録する" }).click();
  await expect(page.locator("#follow-ups")).toContainText("乗合の車で通院できている。");
  await unfold(main(page), "終了する");
  await field(page, "終了の理由").fill("足が確保され、暮らしが落ち着いたため");
  await button(page, /を終了する$/).click();
  await expect(main(page)).toContainText("終了の理由: 足が確保され");
}

async function as(browser: Browser, who: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, who);
  return page;
}

/** Opens what is folded away, unless something on the page has opened it already. */
async function unfold(within: Locator, summary: string | RegExp): Promise<void> {
  const line = within.locator("summary").filter({ hasText: summary }).first();
  if ((await line.locator("..").getAttribute("open")) === null) await line.click();
}

function threadOf(page: Page): Locator {
  return page.getByRole("region", { name: "図を文字にした表" });
}
