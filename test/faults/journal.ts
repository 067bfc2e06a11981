/** F4: what is on disk was damaged between two runs. Damaged lines are measured again, a damaged run file is refused, nothing is believed. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyOf, depthproof, textOf } from "../fixtures/pipeline/command-line.ts";
import { each, recordOf, resumed, type Scene } from "./scene.ts";
import { type Tally, tallyOf } from "./tally.ts";

type Damage = (bytes: Buffer) => Buffer | string;

const flipped =
  (part: number, bit: number): Damage =>
  (bytes) => {
    const copy = Buffer.from(bytes);
    const at = Math.floor(part * (copy.length - 1));
    copy[at] = (copy[at] ?? 0) ^ (1 << bit);
    return copy;
  };
const cut =
  (part: number): Damage =>
  (bytes) =>
    bytes.subarray(0, Math.floor(part * bytes.length));
const byLine =
  (edit: (lines: readonly string[]) => readonly string[]): Damage =>
  (bytes) =>
    edit(bytes.toString("utf8").split("\n")).join("\n");

/** What happens to files. */
const shapes: readonly (readonly [string, Damage])[] = [
  ["empty", () => ""],
  ["lines swapped", byLine((lines) => lines.toReversed())],
  ["lines twice", byLine((lines) => lines.flatMap((line) => [line, line]))],
  ["everything twice", (bytes) => Buffer.concat([bytes, bytes])],
  ["first line gone", byLine((lines) => lines.slice(1))],
  ["two lines glued", (bytes) => bytes.toString("utf8").replace("\n", "")],
  ["a line feed within a line", (bytes) => bytes.toString("utf8").replace('"engine"', '\n"engine"')],
  ["CRLF", (bytes) => bytes.toString("utf8").replaceAll("\n", "\r\n")],
  ["a byte-order mark", (bytes) => `\ufeff${bytes}`],
  ["a tail of zeros", (bytes) => Buffer.concat([bytes, Buffer.alloc(512)])],
  ["a hole of zeros", (bytes) => Buffer.from(bytes).fill(0, bytes.length >> 1, (bytes.length >> 1) + 512)],
  ["all zeros", (bytes) => Buffer.alloc(bytes.length)],
  ["blank lines and foreign ones", byLine((lines) => lines.flatMap((line) => [line, "", "null", "[1]", "{}"]))],
];

/** A few of them, for every test run. */
const someShapes: readonly string[] = ["lines swapped", "lines twice", "a hole of zeros", "two lines glued"];

/** `count` bytes flipped and as many truncations, spread over the file, and every shape; for a count of 0, some shapes. */
const damages = (count: number): (readonly [string, Damage])[] => [
  ...shapes.filter(([name]) => count > 0 || someShapes.includes(name)),
  ...Array.from({ length: count }, (_, k): [string, Damage] => [`bit ${k} of ${count}`, flipped(k / count, k % 8)]),
  ...Array.from({ length: count }, (_, k): [string, Damage] => [`cut ${k} of ${count}`, cut(k / count)]),
];

function damage(folder: string, file: string, edit: Damage): void {
  const path = join(folder, "out", "record", file);
  writeFileSync(path, edit(readFileSync(path)));
}

/** The record: the next run measures again what is damaged. */
export async function damagedRecords(scene: Scene, count: number): Promise<Tally> {
  const wrong: string[] = [];
  const all = damages(count);
  await each(all, async ([name, edit]) => {
    const folder = copyOf(scene.folder);
    damage(folder, "cells.jsonl", edit);
    const found = await resumed(scene, folder);
    if (found !== null) wrong.push(`${name}: ${found}`);
    else if (wholeCells(folder) < 4) wrong.push(`${name}: cells are missing from the record`);
  });
  return tallyOf("F4", "the record damaged, then resumed", all.length, wrong);
}

const wholeCells = (folder: string): number =>
  new Set([...recordOf(folder).matchAll(/"type":"cell","cell":\{"id":"(\w+)"/g)].map(([, id]) => id)).size;

/** The run file, which judging believes: refused with code 2, or, where the change is none, judged as before. */
export async function damagedRunFiles(scene: Scene, count: number): Promise<Tally> {
  const wrong: string[] = [];
  const all = damages(count).filter(([name]) => name !== "a line feed within a line");
  let refused = 0;
  await each(all, async ([name, edit]) => {
    const folder = copyOf(scene.folder);
    const before = textOf(folder, "out/results.json");
    damage(folder, "run.json", edit);
    const { exitCode, stderr } = await depthproof(folder, ["judge", "out"]);
    const same = textOf(folder, "out/results.json") === before;
    if (!same) wrong.push(`${name}: judged to other results`);
    else if (exitCode === 2 && /run\.json/.test(stderr)) refused++;
    else if (exitCode !== 0) wrong.push(`${name}: ended with ${exitCode}: ${stderr.slice(-200)}`);
  });
  return tallyOf("F4", "the run file damaged, then judged", all.length, wrong, refused);
}
