/** A spec after reading: checked once at the border, trusted afterwards. Positions allow later messages to point into the file. */
import type { EngineName } from "../../models/engines/names.ts";
import type { ArchitectureSpec } from "../../models/point.ts";
import type { TrainingOptions } from "../../models/training/options.ts";

/** A place in a spec file; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A number or a formula of the axes (`depth`), e.g. "depth + 1" or "1 / sqrt(depth)". */
export type NumberOrFormula = number | string;

export type DatasetSpec =
  | {
      readonly kind: "teacher";
      readonly teacher: string;
      readonly samples: number;
      readonly dimension?: NumberOrFormula;
      readonly noise?: number;
      readonly scale?: number;
    }
  | {
      readonly kind: "gaussian";
      readonly samples: number;
      readonly dimension?: NumberOrFormula;
      readonly noise?: number;
      readonly scale?: number;
    }
  | {
      readonly kind: "inline";
      readonly x: readonly (readonly number[])[];
      readonly y: readonly (number | readonly number[])[];
      readonly weights?: readonly number[];
    }
  | {
      readonly kind: "csv";
      /** Absolute path, resolved and checked to lie inside the spec's folder. */
      readonly file: string;
      readonly target: string;
      readonly labels?: readonly [string | number, string | number];
      readonly standardise?: boolean;
      /** Input columns; default: all but the target. */
      readonly columns?: readonly string[];
      /** Draw this many rows without replacement from the cell's stream; default: all rows. */
      readonly samples?: number;
    };

export interface SweepSpec {
  readonly depth: readonly number[];
  readonly seed: readonly number[];
  readonly samples?: readonly number[];
  readonly dimension?: readonly NumberOrFormula[];
  readonly width?: readonly NumberOrFormula[];
  readonly exclude: readonly Readonly<Record<string, string | number>>[];
}

/** Which cells of the sweep a points set takes; absent: all of them. A function class has no loss. */
export interface Restriction {
  readonly datasets?: readonly string[];
  readonly architectures?: readonly string[];
  readonly losses?: readonly string[];
}

export type PointsSpec =
  | (Restriction & {
      readonly kind: "critical";
      readonly starts: number;
      readonly strategies?: readonly string[];
      /** How the strategy descent goes down; absent: L-BFGS in float64. */
      readonly descent?: TrainingOptions;
    })
  | (Restriction & {
      readonly kind: "random";
      readonly count: number;
      readonly scale: NumberOrFormula;
      /** "optimal": the readout w is set to its minimiser, so that the gradient in w vanishes. */
      readonly readout?: "random" | "optimal";
      /** A number that every point is then pushed to make small, such as the relative slack of an inequality. */
      readonly minimise?: string;
      /** Evaluations of that number per point. */
      readonly tries?: number;
    })
  | (Restriction & {
      readonly kind: "trajectory";
      readonly optimiser: string;
      readonly steps: number;
      readonly every: number;
      /** Standard deviation of the parameters at the start; absent: 0.7. */
      readonly scale?: NumberOrFormula;
    })
  | { readonly kind: "given"; readonly files: readonly string[] }
  | (Omit<Restriction, "losses"> & {
      readonly kind: "class";
      readonly readout: NumberOrFormula;
      readonly outer: NumberOrFormula;
      readonly inner: NumberOrFormula;
      readonly estimate: { readonly signs: "exact" | number; readonly starts: number };
    });

export interface Hypothesis {
  readonly name: string;
  readonly formula: string;
}

/** One claim to judge: a claim of the spec, one of its ablations, or a control. */
export interface Claim {
  /** `claim` or `claim/without-NAME`: unique within the spec. */
  readonly key: string;
  /** The id in the spec; ablated claims keep their parent's. */
  readonly id: string;
  readonly control: boolean;
  /** The claim a control is a false variant of. */
  readonly of: string | null;
  /** Name of the dropped hypothesis. */
  readonly ablated: string | null;
  readonly says: string | null;
  readonly let: Readonly<Record<string, string>>;
  readonly quantifier: "for-all" | "there-is";
  /** Name of the points set quantified over. */
  readonly points: string;
  readonly given: readonly Hypothesis[];
  readonly assert: string;
  readonly expect: "supported" | "violated" | "any";
  readonly severity: "error" | "warning";
  readonly minApplicable: number;
  readonly maxUndecided: number;
  readonly position: Position;
}

export interface ProfileFactors {
  /** Factors on critical `starts` and class `starts`, on random `count`, on the number of seeds. */
  readonly starts: number;
  readonly count: number;
  readonly seeds: number;
  /** Depths above this are left out; null: none is. */
  readonly maxDepth: number | null;
}

export type ProfileName = "quick" | "nightly" | "full";

export interface Spec {
  readonly id: string;
  readonly title: string;
  /** Absolute path of the spec file and its text, for messages and provenance. */
  readonly file: string;
  readonly text: string;
  readonly source: { readonly cite?: string; readonly statement?: string; readonly url?: string } | null;
  readonly tags: readonly string[];
  /** Master seed. */
  readonly seed: number;
  readonly datasets: Readonly<Record<string, DatasetSpec>>;
  readonly architectures: Readonly<Record<string, ArchitectureSpec>>;
  /** Losses per dataset (a `losses:` list means the same for each). */
  readonly losses: Readonly<Record<string, readonly string[]>>;
  readonly sweep: SweepSpec;
  readonly points: Readonly<Record<string, PointsSpec>>;
  /** Claims, then their ablations, then controls. */
  readonly claims: readonly Claim[];
  readonly profiles: Readonly<Record<ProfileName, ProfileFactors>>;
  /** What measures its points; set when a run takes the spec. */
  readonly engine?: EngineName;
}
