/**
 * The report in a real browser: no console message, no request, no accessibility violation, no sideways scrolling.
 * Needs Chromium; CHROMIUM_PATH says where it is.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Illustrations } from "../src/harness/illustrate/illustrations.types.ts";
import { renderReport } from "../src/harness/report/page.ts";
import type { Results } from "../src/harness/results.types.ts";
import { hostileStrings } from "./goldens/hostile-strings.ts";
import { illustrationsOf, withOtherStrings } from "./goldens/illustrations-fixture.ts";
import { clean, mixed, withStrings } from "./goldens/results-fixture.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const payload = (text: string): string => `${text}${hostileStrings.join("")}`;
const page = (results: Results, drawn: Illustrations | null = null): string =>
  renderReport(results, { illustrations: drawn });
const pages: Readonly<Record<string, string>> = {
  clean: page(clean),
  mixed: page(mixed),
  drawn: page(mixed, illustrationsOf(mixed)),
  hostile: page(withStrings(mixed, payload), withOtherStrings(illustrationsOf(mixed), payload)),
};
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "depthproof-report-"));
  for (const [name, html] of Object.entries(pages)) writeFileSync(join(folder, `${name}.html`), html);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", args: quiet });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Visit {
  readonly page: Page;
  /** Console messages (a breach of the content policy is one), uncaught errors, dialogs. */
  readonly messages: readonly string[];
  readonly requests: readonly string[];
}

async function visit(name: string, viewport: typeof desktop, colorScheme: "light" | "dark"): Promise<Visit> {
  const page = await browser.newPage({ viewport, colorScheme });
  const messages: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  page.on("dialog", (dialog) => {
    messages.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
  return { page, messages, requests };
}

/** Rule and place of each violation, by axe-core. */
async function violations(page: Page): Promise<unknown> {
  // What is laid out only near the screen is judged like the rest.
  await page.evaluate(
    `for (const one of document.querySelectorAll("main *")) if (getComputedStyle(one).contentVisibility === "auto") one.style.contentVisibility = "visible";`,
  );
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]))`);
}

/** In-page links whose target is not there. */
const brokenLinks = `[...document.querySelectorAll('a[href^="#"], use')].map((link) => link.getAttribute("href").slice(1))
  .filter((target) => document.getElementById(decodeURIComponent(target)) === null)`;

describe.each(Object.keys(pages))("the %s report", (name) => {
  // Hostile words have the colours of any other.
  it.each(name === "hostile" ? (["light"] as const) : (["light", "dark"] as const))(
    "is quiet, alone, accessible and whole in %s",
    async (scheme) => {
      const { page, messages, requests } = await visit(name, desktop, scheme);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(brokenLinks)).toEqual([]);
      expect(messages).toEqual([]);
      expect(requests.length).toBe(1);
      await page.close();
    },
  );

  it("fits a phone without sideways scrolling, charts and formulas included", async () => {
    const { page } = await visit(name, phone, "light");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(phone.width);
    await page.close();
  });
});

describe("the policy", () => {
  it("stops a script even where one would get into the page", async () => {
    const script = "<script>console.log('ran')</script><img src=x onerror=\"console.log('ran')\">";
    writeFileSync(join(folder, "broken.html"), renderReport(clean).replace("</body>", `${script}</body>`));
    const { page, messages } = await visit("broken", desktop, "light");
    expect(messages).not.toContain("ran");
    expect(messages.length).toBeGreaterThan(0);
    await page.close();
  });
});

describe("reading", () => {
  it("applies its style, follows the colour scheme, and goes to a claim by keyboard", async () => {
    const background = "getComputedStyle(document.body).backgroundColor";
    const light = await visit("clean", desktop, "light");
    const dark = await visit("clean", desktop, "dark");
    expect(await light.page.evaluate(background)).toBe("rgb(255, 255, 255)");
    expect(await dark.page.evaluate(background)).toBe("rgb(20, 22, 26)");
    await light.page.keyboard.press("Tab");
    await light.page.keyboard.press("Enter");
    expect(await light.page.evaluate("location.hash")).toBe("#claims");
    await light.page.keyboard.press("Tab");
    await light.page.keyboard.press("Enter");
    expect(await light.page.evaluate("location.hash")).toBe("#claim-landscape-dichotomy");
    await Promise.all([light.page.close(), dark.page.close()]);
  });
});
