/** Edits of a spec after its run: what must be measured again, what is only judged again; and who may write where. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  comparable,
  copyOf,
  depthproof,
  resultsOf,
  specFolder,
  tinySpec,
  verify,
} from "./fixtures/pipeline/command-line.ts";

const failing = { "assert: risk <= linear_risk or lambda_min < 0": "assert: risk <= linear_risk" };
let run: string;

beforeAll(async () => {
  run = specFolder(tinySpec(failing));
  expect((await verify(run)).exitCode).toBe(1);
});

const edited = (changes: Readonly<Record<string, string>>, added = ""): string =>
  copyOf(run, tinySpec({ ...failing, ...changes }, added));

describe("verify after an edit", () => {
  it("of prose, tolerances and severities measures nothing", async () => {
    const folder = edited(
      { "at two depths": "once more" },
      "    says: R \\\\le R_{lin}\n    severity: warning\n    max-undecided: 0.5\n    min-applicable: 2\n",
    );
    const { exitCode, stderr } = await verify(folder);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("2 of 2 cells taken") });
    expect(resultsOf(folder)).toMatchObject({
      specs: [{ title: "The dichotomy once more" }],
      claims: [{ severity: "warning" }],
    });
  });

  it.each([
    ["of the data", { "samples: 6": "samples: 7" }],
    ["that asks for another quantity", { "risk <= linear_risk": "risk <= linear_risk + 0 * vcat_norm" }],
  ])("%s measures", async (_, change) => {
    const folder = copyOf(run, tinySpec({ ...failing }).replace(...(Object.entries(change)[0] as [string, string])));
    const { exitCode, stderr } = await verify(folder);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.not.stringContaining("taken from the record"),
    });
  });

  it("of the formula replays by the second route what the first one calls a violation", async () => {
    const folder = edited({ "risk <= linear_risk\n": "linear_risk - risk >= 0\n" });
    expect((await verify(folder)).stderr).toContain("2 of 2 cells taken");
    expect(resultsOf(folder).claims[0]).toMatchObject({ verdict: "violated", replay: { confirmed: true } });
  });
});

describe("judge after an edit", () => {
  const judged = async (text: string) => {
    writeFileSync(join(run, "spec.yaml"), text);
    const ended = await depthproof(run, ["judge", "out"]);
    writeFileSync(join(run, "spec.yaml"), tinySpec(failing));
    return { ...ended, claim: resultsOf(run).claims[0] };
  };

  it("of `expect` uses the edit", async () => {
    const ended = await judged(tinySpec(failing, "    expect: violated\n"));
    expect(ended).toMatchObject({ exitCode: 0, claim: { expect: "violated", agrees: true } });
  });

  it("that asks for other measurements says so and judges what was run", async () => {
    const ended = await judged(tinySpec({ ...failing, "samples: 6": "samples: 7" }, "    expect: violated\n"));
    expect(ended).toMatchObject({ exitCode: 1, claim: { expect: "supported" } });
    expect(ended.stderr).toContain("asks for other measurements");
  });
});

describe("--baseline", () => {
  it("says what broke and never changes the exit code", async () => {
    const sound = specFolder(tinySpec());
    const { exitCode, stderr } = await verify(sound, ["--baseline", join(run, "out")]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^\* +tiny dichotomy +violated -> supported +/m);
    const broken = await depthproof(run, ["judge", "out", "--baseline", join(sound, "out")]);
    expect(broken.exitCode).toBe(1);
    expect(broken.stderr).toMatch(/^! +tiny dichotomy +supported -> violated +/m);
  });
});

describe("one writer per folder", () => {
  const locked = (pid: number | undefined): string => {
    const folder = specFolder(tinySpec());
    mkdirSync(join(folder, "out", "record"), { recursive: true });
    writeFileSync(join(folder, "out", "record", "lock"), `${pid}\n`);
    return folder;
  };

  it("a second run on the same folder ends with 75 and writes nothing", async () => {
    const folder = locked(process.pid);
    const { exitCode, stderr } = await verify(folder);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 75,
      stderr: expect.stringMatching(/in use by process \d+/),
    });
    expect(readdirSync(join(folder, "out", "record"))).toEqual(["lock"]);
  });

  it("the lock of a dead process is taken over", async () => {
    const dead = spawn(process.execPath, ["--version"]);
    await new Promise((resolve) => dead.once("exit", resolve));
    const folder = locked(dead.pid);
    expect((await verify(folder)).exitCode).toBe(0);
    expect(existsSync(join(folder, "out", "record", "lock"))).toBe(false);
  });
});

describe("shards", () => {
  it("merged give the results of the undivided run", async () => {
    const folder = specFolder(
      tinySpec(
        { "count: 1": "count: 2" },
        "  - { id: half, for-all: critical, assert: risk <= linear_risk, expect: any }\n",
      ),
    );
    await verify(folder);
    for (const k of [1, 2]) {
      const part = ["run", "spec.yaml", "--shard", `${k}/2`, "--out", `part-${k}`, "--jobs", "1"];
      expect((await depthproof(folder, part)).exitCode).toBe(0);
    }
    const merged = await depthproof(folder, ["merge", "part-2", "part-1", "--out", "merged"]);
    expect(merged.exitCode).toBe(0);
    expect(comparable(folder, "merged")).toBe(comparable(folder));
    const gap = await depthproof(folder, ["merge", "part-1", "--out", "gap"]);
    expect({ code: gap.exitCode, stderr: gap.stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("2/2"),
    });
    expect(existsSync(join(folder, "gap"))).toBe(false);
  });
});

describe("the reference fixture", () => {
  it("verifies at its first depth", async () => {
    const reference = join(import.meta.dirname, "fixtures", "reference", "spec.yaml");
    const folder = specFolder("");
    const flags = ["--depth", "2", "--seeds", "1", "--jobs", "2"];
    expect((await depthproof(folder, ["verify", reference, "--out", "out", ...flags])).exitCode).toBe(0);
  });
});
