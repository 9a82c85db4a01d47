// Ten tasks of every week, done with hands that count. What each takes stands in tasks.json beside what it took before, and
// docs/measurements.md says the same; whoever makes one of them longer is told here.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { Hands, type Counts } from "../support/counting";
import { results, root } from "../support/places.mjs";
import { password, signIn } from "../support/people.mjs";
import { button, choice, field, link, main, nav } from "../support/screens";
import { startServer } from "../support/server.mjs";
import { test, expect } from "../support/test";

type Task = { title: string; before: Counts; now: Counts };

const tasks: Record<string, Task> = JSON.parse(readFileSync(new URL("../tasks.json", import.meta.url), "utf8"));

const ANSWER = "引き継ぎの手順を市で定める取組み";

// One after the other in a world of their own: what is answered in one is told in the next, and nobody else's lists change.
test.describe.configure({ mode: "default" });
test.skip(({ viewport, javaScriptEnabled }) => (viewport?.width ?? 0) < 1000 || javaScriptEnabled === false, "hands are counted at a desk");

let server: Awaited<ReturnType<typeof startServer>>;
test.beforeAll(async () => {
  if (test.info().project.name === "desktop") server = await startServer({ copyOf: join(results, "world") });
});
test.afterAll(() => server?.stop());

/** Signs in, which is not counted, and stands on 今日 with the hands still. */
async function handsOf(page: Page, who: string): Promise<Hands> {
  await signIn(page, who, { at: server.url });
  await expect(page.getByRole("heading", { level: 1, name: "今日" })).toBeVisible();
  return new Hands(page);
}

function holds(key: string, hands: Hands): void {
  console.log(`${tasks[key]!.title}: ${JSON.stringify(hands.counts)}`);
  expect.soft(hands.counts, "tasks.json says what it takes now").toEqual(tasks[key]!.now);
  const { before, now } = tasks[key]!;
  expect.soft(now.clicks + now.keys, `${tasks[key]!.title}: presses`).toBeLessThanOrEqual(before.clicks + before.keys);
  expect.soft(now.rows, `${tasks[key]!.title}: rows`).toBeLessThanOrEqual(before.rows);
}

test("a case is registered from a paper and handed in", async ({ page }) => {
  const hands = await handsOf(page, "centre");
  await hands.click(nav(page, "事例"));
  await hands.click(link(page, "事例を登録する"));
  await expect(field(page, "氏名")).toBeFocused();
  await hands.write(field(page, "氏名"), "架空川 しずく");
  await hands.write(field(page, "フリガナ"), "カクウガワ シズク");
  await hands.write(field(page, "生年月日"), "S14.5.3");
  await hands.click(choice(page, "性別", "女性"));
  await hands.pick(field(page, "種類"), { label: "困難事例" });
  await hands.write(field(page, "件名(匿名)"), "夜になると電話が増える独居の女性");
  await hands.pick(field(page, "要介護度"), { label: "要介護1" });
  await hands.pick(field(page, "世帯"), { label: "独居" });
  await hands.click(choice(page, "会議で検討することへの同意", "本人同意"));
  await hands.write(field(page, "同意を得た日"), "R8.1.5");
  await hands.write(field(page, "主訴・本人の望む暮らし"), "この家で暮らし続けたい。");
  await hands.write(field(page, "経過"), "昨年の秋から、夜に何度も電話がかかる。");
  await hands.write(field(page, "検討してほしいこと（問い）"), "夜の不安をどう支えるか。");
  await hands.click(button(page, "保存して次へ"));
  await hands.click(button(page, "提出する"));
  await expect(main(page)).toContainText("事例を提出しました。");
  holds("register", hands);
});

test("a case is found by who lives there and what is the matter", async ({ page }) => {
  const hands = await handsOf(page, "centre");
  await hands.press("/");
  await hands.write(page.locator(".site-search input[type=search]"), "独居 ごみ");
  await hands.press("Enter");
  // The first that is a case is the one; what stands above it is read past.
  const hits = page.locator(".hits > li");
  await expect(hits.first()).toBeVisible();
  const kinds = await hits.locator(".chip-label").allInnerTexts();
  const at = kinds.findIndex((kind) => kind === "事例");
  hands.read(at);
  await hands.click(hits.nth(at).getByRole("link"));
  await expect(page.getByRole("heading", { level: 1, name: /^事例 / })).toBeVisible();
  holds("find", hands);
});

test("a meeting is made and two cases are recorded", async ({ page }) => {
  const hands = await handsOf(page, "centre");
  await hands.click(link(page, /事例が待っています/));
  await hands.click(link(page, "会議を計画する"));
  await hands.write(field(page, "開催日"), "R8.1.13");
  await hands.click(button(page, "登録する"));
  for (const number of ["005", "006"]) {
    await hands.click(page.getByRole("row").filter({ hasText: `明第1-R7-${number}` }).getByRole("checkbox"));
  }
  const meeting = field(page, "検討する会議");
  if (!(await meeting.inputValue())) await hands.pick(meeting, { index: 1 });
  await hands.click(button(page, "選んだ事例を議題にする"));
  await hands.click(button(page, "実施済にする"));
  await hands.click(link(page, /^記録を書く/));
  for (const [what, candidate] of [
    ["集積所までの道を町会と歩く", "坂のある道のごみ出し"],
    ["保証人の相談先を一覧にする", "身寄りのない人の入院"],
  ] as const) {
    await expect(page.getByLabel("決定1 何を")).toHaveValue("");
    await hands.write(page.getByLabel("決定1 何を"), what);
    await hands.write(page.getByLabel("決定1 誰が"), "センター");
    await hands.click(choice(page, "次回確認(会議の日から)", "3か月後"));
    await hands.write(field(page, "地域課題の候補"), candidate);
    const here = page.url();
    await hands.click(button(page, "この事例の記録を終える"));
    await page.waitForURL((next) => next.href !== here);
  }
  await expect(main(page)).toContainText("検討済");
  holds("meet", hands);
});

test("a mistake in a case is corrected", async ({ page }) => {
  const hands = await handsOf(page, "centre");
  await hands.click(nav(page, "事例"));
  await hands.click(link(page, "明第1-R7-002"));
  await hands.click(link(page, /^直す ?: 概要$/));
  await hands.pick(field(page, "要介護度"), { label: "要支援1" });
  await hands.click(button(page, "保存して一覧へ戻る"));
  await expect(main(page)).toContainText("保存しました");
  holds("correct", hands);
});

test("a seat is handed over to the next person", async ({ page, browser }) => {
  const hands = await handsOf(page, "city");
  await hands.click(nav(page, "設定"));
  await hands.click(link(page, "システムの利用者"));
  await hands.click(link(page, "システムの利用者を登録する"));
  await hands.write(field(page, "利用者ID"), "mabashi2");
  await hands.write(field(page, "氏名"), "風見野 つぐみ");
  await hands.pick(field(page, "役割"), { label: "センター職員" });
  await hands.pick(field(page, "センター"), { label: "馬橋地域包括支援センター" });
  await hands.click(button(page, "登録する"));
  const once = await page.locator("code").innerText();
  await hands.click(link(page, "システムの利用者の一覧へ"));
  await hands.click(link(page, /花岡ノ瀬 静香$/));
  await hands.click(main(page).getByLabel(/^利用中/));
  await hands.click(button(page, "保存する"));
  await expect(main(page)).toContainText("停止");

  const theirs = await (await browser.newContext()).newPage();
  const next = new Hands(theirs);
  await theirs.goto(`${server.url}/sign-in`);
  await next.write(theirs.locator("input[name=login]"), "mabashi2");
  await next.write(theirs.locator("input[name=password]"), once);
  await next.press("Enter");
  await theirs.waitForURL(/password/);
  await next.write(theirs.locator("input[name=present]"), once);
  for (const name of ["new", "again"]) await next.write(theirs.locator(`input[name=${name}]`), `${password}-2`);
  await next.press("Enter");
  await theirs.waitForURL(/sign-in/);
  await next.write(theirs.locator("input[name=login]"), "mabashi2");
  await next.write(theirs.locator("input[name=password]"), `${password}-2`);
  await next.press("Enter");
  await expect(theirs.locator(".who")).toContainText("風見野 つぐみ");
  for (const what of ["clicks", "keys", "characters"] as const) hands.counts[what] += next.counts[what];
  holds("hand-over", hands);
});

test("the city sees which centres have not reported", async ({ page }) => {
  const hands = await handsOf(page, "city");
  const lines = main(page).locator("section .tasks > li");
  const words = await lines.allInnerTexts();
  const at = words.findIndex((line) => line.includes("未提出"));
  expect(words[at]).toContain("矢切");
  expect(words[at]).toContain("小金原");
  hands.read(at + 1);
  holds("missing", hands);
  // Where they stand is one press away.
  await lines.nth(at).getByRole("link").click();
  await expect(page.getByRole("progressbar", { name: "まとめの提出" })).toBeVisible();
});

test("a year of meetings is planned", async ({ page }) => {
  const hands = await handsOf(page, "city");
  await hands.click(nav(page, "会議"));
  await hands.click(link(page, "年間計画を作る"));
  await hands.click(button(page, "できる会議を確かめる"));
  await hands.click(button(page, /回を計画に入れる$/));
  await expect(main(page)).toContainText(/計画に入れました|計画しました/);
  holds("plan", hands);
});

test("an issue is answered by a measure", async ({ page }) => {
  const hands = await handsOf(page, "city");
  await hands.click(link(page, /^65歳の切れ目/));
  await hands.click(link(page, "検討を始める"));
  await hands.click(button(page, "検討を始める"));
  await hands.click(link(page, "施策で回答する"));
  await hands.write(field(page, "施策・取組"), ANSWER);
  await hands.click(main(page).getByRole("group", { name: "回答の種類" }).getByRole("radio").first());
  await hands.click(button(page, "保存する"));
  await expect(page.getByRole("heading", { level: 1 })).toContainText(ANSWER);
  holds("answer", hands);
});

test("everybody behind a measure is told", async ({ page }) => {
  const hands = await handsOf(page, "city");
  await hands.click(nav(page, "課題と施策"));
  await hands.click(link(page, "施策"));
  await hands.click(link(page, ANSWER));
  await hands.click(link(page, "圏域と事例提供者へ展開する"));
  await expect(field(page, "伝える内容")).not.toBeEmpty();
  await hands.click(button(page, "この内容で伝える"));
  await expect(main(page)).toContainText("未確認");
  holds("tell", hands);
});

test("all papers of a meeting are printed", async ({ page }) => {
  const hands = await handsOf(page, "centre");
  await hands.click(nav(page, "会議"));
  await hands.click(link(page, "前の1年"));
  await hands.click(page.locator("main table a[href^='/meetings/0']").first());
  const set = link(page, "会議一式");
  const answer = await page.request.get(new URL((await set.getAttribute("href"))!, server.url).href);
  expect(answer.headers()["content-type"]).toContain("pdf");
  hands.counts.clicks += 1;
  hands.print();
  holds("print", hands);
});

test("the measurements say what is counted here", () => {
  const text = readFileSync(join(root, "docs/measurements.md"), "utf8");
  const cell = ({ clicks, keys, characters, rows }: Counts): string => [clicks, keys, characters, rows].join(" / ");
  for (const { title, before, now } of Object.values(tasks)) {
    expect.soft(text).toContain(`| ${title} | ${cell(before)} | ${cell(now)} |`);
  }
});
