/**
 * `launch`: what it prints is run. The Slurm script by hand, task by task, and by a real Slurm of one machine; where its
 * daemons cannot start, DEPTHPROOF_SKIP_SLURM=1 leaves the latter out and the name of a test says so.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quoted } from "../src/harness/launch/quoted.ts";
import {
  brokenRisk,
  cellsOf,
  comparable,
  depthproof,
  newFolder,
  specFolder,
  tinySpec,
  verify,
} from "./fixtures/pipeline/command-line.ts";
import { type Cluster, startCluster } from "./fixtures/pipeline/slurm.ts";

const spec = tinySpec({ "count: 1": "count: 3" });
let whole: string;

beforeAll(async () => {
  whole = specFolder(spec);
  expect((await verify(whole)).exitCode).toBe(0);
}, 120_000);

const parts = [1, 2, 3].map((k) => `shards/part-${k}`);

/** A folder whose name no shell takes as it is, with the script in it. */
async function scriptFolder(build?: string): Promise<string> {
  const folder = join(newFolder(), "it's a $folder");
  mkdirSync(folder);
  writeFileSync(join(folder, "spec.yaml"), spec);
  const flags = ["--shards", "3", "--cpus", "1", "--cell-megabytes", "512", "--out", "shards"];
  const { exitCode, stdout } = await depthproof(folder, ["launch", "slurm", "spec.yaml", ...flags], build);
  expect(exitCode).toBe(0);
  writeFileSync(join(folder, "sweep.sh"), `${stdout}\n`);
  chmodSync(join(folder, "sweep.sh"), 0o755);
  return folder;
}

async function merged(folder: string): Promise<string> {
  const { exitCode, stderr } = await depthproof(folder, ["merge", ...parts, "--out", "merged", "--jobs", "1"]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return comparable(folder, "merged");
}

describe("launch github", () => {
  it("prints one line: a matrix with every cell in one job", async () => {
    const { exitCode, stdout } = await depthproof(whole, ["launch", "github", "spec.yaml", "--shards", "4"]);
    expect({ exitCode, lines: stdout.split("\n").length }).toEqual({ exitCode: 0, lines: 1 });
    const { include } = JSON.parse(stdout) as { include: { shard: string; cells: number; flops: number }[] };
    expect(include.map(({ shard }) => shard)).toEqual(["1/4", "2/4", "3/4", "4/4"]);
    expect(include.reduce((sum, { cells }) => sum + cells, 0)).toBe(6);
  });

  it("asks for no more jobs than there are cells, and for no more than GitHub starts", async () => {
    const { stdout } = await depthproof(whole, ["launch", "github", "spec.yaml", "--shards", "200"]);
    expect(JSON.parse(stdout).include).toHaveLength(6);
    const { exitCode, stderr } = await depthproof(whole, ["launch", "github", "spec.yaml", "--shards", "257"]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("256") });
  });
});

describe("launch slurm", () => {
  it("prints a script whose tasks, run by hand, merge to the undivided run", async () => {
    const folder = await scriptFolder();
    for (const id of ["2", "3", "1"])
      await execa("bash", ["sweep.sh"], { cwd: folder, env: { SLURM_ARRAY_TASK_ID: id } });
    expect(await merged(folder)).toBe(comparable(whole));
  });

  it("repeats the selection", async () => {
    const flags = "--profile full --depth 1,2 --seeds 2 --seed 7 --engine float64 --claim dichotomy --tag t".split(" ");
    const tagged = specFolder(spec.replace("datasets:", "tags: [t]\ndatasets:"));
    const { stdout } = await depthproof(tagged, ["launch", "slurm", "spec.yaml", ...flags]);
    expect(stdout).toContain(` run spec.yaml ${flags.join(" ")} --shard "$shard/4" `);
  });

  it("starts nothing for a bad spec", async () => {
    const folder = specFolder(tinySpec({ "risk <= linear_risk": "risk <= liner_risk" }));
    const { exitCode, stdout } = await depthproof(folder, ["launch", "slurm", "spec.yaml"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });

  it("quotes words that a shell would not take as they are", async () => {
    const words = ["plain", "two words", "it's", "$HOME", "`x`", "", "a\nb", "*", "--flag=1,2"];
    const { stdout } = await execa("bash", ["-c", `printf '%s\\0' ${words.map(quoted).join(" ")}`]);
    expect(stdout.split("\0").slice(0, -1)).toEqual(words);
  });
});

const withoutSlurm = process.env.DEPTHPROOF_SKIP_SLURM === "1";

if (withoutSlurm)
  it("a real Slurm was NOT exercised: DEPTHPROOF_SKIP_SLURM=1", () => {
    process.stderr.write("a real Slurm was not exercised: DEPTHPROOF_SKIP_SLURM=1\n");
    expect(withoutSlurm).toBe(true);
  });
else
  describe("a real Slurm", () => {
    let cluster: Cluster;
    beforeAll(async () => {
      cluster = await startCluster(newFolder());
    }, 120_000);
    afterAll(() => cluster?.stop());

    it("runs the array; its parts merge to the undivided run", async () => {
      const folder = await scriptFolder();
      const said = await cluster.call("sbatch", ["--wait", "sweep.sh"], folder);
      expect(said).toMatch(/^Submitted batch job \d+$/);
      expect(await merged(folder)).toBe(comparable(whole));
    });

    it("gives notice before the time is up; the same script resumes", async () => {
      const slow = brokenRisk("for (const end = performance.now() + 400; performance.now() < end; );");
      const folder = await scriptFolder(slow);
      const [, job = ""] = /(\d+)/.exec(await cluster.call("sbatch", ["sweep.sh"], folder)) ?? [];
      while (cellsOf(folder, "shards/part-1").length < 1) await new Promise((resolve) => setTimeout(resolve, 50));
      await cluster.call("scancel", ["--batch", "--signal=TERM", `${job}_1`], folder);
      const log = () => readFileSync(join(folder, logOf(folder)), "utf8");
      while (!/interrupted with/.test(log())) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(log()).toMatch(/interrupted with 1 of 2 cells measured; the same command resumes/);
      await cluster.call("scancel", [job], folder);
      while ((await cluster.call("squeue", ["--noheader"], folder)) !== "")
        await new Promise((resolve) => setTimeout(resolve, 200));
      expect(existsSync(join(folder, "shards", "part-1", "record", "lock"))).toBe(false);
      await cluster.call("sbatch", ["--wait", "sweep.sh"], folder);
      expect(log()).toMatch(/1 of 2 cells taken from the record/);
      // Measured by another build than the undivided run: cell ids differ, verdicts do not.
      expect((await depthproof(folder, ["merge", ...parts, "--out", "merged"], slow)).exitCode).toBe(0);
    });
  });

/** Of the first task. */
function logOf(folder: string): string {
  const [, hash = ""] = /job-name=depthproof-(\w+)/.exec(readFileSync(join(folder, "sweep.sh"), "utf8")) ?? [];
  return `depthproof-${hash}-1.log`;
}
