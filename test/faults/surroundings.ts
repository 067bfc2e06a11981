/** F8: odd languages, time zones, clocks and environments change nothing of the results. */
import { join } from "node:path";
import type { Surroundings } from "../fixtures/pipeline/command-line.ts";
import { each, isRight, type Scene, stage, verifyIn } from "./scene.ts";
import { type Tally, tallyOf } from "./tally.ts";

const language = (name: string): Surroundings => ({ env: { LANG: name, LC_ALL: name, LC_NUMERIC: name } });
const zone = (TZ: string): Surroundings => ({ env: { TZ } });
const jumping = `--import=${join(import.meta.dirname, "jumping-clock.js")}`;

/** The first ones are the oddest. */
const all: readonly (readonly [string, Surroundings])[] = [
  ["Turkish", language("tr_TR.UTF-8")],
  ["a clock that jumps", { nodeOptions: [jumping] }],
  ["no home, no user, no temporary folder", { env: { HOME: undefined, USER: undefined, TMPDIR: "/nowhere" } }],
  ["German", language("de_DE.UTF-8")],
  ["Arabic", language("ar_EG.UTF-8")],
  ["no language", language("C")],
  ["an unknown language", language("xx_YY")],
  ["a day ahead", zone("Pacific/Kiritimati")],
  ["behind", zone("America/St_Johns")],
  ["no time zone", zone("Nowhere/Atall")],
  ["colours forced", { env: { FORCE_COLOR: "3", TERM: "dumb", COLUMNS: "1" } }],
  ["Node told to debug", { env: { NODE_DEBUG: "fs", NODE_ENV: "production" } }],
  ["few threads", { env: { UV_THREADPOOL_SIZE: "1" } }],
  ["a small heap for the young", { nodeOptions: ["--max-semi-space-size=1"] }],
  ["no optimising compiler", { nodeOptions: ["--no-opt"] }],
];

export async function surroundings(scene: Scene, count: number = all.length): Promise<Tally> {
  const wrong: string[] = [];
  const chosen = all.slice(0, count);
  await each(chosen, async ([name, around]) => {
    const folder = stage();
    const { exitCode, stderr } = await verifyIn(folder, around);
    if (exitCode !== 0) wrong.push(`${name}: ended with ${exitCode}: ${stderr.slice(-300)}`);
    else if (!isRight(scene, folder)) wrong.push(`${name}: other results`);
  });
  return tallyOf("F8", "odd languages, clocks and environments", chosen.length, wrong);
}
