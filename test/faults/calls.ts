/** F2: every call of the file system fails once, in each of several ways; the run says so or does not mind, and the next one finishes it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../fixtures/pipeline/command-line.ts";
import { each, isRight, resumed, type Scene, stage, verifyIn } from "./scene.ts";
import { type Tally, tallyOf } from "./tally.ts";

const hook = `--import=${join(import.meta.dirname, "failing-fs.js")}`;

/** As failing-fs.js knows them. */
export const faultKinds = ["EIO", "EMFILE", "ENOSPC", "short", "killed-before", "killed-after"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Where a fault of a kind makes a difference to any other. */
const concerns: Readonly<Record<FaultKind, RegExp>> = {
  EIO: /./,
  EMFILE: /^open/,
  ENOSPC: /^(open|write|mkdir|rename|fsync|close)/,
  short: /^write/,
  "killed-before": /./,
  "killed-after": /^(write|rename|rm)/,
};

/** Output folders are relative to where the command was typed. */
const around = (env: Readonly<Record<string, string>>) => ({
  env: { FAULT_FOLDER: "out", ...env },
  nodeOptions: [hook],
});

/** The calls come in one order. */
const oneWorker = ["--jobs", "1"] as const;

/** The calls of an undisturbed run, in order. */
export async function callsOf(): Promise<string[]> {
  const log = join(newFolder(), "calls");
  const { exitCode, stderr } = await verifyIn(stage(), around({ FAULT_LOG: log }), oneWorker);
  if (exitCode !== 0) throw new Error(`counting calls ended with ${exitCode}: ${stderr}`);
  return readFileSync(log, "utf8").trimEnd().split("\n");
}

/** How the run with the fault ended, and what was wrong with it or with what came after. */
async function inject(scene: Scene, kind: FaultKind, at: number): Promise<{ refused: boolean; wrong: string | null }> {
  const folder = stage();
  const { exitCode, signal, stderr } = await verifyIn(folder, around({ FAULT: kind, FAULT_AT: `${at}` }), oneWorker);
  const refused = exitCode !== 0;
  if (!refused && !isRight(scene, folder)) return { refused, wrong: "ended with 0 and other results" };
  const told = signal !== undefined || /out\b/.test(stderr);
  if (refused && !(told && (signal !== undefined || exitCode === 70)))
    return { refused, wrong: `ended with ${exitCode} and said: ${stderr.slice(-300)}` };
  return { refused, wrong: await resumed(scene, folder) };
}

/** `every`: only each so many-th call. */
export async function failingCalls(scene: Scene, kinds: readonly FaultKind[], every: number): Promise<Tally> {
  const calls = await callsOf();
  const all = kinds.flatMap((kind) =>
    calls.flatMap((call, k) => (concerns[kind].test(call) ? [{ kind, call, at: k + 1 }] : [])),
  );
  const chosen = all.filter((_, k) => k % every === 0);
  let refusals = 0;
  const wrong: string[] = [];
  await each(chosen, async ({ kind, call, at }) => {
    const found = await inject(scene, kind, at);
    if (found.wrong !== null) wrong.push(`${kind} at call ${at}, ${call}: ${found.wrong}`);
    else if (found.refused) refusals++;
  });
  return tallyOf(
    "F2",
    `each of ${calls.length} file-system calls fails, ${kinds.length} ways`,
    chosen.length,
    wrong,
    refusals,
  );
}
