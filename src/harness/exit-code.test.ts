import { describe, expect, it } from "vitest";
import { claimJudged, plainRun } from "../../test/fixtures/plain-results.ts";
import { exitCodeOf } from "./exit-code.ts";
import { toJunit } from "./junit.ts";
import type { ClaimResult, Results, Verdict } from "./results.types.ts";

type Expect = ClaimResult["expect"];

const resultOf = (verdict: Verdict, expected: Expect, part: Partial<ClaimResult> = {}): ClaimResult =>
  claimJudged(verdict, { spec: "anchor", claim: "dichotomy", expect: expected, ...part });

const code = (...claims: ClaimResult[]): number => exitCodeOf({ claims }).exitCode;
const verdicts: readonly Verdict[] = ["certified", "supported", "violated", "inconclusive", "vacuous", "error"];

describe("exit code of one claim", () => {
  it.each([
    ["supported", [0, 0, 1, 5, 5, 3]],
    ["violated", [5, 5, 0, 5, 5, 3]],
    ["any", [0, 0, 0, 0, 0, 3]],
  ] as [Expect, number[]][])("expect %s", (expected, codes) =>
    expect(verdicts.map((verdict) => code(resultOf(verdict, expected)))).toEqual(codes),
  );

  it("a control that is not flagged", () =>
    expect(verdicts.map((verdict) => code(resultOf(verdict, "violated", { control: true })))).toEqual([
      4, 4, 0, 5, 5, 3,
    ]));

  it("a warning never changes the code", () => {
    for (const verdict of verdicts)
      for (const control of [false, true])
        for (const expected of ["supported", "violated", "any"] as const)
          expect(code(resultOf(verdict, expected, { control, severity: "warning" }))).toBe(0);
  });
});

describe("precedence 4, 1, 3, 5", () => {
  const missed = resultOf("supported", "violated", { control: true });
  const violated = resultOf("violated", "supported");
  const failed = resultOf("error", "supported");
  const vacuous = resultOf("vacuous", "supported");
  const fine = resultOf("supported", "supported");

  it("the most urgent cause decides, all are listed", () => {
    const all = [fine, vacuous, failed, violated, missed];
    expect(exitCodeOf({ claims: all }).causes.map((cause) => cause.code)).toEqual([4, 1, 3, 5]);
    expect(code(...all)).toBe(4);
    expect(code(vacuous, failed, violated)).toBe(1);
    expect(code(vacuous, failed)).toBe(3);
    expect(code(vacuous, fine)).toBe(5);
    expect(code(fine)).toBe(0);
    expect(code()).toBe(0);
  });

  it("causes name the claim and the reason", () =>
    expect(exitCodeOf({ claims: [{ ...violated, ablated: "room" }, missed] }).causes).toEqual([
      { code: 4, message: "control anchor/dichotomy: supported, so the harness missed a false claim: a reason" },
      { code: 1, message: "anchor/dichotomy without room: violated, supported was expected: a reason" },
    ]));
});

describe("JUnit", () => {
  const results = (claims: readonly ClaimResult[]): Results => ({
    format: "depthproof-results/1",
    run: { ...plainRun, seconds: 2.5 },
    ...exitCodeOf({ claims }),
    specs: [
      { id: "anchor", title: "t", file: "f", source: null },
      { id: "empty", title: "t", file: "f", source: null },
    ],
    claims,
  });

  it.each([
    [resultOf("supported", "supported"), null],
    [resultOf("violated", "violated"), null],
    [resultOf("violated", "supported"), 'failure type="VIOLATED"'],
    [resultOf("inconclusive", "supported"), 'failure type="INCONCLUSIVE"'],
    [resultOf("supported", "violated", { control: true }), 'failure type="SUPPORTED"'],
    [resultOf("vacuous", "supported"), "skipped"],
    [resultOf("error", "any"), 'error type="ERROR"'],
    [resultOf("violated", "supported", { severity: "warning" }), 'skipped message="warning: '],
  ] as const)("%#", (claim, wanted) => {
    const xml = toJunit(results([claim]));
    const kinds = [...xml.matchAll(/<(failure|error|skipped) /g)].length;
    expect(kinds).toBe(wanted === null ? 0 : 1);
    if (wanted !== null) expect(xml).toContain(`<${wanted}`);
    const name = wanted?.split(" ")[0];
    const count = (kind: string): number => (name === kind ? 1 : 0);
    expect(xml).toContain(
      `<testsuite name="anchor" tests="1" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}">`,
    );
    expect(xml).toContain('<testsuite name="empty" tests="0" failures="0" errors="0" skipped="0"/>');
  });

  it("escapes whatever a message may hold", () => {
    const because = `<b>&"'</b>\u0000\u001b[2J\ud800 \ufffe\n\t😀 ]]>`;
    const xml = toJunit(results([resultOf("error", "supported", { because, witness: "witnesses/a.json" })]));
    expect(xml).toContain("&lt;b&gt;&amp;&quot;&apos;&lt;/b&gt;\ufffd\ufffd[2J\ufffd \ufffd&#10;&#9;😀 ]]&gt;");
    expect(xml).toContain('<property name="witness" value="witnesses/a.json"/>');
    // Balanced: every element opened is closed.
    const open: string[] = [];
    for (const [, close, name, self] of xml.matchAll(/<(\/?)([a-z]+)(?: [a-z-]+="[^"<]*")*(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else if (!self) open.push(name ?? "");
    }
    expect(open).toEqual([]);
    expect(xml.replace(/<\/?[a-z]+(?: [a-z-]+="[^"<]*")*\/?>|<\?xml[^?]*\?>/g, "").trim()).toBe("");
  });
});
