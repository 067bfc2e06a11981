/** Bad specs: each is refused with the right code at the right line and column, and nothing a spec contains reaches a prototype. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { formatProblem, type Problem, type ProblemCode } from "../src/harness/spec/problem.ts";
import { readSpec, readSpecs, readSpecText } from "../src/harness/spec/read.ts";

const base: readonly string[] = [
  "depthproof: 1", // 1
  "id: base", // 2
  "title: A base to spoil", // 3
  "datasets:", // 4
  "  d: { kind: gaussian, samples: 4, dimension: 2 }", // 5
  "architectures:", // 6
  "  a: { kind: residual, block: { width: 1 } }", // 7
  "losses: [squared]", // 8
  "sweep: { depth: [1, 2] }", // 9
  "points:", // 10
  "  p: { kind: random, count: 2, scale: 1 }", // 11
  "claims:", // 12
  "  - id: c", // 13
  "    for-all: p", // 14
  "    assert: risk >= 0", // 15
  "controls:", // 16
  "  - { id: n, of: c, assert: risk < 0 }", // 17
];

/** The base with one line replaced. */
const spoilt = (line: number, text: string): string => base.map((own, i) => (i === line - 1 ? text : own)).join("\n");

const folder = mkdtempSync(join(tmpdir(), "depthproof-"));
const file = join(folder, "inner", "spec.yaml");
mkdirSync(join(folder, "inner"));
writeFileSync(join(folder, "outside.csv"), "a,y\n1,2\n");
symlinkSync(join(folder, "outside.csv"), join(folder, "inner", "link.csv"));
writeFileSync(join(folder, "inner", "data.csv"), "a,y\n1,2\n3,4\n");
copyFileSync(join(import.meta.dirname, "fixtures", "npz", "pickled.npz"), join(folder, "inner", "pickled.npz"));
writeFileSync(join(folder, "inner", "bad.json"), '{"format": "depthproof-point/1"}');

const problemsOf = (text: string): readonly Problem[] => {
  const read = readSpecText(file, text);
  return read.ok ? [] : read.problems;
};

const classPoints = "  p: { kind: class, readout: 1, outer: 1, inner: 1, estimate: { signs: exact, starts: 1 } }";
const aClass = (lists: string): string => classPoints.replace("kind: class,", `kind: class, ${lists},`);
const deepList = (depth: number): string => `title: ${"[".repeat(depth)}${"]".repeat(depth)}`;

const deepBlocks = (depth: number): string => Array.from({ length: depth }, (_, k) => `${" ".repeat(k)}k:`).join("\n");
/** Ten to the ninth lols, were they written out. */
const laughs = [
  "title: A",
  "lol0: &lol0 [lol]",
  ...Array.from({ length: 9 }, (_, k) => `lol${k + 1}: &lol${k + 1} [${Array(10).fill(`*lol${k}`).join(", ")}]`),
].join("\n");

type Row = readonly [name: string, replaced: number, text: string, code: ProblemCode, line: number, column: number];

const rows: readonly Row[] = [
  // What YAML itself must not do.
  ["an alias", 3, "title: *other", "alias", 3, 8],
  ["an anchor", 3, "title: &t A", "anchor", 3, 8],
  ["an unknown tag", 3, "title: !secret A", "tag", 3, 8],
  ["a known tag", 3, "title: !!str A", "tag", 3, 8],
  ["a directive", 1, "%YAML 1.1\n---\ndepthproof: 1", "directive", 1, 1],
  ["a second document", 16, "---\ncontrols:", "syntax", 16, 1],
  ["a duplicate key", 3, "title: A\nid: again", "duplicate-key", 4, 1],
  ["a duplicate key in quotes", 3, 'title: A\n"id": again', "duplicate-key", 4, 1],
  ["__proto__ as a key", 3, "title: A\n__proto__: { polluted: 1 }", "key", 4, 1],
  ["constructor as a key", 3, "title: A\nconstructor: { prototype: { polluted: 1 } }", "key", 4, 1],
  ["prototype as a dataset", 5, "  prototype: { kind: gaussian, samples: 4, dimension: 2 }", "key", 5, 3],
  ["a merge key", 5, "  d: { <<: { kind: gaussian }, samples: 4, dimension: 2 }", "key", 5, 8],
  ["a list as a key", 3, "title: A\n? [a, b]\n: 1", "key", 4, 3],
  ["a number as a key", 3, "title: A\n7: 1", "key", 4, 1],
  ["nesting of 21", 3, deepList(21), "nesting", 3, 27],
  ["nesting of 500", 3, deepList(500), "nesting", 3, 27],
  ["nesting of 1,000", 3, deepList(1000), "nesting", 3, 27],
  ["nesting of 5,000", 3, deepList(5000), "nesting", 3, 27],
  ["3,000 nested blocks", 3, deepBlocks(3000), "nesting", 23, 22],
  ["a billion laughs", 3, laughs, "alias", 5, 14],
  ["nesting of 20,000", 3, deepList(20_000), "nesting", 3, 27],
  ["an integer beyond float64", 3, "title: A\nseed: 12345678901234567890", "number", 4, 7],
  ["an overflowing number", 5, "  d: { kind: gaussian, samples: 4, dimension: 2, noise: 1e400 }", "number", 5, 57],
  ["an underflowing number", 5, "  d: { kind: gaussian, samples: 4, dimension: 2, noise: 1e-400 }", "number", 5, 57],
  ["not a number", 5, "  d: { kind: gaussian, samples: 4, dimension: 2, noise: .nan }", "number", 5, 57],
  ["an octal number", 5, "  d: { kind: gaussian, samples: 0o17, dimension: 2 }", "number", 5, 33],
  ["a hexadecimal number", 5, "  d: { kind: gaussian, samples: 0x1f, dimension: 2 }", "number", 5, 33],
  ["a leading zero", 5, "  d: { kind: gaussian, samples: 010, dimension: 2 }", "number", 5, 33],
  ["an underscore in a number", 5, "  d: { kind: gaussian, samples: 1_000, dimension: 2 }", "type", 5, 33],
  ["a time of day", 5, "  d: { kind: gaussian, samples: 1:30, dimension: 2 }", "type", 5, 33],
  ["infinity", 5, "  d: { kind: gaussian, samples: 4, dimension: 2, noise: .inf }", "number", 5, 57],
  ["a control character", 3, "title: A\x1b[2J", "encoding", 3, 9],
  ["a control character by escape", 3, 'title: "A\\e[2J"', "encoding", 3, 8],
  ["a bidirectional override", 3, "title: A\u202e", "encoding", 3, 9],
  ["an unclosed list", 8, "losses: [squared", "syntax", 9, 1],
  ["a tab as indentation", 14, "\tfor-all: p", "syntax", 14, 1],
  // Shape.
  ["an unknown key", 14, "    for-all: p\n    severty: error", "unknown-key", 15, 5],
  ["a missing key", 3, "tags: [x]", "missing-key", 1, 1],
  ["a missing assert", 15, "    severity: error", "missing-key", 13, 5],
  ["a wrong type", 5, "  d: { kind: gaussian, samples: many, dimension: 2 }", "type", 5, 33],
  ["yes is text", 7, "  a: { kind: residual, block: { width: 1, bias: yes } }", "type", 7, 49],
  ["an unknown kind", 5, "  d: { kind: gausian, samples: 4, dimension: 2 }", "value", 5, 14],
  ["no kind", 5, "  d: { samples: 4, dimension: 2 }", "missing-key", 5, 3],
  ["an unknown activation", 7, "  a: { kind: residual, block: { width: 1, activation: tahn } }", "value", 7, 55],
  ["an unknown loss", 8, "losses: [squard]", "value", 8, 10],
  ["a loss twice", 8, "losses: { d: [squared, squared] }", "value", 8, 24],
  ["an id with capitals", 2, "id: Base", "form", 2, 5],
  ["an id that climbs", 2, "id: ../base", "form", 2, 5],
  ["an id with a NUL", 2, 'id: "a\\0b"', "encoding", 2, 5],
  ["an id of percent signs", 2, "id: '%2e%2e'", "form", 2, 5],
  ["an id with a dot at its end", 2, "id: base.", "form", 2, 5],
  ["a claim's id that climbs", 13, "  - id: ../c", "form", 13, 9],
  ["a dataset name with a blank", 5, '  "d e": { kind: gaussian, samples: 4, dimension: 2 }', "form", 5, 3],
  ["a script as address", 3, "title: A\nsource: { url: 'javascript:alert(1)' }", "form", 4, 16],
  ["no starts", 11, "  p: { kind: critical, starts: 0 }", "range", 11, 32],
  ["a version of the future", 1, "depthproof: 2", "value", 1, 13],
  [
    "required keys are not inherited",
    5,
    "  d: { kind: gaussian, tostring: 1, samples: 4, dimension: 2 }",
    "unknown-key",
    5,
    24,
  ],
  // Names.
  ["an unknown points set", 14, "    for-all: q", "unknown-name", 14, 14],
  ["an unknown claim in of", 17, "  - { id: n, of: cc, assert: risk < 0 }", "unknown-name", 17, 18],
  ["an unknown name in exclude", 9, "sweep: { depth: [1], exclude: [{ dataset: e }] }", "unknown-name", 9, 43],
  ["an unknown dataset in losses", 8, "losses: { d: [squared], e: [squared] }", "unknown-name", 8, 25],
  ["an id twice", 17, "  - { id: c, of: c, assert: risk < 0 }", "duplicate-id", 17, 11],
  ["both quantifiers", 14, "    for-all: p\n    there-is: p", "conflict", 15, 5],
  ["no quantifier", 14, "    severity: error", "missing-key", 13, 5],
  // Formulas.
  ["a formula that stops", 15, "    assert: risk >=", "formula", 15, 20],
  ["an unknown quantity", 15, "    assert: 0 <= rsik", "formula", 15, 18],
  ["an unknown quantity in quotes", 15, '    assert: "0 <= rsik"', "formula", 15, 19],
  ["an unknown quantity after an escape", 15, '    assert: "0\\x20\\u003c= rsik"', "formula", 15, 27],
  ["an unknown quantity in a folded block", 15, "    assert: >- # why\n      0 <=\n\n        rsik", "formula", 18, 9],
  ["an unknown quantity on a second line", 15, "    assert: 0 <=\n      risk + rsik", "formula", 16, 14],
  ["a number as a conclusion", 15, "    assert: risk + 1", "formula", 15, 13],
  ["code instead of a formula", 15, "    assert: process.exit() > 0", "formula", 15, 20],
  [
    "a slope among hypotheses",
    15,
    '    given: { g: "slope(risk, depth, from: 1) > 0" }\n    assert: risk >= 0',
    "formula",
    15,
    18,
  ],
  ["a let with a taken name", 15, "    let: { risk: depth }\n    assert: risk >= 0", "form", 15, 12],
  ["lets in a circle", 15, "    let: { f: g + 1, g: f }\n    assert: f >= 0", "formula", 15, 25],
  ["an unknown axis in a width", 7, "  a: { kind: residual, block: { width: detph } }", "formula", 7, 40],
  ["a class quantity at points", 15, "    assert: risk <= rademacher", "scope", 15, 21],
  ["tries with nothing to minimise", 11, "  p: { kind: random, count: 2, scale: 1, tries: 5 }", "missing-key", 11, 42],
  ["a condition to minimise", 11, "  p: { kind: random, count: 2, scale: 1, minimise: risk < 1 }", "formula", 11, 52],
  [
    "an unknown name to minimise",
    11,
    "  p: { kind: random, count: 2, scale: 1, minimise: rsik + 1 }",
    "formula",
    11,
    52,
  ],
  [
    "a class quantity to minimise",
    11,
    "  p: { kind: random, count: 2, scale: 1, minimise: 1 + rademacher }",
    "scope",
    11,
    56,
  ],
  ["a point quantity over a class", 11, classPoints, "scope", 15, 13],
  [
    "a dataset a points set cannot know",
    11,
    "  p: { kind: random, count: 2, scale: 1, datasets: [e] }",
    "unknown-name",
    11,
    53,
  ],
  [
    "a loss the spec does not list",
    11,
    "  p: { kind: random, count: 2, scale: 1, losses: [huber] }",
    "unknown-name",
    11,
    51,
  ],
  ["a loss of a class", 11, aClass("losses: [squared]"), "unknown-key", 11, 21],
  // Data, networks, sweeps.
  [
    "labels flipped with a probability above 1",
    5,
    "  d: { kind: teacher, teacher: sign-linear, samples: 4, dimension: 2, noise: 1.5 }",
    "range",
    5,
    78,
  ],
  ["logistic without signs", 8, "losses: [squared, logistic]", "labels", 8, 19],
  ["ragged inputs", 5, "  d: { kind: inline, x: [[1, 2], [3]], y: [1, 2] }", "shape", 5, 34],
  ["a label too few", 5, "  d: { kind: inline, x: [[1], [3]], y: [1] }", "shape", 5, 40],
  ["weights that sum to 0", 5, "  d: { kind: inline, x: [[1], [3]], y: [1, 2], weights: [0, 0] }", "shape", 5, 57],
  ["no dimension", 5, "  d: { kind: gaussian, samples: 4 }", "missing-key", 5, 3],
  ["width and hidden", 7, "  a: { kind: residual, block: { width: 1, hidden: [2] } }", "conflict", 7, 43],
  ["blocks that do not fit", 7, "  a: { kind: residual, blocks: [{ width: 1 }] }", "conflict", 7, 24],
  ["an empty range", 9, "sweep: { depth: { range: [4, 2, 1] } }", "range", 9, 17],
  ["pow2 of no power", 9, "sweep: { depth: { pow2: [1, 6] } }", "range", 9, 17],
  ["no data", 4, "tags:", "missing-key", 10, 1],
  // Files.
  ["a missing file", 5, "  d: { kind: csv, file: no.csv, target: y }", "file", 5, 25],
  ["a file above the folder", 5, "  d: { kind: csv, file: ../outside.csv, target: y }", "file", 5, 25],
  ["a file by a detour", 5, "  d: { kind: csv, file: x/../../outside.csv, target: y }", "file", 5, 25],
  ["a file by a link", 5, "  d: { kind: csv, file: link.csv, target: y }", "file", 5, 25],
  ["an absolute file", 5, "  d: { kind: csv, file: /etc/passwd, target: y }", "file", 5, 25],
  ["a drive", 5, "  d: { kind: csv, file: 'C:\\data.csv', target: y }", "file", 5, 25],
  ["a share", 5, "  d: { kind: csv, file: '\\\\host\\data.csv', target: y }", "file", 5, 25],
  ["an address", 5, "  d: { kind: csv, file: 'file:///etc/passwd', target: y }", "file", 5, 25],
  ["a home", 5, "  d: { kind: csv, file: ~/data.csv, target: y }", "file", 5, 25],
  ["a variable", 5, "  d: { kind: csv, file: $HOME/data.csv, target: y }", "file", 5, 25],
  ["percent signs", 5, "  d: { kind: csv, file: '%2e%2e/outside.csv', target: y }", "file", 5, 25],
  ["a climb by the same folder's name", 5, "  d: { kind: csv, file: ./../inner2/data.csv, target: y }", "file", 5, 25],
  ["a name of Windows' devices", 5, "  d: { kind: csv, file: CON, target: y }", "file", 5, 25],
  ["a trailing dot", 5, "  d: { kind: csv, file: data.csv., target: y }", "file", 5, 25],
  ["a NUL in a name", 5, '  d: { kind: csv, file: "data.csv\\0.png", target: y }', "encoding", 5, 25],
  ["no name", 5, "  d: { kind: csv, file: '', target: y }", "range", 5, 25],
  ["a file above the folder as point", 11, "  p: { kind: given, files: [../outside.csv] }", "file", 11, 29],
  ["a link as point", 11, "  p: { kind: given, files: [link.csv] }", "file", 11, 29],
  ["a folder", 5, "  d: { kind: csv, file: ., target: y }", "file", 5, 25],
  ["a missing column", 5, "  d: { kind: csv, file: data.csv, target: z }", "shape", 5, 25],
  ["a point of pickles", 11, "  p: { kind: given, files: [pickled.npz] }", "shape", 11, 29],
  ["a malformed point", 11, "  p: { kind: given, files: [bad.json] }", "shape", 11, 29],
  // Ablations and controls.
  ["an unknown hypothesis", 15, "    ablate: [convexloss]\n    assert: risk >= 0", "ablation", 15, 14],
  ["a structural one without points", 15, "    ablate: [critical]\n    assert: risk >= 0", "ablation", 15, 14],
  ["a control expected to hold", 17, "  - { id: n, of: c, assert: risk < 0, expect: supported }", "value", 17, 47],
  // Resources.
  ["a billion layers", 9, "sweep: { depth: [1000000000] }", "range", 9, 18],
  ["a billion samples", 5, "  d: { kind: gaussian, samples: 1000000000, dimension: 2 }", "range", 5, 33],
  ["too many cells", 9, "sweep: { depth: { range: [1, 200, 1] }, seed: { count: 1000 } }", "resource", 9, 1],
  ["too large a network", 7, "  a: { kind: residual, block: { hidden: [100000, 100000] } }", "resource", 11, 3],
  ["a width of zero by formula", 7, "  a: { kind: residual, block: { width: depth - 1 } }", "resource", 11, 3],
  ["a dimension that is no integer", 5, "  d: { kind: gaussian, samples: 4, dimension: depth / 2 }", "resource", 11, 3],
  ["a negative scale", 11, "  p: { kind: random, count: 2, scale: 1 - depth }", "resource", 11, 3],
  ["everything excluded", 9, "sweep: { depth: [1], exclude: [{ loss: squared }] }", "resource", 11, 3],
  ["a dataset without losses", 8, "losses: { e: [squared] }", "missing-key", 8, 1],
];

afterEach(() => {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("a bad spec", () => {
  it("is the exception: the base is accepted", () => {
    expect(problemsOf(base.join("\n"))).toEqual([]);
  });

  it.each(rows)("%s", (_name, replaced, text, code, line, column) => {
    const found = problemsOf(spoilt(replaced, text)).map((problem) => ({
      code: problem.code,
      line: problem.position.line,
      column: problem.position.column,
    }));
    expect(found).toContainEqual({ code, line, column });
  });
});

describe("reading", () => {
  it("bounds exact sign averages by the number of samples", () => {
    const text = base
      .join("\n")
      .replace("  p: { kind: random, count: 2, scale: 1 }", classPoints)
      .replace("risk >= 0", "rademacher >= 0")
      .replace("risk < 0", "rademacher < 0");
    expect(problemsOf(text)).toEqual([]);
    const found = problemsOf(text.replace("samples: 4", "samples: 13"));
    expect(found.map(({ code, position }) => [code, position.line])).toEqual([["resource", 11]]);
    expect(found[0]?.message).toContain("13");
  });

  it("refuses sampled signs over an activation without a Lipschitz constant", () => {
    const over = (activation: string, signs: string): string =>
      base
        .join("\n")
        .replace(/a: \{.*/, `a: { kind: residual, block: { width: 1, activation: ${activation} } }`)
        .replace("  p: { kind: random, count: 2, scale: 1 }", classPoints.replace("exact", signs))
        .replace("risk >= 0", "rademacher >= 0")
        .replace("risk < 0", "rademacher < 0");
    expect(problemsOf(over("square", "exact"))).toEqual([]);
    expect(problemsOf(over("softplus", "8"))).toEqual([]);
    const found = problemsOf(over("square", "8"));
    expect(found.map(({ code, position }) => [code, position.line])).toEqual([["scope", 11]]);
    expect(found[0]?.message).toMatch(/square has no Lipschitz constant/);
  });

  it("reports everything at once, in file order", () => {
    const text = base
      .join("\n")
      .replace("squared", "squard")
      .replace("for-all: p", "for-all: q\n    severty: error")
      .replace("risk < 0", "rsik < 0");
    expect(problemsOf(text).map(({ code, position }) => [code, position.line])).toEqual([
      ["value", 8],
      ["unknown-name", 14],
      ["unknown-key", 15],
      ["formula", 18],
    ]);
  });

  it("suggests the nearest allowed name and says what was allowed", () => {
    const [problem] = problemsOf(spoilt(14, "    for-all: p\n    severty: error"));
    expect(problem?.suggestion).toBe("severity");
    expect(problem?.allowed).toContain("min-applicable");
    expect(problem && formatProblem(problem).split("\n").slice(1, 3)).toEqual([
      "15 |     severty: error",
      "   |     ^^^^^^^",
    ]);
  });

  it("refuses files that are too large, missing, no text, or of the same id", () => {
    const write = (name: string, content: string | Uint8Array): string => {
      writeFileSync(join(folder, "inner", name), content);
      return join(folder, "inner", name);
    };
    const codesOf = (path: string): string[] => {
      const read = readSpec(path);
      return read.ok ? [] : read.problems.map(({ code }) => code);
    };
    expect(codesOf(write("large.yaml", `# ${"x".repeat(256 * 1024)}`))).toEqual(["file"]);
    expect(codesOf(join(folder, "none.yaml"))).toEqual(["file"]);
    const none = readSpec(join(folder, "none.yaml"));
    expect(none.ok ? "" : none.problems.map(formatProblem).join("\n")).not.toContain("\n");
    expect(codesOf(folder)).toEqual(["file"]);
    expect(codesOf(write("latin.yaml", new Uint8Array([0x69, 0x64, 0x3a, 0x20, 0xff])))).toEqual(["encoding"]);
    const twins = readSpecs([write("one.yaml", base.join("\n")), write("two.yaml", base.join("\n"))]);
    expect(twins.ok ? [] : twins.problems.map(({ code }) => code)).toEqual(["duplicate-id"]);
  });

  it("keeps every problem inside the text", () => {
    for (const [, replaced, text] of rows) {
      for (const { position, length, sourceLine } of problemsOf(spoilt(replaced, text))) {
        expect(position.column - 1 + Math.min(length, 1)).toBeLessThanOrEqual(sourceLine.length + 1);
      }
    }
  });
});

const seeded = { seed: 20190707, numRuns: 150 } as const;
const reference = join(import.meta.dirname, "fixtures", "reference", "spec.yaml");
const neverThrows = (text: string, name: string = file): void => {
  const read = readSpecText(name, text);
  if (!read.ok) for (const problem of read.problems) expect(formatProblem(problem)).toMatch(/^[^\n]+:\d+:\d+ {2}\S/);
};

describe("any text", () => {
  it("random text is refused, never thrown", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => neverThrows(text)),
      seeded,
    );
  });

  it("random YAML punctuation is refused, never thrown", () => {
    const unit = fc.constantFrom(..."[]{},:&*!|>'\"%@`#-? \n\tab1.<~\\".split(""));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 80 }), (text) => neverThrows(text)),
      seeded,
    );
  });

  it("a good spec with a random edit is read or refused, never thrown", () => {
    const whole = readFileSync(reference, "utf8");
    const edit = fc.record({
      at: fc.nat(whole.length),
      cut: fc.nat(12),
      put: fc.oneof(
        fc.constantFrom("null", "[]", "{}", "1e400", "- ", ": ", "__proto__: ", "\n", "~", "true", "[[1]]", "!!map "),
        fc.string({ maxLength: 4 }),
      ),
    });
    const edited = fc.property(edit, ({ at, cut, put }) =>
      neverThrows(whole.slice(0, at) + put + whole.slice(at + cut), reference),
    );
    fc.assert(edited, { ...seeded, numRuns: 60 });
  });

  it("a good spec with any value in another's place is read or refused, never thrown", () => {
    const whole = readFileSync(reference, "utf8");
    const values = [...whole.matchAll(/(?<=: )(?:\[[^[\]]*\]|\{[^{}]*\}|[^\s,{}[\]]+)/g)];
    const replaced = fc.property(fc.nat(values.length - 1), fc.json({ maxDepth: 2 }), (which, json) => {
      const { index, 0: old } = values[which]!;
      neverThrows(whole.slice(0, index) + json + whole.slice(index + old.length), reference);
    });
    fc.assert(replaced, { ...seeded, numRuns: 60 });
  });
});
