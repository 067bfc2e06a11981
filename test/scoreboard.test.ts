/** The recorded scores on ground truth: shown as they are, and the shipped ones keep what they promise. */
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { renderReport } from "../src/harness/report/page.ts";
import { type Score, type Scoreboard, shippedScores } from "../src/harness/report/scoreboard.ts";
import { clean } from "./goldens/results-fixture.ts";

const score: Score = {
  problem: "autoencoder <b>",
  finder: "Newton-MR",
  starts: 100,
  accepted: 61,
  classes: 38,
  ofClasses: 2517,
  wrongIndices: 2,
  wrongNullities: 0,
  secondsPerStart: 0.1334,
};
const board = (rows: readonly Score[]): Scoreboard => ({
  format: "depthproof-scores/1",
  recorded: "2026-11-23",
  tool: "depthproof 0.1.0",
  engine: "wasm",
  node: "20.20.2",
  rows,
});

const section = (scores: Scoreboard | null) =>
  parseHTML(renderReport(clean, { scores })).document.querySelector("#ground-truth");

describe("scoreboard", () => {
  it("is left out where nothing was recorded", () => expect(section(null)).toBeNull());

  it("shows every row, escaped, with wrong answers in bold", () => {
    const unchecked = { ...score, classes: null, ofClasses: null, wrongIndices: null, wrongNullities: null };
    const text = [...section(board([score, unchecked]))!.querySelectorAll("tbody tr")].map((row) =>
      [...row.querySelectorAll("th, td")].map((cell) => cell.textContent).join("|"),
    );
    expect(text).toEqual([
      "autoencoder <b>|Newton-MR|61 of 100|38 of 2,517|2 / 0|133 ms",
      "autoencoder <b>|Newton-MR|61 of 100|–|–|133 ms",
    ]);
    expect(section(board([score]))!.querySelector("td b")?.textContent).toBe("2 / 0");
  });
});

describe("the shipped scores", () => {
  const rows = shippedScores()?.rows ?? [];
  const of = (problem: string): Score | undefined =>
    rows.find((row) => row.problem === problem && row.finder === "Levenberg-Marquardt");

  it("accept every published start of the linear autoencoder, in at least 60 classes", () => {
    const row = of("autoencoder 16-4, published starts");
    expect(row).toMatchObject({ starts: 100, accepted: 100, wrongIndices: 0, wrongNullities: 0 });
    expect(row!.classes).toBeGreaterThanOrEqual(60);
    expect(row!.secondsPerStart).toBeLessThan(0.5);
  });

  it("find the small ladders whole and nearly all of the long one", () => {
    expect(of("ladder 4-2")).toMatchObject({ classes: 11, ofClasses: 11, wrongIndices: 0, wrongNullities: 0 });
    expect(of("ladder 6-2")).toMatchObject({ classes: 22, ofClasses: 22, wrongIndices: 0, wrongNullities: 0 });
    expect(of("ladder 8-3")).toMatchObject({ starts: 1500, ofClasses: 93, wrongIndices: 0, wrongNullities: 0 });
    expect(of("ladder 8-3")!.classes).toBeGreaterThanOrEqual(88);
  });
});
