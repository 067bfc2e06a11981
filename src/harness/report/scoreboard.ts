/** The recorded scores of the searches on problems whose critical points are all known, as the page shows them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { count } from "./phrase.ts";

/** scores/ground-truth.json, as `node bench/ground-truth.js --write` leaves it. */
export interface Scoreboard {
  readonly format: "depthproof-scores/1";
  /** Day of the recording, such as 2026-11-23. */
  readonly recorded: string;
  readonly tool: string;
  readonly engine: string;
  readonly node: string;
  readonly rows: readonly Score[];
}

export interface Score {
  readonly problem: string;
  readonly finder: string;
  readonly starts: number;
  readonly accepted: number;
  /** Distinct classes of critical points that were found, and how many there are; null where they are not counted. */
  readonly classes: number | null;
  readonly ofClasses: number | null;
  /** Accepted points whose index or nullity differs from the closed form; null where there is none to compare with. */
  readonly wrongIndices: number | null;
  readonly wrongNullities: number | null;
  readonly secondsPerStart: number;
  /** What else is to be said, such as labels that were checked. */
  readonly note?: string;
}

export interface ScoreView {
  readonly problem: string;
  readonly finder: string;
  readonly accepted: string;
  readonly classes: string;
  readonly wrong: string;
  readonly flawless: boolean;
  readonly time: string;
  readonly note: string;
}

export interface ScoreboardView {
  readonly caption: string;
  readonly rows: readonly ScoreView[];
}

/** The scores that ship with the package; null where the file is missing. */
export function shippedScores(): Scoreboard | null {
  try {
    const path = join(import.meta.dirname, "..", "..", "..", "scores", "ground-truth.json");
    const scores = JSON.parse(readFileSync(path, "utf8")) as Scoreboard;
    return scores.format === "depthproof-scores/1" ? scores : null;
  } catch {
    return null;
  }
}

export function viewScores(scores: Scoreboard | null): ScoreboardView | null {
  if (scores === null) return null;
  const { recorded, tool, engine, node } = scores;
  return {
    caption: `Recorded on ${recorded} with ${tool}, engine ${engine}, Node ${node}; not part of this run`,
    rows: scores.rows.map(viewScore),
  };
}

function viewScore(score: Score): ScoreView {
  const { problem, finder, starts, accepted, classes, ofClasses, wrongIndices, wrongNullities } = score;
  const checked = wrongIndices !== null && wrongNullities !== null;
  return {
    problem,
    finder,
    accepted: `${count(accepted)} of ${count(starts)}`,
    classes: classes === null || ofClasses === null ? "–" : `${count(classes)} of ${count(ofClasses)}`,
    wrong: checked ? `${count(wrongIndices)} / ${count(wrongNullities)}` : "–",
    flawless: checked && wrongIndices === 0 && wrongNullities === 0,
    time: score.secondsPerStart < 0.0005 ? "under 1 ms" : `${Math.round(1000 * score.secondsPerStart)} ms`,
    note: score.note ?? "",
  };
}
