// A city of districts (Takamatsu): nothing is there but its structure. A life-support coordinator raises what residents
// said in the district's council; the city answers; the answer travels back to the district.

import { expect, due } from "../support/test";
import { comesIn, daysAgo, givesASeat, good, test } from "../support/takamatsu";

test("a district's council raises an issue to the city, and hears its answer", async ({ browser, takamatsu }) => {
  test.setTimeout(180_000);
  const { url, officer } = takamatsu;
  const city = await comesIn(browser, url, officer.login, officer.password, "桃色の帆かけ舟と栗林の朝もや");
  const given = await givesASeat(city, url);

  // The schedule has a row for each of the 39 districts before anything was held.
  await city.goto(`${url}/meetings/schedule`);
  await expect(city.locator("tbody th[scope=row]")).toHaveCount(39);
  await good(city);

  const coordinator = await comesIn(browser, url, "aji", given, "庵治石の灯ろうと瀬戸内の夕なぎ");
  await coordinator.goto(`${url}/meetings/new`);
  await coordinator.getByLabel(/^会議体/).selectOption({ label: "庵治地区 地域福祉ネットワーク会議" });
  await coordinator.getByLabel(/^開催日/).fill(daysAgo(3));
  await coordinator.getByRole("button", { name: /登録する|保存する/ }).click();
  await coordinator.getByRole("button", { name: "実施済にする" }).click();
  await good(coordinator);

  await coordinator.goto(`${url}/issues/new`);
  await expect(coordinator.getByText("庵治地区 地域課題として登録します。")).toBeVisible();
  await good(coordinator);
  await coordinator.getByLabel(/^課題/).first().fill("買い物に行く足がない");
  await coordinator.getByLabel(/^事例以外の根拠の種類/).selectOption({ label: "住民の声(件)" });
  await coordinator.getByLabel(/^何で分かったか/).fill("自治会の懇談");
  await coordinator.getByLabel(/^件数・人数/).fill("14");
  await coordinator.getByLabel(/^分かった日/).fill(daysAgo(3));
  await coordinator.getByLabel("会議で取り上げたので、「検討中」で登録する").check();
  await coordinator.getByRole("button", { name: "保存する" }).click();
  await expect(coordinator.getByText("庵治 地域課題1").first()).toBeVisible();
  await coordinator.getByRole("link", { name: "上の会議へ上げる" }).click();
  await coordinator.getByLabel("新しい市レベルの課題にする").check();
  await coordinator.getByLabel(/^決めた会議/).selectOption({ index: 1 });
  await coordinator.getByLabel(/^理由/).fill("バスは市の仕事です");
  await good(coordinator);
  await coordinator.getByRole("button", { name: "上の会議へ上げる" }).click();
  await expect(coordinator.getByText("上の会議へ上げました。")).toBeVisible();

  // The city takes it up, answers it, and tells the district.
  await city.goto(`${url}/`);
  await due(city, "上がってきた課題の検討を始める").click();
  await city.getByRole("link", { name: "検討を始める" }).click();
  await city.getByRole("button", { name: "検討を始める" }).click();
  await city.getByRole("link", { name: "施策で回答する" }).click();
  await city.getByLabel(/^施策・取組/).fill("買い物バスの試行");
  await city.getByLabel("新規予算").check();
  await city.getByLabel(/^担当/).selectOption({ label: "長寿福祉課" });
  await city.getByRole("button", { name: "保存する" }).click();
  await city.getByRole("link", { name: /展開する/ }).first().click();
  await expect(city.getByRole("rowheader", { name: "庵治地区" })).toBeVisible();
  await good(city);
  await city.getByRole("button", { name: "この内容で伝える" }).click();
  await expect(city.getByText("1件に伝えました。")).toBeVisible();

  await coordinator.goto(`${url}/`);
  await expect(coordinator.getByText("買い物バスの試行").first()).toBeVisible();
  await coordinator.goto(`${url}/feedbacks`);
  await good(coordinator);
  await coordinator.getByRole("button", { name: "確認しました" }).click();
  await expect(coordinator.getByText("確認を記録しました。")).toBeVisible();
});
