/** The exit codes of the contract, each by the real command line on a tiny spec; and nothing else ends with 1. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  brokenBuild,
  brokenRisk,
  cellsOf,
  depthproof,
  resultsOf,
  specFolder,
  tinySpec,
  verify,
  wholeBuild,
} from "./fixtures/pipeline/command-line.ts";

const dichotomy = "assert: risk <= linear_risk or lambda_min < 0";
const claimOf = (folder: string) => resultsOf(folder).claims[0]!;

describe("0", () => {
  it("every claim agrees; every file is there", async () => {
    const folder = specFolder(tinySpec());
    const { exitCode, stdout } = await verify(folder, [], wholeBuild);
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/ok +tiny +dichotomy +supported/),
    });
    const written = ["illustrations.json", "index.html", "junit.xml", "record", "results.json", "witnesses"];
    expect(readdirSync(join(folder, "out")).toSorted()).toEqual(written);
    expect(readdirSync(join(folder, "out", "record")).toSorted()).toEqual(["cells.jsonl", "run.json"]);
  });

  it("a violation that is expected, allowed or a warning only", async () => {
    const half = "for-all: critical, assert: risk <= linear_risk";
    const added = ["expect: violated", "expect: any", "severity: warning"].map(
      (k, i) => `  - { id: half-${i}, ${half}, ${k} }\n`,
    );
    const folder = specFolder(tinySpec({}, added.join("")));
    expect((await verify(folder)).exitCode).toBe(0);
    const verdicts = resultsOf(folder).claims.map(({ verdict, agrees }) => [verdict, agrees]);
    expect(verdicts).toEqual([
      ["supported", true],
      ["violated", true],
      ["violated", true],
      ["violated", false],
    ]);
  });
});

describe("1: the dichotomy without one of its alternatives", () => {
  it("the last lines replay the witnesses, from where the command was typed; both routes refute", async () => {
    const first =
      "  - { id: without-first, for-all: critical, given: { room: nullity_u > 0 }, assert: lambda_min < 0 }\n";
    const folder = specFolder(tinySpec({ [dichotomy]: "assert: risk <= linear_risk" }, first));
    const { exitCode, stdout } = await verify(folder);
    expect(exitCode).toBe(1);
    for (const { verdict, replay } of resultsOf(folder).claims)
      expect({ verdict, replay }).toMatchObject({ verdict: "violated", replay: { confirmed: true } });
    const commands = stdout.split("\n").slice(-2);
    expect(commands).toEqual(
      ["dichotomy", "without-first"].map((id) => `depthproof replay out/witnesses/tiny-${id}.json`),
    );
    for (const command of commands) {
      const replayed = await depthproof(folder, [...command.split(" ").slice(1), "--json"]);
      expect(replayed.exitCode).toBe(0);
      const { decisions } = JSON.parse(replayed.stdout);
      expect([decisions.first.refutes, decisions.second.refutes]).toEqual([true, true]);
    }
  });
});

describe("2: nothing runs and nothing is written", () => {
  it("a bad spec", async () => {
    const folder = specFolder(tinySpec({ "risk <= linear_risk": "risk <= liner_risk" }));
    const { exitCode, stdout, stderr } = await verify(folder);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("linear_risk");
    expect(readdirSync(folder)).toEqual(["spec.yaml"]);
  });

  // What each flag accepts is tested beside its reader.
  it.each([
    ["verify spec.yaml --out out --shard 3/2"],
    ["verify spec.yaml --out out --baseline nowhere"],
    ["verify spec.yaml --out out --colour red"],
    ["merge nowhere --out out"],
    ["prove"],
  ])("depthproof %s", async (line) => {
    const folder = specFolder(tinySpec());
    expect((await depthproof(folder, line.split(" "))).exitCode).toBe(2);
    expect(readdirSync(folder)).toEqual(["spec.yaml"]);
  });
});

describe("3: what failed never passes", () => {
  const faults: readonly [status: string, statement: string, message: RegExp][] = [
    ["crash", 'throw new TypeError("planted");', /planted/],
    ["crash", "process.exit(0);", /ended with code 0/],
    ["crash", 'process.kill(process.pid, "SIGKILL"); for (;;);', /ended by SIGKILL/],
    ["timeout", "for (;;);", /within 2 s/],
    ["nonfinite", 'return { value: 1 / 0, error: 0, grade: "measured" };', /non-finite/],
  ];

  it("whatever is expected; one fault at each depth but the first, which is not disturbed", async () => {
    const folder = specFolder(
      tinySpec({ [dichotomy]: `${dichotomy}\n    expect: any`, "[1, 2]": "[1, 2, 3, 4, 5, 6]" }),
    );
    const build = brokenRisk(faults.map(([, fault], k) => `if (context.depth === ${k + 2}) { ${fault} }`).join("\n"));
    const { exitCode } = await verify(folder, ["--cell-seconds", "2"], build);
    expect(exitCode).toBe(3);
    expect(claimOf(folder)).toMatchObject({ verdict: "error", counts: { failedCells: faults.length } });
    const [sound, ...failed] = cellsOf(folder).toSorted((a, b) => a.cell.axes.depth - b.cell.axes.depth);
    expect(sound).toMatchObject({ status: "ok", message: null });
    expect(sound!.witnesses.length).toBeGreaterThan(0);
    expect(failed).toMatchObject(
      faults.map(([status, , message]) => ({ status, message: expect.stringMatching(message) })),
    );
  });
});

describe("4: a control that is true", () => {
  it("outranks everything", async () => {
    const control = `controls:\n  - { id: the-same, of: dichotomy, ${dichotomy} }\n`;
    const folder = specFolder(
      tinySpec({}, `  - { id: half, for-all: critical, assert: risk <= linear_risk }\n${control}`),
    );
    const { exitCode, stdout } = await verify(folder);
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/exit 4: control tiny\/the-same.*\n.*exit 1: tiny\/half/);
  });
});

describe("5", () => {
  it("a hypothesis that never holds; a violation that was expected and not found", async () => {
    const never = "  - { id: never, for-all: critical, given: { no: nullity_u > 99 }, assert: risk < 0 }\n";
    const folder = specFolder(
      tinySpec({}, `${never}  - { id: positive, for-all: critical, assert: risk >= 0, expect: violated }\n`),
    );
    const { exitCode } = await verify(folder);
    expect(exitCode).toBe(5);
    expect(resultsOf(folder).causes.map(({ code }) => code)).toEqual([5, 5]);
    expect(resultsOf(folder).claims.map(({ verdict }) => verdict)).toEqual(["supported", "vacuous", "supported"]);
  });
});

describe("70: a bug of the harness is not a violation", () => {
  it("outside the workers", async () => {
    const folder = specFolder(tinySpec());
    const build = brokenBuild("harness/judge/judge.js", (code) =>
      code.replace(
        "export function judgeWithWitnesses(",
        'export function judgeWithWitnesses() { throw new Error("planted"); }\nfunction unused(',
      ),
    );
    const { exitCode, stderr } = await verify(folder, [], build);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 70, stderr: expect.stringContaining("planted") });
    expect(existsSync(join(folder, "out", "results.json"))).toBe(false);
    // Nothing was lost: the sound build judges what was measured.
    expect((await depthproof(folder, ["judge", "out"])).exitCode).toBe(0);
  });

  it("an output folder that is a file", async () => {
    const folder = specFolder(tinySpec());
    expect((await depthproof(folder, ["run", "spec.yaml", "--out", "spec.yaml"])).exitCode).toBe(70);
  });
});
