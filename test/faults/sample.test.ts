/** A sample of every fault of the whole suite (`npm run faults`): nothing lost, nothing wrong, nothing half-written. */
import { beforeAll, expect, it } from "vitest";
import { failingCalls, faultKinds } from "./calls.ts";
import { disks } from "./disk.ts";
import { damagedRecords, damagedRunFiles } from "./journal.ts";
import { kills, signals } from "./kills.ts";
import { rivals } from "./rivals.ts";
import { type Scene, undisturbed } from "./scene.ts";
import { surroundings } from "./surroundings.ts";
import type { Tally } from "./tally.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await undisturbed();
}, 120_000);

const faults: readonly (readonly [string, () => Promise<Tally>])[] = [
  ["F1 kill -9", () => kills(scene, 3)],
  ["F2 file-system calls that fail", () => failingCalls(scene, faultKinds, 131)],
  ["F3 a full disk", () => disks(scene, { kilobytes: [16], fileKilobytes: [] })],
  ["F4 a damaged record", () => damagedRecords(scene, 0)],
  ["F4 a damaged run file", () => damagedRunFiles(scene, 0)],
  ["F6 signals", () => signals(scene, 2)],
  ["F7 several runs in one folder", () => rivals(scene, [2])],
  ["F8 odd surroundings", () => surroundings(scene, 2)],
];

it.each(faults)("%s", async (_, injected) => {
  const tally = await injected();
  expect(tally.wrong).toEqual([]);
  expect(tally.injected).toBeGreaterThan(0);
});
