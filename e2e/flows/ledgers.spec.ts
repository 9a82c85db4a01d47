// The registers of a city of districts: a coordinator writes how far a district's council is and what it took up; the city
// looks at all of them. Everything from the keyboard's point of view of somebody who never saw the page.

import { expect } from "../support/test";
import { comesIn, daysAgo, givesASeat, good, test } from "../support/takamatsu";

test("a coordinator keeps a district and what it took up, and the city reads all of them", async ({ browser, takamatsu }) => {
  test.setTimeout(180_000);
  const { url, officer } = takamatsu;
  const city = await comesIn(browser, url, officer.login, officer.password, "桃色の帆かけ舟と栗林の朝もや");
  const given = await givesASeat(city, url);
  await city.goto(`${url}/ledgers/initiatives`);
  await expect(city.getByRole("heading", { name: "取組はまだありません" })).toBeVisible();
  await good(city);

  const coordinator = await comesIn(browser, url, "aji", given, "庵治石の灯ろうと瀬戸内の夕なぎ");
  await coordinator.goto(`${url}/ledgers`);
  await expect(coordinator.getByRole("link", { name: "地区の台帳", exact: true })).toBeVisible();
  await good(coordinator);
  await coordinator.getByRole("link", { name: "地区を加える" }).click();
  await good(coordinator);
  // Another district is not theirs to write.
  await coordinator.getByLabel(/^地区(※|提出|$)/).selectOption({ label: "牟礼" });
  await coordinator.getByRole("button", { name: "保存する" }).click();
  await expect(coordinator.getByText("この地区の記録は、担当する人が書きます。").first()).toBeVisible();
  await good(coordinator);
  await coordinator.getByLabel(/^地区(※|提出|$)/).selectOption({ label: "庵治" });
  await coordinator.getByRole("button", { name: "保存する" }).click();
  await expect(coordinator.getByRole("heading", { level: 1, name: "庵治" })).toBeVisible();
  await good(coordinator);

  await coordinator.getByRole("link", { name: "設置を記録する" }).click();
  await good(coordinator);
  await coordinator.getByLabel(/^いつ/).fill(daysAgo(0));
  await coordinator.getByRole("button", { name: "設置を記録する" }).click();
  await expect(coordinator.getByText("「設置を記録する」を記録しました。")).toBeVisible();
  await expect(coordinator.getByText("②設置").first()).toBeVisible();

  // What the district took up stands below it, and nobody is asked again which district that is.
  await coordinator.getByRole("link", { name: "取組を加える" }).click();
  await expect(coordinator.getByText("「庵治」の取組です。")).toBeVisible();
  await good(coordinator);
  await coordinator.getByLabel(/^名前/).fill("ごみ出しの会");
  await coordinator.getByLabel(/^種類/).selectOption({ label: "訪問B" });
  await coordinator.getByRole("button", { name: "保存する" }).click();
  await coordinator.getByRole("link", { name: "始まったと記録する" }).click();
  await coordinator.getByRole("button", { name: "始まったと記録する" }).click();
  await expect(coordinator.getByText("申込み先を入力してください。").first()).toBeVisible();
  await coordinator.getByLabel("だれでも").check();
  await coordinator.getByLabel(/^申込み先/).fill("087-000-0000");
  await coordinator.getByRole("button", { name: "始まったと記録する" }).click();
  await expect(coordinator.getByText("提供").first()).toBeVisible();
  await good(coordinator);

  // Who adds initiatives below a district alone has the form on paper all the same.
  await coordinator.goto(`${url}/ledgers/initiatives`);
  await expect(coordinator.getByRole("link", { name: "記入用紙（PDF）" })).toBeVisible();
  await expect(coordinator.getByRole("link", { name: "取組を加える" })).toHaveCount(0);

  await city.goto(`${url}/ledgers/initiatives`);
  await city.getByLabel("状態").selectOption({ label: "提供" });
  await city.getByRole("button", { name: "絞り込む" }).first().click();
  await expect(city.getByRole("link", { name: "ごみ出しの会" })).toBeVisible();
  await good(city);
  await city.getByRole("link", { name: "ごみ出しの会" }).click();
  await city.getByRole("link", { name: "内容を直す" }).click();
  await city.getByLabel(/^名前/).fill("庵治ごみ出しの会");
  await city.getByLabel("書き間違いを直す").check();
  await good(city);
  await city.getByRole("button", { name: "保存する" }).click();
  await expect(city.getByRole("heading", { level: 1, name: "庵治ごみ出しの会" })).toBeVisible();
  await expect(city.getByText("ごみ出しの会 → 庵治ごみ出しの会").first()).toBeVisible();
  await good(city);

  // All of them as tables, each with its day, as the city hands them out.
  for (const table of ["initiatives/views/services", "initiatives/views/steps", "initiatives/views/places", "district_councils/views/steps"]) {
    await city.goto(`${url}/ledgers/${table}`);
    await expect(city.getByText("庵治").first()).toBeVisible();
    await good(city);
  }
  await city.goto(`${url}/ledgers/yearly_counts/views/history`);
  await expect(city.getByText("まだ年度がありません。", { exact: false })).toBeVisible();
  await good(city);
  await city.goto(`${url}/ledgers/yearly_counts/new`);
  await city.getByLabel(/^年度(※|$)/).fill("H30年度");
  await city.getByLabel("地域ケア小会議（プラン検討 回数）").fill("32");
  await city.getByLabel("地域ケア小会議（プラン検討 事例）").fill("96");
  await city.getByRole("button", { name: "保存する" }).click();
  await city.goto(`${url}/ledgers/yearly_counts/views/history`);
  await expect(city.getByRole("cell", { name: "32回 96事例" })).toBeVisible();
  await good(city);

  // The whole of it: as a table, as of a day, and on the page where ledgers are set up.
  for (const page of ["/ledgers/district_councils/views/by_year", "/ledgers/initiatives/views/services", "/settings/ledgers", "/ledgers"]) {
    await city.goto(`${url}${page}`);
    await good(city);
  }
  await expect(city.getByRole("link", { name: "困りごとへの取組", exact: true })).toBeVisible();

  // Several at once: what is whole is saved, what is not stays on the page.
  await coordinator.goto(`${url}/ledgers/district_councils`);
  await coordinator.getByRole("link", { name: "庵治", exact: true }).click();
  await coordinator.getByRole("link", { name: "取組をまとめて加える" }).click();
  await good(coordinator);
  await coordinator.getByLabel(/1行目の「名前」/).fill("見守り隊");
  await coordinator.getByLabel(/2行目の「申込み先」/).fill("087-000-0001");
  await coordinator.getByRole("button", { name: "保存する" }).click();
  await expect(coordinator.getByText("1件は登録しました")).toBeVisible();
  await expect(coordinator.getByText("2行目の「名前」を入力してください。").first()).toBeVisible();
  await good(coordinator);
  await coordinator.getByLabel(/2行目の「名前」/).fill("買い物の会");
  await coordinator.getByRole("button", { name: "保存する" }).click();
  await expect(coordinator.getByRole("link", { name: "買い物の会" })).toBeVisible();

  // A mistake is taken out, and back.
  await coordinator.getByRole("link", { name: "見守り隊" }).click();
  await coordinator.getByRole("button", { name: "この記録を取り下げる" }).click();
  await expect(coordinator.getByRole("heading", { name: "取り下げた記録です" })).toBeVisible();
  await good(coordinator);
  await coordinator.getByRole("button", { name: "取り下げを取り消す" }).click();
  await expect(coordinator.getByRole("button", { name: "この記録を取り下げる" })).toBeVisible();
});
