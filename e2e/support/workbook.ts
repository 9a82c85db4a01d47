// A workbook as LibreOffice lays it out: pages, and the words on them with their places.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Word = { text: string; left: number; right: number; top: number; bottom: number };
export type Sheet = { width: number; height: number; words: Word[] };

/** The pages of each workbook, by its name. One start of LibreOffice turns them all, in a profile that goes with the folder. */
export function asPages(workbooks: Map<string, Buffer>): Map<string, Sheet[]> {
  const folder = mkdtempSync(join(tmpdir(), "workbooks-"));
  try {
    const names = [...workbooks.keys()];
    names.forEach((name, n) => writeFileSync(join(folder, `${n}.xlsx`), workbooks.get(name)!));
    const files = names.map((_, n) => join(folder, `${n}.xlsx`));
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    execFileSync("soffice", [profile, "--headless", "--convert-to", "pdf", "--outdir", folder, ...files], { stdio: "pipe", timeout: 240_000 });
    return new Map(names.map((name, n) => [name, pagesOf(join(folder, `${n}.pdf`))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pagesOf(pdf: string): Sheet[] {
  const boxes = pdf.replace(/pdf$/, "html");
  execFileSync("pdftotext", ["-bbox", pdf, boxes]);
  const pages: Sheet[] = [];
  for (const [, page, width, height, left, top, right, bottom, text] of readFileSync(boxes, "utf8").matchAll(
    /<(page) width="([\d.]+)" height="([\d.]+)"|<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<\/word>/g,
  )) {
    if (page) pages.push({ width: Number(width), height: Number(height), words: [] });
    else pages.at(-1)!.words.push({ text, left: Number(left), right: Number(right), top: Number(top), bottom: Number(bottom) });
  }
  return pages;
}

/** What nobody could read: words that lie upon others, reach over the edge, or are the marks of a number that has no room. */
export function unreadable(page: Sheet): string[] {
  const found = page.words.filter((word) => /^#{2,}$/.test(word.text)).map((word) => `no room: ${word.text}`);
  const out = (word: Word): boolean => word.left < -1 || word.top < -1 || word.right > page.width + 1 || word.bottom > page.height + 1;
  found.push(...page.words.filter(out).map((word) => `over the edge: ${word.text}`));
  // A line's box is higher than its letters.
  const letters = page.words.map((word) => {
    const spare = (word.bottom - word.top) / 4;
    return { ...word, top: word.top + spare, bottom: word.bottom - spare };
  });
  letters.sort((a, b) => a.top - b.top);
  letters.forEach((word, n) => {
    for (let other = n + 1; other < letters.length && letters[other].top < word.bottom - 1; other += 1) {
      const wide = Math.min(word.right, letters[other].right) - Math.max(word.left, letters[other].left);
      if (wide > 2) found.push(`upon each other: ${word.text} and ${letters[other].text}`);
    }
  });
  return found;
}
