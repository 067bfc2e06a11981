/** F1 and F6: the process is killed, or asked to end, at any moment; the next run finishes the work. No child outlives its parent. */
import { execa } from "execa";
import type { Ended } from "../fixtures/pipeline/command-line.ts";
import { each, isRight, resumed, type Scene, sleep, stage, startVerify } from "./scene.ts";
import { type Tally, tallyOf } from "./tally.ts";

/** Moments spread evenly over the run, from its first millisecond to its last. */
const moments = (scene: Scene, count: number): number[] =>
  Array.from({ length: count }, (_, k) => ((k + 0.5) / count) * scene.milliseconds * 1.1);

/** A worker's first argument is its parent. */
async function childrenOf(pid: number): Promise<string[]> {
  const { stdout } = await execa("ps", ["-eo", "args"]);
  return stdout.split("\n").filter((line) => line.includes(`worker.js ${pid} `));
}

async function orphansOf(pid: number): Promise<string | null> {
  for (let waited = 0; waited < 100; waited++) {
    if ((await childrenOf(pid)).length === 0) return null;
    await sleep(50);
  }
  return `children outlived process ${pid} by 5 s`;
}

interface Interruption {
  readonly at: number;
  /** One after the other, 20 ms apart. */
  readonly signals: readonly NodeJS.Signals[];
}

async function interrupted(folder: string, { at, signals }: Interruption): Promise<{ ended: Ended; pid: number }> {
  const running = startVerify(folder);
  await sleep(at);
  for (const signal of signals) {
    running.kill(signal);
    await sleep(20);
  }
  return { ended: await running.ended, pid: running.pid ?? 0 };
}

/** Up to three interruptions of one run, then the rest of it. */
async function chain(scene: Scene, all: readonly Interruption[], codes: readonly number[]): Promise<string[]> {
  const folder = stage();
  const wrong: string[] = [];
  for (const interruption of all) {
    const { ended, pid } = await interrupted(folder, interruption);
    const orphans = await orphansOf(pid);
    if (orphans !== null) wrong.push(orphans);
    const inTime = ended.signal === undefined && ended.exitCode === 0;
    if (inTime && !isRight(scene, folder)) wrong.push("ended with 0 and other results");
    const asAsked = ended.signal !== undefined || codes.includes(ended.exitCode ?? -1);
    if (!inTime && !asAsked) wrong.push(`ended with ${ended.exitCode}: ${ended.stderr.slice(-300)}`);
  }
  const rest = await resumed(scene, folder);
  return rest === null ? wrong : [...wrong, `after ${all.map(({ at }) => Math.round(at)).join(", ")} ms: ${rest}`];
}

const inChains = <Item>(items: readonly Item[]): Item[][] => {
  const count = Math.ceil(items.length / 3);
  return Array.from({ length: count }, (_, k) => items.filter((_, i) => i % count === k));
};

/** F1. */
export async function kills(scene: Scene, count: number): Promise<Tally> {
  const wrong: string[] = [];
  const all = moments(scene, count).map((at): Interruption => ({ at, signals: ["SIGKILL"] }));
  await each(inChains(all), async (some) => void wrong.push(...(await chain(scene, some, []))));
  return tallyOf("F1", "kill -9 at any moment", count, wrong);
}

const polite: readonly (readonly NodeJS.Signals[])[] = [
  ["SIGINT"],
  ["SIGTERM"],
  ["SIGHUP"],
  ["SIGINT", "SIGINT"],
  ["SIGTERM", "SIGTERM", "SIGTERM"],
];

/** F6: a signal before Node listens ends the process as it ends any other. */
export async function signals(scene: Scene, count: number): Promise<Tally> {
  const wrong: string[] = [];
  const all = moments(scene, count).map((at, k): Interruption => ({ at, signals: polite[k % polite.length] ?? [] }));
  await each(inChains(all), async (some) => void wrong.push(...(await chain(scene, some, [130, 143]))));
  return tallyOf("F6", "SIGINT, SIGTERM, SIGHUP, once or several", count, wrong);
}
