/** The whole fault matrix, F1 to F8, and its table. FAULTS=F1,F4 chooses. Under half an hour on two cores. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { failingCalls, faultKinds } from "./calls.ts";
import { misbehavingChildren } from "./children.ts";
import { disks } from "./disk.ts";
import { damagedRecords, damagedRunFiles } from "./journal.ts";
import { kills, signals } from "./kills.ts";
import { rivals } from "./rivals.ts";
import { type Scene, undisturbed } from "./scene.ts";
import { surroundings } from "./surroundings.ts";
import { type Tally, tallyText } from "./tally.ts";

const tallies: Tally[] = [];
let scene: Scene;
beforeAll(async () => {
  scene = await undisturbed();
});
afterAll(() => {
  process.stdout.write(`\n${tallyText(tallies)}\n`);
});

const faults: readonly (readonly [string, () => Promise<Tally>])[] = [
  ["F1", () => kills(scene, 200)],
  ["F2", () => failingCalls(scene, faultKinds, 1)],
  ["F3", () => disks(scene)],
  ["F4", () => damagedRecords(scene, 40)],
  ["F4", () => damagedRunFiles(scene, 40)],
  ["F5", () => misbehavingChildren(3)],
  ["F6", () => signals(scene, 50)],
  ["F7", () => rivals(scene, [2, 2, 2, 4, 4, 4, 8, 8])],
  ["F8", () => surroundings(scene)],
];
const wanted = process.env.FAULTS?.split(",");

it.each(faults.filter(([fault]) => wanted === undefined || wanted.includes(fault)))("%s", async (_, injected) => {
  const started = performance.now();
  const tally = await injected();
  tallies.push(tally);
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`${tallyText([tally])}\n${seconds} s\n`);
  expect(tally.wrong).toEqual([]);
  expect(tally.injected).toBeGreaterThan(0);
});
