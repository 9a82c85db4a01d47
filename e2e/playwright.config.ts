import { defineConfig } from "@playwright/test";
import { chromium, desktop, japan, phone, results } from "./support/places.mjs";

/** Every flow runs three times: on an office screen, on a phone, and with JavaScript off. */
export default defineConfig({
  testDir: "flows",
  outputDir: `${results}/traces`,
  globalSetup: "./support/prepare.ts",
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  workers: 2,
  timeout: 60_000,
  reporter: [["list"], ["json", { outputFile: `${results}/report.json` }]],
  use: {
    ...japan,
    browserName: "chromium",
    launchOptions: chromium,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "desktop", use: { viewport: desktop }, teardown: "met" },
    // What the flows met is checked when they are done, whether they went well or not.
    { name: "met", testDir: "met", use: { viewport: desktop } },
    { name: "phone", use: { viewport: phone, hasTouch: true } },
    { name: "no-js", use: { viewport: desktop, javaScriptEnabled: false } },
  ],
});
