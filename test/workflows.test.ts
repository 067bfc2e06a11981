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
  readonly strategy?: {
    readonly "fail-fast"?: boolean;
    readonly matrix: string | { readonly node?: readonly number[] };
  };
  readonly outputs?: Readonly<Record<string, string>>;
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

/** An expression as workflows write it. */
const expression = (text: string): string => `\${{ ${text} }}`;

const steps = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap((job) => job.steps);
const commands = (workflow: Workflow): string =>
  steps(workflow)
    .flatMap(({ run }) => run ?? [])
    .join("\n");

/** Rights a job may ask for, and the action or command that needs them. */
const rights: Readonly<Record<string, string>> = {
  "pages: write": "deploy-pages",
  "id-token: write": "deploy-pages",
  "actions: read": "gh run download",
};
const commandLine = readdirSync(join(root, "src", "cli"))
  .map((file) => readFileSync(join(root, "src", "cli", file), "utf8"))
  .join("\n");

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
        expect(steps.map((step) => `${step.uses ?? ""} ${step.run ?? ""}`).join()).toContain(
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

  it("calls only scripts that package.json has, and commands and flags that the command line has", () => {
    const called = [...commands(workflow).matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map((match) => match[1] ?? "");
    expect(called.length).toBeGreaterThan(0);
    for (const script of called) if (script !== "ci") expect(Object.keys(scripts)).toContain(script);
    const run = commands(workflow).replaceAll("npm run verify --", "node dist/cli.js verify");
    for (const [, command, rest = ""] of run.matchAll(/node dist\/cli\.js (\w+)(.*)/g)) {
      expect(commandLine).toContain(`.command("${command}")`);
      for (const [flag] of rest.matchAll(/(?<= )--[a-z-]+/g)) expect(commandLine).toContain(flag);
    }
  });

  it("lets a command that fails fail its step: in the argument of another one it would not", () => {
    expect(commands(workflow)).not.toMatch(/echo.*\$\(/);
  });

  it("runs nothing but this repository's code and the tools of the machine", () => {
    expect(commands(workflow)).not.toMatch(/\bnpx\b|\bcurl\b|\bwget\b|npm (?:i|install)\b/);
    expect(textOf(name)).not.toContain("actions/cache");
  });

  it("needs and reads only jobs, steps and outputs that are there", () => {
    const jobs = workflow.jobs;
    for (const { needs = [], steps } of Object.values(jobs)) {
      for (const job of [needs].flat()) expect(Object.keys(jobs)).toContain(job);
      const ids = steps.flatMap(({ id }) => id ?? []);
      const text = JSON.stringify(steps);
      for (const [, id] of text.matchAll(/steps\.(\w+)\./g)) expect(ids).toContain(id);
    }
    for (const [, job = "", output = ""] of textOf(name).matchAll(/needs\.(\w+)\.outputs\.(\w+)/g)) {
      const made = jobs[job]?.outputs?.[output];
      const step = /steps\.(\w+)\.outputs/.exec(made ?? "")?.[1];
      const own = jobs[job]?.steps.find(({ id }) => id === step);
      expect(own?.run).toContain(`${output === "published" ? "ready" : output}=`);
    }
  });
});

describe("check.yml", () => {
  const { on, jobs } = workflowOf("check.yml");

  it("tests and verifies on every supported Node, for pushes and pull requests", () => {
    expect(Object.keys(on).sort()).toEqual(["pull_request", "push"]);
    expect(jobs.test?.strategy?.matrix).toEqual({ node: [20, 22, 24] });
    const runs = jobs.test?.steps.flatMap(({ run }) => run ?? []) ?? [];
    expect(runs.slice(-4, -1).map((run) => run.split(" -- ")[0])).toEqual(["npm ci", "npm test", "npm run verify"]);
  });

  it("annotates once, failed or not, and keeps the report with its JUnit file", () => {
    const annotate = jobs.test?.steps.find(({ run }) => run?.includes("annotate"));
    expect(annotate?.if).toMatch(/!cancelled\(\).*matrix\.node == 24/);
    expect(jobs.test?.steps.at(-1)).toMatchObject({ if: expression("!cancelled()"), with: { path: "reports/check" } });
  });
});

describe("nightly.yml", () => {
  const { on, jobs } = workflowOf("nightly.yml");

  it("searches more, every night", () => {
    expect(on.schedule).toBeDefined();
    expect(commands(workflowOf("nightly.yml"))).toContain("--profile nightly");
  });

  it("plans, measures shards that do not stop each other, and joins them even when some failed", () => {
    expect(jobs.plan?.outputs?.matrix).toBe(expression("steps.shares.outputs.matrix"));
    expect(jobs.measure?.strategy).toEqual({
      "fail-fast": false,
      matrix: expression("fromJSON(needs.plan.outputs.matrix)"),
    });
    expect(jobs.judge?.needs).toEqual(["measure", "history"]);
    expect(jobs.judge?.if).toContain("!cancelled()");
    const profiles = [...commands(workflowOf("nightly.yml")).matchAll(/--profile (\w+)/g)].map(
      ([, profile]) => profile,
    );
    expect(profiles).toEqual(["nightly", "nightly"]);
  });

  it("stops measuring before the job is cancelled, so that what was measured is kept", () => {
    const [, minutes = "0"] = /timeout (\d+)m node/.exec(commands(workflowOf("nightly.yml"))) ?? [];
    expect(Number(minutes)).toBeGreaterThan(60);
    expect(Number(minutes)).toBeLessThanOrEqual((jobs.measure?.["timeout-minutes"] ?? 0) - 15);
  });

  it("takes the history from runs of this workflow alone", () => {
    const download = jobs.history?.steps.find(({ run }) => run?.includes("gh run download"));
    expect(download?.run).toContain("gh run list --workflow nightly.yml --branch main");
    expect(jobs.history?.permissions).toEqual({ actions: "read" });
  });

  it("says in the run what disagrees, and which margins shrink", () => {
    const annotate = jobs.judge?.steps.find(({ run }) => run?.includes("annotate"));
    expect(annotate?.run).toContain("--history site --summary");
    expect(annotate?.if).toContain("!cancelled()");
  });

  it("publishes whatever the verdict, and gates last with the run's own exit code", () => {
    const merge = jobs.judge?.steps.find(({ id }) => id === "merge");
    // The step succeeds and hands on the code.
    expect(merge?.run).toContain("|| code=$?");
    expect(jobs.publish?.needs).toBe("judge");
    expect(jobs.gate?.needs).toEqual(["judge", "publish"]);
    expect(jobs.gate?.if).toContain("!cancelled()");
    // A run that left no code failed.
    expect(jobs.gate?.steps.at(-1)?.run).toContain(":-3");
  });
});
