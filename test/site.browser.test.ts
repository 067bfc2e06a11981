/** The site in a real browser: quiet, accessible in light and dark, whole on a phone, and its links lead to runs and claims. Needs Chromium. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { site } from "../src/harness/commands/site.ts";
import { resultsOf, writeRun } from "./fixtures/site-runs.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const scratch = mkdtempSync(join(tmpdir(), "depthproof-site-page-"));
const out = join(scratch, "site");

let browser: Browser;
beforeAll(async () => {
  const long = Array.from({ length: 12 }, (_, i) => `risk_${i}`).join(" + ");
  for (let day = 1; day <= 6; day++) {
    const results = resultsOf({
      day,
      scale: 10 - day,
      results: { exitCode: day === 6 ? 1 : 0 },
      change: (claim) =>
        claim.control || day < 6
          ? claim
          : {
              ...claim,
              statement: { ...claim.statement, latex: long.replaceAll("_", ""), text: long },
              verdict: "violated",
            },
    });
    writeRun(join(scratch, "runs", String(day)), results);
  }
  const code = site([join(scratch, "runs")], { out, keep: 4 }, { out: () => undefined, err: () => undefined });
  expect(code).toBe(0);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", args });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function visit(path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const [messages, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(join(out, path)).href);
  return { page, messages, requests, close: () => context.close() };
}

const violations = async (page: Page): Promise<unknown> => {
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]))`);
};
const paths = (): string[] => ["index.html", `claims/${readdirSync(join(out, "claims"))[0]}`];

describe("a site", () => {
  it.each(["light", "dark"] as const)("is quiet, alone and accessible in %s", async (colorScheme) => {
    for (const path of paths()) {
      const { page, messages, requests, close } = await visit(path, { colorScheme });
      expect(await violations(page)).toEqual([]);
      expect([messages, requests.length]).toEqual([[], 1]);
      await close();
    }
  });

  it("fits a phone, long formulas included, and stays accessible there", async () => {
    for (const path of paths()) {
      const { page, close } = await visit(path, { viewport: { width: 390, height: 844 } });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
      expect(await violations(page)).toEqual([]);
      await close();
    }
  });

  it("leads from the index to a claim and from there to its place in the report of a run", async () => {
    const { page, messages, close } = await visit("index.html");
    const name = (await page.locator("table.overview a.name").first().innerText()).trim();
    await page.locator("table.overview a.name").first().click();
    expect(await page.locator("h1").innerText()).toBe(name);
    expect(await page.locator("tbody tr").count()).toBe(6);
    // two of the six runs are numbers only
    expect(await page.locator("tbody th a").count()).toBe(4);
    await page.locator("tbody th a").first().click();
    expect(page.url()).toMatch(/runs\/2026-11-06T02-17-00Z-ab6\/index\.html#claim-landscape-/);
    expect(await page.evaluate("document.getElementById(decodeURIComponent(location.hash.slice(1))) !== null")).toBe(
      true,
    );
    expect(messages).toEqual([]);
    await close();
  });
});
