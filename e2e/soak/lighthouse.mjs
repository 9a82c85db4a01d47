// Lighthouse over ten pages, each as the person it is for sees it, and the day's result in docs/measurements.md.
// Accessibility has to be 100 everywhere; what else it says is written down and refuses nothing, for it varies with the machine.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { accounts, password } from "../support/people.mjs";
import { chromium, root } from "../support/places.mjs";
import { startServer } from "../support/server.mjs";

const HEADING = "## Lighthouse";

/** Where a page lies; of a record the first that its list links to. */
const PAGES = [
  { name: "sign-in", path: "/sign-in" },
  { name: "今日", path: "/", who: "centre" },
  { name: "the list of cases", path: "/cases", who: "centre" },
  { name: "a case", path: "/cases?status=following", who: "centre", first: "/cases/0" },
  { name: "registering a case", path: "/cases/new", who: "centre" },
  { name: "the year of meetings", path: "/meetings", who: "city" },
  { name: "an issue", path: "/issues?status=raised", who: "city", first: "/issues/0" },
  { name: "the factor matrix", path: "/factors", who: "city" },
  { name: "市の概況", path: "/papers/situation", who: "city" },
  { name: "the papers", path: "/papers", who: "city" },
];

const OF = { performance: "performance", accessibility: "accessibility", "best-practices": "best practices" };

/** The cookie of somebody who signed in. */
async function cookieOf(url, who) {
  const answer = await fetch(`${url}/session`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: url },
    body: new URLSearchParams({ next: "/", login: accounts[who].login, password }),
  });
  const cookie = answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  if (answer.status !== 303 || !cookie) throw new Error(`${who} could not sign in: ${answer.status}`);
  return cookie;
}

async function addressOf(url, { path, first }, headers) {
  if (!first) return url + path;
  const list = await (await fetch(url + path, { headers })).text();
  const href = list.split('href="').map((part) => part.split('"')[0]).find((part) => part.startsWith(first));
  if (!href) throw new Error(`${path} links to no ${first}`);
  return url + href;
}

const server = await startServer();
const browser = await launch({ chromePath: chromium.executablePath, chromeFlags: ["--headless=new", ...chromium.args] });
const lines = [];
const short = [];
try {
  const cookies = {};
  for (const page of PAGES) {
    if (page.who) cookies[page.who] ??= await cookieOf(server.url, page.who);
    const headers = page.who ? { cookie: cookies[page.who] } : {};
    const address = await addressOf(server.url, page, headers);
    const { lhr } = await lighthouse(address, {
      port: browser.port,
      extraHeaders: headers,
      onlyCategories: Object.keys(OF),
      formFactor: "desktop",
      screenEmulation: { mobile: false, width: 1280, height: 720, deviceScaleFactor: 1, disabled: false },
      throttlingMethod: "provided",
      locale: "ja",
    });
    if (lhr.finalDisplayedUrl !== address) throw new Error(`${address} led to ${lhr.finalDisplayedUrl}`);
    const scores = Object.keys(OF).map((key) => Math.round((lhr.categories[key].score ?? 0) * 100));
    console.log(`${page.name}: ${scores.join(" / ")}`);
    lines.push(`| ${page.name} | ${scores.join(" | ")} |`);
    for (const { id } of lhr.categories.accessibility.auditRefs) {
      const audit = lhr.audits[id];
      if (audit.score !== null && audit.score < 1) short.push(`${page.name}: ${audit.title}`);
    }
  }
} finally {
  browser.kill();
  await server.stop();
}

const day = new Date().toISOString().slice(0, 10);
const section = `${HEADING}

The command is \`make soak\`. This run was on ${day}; points of 100 at 1280 px, the development build. Accessibility has to be 100.

| page | ${Object.values(OF).join(" | ")} |
|---|---|---|---|
${lines.join("\n")}
`;
const file = join(root, "docs/measurements.md");
const text = await readFile(file, "utf8");
const [before, after] = text.split(`${HEADING}\n`);
const rest = after === undefined ? "" : after.slice(after.search(/^## /m) < 0 ? after.length : after.search(/^## /m));
await writeFile(file, `${before.trimEnd()}\n\n${section}${rest && `\n${rest}`}`);

if (short.length > 0) {
  console.error(`not accessible enough:\n${short.join("\n")}`);
  process.exitCode = 1;
}
