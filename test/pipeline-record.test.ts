/** The record: identical results however it came about; resumed after anything; measured again only where measurements change. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { mismatches, type SchemaName } from "../src/harness/spec/schema.ts";
import {
  cellsOf,
  comparable,
  copyOf,
  depthproof,
  linesOf,
  newFolder,
  resultsOf,
  specFolder,
  start,
  textOf,
  tinySpec,
  untilMeasured,
  verify,
} from "./fixtures/pipeline/command-line.ts";

/** 8 cells; a claim that holds, one that fails and one over random points. */
const spec = tinySpec(
  {
    "count: 1": "count: 2",
    "critical: {": "anywhere: { kind: random, count: 3, scale: 1 }\n  critical: {",
  },
  `  - { id: half, for-all: critical, assert: risk <= linear_risk, expect: violated }
  - { id: low, for-all: anywhere, assert: risk < 0, expect: violated }
`,
);
const cells = 8;
/** In the environment of the run, as a token is in that of a workflow. */
const secret = "canary-3b1f8c0d";
let whole: { readonly folder: string; readonly comparable: string };

beforeAll(async () => {
  const folder = specFolder(spec);
  process.env.DEPTHPROOF_TOKEN = secret;
  const { exitCode } = await verify(folder, ["--jobs", "2"]);
  delete process.env.DEPTHPROOF_TOKEN;
  whole = { folder, comparable: comparable(folder) };
  expect(exitCode).toBe(0);
});

describe("what a run leaves", () => {
  const folderOf = (name: string): string => join(whole.folder, name);
  const valid = (schema: SchemaName, value: unknown): void => expect(mismatches(schema, value)).toEqual([]);

  it("agrees with the published schemas", () => {
    valid("results", resultsOf(whole.folder));
    const lines = linesOf(whole.folder);
    expect(new Set(lines.map(({ type }) => type))).toEqual(new Set(["cell", "replay"]));
    for (const line of lines) valid("record", line);
    const witnesses = readdirSync(join(whole.folder, "out", "witnesses"));
    expect(witnesses.toSorted()).toEqual(["tiny-dichotomy.json", "tiny-half.json", "tiny-low.json"]);
    for (const file of witnesses) valid("witness", JSON.parse(textOf(whole.folder, `out/witnesses/${file}`)));
  });

  it("has nothing of the environment in it", () => {
    const files = readdirSync(folderOf("out"), { recursive: true, encoding: "utf8" }).map((name) => `out/${name}`);
    const kept = files.filter((name) => statSync(folderOf(name)).isFile());
    expect(kept).toEqual(expect.arrayContaining(["out/index.html", "out/record/run.json", "out/junit.xml"]));
    expect(kept.filter((name) => textOf(whole.folder, name).includes(secret))).toEqual([]);
  });

  it("has one line per cell", () => {
    const ids = cellsOf(whole.folder).map(({ cell }) => cell.id);
    expect(ids).toHaveLength(cells);
    expect(new Set(ids).size).toBe(cells);
  });

  it("holds a point that inspect reads, with the witness's own numbers", async () => {
    const witness = JSON.parse(textOf(whole.folder, "out/witnesses/tiny-low.json"));
    writeFileSync(join(whole.folder, "point.json"), JSON.stringify(witness.point));
    const { stdout } = await depthproof(whole.folder, ["inspect", "point.json", "--json"]);
    expect(JSON.parse(stdout).risk).toEqual(witness.quantities.risk);
  });
});

describe("identical results", () => {
  it("for one worker", async () => {
    const folder = specFolder(spec);
    await verify(folder, ["--jobs", "1"]);
    expect(comparable(folder)).toBe(whole.comparable);
  });

  it("judged again, byte for byte, from another folder", async () => {
    const before = textOf(whole.folder, "out/results.json");
    expect((await depthproof(newFolder(), ["judge", join(whole.folder, "out")])).exitCode).toBe(0);
    expect(textOf(whole.folder, "out/results.json")).toBe(before);
  });

  it("killed half way and resumed", async () => {
    const folder = specFolder(spec);
    const running = start(folder, ["verify", "spec.yaml", "--out", "out", "--jobs", "1"]);
    await untilMeasured(folder, 3, running);
    running.kill("SIGKILL");
    expect(await running.ended).toMatchObject({ signal: "SIGKILL" });
    // What there is can be judged for what it is.
    expect((await depthproof(folder, ["judge", "out"])).exitCode).toBe(3);
    const { stderr, exitCode } = await verify(folder);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/ of 8 cells taken from the record/);
    expect(comparable(folder)).toBe(whole.comparable);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("interrupted by %s and resumed", async (signal) => {
    const folder = specFolder(spec);
    const running = start(folder, ["verify", "spec.yaml", "--out", "out", "--jobs", "2"]);
    await untilMeasured(folder, 2, running);
    running.kill(signal);
    const { exitCode, stderr } = await running.ended;
    expect(exitCode).toBe({ SIGINT: 130, SIGTERM: 143 }[signal]);
    expect(stderr).toMatch(/interrupted with \d+ of 8 cells measured; the same command resumes/);
    expect(existsSync(join(folder, "out", "record", "lock"))).toBe(false);
    // How it goes on does not depend on the signal.
    if (signal === "SIGINT") return;
    expect((await verify(folder)).exitCode).toBe(0);
    expect(comparable(folder)).toBe(whole.comparable);
  });

  const lastOf = (text: string, type: string): number =>
    text.lastIndexOf(`{"format":"depthproof-record/1","type":"${type}"`);
  const damage: readonly [string, number, (text: string) => string][] = [
    ["the last line is gone", 8, (text) => text.slice(0, lastOf(text, "replay"))],
    ["the last line is half written", 8, (text) => text.slice(0, -400)],
    ["the last cell is gone with all that follows", 7, (text) => text.slice(0, lastOf(text, "cell"))],
    [
      "a digit of a measurement is another",
      7,
      (text) => text.replace(/("risk":\{"value":\d\.)(\d)/, (_, head, digit) => head + ((+digit + 1) % 10)),
    ],
  ];

  it.each(damage)("where %s", async (_, reused, edit) => {
    const folder = copyOf(whole.folder);
    const path = join(folder, "out", "record", "cells.jsonl");
    writeFileSync(path, edit(readFileSync(path, "utf8")));
    const { exitCode, stderr } = await verify(folder);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(`${reused} of 8 cells`),
    });
    expect(comparable(folder)).toBe(whole.comparable);
  });
});
