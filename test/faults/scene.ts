/** The run that faults are injected into, what it has to come to, and looking at what a fault left behind. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  comparable,
  type Ended,
  type Running,
  type Surroundings,
  specFolder,
  start,
  textOf,
  tinySpec,
} from "../fixtures/pipeline/command-line.ts";

/** Four cells, replays by the second route, witnesses of three claims; about a second. */
const spec = tinySpec(
  { "critical: {": "anywhere: { kind: random, count: 3, scale: 1 }\n  critical: {" },
  `  - { id: half, for-all: critical, assert: risk <= linear_risk, expect: violated }
  - { id: low, for-all: anywhere, assert: risk < 0, expect: violated }
`,
);

export const cells = 4;

export interface Scene {
  readonly folder: string;
  /** results.json of the undisturbed run, without its `run` object. */
  readonly expected: string;
  readonly milliseconds: number;
}

export const stage = (): string => specFolder(spec);

export const startVerify = (folder: string, around: Surroundings = {}, flags: readonly string[] = []): Running =>
  start(folder, ["verify", "spec.yaml", "--out", "out", "--jobs", "2", ...flags], undefined, around);

export const verifyIn = (folder: string, around: Surroundings = {}, flags: readonly string[] = []): Promise<Ended> =>
  startVerify(folder, around, flags).ended;

/** Run twice: only the second one finds everything loaded, as those with faults do. */
export async function undisturbed(): Promise<Scene> {
  await verifyIn(stage());
  const folder = stage();
  const started = performance.now();
  const { exitCode, stderr } = await verifyIn(folder);
  if (exitCode !== 0) throw new Error(`the undisturbed run ended with ${exitCode}: ${stderr}`);
  return { folder, expected: comparable(folder), milliseconds: performance.now() - started };
}

/** What is there is whole: a reader at this moment sees nothing half-written. Null, or what is wrong. */
export function halfWritten(folder: string): string | null {
  const out = join(folder, "out");
  const witnesses = join(out, "witnesses");
  const files = existsSync(witnesses) ? readdirSync(witnesses).map((name) => `witnesses/${name}`) : [];
  for (const file of ["results.json", "record/run.json", ...files].filter((name) => name.endsWith(".json"))) {
    if (!existsSync(join(out, file))) continue;
    try {
      JSON.parse(readFileSync(join(out, file), "utf8"));
    } catch (error) {
      return `${file}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return null;
}

/** The same command, undisturbed, gets to the same results; null, or what is wrong. */
export async function resumed(scene: Scene, folder: string): Promise<string | null> {
  const torn = halfWritten(folder);
  if (torn !== null) return `half-written: ${torn}`;
  const { exitCode, stderr } = await verifyIn(folder);
  if (exitCode !== 0) return `resuming ended with ${exitCode}: ${stderr.slice(-400)}`;
  if (comparable(folder) !== scene.expected) return "resumed to other results";
  return leftovers(folder);
}

/** Files that only a process being killed may leave, and only until the next one. */
export function leftovers(folder: string): string | null {
  const found = readdirSync(join(folder, "out"), { recursive: true, encoding: "utf8" });
  const left = found.filter((name) => /\.tmp$|lock/.test(name));
  return left.length === 0 ? null : `left over: ${left.join(", ")}`;
}

/** The results are there and right. */
export const isRight = (scene: Scene, folder: string): boolean =>
  existsSync(join(folder, "out", "results.json")) && comparable(folder) === scene.expected;

export const recordOf = (folder: string): string => textOf(folder, "out/record/cells.jsonl");

/** Two at a time: the machine's cores, and more disorder. */
export async function each<Item>(
  items: readonly Item[],
  action: (item: Item) => Promise<void>,
  jobs = 2,
): Promise<void> {
  const queue = [...items];
  const work = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await action(item);
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
