/** Specs that are well formed and could still never be judged: refused at lint time, with a place and what would do instead. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatProblem, type Problem } from "../src/harness/spec/problem.ts";
import { readSpecText } from "../src/harness/spec/read.ts";

const file = join(import.meta.dirname, "fixtures", "reference", "unjudgeable.yaml");

interface Parts {
  readonly networks?: string;
  readonly datasets?: string;
  readonly losses?: string;
  readonly depth?: string;
  readonly points?: string;
  readonly claim?: string;
  readonly controls?: string;
}

const written = (parts: Parts): string =>
  [
    "depthproof: 1",
    "id: base",
    "title: A base",
    `datasets: { ${parts.datasets ?? "d: { kind: gaussian, samples: 4, dimension: 2 }"} }`,
    `architectures: { ${parts.networks ?? "a: { kind: residual, block: { width: 1 } }"} }`,
    `losses: [${parts.losses ?? "squared"}]`,
    `sweep: { depth: ${parts.depth ?? "[1, 2]"} }`,
    "points:",
    `  p: ${parts.points ?? "{ kind: random, count: 2, scale: 1 }"}`,
    `claims: [{ id: c, ${parts.claim ?? "for-all: p, assert: risk >= 0"} }]`,
    `controls: [${parts.controls ?? ""}]`,
  ].join("\n");

function problemsOf(parts: Parts, controls: boolean = false): readonly Problem[] {
  const read = readSpecText(file, written(parts), { controls });
  return read.ok ? [] : read.problems;
}

/** The text under the caret of the one problem there is. */
function marked(parts: Parts, controls: boolean = false): string {
  const problems = problemsOf(parts, controls);
  expect(problems.map(({ message }) => message)).toHaveLength(1);
  const { position, length, sourceLine } = problems[0]!;
  return `${problems[0]?.code}: ${sourceLine.slice(position.column - 1, position.column - 1 + length)}`;
}

it("the base is accepted", () => expect(problemsOf({})).toEqual([]));

describe("an existential statement that must be violated", () => {
  it.each<[string, Parts, string]>([
    ["a control of its own", { controls: "{ id: n, of: c, there-is: p, assert: risk < 0 }" }, "conflict: there-is"],
    [
      "a control of an existential claim",
      { claim: "there-is: p, assert: risk >= 0", controls: "{ id: n, of: c, assert: risk < 0 }" },
      "conflict: c",
    ],
    ["a claim", { claim: "there-is: p, assert: risk < 0, expect: violated" }, "conflict: violated"],
    [
      "an ablation",
      { claim: "there-is: p, assert: risk < 0, given: { g: depth > 0 }, ablate: [{ name: g, expect: violated }]" },
      "conflict: violated",
    ],
    [
      "a slope",
      { claim: 'there-is: p, assert: "0 < slope(risk, depth, from: 1)"' },
      "conflict: slope(risk, depth, from: 1)",
    ],
  ])("%s is refused, and for-all is offered", (_, parts, place) => {
    expect(marked(parts)).toBe(place);
    expect(formatProblem(problemsOf(parts)[0]!)).toContain("for-all");
  });

  it("a claim of a file of controls is refused", () => {
    expect(marked({ claim: "there-is: p, assert: risk < 0" }, true)).toBe("conflict: there-is");
  });

  it("a control that writes for-all, and an ablation with points of its own, are accepted", () => {
    const claim = "there-is: p, assert: risk >= 0";
    expect(problemsOf({ claim, controls: "{ id: n, of: c, for-all: p, assert: risk < 0 }" })).toEqual([]);
    const replaced = "ablate: [{ name: critical, expect: violated }], replace: { critical: { for-all: p } }";
    expect(problemsOf({ claim: `${claim}, ${replaced}` })).toEqual([]);
  });
});

describe("a function class", () => {
  const points = "{ kind: class, readout: 1, outer: 1, inner: 1, estimate: { signs: exact, starts: 1 } }";
  const claim = "for-all: p, assert: rademacher >= 0";
  const good = "a: { kind: residual, block: { width: 1, activation: relu } }";

  it.each([
    "b: { kind: fully-connected, width: 2, bias: true }",
    "b: { kind: deep-linear, width: 2 }",
    "b: { kind: linear-residual }",
    "b: { kind: autoencoder, width: 1 }",
    "b: { kind: residual, block: { hidden: [2, 2] } }",
    "b: { kind: residual, block: { width: 1, activation: relu, bias: true } }",
    "b: { kind: residual, block: { width: 1, activation: tanh, bias: true } }",
    "b: { kind: residual, block: { width: 1 }, tie: [[V/0, V/1]] }",
    "b: { kind: residual, block: { width: 1 }, readout-bias: true }",
    "b: { kind: residual, block: { width: 1 }, first-block: { width: 1, trainable: false } }",
  ])("over %s is refused, and the architectures that would do are listed", (bad) => {
    const parts = { points, claim, networks: `${good}, ${bad}` };
    expect(marked(parts)).toBe("scope: class");
    expect(problemsOf(parts)[0]?.allowed).toEqual(["a"]);
    const listed = (names: string) => points.replace("class,", `class, architectures: [${names}],`);
    expect(problemsOf({ ...parts, points: listed("a") })).toEqual([]);
    expect(marked({ ...parts, points: listed("b") })).toBe("scope: [b]");
  });

  it("over fully connected networks needs all sign vectors", () => {
    const networks = "b: { kind: fully-connected, width: 2 }";
    expect(problemsOf({ points, claim, networks })).toEqual([]);
    expect(marked({ points: points.replace("exact", "10"), claim, networks })).toBe("scope: class");
  });

  it("over data with several outputs is refused", () => {
    const datasets = "d: { kind: inline, x: [[1, 2], [2, 1]], y: [[1, 2], [3, 4]] }";
    expect(marked({ points, claim, datasets, networks: good })).toBe("scope: class");
  });
});

describe("a claim whose quantities exist nowhere", () => {
  const chain = "a: { kind: deep-linear, width: 2 }";
  const both = `${chain}, b: { kind: residual, block: { width: 1 } }`;

  it.each<[string, Parts, string]>([
    ["a conclusion", { networks: chain, claim: "for-all: p, assert: 0 <= displacement" }, "displacement"],
    [
      "a hypothesis",
      { networks: chain, claim: "for-all: p, given: { g: nullity_u > 0 }, assert: risk >= 0" },
      "nullity_u",
    ],
    ["a let", { networks: chain, claim: "for-all: p, let: { f: gamma }, assert: f >= 0" }, "gamma"],
    ["a loss without a constant", { claim: "for-all: p, assert: loss_lipschitz > 0" }, "loss_lipschitz"],
    ["smooth activations", { claim: "for-all: p, assert: kink_margin > 0" }, "kink_margin"],
    [
      "one side of a hypothesis",
      { claim: "for-all: p, given: { g: risk > 0 and kink_margin > 0 }, assert: risk >= 0" },
      "kink_margin",
    ],
    [
      "an activation that is not Lipschitz",
      {
        networks: "a: { kind: residual, block: { width: 1, activation: square } }",
        claim: "for-all: p, assert: block_lipschitz_product > 0",
      },
      "block_lipschitz_product",
    ],
    [
      "several outputs",
      {
        datasets: "d: { kind: inline, x: [[1, 2], [2, 1]], y: [[1, 2], [3, 4]] }",
        claim: "for-all: p, assert: gamma > 0",
      },
      "gamma",
    ],
    [
      "a network of a single depth",
      {
        networks: `${chain}, b: { kind: residual, blocks: [{ width: 1 }] }`,
        depth: "[1, 2]",
        points: "{ kind: random, count: 2, scale: 1, architectures: [a] }",
        claim: "for-all: p, assert: gamma > 0",
      },
      "gamma",
    ],
  ])("by %s", (_, parts, name) => {
    expect(marked(parts)).toBe(`scope: ${name}`);
  });

  it("is accepted where some cell of every depth can be tested, or the other side of an or decides", () => {
    expect(problemsOf({ networks: both, claim: "for-all: p, assert: displacement >= 0" })).toEqual([]);
    expect(problemsOf({ networks: chain, claim: "for-all: p, assert: risk >= 0 or displacement >= 0" })).toEqual([]);
    expect(problemsOf({ networks: chain, claim: "for-all: p, assert: risk >= 0 and displacement >= 0" })).toEqual([]);
  });

  it("names the depth, when it is one", () => {
    const networks = "a: { kind: deep-linear, width: 2 }, b: { kind: residual, blocks: [{ width: 1 }] }";
    const sweep = "[1, 2], exclude: [{ architecture: b, depth: 2 }]";
    const parts = { networks, depth: sweep, claim: "for-all: p, assert: displacement >= 0" };
    expect(problemsOf(parts)[0]?.message).toContain("at depth 2");
    expect(problemsOf({ ...parts, claim: "there-is: p, assert: displacement >= 0" })).toEqual([]);
  });

  it("is found for an ablation that moves to other points", () => {
    const claim = "for-all: q, assert: displacement >= 0, ablate: [critical], replace: { critical: { for-all: p } }";
    const points =
      "{ kind: random, count: 2, scale: 1, architectures: [a] }\n  q: { kind: random, count: 2, scale: 1, architectures: [b] }";
    expect(problemsOf({ networks: both, claim, points }).map(({ message }) => message)).toEqual([
      expect.stringContaining("c/without-critical"),
    ]);
  });
});
