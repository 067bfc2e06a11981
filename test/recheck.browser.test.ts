/**
 * Witness cards in a real browser: the page reproduces the margin offline, notices a tampered witness, downloads what the run stored,
 * and its content policy has nothing to stop. Needs Chromium; CHROMIUM_PATH says where it is.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReport } from "../src/harness/report/page.ts";
import type { ClaimResult, Results } from "../src/harness/results.types.ts";
import { storedWitnesses } from "../src/harness/stored-witnesses.ts";
import { halfPoint, recheckRun } from "./fixtures/recheck-run.ts";
import { hostileStrings } from "./goldens/hostile-strings.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

let browser: Browser;
let out: string;
let results: Results;
const scratch = mkdtempSync(join(tmpdir(), "depthproof-recheck-"));
beforeAll(async () => {
  out = await recheckRun();
  results = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", args });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true, force: true });
});

interface Visit {
  readonly page: Page;
  /** Console messages, uncaught errors, dialogs. */
  readonly messages: readonly string[];
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

async function visit(path: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const [messages, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  page.on("dialog", (dialog) => {
    messages.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.addInitScript(`globalThis.breaches = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => breaches.push(violatedDirective));`);
  await page.goto(pathToFileURL(path).href);
  return { page, messages, requests, close: () => context.close() };
}

const report = (): Promise<Visit> => visit(join(out, "index.html"));
const card = (page: Page, claim: string) => page.locator(`section.witness[data-claim="${claim}"]`);
const resultOf = (claim: string): ClaimResult => results.claims.find((one) => one.claim === claim && !one.control)!;

/** The sentence, and the cells of the row of the margin: stored, reference engine, difference, second route, difference. */
async function recheck(page: Page, claim: string): Promise<{ sentence: string; cells: string[]; rows: string[] }> {
  await card(page, claim).getByRole("button", { name: "Recheck here" }).click();
  const result = card(page, claim).locator(".recheck-result");
  await result.locator(".rechecked").waitFor();
  return {
    sentence: await result.locator(".rechecked").innerText(),
    cells: await result.locator("tbody tr:first-child td").allInnerTexts(),
    rows: await result.locator("tbody th").allInnerTexts(),
  };
}

const pointClaims = ["dichotomy", "low", "given"];

describe("a card", () => {
  it.each(pointClaims)("%s: the page measures the margin that the run stored", async (claim) => {
    const { page, messages, requests, close } = await report();
    const { sentence, cells } = await recheck(page, claim);
    const { worst, error } = resultOf(claim).margin!;
    const [stored, reference, , second] = cells.map(Number.parseFloat);
    expect(stored).toBe(worst);
    expect(Math.abs(reference! - worst)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(worst)));
    // the second route shares no numerical code: it may differ by what both error bars allow
    expect(Math.abs(second! - worst)).toBeLessThanOrEqual(2 * error);
    expect(sentence).toMatch(/^Rechecked here\. The reference engine reproduces the margin/);
    expect(sentence).toMatch(/The second route, .* agrees/);
    expect([messages, requests.length, await page.evaluate("breaches")]).toEqual([[], 1, []]);
    await close();
  });

  it("shows the margin known in closed form, 7/10 - 5/8", async () => {
    const { page, close } = await report();
    const { cells } = await recheck(page, "given");
    for (const k of [0, 1, 3]) expect(Number.parseFloat(cells[k]!)).toBeCloseTo(0.075, 14);
    await close();
  });

  it("lists the hypotheses and every quantity that the claim names", async () => {
    const { page, close } = await report();
    const { rows } = await recheck(page, "dichotomy");
    expect(rows).toEqual([
      "margin",
      "hypothesis room-to-improve",
      ...["linear_risk", "risk", "lambda_min", "nullity_u"],
    ]);
    await close();
  });

  it("downloads the file of the run, byte for byte", async () => {
    const { page, close } = await report();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      card(page, "low").getByRole("button", { name: "Download as JSON" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("cards-low.json");
    const stored = readFileSync(join(out, "witnesses", "cards-low.json"));
    expect(readFileSync(await download.path()).equals(stored)).toBe(true);
    await close();
  });

  it("copies the replay command", async () => {
    const { page, close } = await report();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await card(page, "low").getByRole("button", { name: "Copy" }).click();
    await card(page, "low").getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
      "npx depthproof replay witnesses/cards-low.json",
    );
    await close();
  });

  it("selects the command where the browser refuses to copy", async () => {
    const { page, close } = await report();
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("refused"))');
    await card(page, "low").getByRole("button", { name: "Copy" }).click();
    await card(page, "low").getByRole("button", { name: "Selected" }).waitFor();
    expect(await page.evaluate("getSelection().toString()")).toContain("replay witnesses/cards-low.json");
    await close();
  });
});

describe("a tampered witness", () => {
  const data = (page: Page, claim: string) => card(page, claim).locator("pre.witness-data");

  it.each(pointClaims)("%s: one parameter changed by a millionth is noticed", async (claim) => {
    const { page, close } = await report();
    await data(page, claim).evaluate((element) => {
      const pre = element as unknown as { textContent: string };
      const witness = JSON.parse(pre.textContent);
      witness.point.parameters.w[0] += 1e-6;
      pre.textContent = JSON.stringify(witness);
    });
    const { sentence } = await recheck(page, claim);
    expect(sentence).toMatch(/^NOT REPRODUCED\. The reference engine disagrees with the report on /);
    expect(sentence).toContain("The second route disagrees with the report on ");
    await close();
  });

  it("is noticed when it is the printed margin that was changed", async () => {
    const changed = join(scratch, "margin.html");
    const html = readFileSync(join(out, "index.html"), "utf8");
    const before = `data-worst="${resultOf("given").margin!.worst}"`;
    expect(html).toContain(before);
    writeFileSync(changed, html.replace(before, 'data-worst="0.0750001"'));
    const { page, close } = await visit(changed);
    expect((await recheck(page, "given")).sentence).toContain("disagrees with the report on margin by 1.0e-7");
    await close();
  });

  it("that is no witness at all is refused with a reason", async () => {
    const { page, messages, close } = await report();
    for (const text of ["{", "{}", '{"point":null}']) {
      await data(page, "low").evaluate((element, value) => {
        (element as unknown as { textContent: string }).textContent = value;
      }, text);
      await card(page, "low").getByRole("button", { name: "Recheck here" }).click();
      await card(page, "low").locator(".rechecked.disagrees").waitFor();
      expect(await card(page, "low").locator(".rechecked").innerText()).toMatch(/^Not rechecked: ./);
      await page.reload();
    }
    expect(messages).toEqual([]);
    await close();
  });
});

describe("what a page cannot measure", () => {
  it.each([
    ["class", "The members of a function class are found again by a search."],
    ["growth", "The margin is that of a line through several witnesses."],
  ])("%s: is said in words, with the command and the file", async (claim, reason) => {
    const { page, close } = await report();
    expect(await card(page, claim).getByRole("button", { name: "Recheck here" }).count()).toBe(0);
    // the browser lays out sections far from the window only when they come near: the text is there all the same
    expect(await card(page, claim).locator("p.note").textContent()).toContain(`Not rechecked in this page: ${reason}`);
    expect(await card(page, claim).locator("code.command").textContent()).toContain(`witnesses/cards-${claim}.json`);
    const link = await card(page, claim).locator("p.note a").getAttribute("href");
    expect(existsSync(join(out, link!))).toBe(true);
    await close();
  });
});

describe("the page around the cards", () => {
  it.each(["light", "dark"] as const)("is accessible in %s, before and after a recheck", async (colorScheme) => {
    const { page, messages, close } = await visit(join(out, "index.html"), { colorScheme });
    const violations = async (): Promise<unknown> => {
      await page.evaluate(axe);
      return page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]))`);
    };
    expect(await violations()).toEqual([]);
    for (const claim of pointClaims) await recheck(page, claim);
    await page.locator("section.witness details").evaluateAll((all) => {
      for (const one of all) (one as unknown as { open: boolean }).open = true;
    });
    expect(await violations()).toEqual([]);
    expect([messages, await page.evaluate("breaches")]).toEqual([[], []]);
    await close();
  });

  it("fits a phone with every card open", async () => {
    const { page, close } = await visit(join(out, "index.html"), { viewport: { width: 390, height: 844 } });
    for (const claim of pointClaims) await recheck(page, claim);
    await page.locator("section.witness details").evaluateAll((all) => {
      for (const one of all) (one as unknown as { open: boolean }).open = true;
    });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    await close();
  });

  it("shows everything but its buttons without JavaScript", async () => {
    const { page, close } = await visit(join(out, "index.html"), { javaScriptEnabled: false });
    expect(await page.locator("section.witness button:visible").count()).toBe(0);
    await card(page, "given").locator("summary").click();
    expect(await card(page, "given").locator("pre").innerText()).toContain('"V":[');
    await close();
  });

  it("runs no script but its own, wherever another one would get into it", async () => {
    const path = join(scratch, "injected.html");
    const injected = `<script>console.log("ran")</script><img src="x" onerror="console.log('ran')"><a id="j" href="javascript:console.log('ran')">x</a>`;
    writeFileSync(path, readFileSync(join(out, "index.html"), "utf8").replace("</body>", `${injected}</body>`));
    const { page, messages, close } = await visit(path);
    await page.locator("#j").click();
    expect(messages.filter((message) => message === "ran")).toEqual([]);
    expect(await page.evaluate("breaches.length")).toBeGreaterThan(0);
    expect((await recheck(page, "given")).sentence).toMatch(/^Rechecked here/);
    await close();
  });
});

describe("hostile witnesses", () => {
  /** The stored witness of "low" with payloads wherever a witness has text. */
  const hostile = () => {
    const stored = storedWitnesses(out, results).get("witnesses/cards-low.json");
    if (!stored?.ok) throw new Error("no witness");
    const payload = hostileStrings.join("");
    const { witness } = stored;
    return {
      ...witness,
      specFile: payload,
      statement: payload,
      origin: payload,
      axes: { ...witness.axes, dataset: payload, architecture: payload },
      let: { ...witness.let, [payload]: "1" },
      point: { ...witness.point!, data: { ...witness.point!.data, note: payload } },
    };
  };

  it("stay inert, and come out of the page as they went in", async () => {
    const witness = hostile();
    const stored = new Map([["witnesses/cards-low.json", { ok: true, witness, bytes: 3000 } as const]]);
    const path = join(scratch, "hostile.html");
    writeFileSync(path, renderReport(results, { witnesses: stored }));
    const { page, messages, requests, close } = await visit(path);
    const text = await card(page, "low").locator("pre.witness-data").textContent();
    expect(JSON.parse(text!)).toEqual(witness);
    // the page's own two: browsing and rechecking
    expect(await page.locator("script").count()).toBe(2);
    expect((await recheck(page, "low")).sentence).toMatch(/^Rechecked here/);
    expect([messages, requests.length, await page.evaluate("breaches")]).toEqual([[], 1, []]);
    await close();
  });
});

it("the point of the claim known in closed form is the one that was given", () => {
  const witness = JSON.parse(readFileSync(join(out, "witnesses", "cards-given.json"), "utf8"));
  expect(witness.point.parameters).toEqual(halfPoint.parameters);
});
