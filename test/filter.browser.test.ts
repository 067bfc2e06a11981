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

/** Every formula as wide as half a desk: nothing in it can be broken. */
const long = `\\sqrt{${"V_l + ".repeat(10)} 1} \\leq 0`;
const wide = {
  ...mixed,
  claims: mixed.claims.map((claim) => ({ ...claim, statement: { ...claim.statement, latex: long, text: "long" } })),
};

/** Ten inequalities: wider than any page, and to be broken between them. */
const ten = Array.from({ length: 10 }, () => "\\lVert V_l\\rVert + \\textstyle\\sum_l x_l \\le C_l").join(
  "\\;\\text{ and }\\;",
);
const joined = {
  ...mixed,
  claims: mixed.claims.map((claim) => ({ ...claim, statement: { ...claim.statement, latex: ten, text: "ten" } })),
};

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "depthproof-filter-"));
  writeFileSync(join(folder, "mixed.html"), renderReport(mixed, { illustrations: illustrationsOf(mixed) }));
  writeFileSync(join(folder, "wide.html"), renderReport(wide, { illustrations: illustrationsOf(wide) }));
  writeFileSync(join(folder, "joined.html"), renderReport(joined, { illustrations: illustrationsOf(joined) }));
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
    await page.waitForURL((url) => url.hash === "#?verdict=vacuous");
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
    expect(latex).toMatch(/^\\begin\{tabular\}\{lr{7}\}\n/);
    // 0.000097 ± 6e-12, rounded as on the page and typeset.
    expect(latex).toContain("32 & 9.70$\\times10^{-5}$ $\\pm$ 6.0$\\times10^{-12}$ & ");
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
  /** What A4 leaves between the margins of the style sheet, in CSS pixels: (210 - 2 * 15) mm. */
  const printed = Math.floor(((210 - 30) / 25.4) * 96);

  async function print(name: string): Promise<Page> {
    const page = await open(name);
    await page.setViewportSize({ width: printed, height: 1000 });
    await page.emulateMedia({ media: "print" });
    return page;
  }

  /** Pages of the PDF and, per address in it, the page and the height above its lower edge, in points. */
  function placesOf(pdf: string): { pages: string[]; places: Map<string, { page: string; height: number }> } {
    const pages = [...pdf.matchAll(/(\d+) 0 obj\s*<<\/Type \/Page\b(?!s)/g)].map(([, id]) => id!);
    const entries = [...pdf.matchAll(/\/([^\s/]+) \[(\d+) 0 R \/XYZ [\d.]+ ([\d.]+) 0\]/g)];
    return { pages, places: new Map(entries.map(([, id, page, y]) => [id!, { page: page!, height: Number(y) }])) };
  }

  it("has every claim on an A4 page of its own, at the top unless the title of its spec stands there", async () => {
    const page = await print("mixed");
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(new Set(pdf.match(/\/MediaBox \[[^\]]*\]/g))).toEqual(new Set(["/MediaBox [0 0 594.95996 841.91998]"]));
    const { pages, places } = placesOf(pdf);
    const script = "[...document.querySelectorAll('article.claim')].map(({ id }) => id)";
    const found = ((await page.evaluate(script)) as string[]).map((id) => places.get(id)!);
    expect(found.length).toBe(main.length);
    expect(new Set(found.map((place) => place.page)).size).toBe(main.length);
    for (const place of found) expect(pages).toContain(place.page);
    const later = "[...document.querySelectorAll('article.claim + article.claim')].map(({ id }) => id)";
    const top = 841.9 - (12 / 25.4) * 72;
    for (const id of (await page.evaluate(later)) as string[]) expect(top - places.get(id)!.height).toBeLessThan(12);
    await page.context().close();
  });

  it.each(["wide", "joined"])(
    "cuts nothing at the margin, opens what folds, and leaves out the controls of the screen: %s",
    async (name) => {
      const page = await print(name);
      expect(await page.locator("#filter:visible, .export:visible, nav:visible").count()).toBe(0);
      expect(await page.locator("details.bibtex pre").count()).toBeGreaterThan(0);
      for (const entry of await page.locator("details.bibtex pre").all())
        expect((await entry.boundingBox())?.height).toBeGreaterThan(20);
      const beyond = await page.evaluate(`[...document.querySelectorAll("main *, header.page *")]
      .filter((one) => one.closest("svg, thead") === null && one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => one.outerHTML.slice(0, 120))`);
      expect(beyond).toEqual([]);
      await page.context().close();
    },
  );
});

describe("on a desk", () => {
  it.each([1280, 1024])("breaks a long formula and shows every column, %i pixels wide", async (width) => {
    const page = await open("joined");
    await page.setViewportSize({ width, height: 800 });
    await page.evaluate(`for (const one of document.querySelectorAll(".claim, .overview-of-spec, #controls > .scroll"))
      one.style.contentVisibility = "visible";`);
    const scrolling = await page.evaluate(`[...document.querySelectorAll(".display, .statement, #controls > .scroll")]
      .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.outerHTML.slice(0, 120))`);
    expect(scrolling).toEqual([]);
    const margin = await page.locator("table.controls tbody td.cell-margin").first().boundingBox();
    expect(margin!.x + margin!.width).toBeLessThan(width);
    await page.context().close();
  });

  it("keeps the texts of charts inside them", async () => {
    const page = await open("mixed");
    await page.evaluate(
      "for (const one of document.querySelectorAll('.claim')) one.style.contentVisibility = 'visible'",
    );
    const outside = await page.evaluate(`[...document.querySelectorAll("svg.chart text")].filter((text) => {
      const [own, frame] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
      return own.width > 0 && (own.left < frame.left - 1 || own.right > frame.right + 1);
    }).map((text) => text.textContent)`);
    expect(outside).toEqual([]);
    await page.context().close();
  });
});

describe("a link", () => {
  it.each([1280, 390])("lands on its claim, on its control and on a section at once, %i pixels wide", async (width) => {
    const page = await open("wide");
    await page.setViewportSize({ width, height: 844 });
    const last = main.at(-2)!;
    for (const id of [`/claim/${last.spec}/${last.claim}`, "controls", "claims"]) {
      await page.evaluate(`location.hash = ${JSON.stringify(`#${id}`)}`);
      // Two frames: one to lay the target out, one to correct for what came near the screen on the way.
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
      const top = await page.evaluate(`document.getElementById(${JSON.stringify(id)}).getBoundingClientRect().top`);
      expect(Math.abs(top as number)).toBeLessThan(2);
    }
    await page.context().close();
  });
});

describe("on a phone", () => {
  const phone = { width: 390, height: 844 };

  it("a formula wider than the screen scrolls in a box that the keyboard reaches, and is not cut", async () => {
    const page = await open("wide");
    await page.setViewportSize(phone);
    // What is laid out only near the screen is judged like the rest; observers see it a frame later.
    await page.evaluate(`for (const one of document.querySelectorAll(".claim, .overview-of-spec, #controls > .scroll"))
      one.style.contentVisibility = "visible";`);
    await page.waitForFunction(`[...document.querySelectorAll(".statement")].every((box) =>
      box.hasAttribute("tabindex") === box.scrollWidth > box.clientWidth)`);
    const script = `[...document.querySelectorAll("math")].flatMap((math) => {
      if (![...math.querySelectorAll("*")].some((part) => part.getBoundingClientRect().right > innerWidth)) return [];
      const box = math.closest("[tabindex='0'][role=group][aria-label]");
      return [box !== null && getComputedStyle(box).overflowX === "auto" && box.scrollWidth > box.clientWidth];
    })`;
    const wide = (await page.evaluate(script)) as boolean[];
    // Once in the first table and once in its section, for every claim.
    expect(wide.length).toBeGreaterThanOrEqual(2 * main.length);
    expect(new Set(wide)).toEqual(new Set([true]));
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(phone.width);
    await page.context().close();
  });

  it("the filter hides the same rows as on a desk", async () => {
    const page = await open("mixed");
    await page.setViewportSize(phone);
    await page.selectOption("select[name=verdict]", "vacuous");
    expect(await visibleNames(page)).toEqual(named("vacuous"));
    expect(await page.locator("table.controls tbody tr:visible").count()).toBe(
      mixed.claims.filter(({ control, verdict }) => control && verdict === "vacuous").length,
    );
    await page.context().close();
  });
});
