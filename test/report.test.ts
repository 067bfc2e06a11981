/** The report page: stored pages byte for byte, what the headline may say, and what hostile results cannot do to a page. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { markupOf } from "../src/harness/report/fragment.ts";
import { headline } from "../src/harness/report/headline.ts";
import { renderReport } from "../src/harness/report/page.ts";
import { viewReport } from "../src/harness/report/view.ts";
import type { ClaimResult, Results, Verdict } from "../src/harness/results.types.ts";
import { expectGolden } from "./goldens/golden.ts";
import { hostileStrings } from "./goldens/hostile-strings.ts";
import { illustrationsOf, withOtherStrings } from "./goldens/illustrations-fixture.ts";
import { clean, falsified, mixed, withStrings } from "./goldens/results-fixture.ts";

const parse = (html: string) => parseHTML(html).document;
const drawn = (results: Results): string => renderReport(results, { illustrations: illustrationsOf(results) });
const fixtures = { clean, falsified, mixed };

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) frozen(item);
    Object.freeze(value);
  }
  return value;
}

describe("the page of stored results", () => {
  it("is the committed one, byte for byte", () => {
    expectGolden("report-clean.html", renderReport(clean));
    expectGolden("report-mixed.html", renderReport(mixed));
    expectGolden("report-drawn.html", renderReport(mixed, { illustrations: illustrationsOf(mixed) }));
  });

  it("depends on the results alone and leaves them as they are", () => {
    const input = frozen(structuredClone(mixed));
    expect(renderReport(input)).toBe(renderReport(structuredClone(mixed)));
  });

  it.each(Object.entries(fixtures))("%s: links resolve, ids are unique, headings descend by one", (_, results) => {
    const document = parse(drawn(results));
    const ids: string[] = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of document.querySelectorAll("a[href^='#'], use")) {
      expect(ids).toContain(decodeURIComponent(link.getAttribute("href")?.slice(1) ?? ""));
    }
    const levels: number[] = [...document.querySelectorAll("h1, h2, h3, h4")].map(({ localName }) =>
      Number(localName[1]),
    );
    expect(levels[0]).toBe(1);
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it("forbids everything but its one style element and its one script, whose hashes are in its policy", () => {
    const document = parse(renderReport(mixed));
    const hashOf = (name: string): string => {
      const elements = document.querySelectorAll(name);
      expect(elements.length).toBe(1);
      const text: string = elements[0]?.textContent ?? "";
      return createHash("sha256").update(text, "utf8").digest("base64");
    };
    const policy = document.querySelector("meta[http-equiv]")?.getAttribute("content");
    expect(policy).toBe(
      `default-src 'none'; script-src 'sha256-${hashOf("script")}'; style-src 'sha256-${hashOf("style")}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(document.querySelectorAll("[style], script[src], link, img").length).toBe(0);
  });

  it("gives every claim, ablation and control its anchor and its numbers", () => {
    const document = parse(renderReport(mixed));
    for (const { spec, claim, ablated, counts, byDepth, control } of mixed.claims) {
      const section = document.getElementById(`claim-${spec}-${claim}${ablated === null ? "" : `/without-${ablated}`}`);
      expect(section).not.toBeNull();
      if (control || ablated !== null) continue;
      expect(section?.textContent).toContain(String(counts.points));
      expect(section?.querySelectorAll("tr[class^='state-']").length).toBe(byDepth.length);
    }
  });

  it("prints the replay command of a witness, quoted where a shell would read more into it", () => {
    expect(renderReport(falsified)).toContain("npx depthproof replay witnesses/landscape-no-bad-minima.json");
    const [first] = clean.claims;
    const odd = { ...clean, claims: [{ ...first!, witness: "a b'; rm -rf $HOME" }] };
    expect(viewReport(odd).specs[0]?.claims[0]?.replay).toBe("npx depthproof replay 'a b'\\''; rm -rf $HOME'");
  });
});

describe("sweeps of odd shape", () => {
  const claim = clean.claims[0]!;
  const row = claim.byDepth[0]!;
  const shapes: Readonly<Record<string, ClaimResult["byDepth"]>> = {
    "no depth": [],
    "one depth": [row],
    "forty depths": Array.from({ length: 40 }, (_, i) => ({ ...row, depth: i + 1 })),
    "nothing applicable": [{ ...row, applicable: 0, worstMargin: null, worstMarginError: null }],
    "margins of zero": [{ ...row, worstMargin: 0, worstMarginError: 0 }],
    "an unknown error": [{ ...row, worstMarginError: null }],
    "both signs over thirty decades": [-1, 1e-30, -1e-12, 1e3].map((worstMargin, i) => {
      return { ...row, depth: 2 ** i, worstMargin, violated: worstMargin < 0 ? 1 : 0 };
    }),
  };

  it.each(Object.entries(shapes))("%s: every coordinate is a number", (_, byDepth) => {
    const html = drawn({ ...clean, claims: [{ ...claim, byDepth }] });
    expect(html.replace(/<script>[\s\S]*<\/script>/, "")).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });
});

describe("the first screen", () => {
  const labels = (run: Results["run"]) => viewReport({ ...clean, run }).identity.map(({ label }) => label);
  const valueUnder = (run: Results["run"], wanted: string) =>
    viewReport({ ...clean, run }).identity.find(({ label }) => label === wanted)?.value;

  it("identifies the run: date, commit, machine, node, engine, seed, command", () => {
    expect(labels(clean.run).slice(0, 7)).toEqual(["Date", "Commit", "Machine", "Node", "Engine", "Seed", "Command"]);
    expect(valueUnder({ ...clean.run, seed: 20190722 }, "Seed")).toBe("20190722");
    expect(valueUnder({ ...clean.run, seed: null }, "Seed")).toBe("each spec's own");
  });

  it("leaves out what is not known", () => {
    const { seed: _seed, ...older } = clean.run;
    expect(labels({ ...older, commit: null })).toEqual([
      "Date",
      "Machine",
      "Node",
      "Engine",
      "Command",
      "Profile",
      "Wall time",
    ]);
  });
});

describe("a claim that some point has a property", () => {
  const row = clean.claims[0]!.byDepth[0]!;
  const byDepth: ClaimResult["byDepth"] = [
    { ...row, depth: 1, violated: 3, worstMargin: 0.5, worstMarginError: 1e-9 },
    { ...row, depth: 2, violated: 4, worstMargin: -0.25, worstMarginError: 1e-9 },
  ];
  const existential: ClaimResult = { ...clean.claims[0]!, quantifier: "there-is", byDepth, ablated: null };

  it("shows its best margin and never speaks of a worst one", () => {
    const document = parse(renderReport({ ...clean, claims: [existential] }));
    const section = document.querySelector("article.claim");
    expect(section?.textContent).toContain("best margin");
    expect(section?.textContent).toContain("Measure the best witness again");
    expect(section?.outerHTML).not.toMatch(/worst/i);
    expect(document.querySelector("table.overview tbody .cell-margin")?.textContent).toMatch(/^best /);
  });

  it("is not violated at a depth where no point has it", () => {
    const { margins } = viewReport({ ...clean, claims: [existential] }).specs[0]!.claims[0]!;
    expect(margins.rows.map(({ state }) => state)).toEqual(["holds", "undecided"]);
    expect(margins.legend.map(({ word }) => word)).toEqual(["holds", "not shown at any point"]);
  });
});

describe("the headline", () => {
  it("reads as the run went", () => {
    expect(viewReport(clean).headline).toMatchObject({
      tone: "pass",
      alarm: "",
      tally: "4 claims, none falsified (1 certified)",
      controls: "1 of 1 control caught",
      evidence: "432 critical points, 432 random points and 36 function classes, L = 1 to 32",
    });
    expect(viewReport(falsified).headline).toMatchObject({
      tone: "fail",
      alarm: "VIOLATED",
      subjects: [{ name: "no-bad-minima", anchor: "claim-landscape-no-bad-minima" }],
    });
    expect(viewReport(mixed).headline).toMatchObject({
      tone: "fail",
      alarm: "DO NOT TRUST THIS RUN: a false claim passed",
      subjects: [{ name: "bound-over-n" }],
    });
  });

  const template = clean.claims[0]!;
  const anyClaim = fc
    .record({
      verdict: fc.constantFrom<Verdict>("certified", "supported", "violated", "inconclusive", "vacuous", "error"),
      role: fc.constantFrom("claim", "control", "ablation"),
      expect: fc.constantFrom<ClaimResult["expect"]>("supported", "violated", "any"),
      severity: fc.constantFrom<ClaimResult["severity"]>("error", "warning"),
    })
    .map(({ verdict, role, expect: wish, severity }): ClaimResult => {
      const stands = verdict === "certified" ? "supported" : verdict;
      const expected = role === "control" ? "violated" : wish;
      const agrees = expected === "any" || stands === expected;
      const ablated = role === "ablation" ? "some" : null;
      return { ...template, verdict, control: role === "control", ablated, expect: expected, agrees, severity };
    });

  it("passes exactly when every claim stands as expected and every control is caught", () => {
    const law = fc.property(fc.array(anyClaim, { maxLength: 5 }), (claims) => {
      const controls = claims.filter(({ control }) => control);
      const others = claims.filter(({ control }) => !control);
      const main = others.filter(({ ablated }) => ablated === null);
      const passes =
        main.length > 0 &&
        main.every(({ verdict }) => verdict === "supported" || verdict === "certified") &&
        others.every(({ agrees, verdict }) => agrees && verdict !== "error") &&
        controls.some(({ verdict }) => verdict === "violated") &&
        // a control of severity warning is known to escape
        controls.every(
          ({ verdict, severity }) => verdict === "violated" || (severity === "warning" && verdict !== "error"),
        );
      expect(headline({ ...clean, claims }, new Map()).tone === "pass").toBe(passes);
    });
    fc.assert(law, { seed: 11, numRuns: 300 });
  });

  it("never passes with an exit code, whatever the claims say", () => {
    for (const exitCode of [1, 2, 3, 4, 5, 130, 143]) {
      expect(headline({ ...clean, exitCode }, new Map()).tone).not.toBe("pass");
    }
  });
});

const allowedElements = new Set(
  "html head meta title style body script nav form pre details summary svg symbol circle path rect line g use text tspan a header p div h1 h2 h3 h4 strong span dl dt dd ul li main section table caption thead tbody tr th td sub article code figure figcaption b br i footer math mrow mi mo mn mtext ms mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mpadded mstyle mtable mtr mtd mphantom desc".split(
    " ",
  ),
);

const hostilePage = (plain: Results, replace: (text: string) => string): string =>
  renderReport(withStrings(plain, replace), {
    illustrations: withOtherStrings(illustrationsOf(plain), replace),
  });

/** What a page contains that it may not, in words; collected first, because there are thousands of elements. */
function trespasses(plain: Results, replace: (text: string) => string): string[] {
  const document = parse(hostilePage(plain, replace));
  const found = new Set<string>();
  for (const element of document.querySelectorAll("*")) {
    if (!allowedElements.has(element.localName)) found.add(`<${element.localName}>`);
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|^src|^srcdoc$|^action$|^xlink/.test(name)) found.add(`${element.localName}[${name}]`);
      if (name === "href" && !/^(?:#|https:\/\/)/.test(value)) found.add(`href ${value}`);
    }
  }
  if (document.querySelectorAll("meta").length !== 5) found.add("meta");
  return [...found];
}

describe("hostile results", () => {
  // Every kind of section once: a claim, an ablation, a vacuous claim with reasons, a control.
  const small: Results = {
    ...mixed,
    claims: mixed.claims.flatMap((claim, i) =>
      [0, 2, 5, 6].includes(i) ? [{ ...claim, byDepth: claim.byDepth.slice(1, 4) }] : [],
    ),
  };

  it("leave nothing but inert elements behind, wherever the text stands", () => {
    expect(hostilePage(small, (text) => `${text}${hostileStrings[0]}`)).toContain('class="chart surface"');
    for (const hostile of hostileStrings) {
      expect(trespasses({ ...small, claims: small.claims.slice(0, 1) }, () => hostile)).toEqual([]);
    }
    expect(trespasses(small, (text) => `${text}${hostileStrings.join("")}`)).toEqual([]);
  });

  it("are shown as text: the same page as a harmless one, element for element", () => {
    const shape = (replace: (text: string) => string) =>
      [...parse(hostilePage(small, replace)).querySelectorAll("*")].map(({ localName }) => localName).join(" ");
    // Neither is a formula and neither is a link, so that only the words differ.
    const law = fc.property(fc.constantFrom(...hostileStrings.filter((text) => text !== "")), (hostile) => {
      expect(shape((text) => `${text} ${hostile} \\href`)).toBe(shape((text) => `${text} harmless \\href`));
    });
    fc.assert(law, { seed: 3, numRuns: 12 });
  });

  it("cannot reverse, hide or flood the text", () => {
    const page = renderReport(withStrings(clean, (text) => `${text}\u202eabc\u200b\u0000${"x".repeat(20_000)}`));
    for (const hidden of ["\u202e", "\u200b", "\u0000"]) expect(page.includes(hidden)).toBe(false);
    expect(page.length).toBeLessThan(3_000_000);
  });

  it("cannot pose as prepared markup", () => {
    expect(() => markupOf({ markup: "<b>hello</b>" })).toThrow(TypeError);
    expect(() => markupOf("<b>hello</b>")).toThrow(TypeError);
    expect(() => markupOf(null)).toThrow(TypeError);
  });

  it("link only to https, and only where the spec gave such an address", () => {
    const addresses = [
      "http://example.org/",
      "javascript:alert(1)",
      "https://user:pass@example.org/",
      "//example.org",
      "data:text/html,x",
    ];
    for (const url of addresses) {
      const specs = clean.specs.map((spec) => ({ ...spec, source: { cite: "a paper", url } }));
      const links = [...parse(renderReport({ ...clean, specs })).querySelectorAll("a")].map((a) =>
        a.getAttribute("href"),
      );
      expect(links.filter((href) => !href?.startsWith("#"))).toEqual([]);
    }
  });
});
