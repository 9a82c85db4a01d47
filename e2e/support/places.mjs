// Where things lie, for the flows and for the camera alike.

import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

export const root = resolve(here, "../..");
export const results = join(root, "e2e/results");

/** The program under test: what `make test` just built, unless `TSUMUGI_BIN` says otherwise. */
export const program =
  process.env.TSUMUGI_BIN ??
  resolve(root, process.env.CARGO_TARGET_DIR ?? "target", "debug/tsumugi");

/** Debian's Chromium; Playwright's own download is never used. */
export const chromium = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", // Chromium refuses to run as root with it
    "--disable-gpu",
    "--disable-quic",
    // The rest keeps the browser from calling home, so that a closed network does not slow the flows.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export const desktop = { width: 1280, height: 720 };
export const phone = { width: 390, height: 844 };

/** What every browser of ours is: Japanese, in Japan. */
export const japan = { locale: "ja-JP", timezoneId: "Asia/Tokyo" };
