/** Files that nobody should trust: tables, points, witnesses and flags that are huge, deep, poisoned or of the wrong kind are refused in words. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { inspect } from "../src/harness/commands/inspect.ts";
import { judgeFolder, type reportFolder } from "../src/harness/commands/judge.ts";
import { replay } from "../src/harness/commands/replay.ts";
import { formatProblem, type Problem } from "../src/harness/spec/problem.ts";
import { readSpecText } from "../src/harness/spec/read.ts";

const folder = mkdtempSync(join(tmpdir(), "depthproof-bad-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

/** Written to a file of this name; the path. */
function fileOf(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

describe("a table", () => {
  const spec = (target = "y"): string => `depthproof: 1
id: table
title: A table
datasets: { d: { kind: csv, file: data.csv, target: ${target} } }
architectures: { a: { kind: residual, block: { width: 1 } } }
losses: [squared]
sweep: { depth: [1] }
points: { p: { kind: random, count: 1, scale: 1 } }
claims: [{ id: c, for-all: p, assert: risk >= 0 }]
controls: [{ id: n, of: c, assert: risk < 0 }]
`;
  const problemsOf = (content: string | Uint8Array): readonly Problem[] => {
    fileOf("data.csv", content);
    const read = readSpecText(join(folder, "spec.yaml"), spec());
    return read.ok ? [] : read.problems;
  };

  it("that is sound is read", () => expect(problemsOf("a,y\n1,2\n3,5\n")).toEqual([]));

  const many = 100_000;
  it.each([
    ["one quoted cell of 15 MB", `a,y\n"${"x".repeat(150 * many)}",1\n`],
    ["a quoted cell of half a million doubled quotes", `a,y\n"${'""'.repeat(5 * many)}",1\n`],
    ["one plain cell of 15 MB", `a,y\n${"x".repeat(150 * many)},1\n`],
    [
      "nine thousand columns without a target",
      `${Array.from({ length: 9000 }, (_, k) => `c${k}`).join(",")}\n${"1,".repeat(8999)}1\n`,
    ],
    ["a quote that is never closed", `a,y\n"${"1,2\n".repeat(many)}`],
    ["more than 16 MiB", `a,y\n${"1,2\n".repeat(50 * many)}`],
    ["a hundred thousand columns", `${Array.from({ length: many }, (_, k) => `c${k}`).join(",")},y\n1\n`],
    ["a hundred thousand blank lines", `a,y\n${"\n".repeat(many)}`],
    ["a hundred thousand commas", `a,y\n${",".repeat(many)}\n`],
    ["only separators", ",,,\n,,,\n"],
    ["a number that overflows", "a,y\n1e999,1\n2,1\n"],
    ["not a number", "a,y\nNaN,1\n2,1\n"],
    ["infinity", "a,y\nInfinity,1\n2,1\n"],
    ["hexadecimal", "a,y\n0x10,1\n2,1\n"],
    ["a spreadsheet's formula", "a,y\n\"=cmd|' /C calc'!A0\",1\n2,1\n"],
    ["zero bytes", new Uint8Array(4096)],
    ["an executable", Uint8Array.from({ length: 4096 }, (_, k) => (k * 137) % 256)],
    ["nothing", ""],
  ])("with %s is refused in short words", (_, content) => {
    const [problem, ...others] = problemsOf(content);
    expect(problem).toMatchObject({ position: { line: 4 } });
    for (const one of [problem, ...others]) expect(one && formatProblem(one).length).toBeLessThan(2000);
  });

  it("cannot write on the terminal by way of a message", () => {
    const found = problemsOf("a,\u001b[2Jy\n1,2\n").map(formatProblem).join("\n");
    expect(found).not.toBe("");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
    expect(found).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it("cannot reach a prototype by the names of its columns", () => {
    expect(problemsOf("__proto__,y\n1,2\n3,5\n")).toEqual([]);
    expect(problemsOf("constructor,y\n1,2\n3,5\n")).toEqual([]);
  });
});

/** What a command says and how it ends. */
function said(command: (print: { out: (text: string) => void; err: (text: string) => void }) => number): {
  readonly code: number;
  readonly out: string;
  readonly err: string;
} {
  const [out, err]: [string[], string[]] = [[], []];
  const code = command({ out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const deep = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const format = (kind: string): string => `"format":"depthproof-${kind}/1"`;

/** Of files that should be JSON of some kind. */
const contents = (kind: string): readonly (readonly [string, string | Uint8Array])[] => [
  ["nothing", ""],
  ["no JSON", "{"],
  ["a number", "1"],
  ["null", "null"],
  ["an empty object", "{}"],
  ["a list", "[]"],
  ["no more than its format", `{${format(kind)}}`],
  ["nesting of 100,000", `{${format(kind)},"data":${deep(100_000)}}`],
  ["a poisoned prototype", `{${format(kind)},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`],
  ["numbers that overflow", `{${format(kind)},"loss":"squared","data":{"x":[[1e999]],"y":[1]}}`],
  ["zero bytes", new Uint8Array(1000)],
  ["100 MB", new Uint8Array(100 * 2 ** 20).fill(0x20)],
  ["another format", `{"format":"depthproof-${kind}/2"}`],
];

describe("a point", () => {
  it.each(contents("point"))("with %s is refused", (_, content) => {
    const path = fileOf("point.json", content);
    const { code, out, err } = said((print) => inspect(path, { json: true, engine: "float64" }, print));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("point.json");
    expect(err.length).toBeLessThan(1000);
  });

  const sound = {
    format: "depthproof-point/1",
    loss: "squared",
    data: { x: [[1, 2]], y: [1] },
    architecture: { kind: "residual", depth: 1, dimension: 2, block: { width: 1, activation: "tanh" } },
    parameters: { w: [1, 0], U: [[[1, 0]]], V: [[[1], [0]]] },
  };
  const inspected = (point: object) => {
    const path = fileOf("point.json", JSON.stringify(point));
    return said((print) => inspect(path, { json: true, engine: "float64" }, print));
  };

  it("that is sound is measured", () => expect(inspected(sound).code).toBe(0));

  it.each([
    ["a depth of a billion", { ...sound, architecture: { ...sound.architecture, depth: 1e9 } }],
    ["a dimension of a billion", { ...sound, architecture: { ...sound.architecture, dimension: 1e9 } }],
    ["a width of a billion", { ...sound, architecture: { ...sound.architecture, block: { width: 1e9 } } }],
    ["a negative depth", { ...sound, architecture: { ...sound.architecture, depth: -1 } }],
    ["a loss from the prototype", { ...sound, loss: "constructor" }],
    ["an architecture from the prototype", { ...sound, architecture: { ...sound.architecture, kind: "toString" } }],
    ["null among its numbers", { ...sound, data: { x: [[1, null]], y: [1] } }],
    ["text among its numbers", { ...sound, parameters: { ...sound.parameters, w: ["1", 0] } }],
    ["no samples", { ...sound, data: { x: [], y: [] } }],
  ])("with %s is refused before anything is allocated", (_, point) => {
    expect(inspected(point)).toMatchObject({ code: 2, out: "" });
  });
});

describe("a witness", () => {
  it.each(contents("witness"))("with %s is refused", (_, content) => {
    const path = fileOf("witness.json", content);
    const { code, out, err } = said((print) => replay(path, { json: false }, print));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("witness.json");
    expect(err.length).toBeLessThan(1000);
  });

  it("that is a folder or not there is refused", () => {
    for (const path of [folder, join(folder, "none.json")])
      expect(said((print) => replay(path, { json: false }, print)).code).toBe(2);
  });
});

describe("an output folder", () => {
  const output = (name: string, content: string | Uint8Array): string => {
    rmSync(join(folder, "out"), { recursive: true, force: true });
    mkdirSync(join(folder, "out", "record"), { recursive: true });
    fileOf(join("out", name), content);
    return join(folder, "out");
  };
  const ended = async (command: (print: Parameters<typeof reportFolder>[1]) => Promise<number>) => {
    const err: string[] = [];
    const code = await command({ out: () => undefined, err: (text) => err.push(text) });
    return { code, err: err.join("\n") };
  };

  it.each(contents("run"))("whose run file has %s is not judged", async (_, content) => {
    const out = output("record/run.json", content);
    const { code, err } = await ended((print) => judgeFolder(out, { json: false }, print));
    expect(code).toBe(2);
    expect(err).toContain("run.json");
  });
});
