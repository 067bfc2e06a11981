/** `depthproof site`: what it publishes, what it leaves alone, what it refuses; and that nothing in results gets into a page as markup. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type SiteFlags, site } from "../src/harness/commands/site.ts";
import type { SiteIndex } from "../src/harness/site/site.types.ts";
import { readIndex } from "../src/harness/site/store.ts";
import { mismatches } from "../src/harness/spec/schema.ts";
import { type Night, resultsOf, writeRun } from "./fixtures/site-runs.ts";
import { hostileStrings } from "./goldens/hostile-strings.ts";
import { mixed, withStrings } from "./goldens/results-fixture.ts";

const scratch = mkdtempSync(join(tmpdir(), "depthproof-site-"));
afterAll(() => rmSync(scratch, { recursive: true }));
let [runs, out] = ["", ""];
let cases = 0;
beforeEach(() => {
  const folder = join(scratch, String(cases++));
  [runs, out] = [join(folder, "runs"), join(folder, "site")];
});

const night = (of: Night): string => writeRun(join(runs, `n${of.day}`), resultsOf(of));

function publish(folders: readonly string[], keep: SiteFlags["keep"] = null) {
  const [printed, said]: [string[], string[]] = [[], []];
  const code = site(folders, { out, keep }, { out: (text) => printed.push(text), err: (text) => said.push(text) });
  return { code, printed, said };
}

/** Every file of the site with its bytes. */
const files = (): Map<string, string> =>
  new Map(
    readdirSync(out, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(out, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(join(out, name), "base64")]),
  );
function index(): SiteIndex {
  const read = readIndex(out);
  if (read === null || !read.ok) throw new Error("the site has no index that can be read");
  return read.index;
}
const page = (path = "index.html") => parseHTML(readFileSync(join(out, path), "utf8")).document;
const idOf = (day: number): string => resultsOf({ day }).run.id;

/** Links of all pages of the site itself that lead nowhere in it. */
function brokenLinks(): string[] {
  const pages = ["index.html", ...readdirSync(join(out, "claims")).map((name) => `claims/${name}`)];
  return pages.flatMap((from) =>
    [...page(from).querySelectorAll("a[href], use")].flatMap((link) => {
      const href: string = link.getAttribute("href");
      const [path = "", target] = href.split("#");
      const file = path === "" ? join(out, from) : join(out, dirname(from), path);
      if (relative(out, file).startsWith("..") || !existsSync(file)) return [`${from}: ${href}`];
      if (target === undefined) return [];
      const { document } = parseHTML(readFileSync(file, "utf8"));
      return document.getElementById(decodeURIComponent(target)) ? [] : [`${from}: ${href}`];
    }),
  );
}

describe("a site", () => {
  it("has an index, a page per claim and every run as it was, without its record", () => {
    for (const day of [1, 2]) night({ day });
    expect(publish([runs])).toMatchObject({ code: 0, said: [], printed: [join(out, "index.html")] });
    expect(mismatches("site", index())).toEqual([]);
    expect(readdirSync(out).sort()).toEqual([".nojekyll", "claims", "index.html", "index.json", "runs"]);
    expect(readdirSync(join(out, "claims")).length).toBe(4);
    expect(readdirSync(join(out, "runs", idOf(1))).sort()).toEqual([
      "index.html",
      "junit.xml",
      "results.json",
      "witnesses",
    ]);
    for (const file of ["index.html", "results.json", "witnesses/w.json"]) {
      expect(readFileSync(join(out, "runs", idOf(2), file))).toEqual(readFileSync(join(runs, "n2", file)));
    }
    expect(brokenLinks()).toEqual([]);
  });

  it("takes a run by itself as well as a folder of runs", () => {
    const one = night({ day: 1 });
    expect(publish([one]).code).toBe(0);
    expect(index().runs.map(({ id }) => id)).toEqual([idOf(1)]);
  });

  it("publishes the run that a link leads to, and no link", () => {
    const link = join(scratch, `latest-${cases}`);
    symlinkSync(night({ day: 1 }), link);
    publish([link]);
    expect(lstatSync(join(out, "runs", idOf(1))).isDirectory()).toBe(true);
    expect(readdirSync(join(out, "runs", idOf(1)))).toContain("index.html");
  });

  it("is the same when nothing is new, and whether runs came together or one by one", () => {
    const folders = [1, 2, 3].map((day) => night({ day, scale: day }));
    publish([runs]);
    const whole = files();
    expect(publish([runs])).toMatchObject({ code: 0, said: [] });
    expect(files()).toEqual(whole);
    rmSync(out, { recursive: true });
    for (const folder of folders.toReversed()) publish([folder]);
    expect(files()).toEqual(whole);
  });

  it("does not touch old runs, nor read them, when one is added", () => {
    night({ day: 1 });
    publish([runs]);
    const old = join(out, "runs", idOf(1));
    const before = statSync(join(old, "index.html"));
    // whoever read it again would stumble
    writeFileSync(join(old, "results.json"), "{");
    const { code, said } = publish([night({ day: 2 })]);
    expect([code, said]).toEqual([0, []]);
    const after = statSync(join(old, "index.html"));
    expect([after.mtimeMs, after.ino]).toEqual([before.mtimeMs, before.ino]);
    expect(index().runs.map(({ id }) => id)).toEqual([idOf(1), idOf(2)]);
  });

  it("needs no script, asks for nothing, and names nothing outside itself", () => {
    night({ day: 1 });
    publish([runs]);
    for (const path of ["index.html", ...readdirSync(join(out, "claims")).map((name) => `claims/${name}`)]) {
      expect(page(path).querySelectorAll("script, link, img, iframe, [style], [src]").length).toBe(0);
      const policy = page(path).querySelector("meta[http-equiv]")?.getAttribute("content");
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; img-src data:;/);
      expect(readFileSync(join(out, path), "utf8")).not.toContain(scratch);
    }
  });
});

describe("what it says", () => {
  const first = resultsOf({ day: 1 }).claims.find(({ control, ablated }) => !control && ablated === null)!.claim;
  const warnings = (): string => page().querySelector(".causes, .headline")?.textContent ?? "";

  it("marks a change of verdict in the latest run, on the index and on the page of the claim", () => {
    night({ day: 1 });
    night({
      day: 2,
      change: (claim) => (claim.claim === first ? { ...claim, verdict: "violated", agrees: false } : claim),
      results: { exitCode: 1 },
    });
    publish([runs]);
    expect(page().querySelectorAll(".headline.tone-fail").length).toBe(1);
    expect(warnings()).toContain("the latest run: exit code 1. A confirmed violation");
    expect(warnings()).toContain(
      `landscape / ${first}: violated, expected supported; verdict changed in the latest run: was supported`,
    );
    const claim = page(`claims/landscape--${first}.html`);
    expect([...claim.querySelectorAll(".mark")].map(({ textContent }) => textContent)).toEqual(["was supported"]);
    expect(claim.querySelector("svg.chart")?.getAttribute("aria-label")).toContain(
      "verdict changed once, now violated",
    );
  });

  it("warns of margins that shrink steadily, and of nothing where they do not", () => {
    for (const day of [1, 2, 3, 4, 5]) night({ day, scale: 10 - day });
    publish([runs]);
    expect(warnings()).toMatch(/margin shrinking steadily, from .* in 5 runs; at this pace it is 0 after 5 more runs/);
    expect(page().querySelectorAll(".headline.tone-attention").length).toBe(1);
    publish([night({ day: 6, scale: 10 })]);
    expect(warnings()).toBe("");
  });

  it("says which claims the latest run does not have", () => {
    night({ day: 1 });
    const { claims, ...rest } = resultsOf({ day: 2 });
    writeRun(join(runs, "n2"), { ...rest, claims: claims.filter(({ claim }) => claim !== first) });
    publish([runs]);
    expect(page().querySelector("table.overview")?.textContent).toContain(
      "not in the latest run; last judged 2026-11-01 02:17 UTC",
    );
  });
});

describe("what it refuses", () => {
  const damaged: Readonly<Record<string, [write: (folder: string) => void, reason: RegExp]>> = {
    "half a results.json": [
      (folder) => writeFileSync(join(folder, "results.json"), '{"format":'),
      /results\.json: .*JSON/,
    ],
    "results of another shape": [
      (folder) => writeFileSync(join(folder, "results.json"), '{"format":"depthproof-results/1"}'),
      /results\.json: .*"run" is missing/,
    ],
    "no report": [(folder) => rmSync(join(folder, "index.html")), /no index\.html: `depthproof report /],
  };

  it.each(Object.entries(damaged))("%s: says so and publishes the others", (_, [damage, reason]) => {
    night({ day: 1 });
    damage(night({ day: 2 }));
    const { code, said } = publish([runs]);
    expect(code).toBe(0);
    expect(said).toEqual([expect.stringMatching(reason)]);
    expect(said[0]).toContain(`skipped ${join(runs, "n2")}: `);
    expect(index().runs.map(({ id }) => id)).toEqual([idOf(1)]);
    expect(existsSync(join(out, "runs", idOf(2)))).toBe(false);
  });

  it.each(["../escape", "a/b", ".hidden", "", "CON:", "x".repeat(200)])("the run id %j", (id) => {
    writeRun(join(runs, "n1"), resultsOf({ day: 1, run: { id } }));
    expect(publish([runs])).toMatchObject({
      code: 2,
      said: [expect.stringContaining("cannot name a folder"), "no run to publish"],
    });
    expect(existsSync(out)).toBe(false);
  });

  it.each(["yesterday", "2026-13-45T00:00:00Z", "2026-11-01"])("the time %s", (started) => {
    writeRun(join(runs, "n1"), resultsOf({ day: 1, run: { started } }));
    expect(publish([runs]).said[0]).toContain("is not an ISO 8601 time in UTC");
  });

  it("other results under the id of a published run", () => {
    night({ day: 1 });
    publish([runs]);
    const before = files();
    const other = writeRun(join(scratch, `other-${cases}`), resultsOf({ day: 1, scale: 3 }));
    const { code, said } = publish([other]);
    expect([code, said]).toEqual([0, [`skipped ${other}: run ${idOf(1)} is published with other results, which stay`]]);
    expect(files()).toEqual(before);
  });

  it("folders without runs", () => {
    mkdirSync(runs, { recursive: true });
    const { code, said } = publish([runs, join(runs, "gone")]);
    expect(code).toBe(2);
    expect(said.map((text) => text.split(":")[0])).toEqual([
      `skipped ${runs}`,
      `skipped ${join(runs, "gone")}`,
      "no run to publish",
    ]);
  });

  it("symbolic links inside a run", () => {
    const secret = join(scratch, "secret.txt");
    writeFileSync(secret, "secret");
    symlinkSync(secret, join(night({ day: 1 }), "witnesses", "link.json"));
    publish([runs]);
    expect(readdirSync(join(out, "runs", idOf(1), "witnesses"))).toEqual(["w.json"]);
  });
});

describe("a site that was left in the middle", () => {
  it("is made again from its runs where the index is damaged", () => {
    for (const day of [1, 2]) night({ day });
    publish([runs]);
    const whole = files();
    appendFileSync(join(out, "index.json"), "}");
    const { code, said } = publish([runs]);
    expect([code, said]).toEqual([0, [expect.stringContaining("index.json is damaged and made again from runs/")]]);
    expect(files()).toEqual(whole);
  });

  it("takes a run whose copy was there before the index knew it, and copies a half one again", () => {
    for (const day of [1, 2]) night({ day });
    publish([runs]);
    const whole = files();
    rmSync(out, { recursive: true });
    publish([join(runs, "n1")]);
    cpSync(join(runs, "n2", "results.json"), join(out, "runs", `${idOf(2)}.partial`, "results.json"));
    publish([join(runs, "n2")]);
    expect(files()).toEqual(whole);
  });
});

describe("--keep", () => {
  it("keeps the numbers of runs whose pages leave", () => {
    for (const day of [1, 2, 3]) night({ day });
    publish([runs], 2);
    expect(readdirSync(join(out, "runs"))).toEqual([idOf(2), idOf(3)]);
    expect(index().runs.map(({ kept }) => kept)).toEqual([false, true, true]);
    expect(index().claims.every(({ entries }) => entries.length === 3)).toBe(true);
    expect(brokenLinks()).toEqual([]);
    // given once more it does not come back
    expect(publish([runs], 2).said).toEqual([]);
    expect(readdirSync(join(out, "runs"))).toEqual([idOf(2), idOf(3)]);
  });
});

describe("hostile results", () => {
  it("are shown as text", () => {
    const text = hostileStrings.join("");
    const hostile = withStrings(mixed, (own) => `${own}${text}`);
    // what the schema of results constrains stays as it is
    const { claims, specs, run } = hostile;
    const fit = claims.map((claim, i) => ({
      ...mixed.claims[i]!,
      statement: claim.statement,
      because: claim.because,
    }));
    const titles = mixed.specs.map((spec, i) => ({ ...spec, title: specs[i]!.title }));
    const { id, started } = mixed.run;
    writeRun(join(runs, "n1"), {
      ...mixed,
      claims: fit,
      specs: titles,
      run: { ...run, seed: 0, seconds: 1, id, started },
    });
    expect(publish([runs]).said).toEqual([]);
    const inert =
      /^(?:html|head|meta|title|style|body|svg|symbol|circle|path|rect|line|g|use|text|tspan|a|header|p|div|h[123]|strong|span|ul|li|main|section|table|caption|thead|tbody|tr|t[hd]|sub|code|figure|figcaption|footer|math|m\w+|clippath|defs)$/i;
    for (const path of ["index.html", ...readdirSync(join(out, "claims")).map((name) => `claims/${name}`)]) {
      const all = [...page(path).querySelectorAll("*")];
      expect(all.map(({ localName }) => localName).filter((name: string) => !inert.test(name))).toEqual([]);
      const names = all.flatMap((element) => [...element.attributes].map((one: { name: string }) => one.name));
      expect(names.filter((name: string) => /^on|^style$|^src/.test(name))).toEqual([]);
    }
    expect(page().body.textContent).toContain("<script>alert(1)</script>");
    expect(brokenLinks()).toEqual([]);
  });
});
