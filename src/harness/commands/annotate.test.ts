/** Annotations point at the line of the claim, cannot be made to say another command, and stay within what GitHub shows. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { claimJudged, plainRun } from "../../../test/fixtures/plain-results.ts";
import { annotations } from "../github/annotations.ts";
import { stepSummary } from "../github/step-summary.ts";
import type { ClaimResult, Results } from "../results.types.ts";
import { append } from "../site/append.ts";
import { emptySite } from "../site/site.types.ts";
import { indexText } from "../site/store.ts";
import { readSpecText } from "../spec/read.ts";
import type { Spec } from "../spec/types.ts";
import { annotate } from "./annotate.ts";

const text = `depthproof: 1
id: s
title: Lines to point at
datasets: { d: { kind: gaussian, samples: 4, dimension: 2 } }
architectures: { a: { kind: residual, block: { width: 1 } } }
losses: [squared]
sweep: { depth: [1] }
points: { p: { kind: random, count: 1, scale: 1 } }
claims:
  - id: c
    for-all: p
    given: { bounded: risk < 9 }
    assert: risk >= 0
    ablate: [bounded]
controls:
  - { id: n, of: c, assert: risk < 0 }
`;

function specs(): readonly Spec[] {
  const read = readSpecText("specs/s.yaml", text);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  return [read.spec];
}

const results = (claims: readonly ClaimResult[]): Results => ({
  format: "depthproof-results/1",
  run: plainRun,
  exitCode: 1,
  causes: [{ code: 1, message: "s/c: violated" }],
  specs: [{ id: "s", title: "Lines to point at", file: "specs/s.yaml", source: null }],
  claims,
});

describe("annotations", () => {
  it("are on the line where claim, ablation and control are written", () => {
    const claims = [
      claimJudged("violated"),
      claimJudged("violated", { ablated: "bounded", severity: "warning" }),
      claimJudged("supported", { claim: "n", control: true, expect: "violated" }),
    ];
    expect(annotations(results(claims), specs())).toEqual([
      "::error file=specs/s.yaml,line=10,col=5,title=s/c%3A violated%2C supported was expected::a reason",
      "::error file=specs/s.yaml,line=16,col=5,title=s/n%3A supported%2C violated was expected::a reason",
      "::warning file=specs/s.yaml,line=14,col=14,title=s/c without bounded%3A violated%2C supported was expected::a reason",
    ]);
  });

  it("are not made for claims that agree; failed cells always are", () => {
    expect(annotations(results([claimJudged("supported")]), specs())).toEqual([]);
    const failed = claimJudged("error", { expect: "any", agrees: true });
    expect(annotations(results([failed]), specs())).toHaveLength(1);
  });

  it("never begin a second command, whatever a claim says", () => {
    const because = "100 %\n::set-env name=PATH::x\r\u001b[2J";
    const [line = ""] = annotations(results([claimJudged("violated", { because })]), specs());
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line).toContain("::100 %25 ::set-env");
  });

  it("are at most ten errors and ten warnings, the last saying how many more there are", () => {
    const many = (severity: "error" | "warning"): ClaimResult[] =>
      Array.from({ length: 12 }, () => claimJudged("violated", { severity }));
    const lines = annotations(results([...many("error"), ...many("warning")]), specs());
    expect(lines).toHaveLength(20);
    expect(lines[9]).toBe("::error::3 more claims disagree: see the report");
    expect(lines[19]).toBe("::warning::3 more claims disagree: see the report");
  });
});

describe("the summary of a step", () => {
  it("has what disagrees first, and counts", () => {
    const summary = stepSummary(results([claimJudged("supported", { claim: "fine" }), claimJudged("violated")]), []);
    expect(summary).toContain("1 of 2 claims as expected, 0 of 0 controls caught; exit code 1.");
    const rows = summary.split("\n").filter((line) => line.startsWith("| "));
    expect(rows[1]).toBe("| **disagrees** | s/c | violated | supported | 0.250 ± 1e-9 | a reason |");
    expect(rows[2]).toBe("|  | s/fine | supported | supported | 0.250 ± 1e-9 | a reason |");
  });

  it("shows markup as text", () => {
    const because = "<img src=x> [a](https://b) | @somebody";
    const summary = stepSummary(results([claimJudged("violated", { because })]), ["<s> / c: margin"]);
    expect(summary).toContain("&lt;img src=x&gt; &#91;a&#93;&#40;https://b&#41; &#124; &#64;somebody");
    expect(summary).toContain("- &lt;s&gt; / c: margin");
  });

  it("stays far below what GitHub takes", () => {
    const because = "x".repeat(1000);
    const summary = stepSummary(results(Array.from({ length: 2000 }, () => claimJudged("violated", { because }))), []);
    expect(Buffer.byteLength(summary)).toBeLessThan(300_000);
    expect(summary).toMatch(/\d+ more claims are in the report\./);
  });
});

describe("annotate", () => {
  const folder = mkdtempSync(join(tmpdir(), "depthproof-annotate-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const ran = (
    out: string,
    summary: string | null,
    history: string | null = null,
  ): { code: number; out: string[]; err: string[] } => {
    const [lines, errors]: [string[], string[]] = [[], []];
    const print = { out: (line: string) => lines.push(line), err: (line: string) => errors.push(line) };
    return { code: annotate(out, { summary, history }, print), out: lines, err: errors };
  };

  it("prints annotations and appends to the summary; it never gates", () => {
    writeFileSync(join(folder, "results.json"), JSON.stringify(results([claimJudged("violated")])));
    const summary = join(folder, "summary");
    writeFileSync(summary, "before\n");
    const { code, out } = ran(folder, summary);
    expect({ code, lines: out.length }).toEqual({ code: 0, lines: 1 });
    expect(readFileSync(summary, "utf8")).toMatch(/^before\n## Depthproof/);
  });

  it("ends with 2 where there are no results, or others than it knows", () => {
    expect(ran(join(folder, "nowhere"), null)).toMatchObject({ code: 2, out: [] });
    writeFileSync(join(folder, "results.json"), '{"format": "depthproof-results/9"}');
    expect(ran(folder, null)).toMatchObject({ code: 2, out: [] });
  });

  it("warns of margins that shrink steadily, where the site has them", () => {
    const night = (day: number): Results => ({
      ...results([claimJudged("supported", { margin: { worst: 1 - day / 10, error: 1e-9, tie: false } })]),
      run: { ...plainRun, id: `2026-11-0${day}T02-14-00Z-3f9c`, started: `2026-11-0${day}T02:14:00Z` },
    });
    const site = join(folder, "site");
    mkdirSync(site);
    const index = [1, 2, 3, 4, 5, 6].reduce((all, day) => append(all, night(day)), emptySite);
    writeFileSync(join(site, "index.json"), indexText(index));
    writeFileSync(join(folder, "results.json"), JSON.stringify(night(6)));
    const { code, out } = ran(folder, null, site);
    expect({ code, out }).toMatchObject({
      code: 0,
      out: [expect.stringMatching(/^::warning::s \/ c: margin shrinking steadily/)],
    });
    expect(ran(folder, null, join(folder, "nowhere"))).toMatchObject({ code: 2, out: [] });
  });
});
