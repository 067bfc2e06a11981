/** Where data come from: what a spec says about a dataset, and what making it yields. */
import type { Stream } from "../numerics/random.ts";
import type { Data } from "./data.ts";

/** `dimension` may be a formula of the axes; its value then arrives in the context. */
export interface TeacherSource {
  readonly kind: "teacher";
  readonly teacher: string;
  readonly samples: number;
  readonly dimension?: number | string;
  /** Standard deviation of the label noise; for sign teachers the probability of a flipped label. Default 0. */
  readonly noise?: number;
  /** Standard deviation of every input coordinate. Default 1. */
  readonly scale?: number;
}

export interface GaussianSource {
  readonly kind: "gaussian";
  readonly samples: number;
  readonly dimension?: number | string;
  /** Standard deviation of the labels. Default 1. */
  readonly noise?: number;
  readonly scale?: number;
}

export interface InlineSource {
  readonly kind: "inline";
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (number | readonly number[])[];
  /** Non-negative, not all zero; divided by their sum. Default: equal. */
  readonly weights?: readonly number[];
}

export interface CsvSource {
  readonly kind: "csv";
  /** Absolute path. */
  readonly file: string;
  readonly target: string;
  /** The two target values that become -1 and 1; rows of any other class are left out. */
  readonly labels?: readonly [string | number, string | number];
  /** Centre every input and divide it by its population standard deviation, over the rows in use. */
  readonly standardise?: boolean;
  /** Input columns; default: all but the target. */
  readonly columns?: readonly string[];
  /** Draw this many rows without replacement; default: all. */
  readonly samples?: number;
}

export type DatasetSource = TeacherSource | GaussianSource | InlineSource | CsvSource;

/** What the cell decides. A dimension or sample count given here wins over the source's; data written out (inline) ignore both. */
export interface DatasetContext {
  readonly stream: Stream;
  readonly dimension: number | null;
  readonly samples: number | null;
}

export interface DatasetProblem {
  /** Line of the data file, counted from 1, where the problem has one. */
  readonly line?: number;
  readonly message: string;
}

export type DatasetOutcome =
  /** `trace`: one line of provenance. */
  | { readonly ok: true; readonly data: Data; readonly trace: string }
  | { readonly ok: false; readonly problem: DatasetProblem };
