/** The pool against children that misbehave: every fault has its own outcome, crashes are tried again, nothing else is. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { attempts, processPool } from "../../src/harness/pool.ts";
import { expectedOf, limits, misbehavingChildren, outcomesOf, taskOf, usualKinds } from "./children.ts";

const folder = mkdtempSync(join(tmpdir(), "depthproof-pool-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a child that misbehaves", () => {
  it("fails its own task, for its own reason, and no other", async () => {
    expect((await misbehavingChildren(1, usualKinds)).wrong).toEqual([]);
  });

  it.each([
    ["exit-0", /^the worker ended with code 0, 3 times$/],
    ["killed", /by SIGKILL, 3 times$/],
    ["garbage", /answer is damaged/],
    ["nan", /answer at \/witnesses\/0\/quantities\/risk/],
    ["wrong-id", /another task/],
    ["array-hog", /^more than 400 MiB$/],
    ["hang", /^no result within 1 s$/],
  ])("%s is told of", async (kind, message) => {
    const taskSeconds = expectedOf[kind] === "timeout" ? 1 : 60;
    const [outcome] = await outcomesOf([taskOf(kind, 0)], 1, { taskSeconds });
    expect(outcome).toEqual({ status: expectedOf[kind], message: expect.stringMatching(message) });
  });
});

describe("another attempt", () => {
  const file = (name: string): string => join(folder, name);

  it("is made after a crash, and its answer counts", async () => {
    const [outcome] = await outcomesOf([taskOf("dies-once", 0, file("dies-once"))], 1);
    expect(outcome).toEqual({ status: "ok", message: "" });
    expect(readFileSync(file("dies-once"), "utf8")).toHaveLength(2);
  });

  it.each([
    ["exit-1", attempts],
    ["hang", 1],
    ["array-hog", 1],
    ["sound", 1],
  ])("a task that is %s is begun %i times", async (kind, times) => {
    const taskSeconds = kind === "hang" ? 3 : 60;
    await outcomesOf([taskOf(`counted-${kind}`, 0, file(kind))], 1, { taskSeconds });
    expect(readFileSync(file(kind), "utf8")).toHaveLength(times);
  });

  it("in a process of its own is due to a task whose worker was full of others' memory", async () => {
    const tasks = [0, 1, 2, 3].map((k) => taskOf("leak", k));
    expect((await outcomesOf(tasks, 1)).map(({ status }) => status)).toEqual(["ok", "ok", "ok", "ok"]);
  });
});

it("a pool that is closed leaves no child behind, not even one that ignores signals", async () => {
  const pool = processPool({ jobs: 1, ...limits, taskSeconds: 60 });
  const answers: unknown[] = [];
  const running = pool.run([taskOf("spin", 0)], (_, answer) => answers.push(answer));
  await new Promise((resolve) => setTimeout(resolve, 500));
  pool.close();
  await running;
  // Resolved: the one attempt ended, which only the death of its process could bring about.
  expect(answers).toEqual([]);
});
