/** The workflows: pinned actions, least rights, limits on time, no untrusted code with rights, and only scripts that exist. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix: { readonly node?: readonly number[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = join(import.meta.dirname, "..");
const folder = join(root, ".github", "workflows");
const textOf = (name: string): string => readFileSync(join(folder, name), "utf8");
const names = readdirSync(folder);
const workflowOf = (name: string): Workflow => parse(textOf(name)) as Workflow;
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

const steps = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap((job) => job.steps);
const commands = (workflow: Workflow): string =>
  steps(workflow)
    .flatMap(({ run }) => run ?? [])
    .join("\n");

/** Rights a job may ask for, and the action that needs them. */
const rights: Readonly<Record<string, string>> = { "pages: write": "deploy-pages", "id-token: write": "deploy-pages" };

it("are the two that the documentation names", () => {
  expect(names.sort()).toEqual(["check.yml", "nightly.yml"]);
});

describe.each(names)("%s", (name) => {
  const workflow = workflowOf(name);

  it("pins every action by a full commit with its version beside it", () => {
    const uses = textOf(name)
      .split("\n")
      .filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.length).toBe(steps(workflow).filter((step) => step.uses !== undefined).length);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("has no rights by default, and each job the least it needs", () => {
    expect(workflow.permissions).toEqual({});
    for (const { permissions, steps } of Object.values(workflow.jobs)) {
      for (const [right, level] of Object.entries(permissions ?? { missing: "permissions" })) {
        const wanted = `${right}: ${level}`;
        if (wanted === "contents: read") continue;
        expect(steps.map((step) => step.uses ?? "").join()).toContain(
          rights[wanted] ?? `an action that needs ${wanted}`,
        );
      }
    }
  });

  it("limits the time of every job and the number of runs at once", () => {
    expect(workflow.concurrency).toBeDefined();
    for (const job of Object.values(workflow.jobs)) expect(job["timeout-minutes"]).toBeLessThanOrEqual(350);
  });

  it("never runs a stranger's code with the rights of this repository", () => {
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
    expect(Object.keys(workflow.on)).not.toContain("workflow_run");
    expect(textOf(name)).not.toContain("secrets.");
    for (const step of steps(workflow))
      if (step.uses?.includes("checkout")) expect(step.with?.["persist-credentials"]).toBe(false);
  });

  it("puts no expression into a shell line, where a title or a branch name would be run", () => {
    expect(commands(workflow)).not.toContain("${{");
  });

  it("calls only scripts that package.json has", () => {
    const called = [...commands(workflow).matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map((match) => match[1] ?? "");
    expect(called.length).toBeGreaterThan(0);
    for (const script of called) if (script !== "ci") expect(Object.keys(scripts)).toContain(script);
  });
});

describe("check.yml", () => {
  const { on, jobs } = workflowOf("check.yml");

  it("tests and verifies on every supported Node, for pushes and pull requests", () => {
    expect(Object.keys(on).sort()).toEqual(["pull_request", "push"]);
    expect(jobs.test?.strategy?.matrix.node).toEqual([20, 22, 24]);
    const runs = jobs.test?.steps.flatMap(({ run }) => run ?? []) ?? [];
    expect(runs.slice(-3).map((run) => run.split(" -- ")[0])).toEqual(["npm ci", "npm test", "npm run verify"]);
  });
});

describe("nightly.yml", () => {
  const { on, jobs } = workflowOf("nightly.yml");

  it("searches more, every night", () => {
    expect(on.schedule).toBeDefined();
    expect(commands(workflowOf("nightly.yml"))).toContain("--profile nightly");
  });

  it("publishes whatever the verdict, and gates last with the run's own exit code", () => {
    const verify = jobs.verify?.steps.find(({ id }) => id === "verify");
    // The step succeeds and hands on the code.
    expect(verify?.run).toContain("|| code=$?");
    expect(jobs.publish?.needs).toBe("verify");
    expect(jobs.gate?.needs).toEqual(["verify", "publish"]);
    expect(jobs.gate?.if).toContain("!cancelled()");
    // A run that left no code failed.
    expect(jobs.gate?.steps.at(-1)?.run).toContain(":-3");
  });
});
