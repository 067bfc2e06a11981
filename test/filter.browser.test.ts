/**
 * The filter, the exports and the print of a report, in a real browser. Needs Chromium; CHROMIUM_PATH says where it is.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReport } from "../src/harness/report/page.ts";
import { illustrationsOf } from "./goldens/illustrations-fixture.ts";
import { mixed } from "./goldens/results-fixture.ts";

const formula = {
  ...mixed,
  claims: mixed.claims.map((claim, k) => (k === 0 ? { ...claim, claim: '=1+1,"a"' } : claim)),
};

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "depthproof-filter-"));
  writeFileSync(join(folder, "mixed.html"), renderReport(mixed, { illustrations: illustrationsOf(mixed) }));
  writeFileSync(join(folder, "formula.html"), renderReport(formula));
  const args = ["--no-sandbox", "--disable-gpu"];
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", args });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(name: string, hash: string = "", javaScriptEnabled: boolean = true): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, javaScriptEnabled });
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(join(folder, `${name}.html`)).href}${hash}`);
  return page;
}

const visibleNames = (page: Page): Promise<string[]> => page.locator("table.overview a.name:visible").allTextContents();
const main = mixed.claims.filter(({ control, ablated }) => !control && ablated === null);
const named = (verdict: string): string[] => main.flatMap((one) => (one.verdict === verdict ? [one.claim] : []));

describe("the filter", () => {
  it("shows the claims of one verdict and remembers them in the address", async () => {
    const page = await open("mixed");
    expect(await visibleNames(page)).toEqual(main.map(({ claim }) => claim));
    await page.selectOption("select[name=verdict]", "vacuous");
    expect(await visibleNames(page)).toEqual(named("vacuous"));
    expect(await page.locator("article.claim:visible h3").allTextContents()).toEqual(named("vacuous"));
    expect(new URL(page.url()).hash).toBe("#?verdict=vacuous");
    await page.context().close();
  });

  it("is applied from the address, by words in any order", async () => {
    const page = await open("mixed", "#?text=BOUND+risk&severity=error");
    const shown = await visibleNames(page);
    expect(shown).toContain("risk-bound");
    expect(shown.length).toBeLessThan(main.length);
    expect(await page.inputValue("input[name=text]")).toBe("BOUND risk");
    await page.context().close();
  });

  it("never hides what a link leads to", async () => {
    const page = await open("mixed", "#?verdict=vacuous");
    const [target] = named("supported");
    const { spec } = main.find(({ claim }) => claim === target)!;
    await page.evaluate(`location.hash = ${JSON.stringify(`#/claim/${spec}/${target}`)}`);
    await page.waitForFunction("document.querySelector('select[name=verdict]').value === ''");
    expect(await visibleNames(page)).toEqual(main.map(({ claim }) => claim));
    await page.context().close();
  });

  it("is not there without a script, and everything else is", async () => {
    const page = await open("mixed", "", false);
    expect(await page.locator("#filter:visible, .export").count()).toBe(0);
    expect(await visibleNames(page)).toEqual(main.map(({ claim }) => claim));
    expect(await page.locator("article.claim").count()).toBe(main.length);
    await page.context().close();
  });
});

describe("the exports", () => {
  async function download(page: Page, label: string): Promise<string> {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByLabel(label).first().click()]);
    return readFileSync(await file.path(), "utf8");
  }

  it("write margins in full with their error bars as columns of their own", async () => {
    const page = await open("mixed");
    const lines = (await download(page, "CSV of The same numbers")).trim().split("\r\n");
    const { byDepth } = main[0]!;
    expect(lines[0]).toBe(
      "L,worst margin,worst margin error,value there,value there error,bound there,bound there error,points,applicable,failing,undecided",
    );
    expect(lines.length).toBe(byDepth.length + 1);
    byDepth.forEach(({ depth, worstMargin, worstMarginError }, k) => {
      expect(lines[k + 1]?.split(",").slice(0, 3).map(Number)).toEqual([depth, worstMargin, worstMarginError]);
    });
    const latex = await download(page, "LaTeX of The same numbers");
    expect(latex).toMatch(/^\\begin\{tabular\}\{l{11}\}\n/);
    expect(latex.match(/\\\\$/gm)?.length).toBe(byDepth.length + 1);
    await page.context().close();
  });

  it("leave no name that a spreadsheet would calculate, and quote what holds a comma", async () => {
    const page = await open("formula");
    const csv = await download(page, `CSV of ${mixed.specs[0]!.title}`);
    expect(csv).toContain('"\'=1+1,""a"" risk <= ');
    await page.context().close();
  });
});

describe("print", () => {
  it("starts every claim on a page of its own, without controls of the screen", async () => {
    const page = await open("mixed");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#filter:visible, .export:visible, nav:visible").count()).toBe(0);
    const breaks = await page.evaluate(
      "[...document.querySelectorAll('section.spec article.claim ~ article.claim')].map((one) => getComputedStyle(one).breakBefore)",
    );
    expect(new Set(breaks as string[])).toEqual(new Set(["page"]));
    await page.context().close();
  });
});
