/** illustrations.json (`depthproof-illustrations/1`): what the page draws and the results do not hold. Verdicts never depend on it. */

export interface Illustrations {
  readonly format: "depthproof-illustrations/1";
  /** Of the run that it illustrates. */
  readonly planHash: string;
  readonly claims: readonly ClaimIllustration[];
  /** Every quantity that a claim names. */
  readonly symbols: readonly { readonly name: string; readonly latex: string; readonly meaning: string }[];
  /** What changed since the baseline; null where none was given. */
  readonly baseline: Baseline | null;
}

export interface ClaimIllustration {
  readonly spec: string;
  /** `claim` or `claim/without-NAME`. */
  readonly key: string;
  /** The formula read aloud; null where it is too long for that. */
  readonly words: string | null;
  /** Margins of the applicable points; empty for claims across depth. */
  readonly margins: readonly Spread[];
  readonly sides: Sides | null;
  readonly groups: readonly GroupMargins[];
  readonly trends: readonly TrendLine[];
  readonly stationary: Stationary | null;
  readonly untested: Untested;
  readonly picture: Picture;
}

/** The values at one depth, ascending: all of them, or the quantiles 0, 5, 25, 50, 75, 95 and 100 % of many. */
export interface Spread {
  readonly depth: number;
  readonly count: number;
  readonly kind: "all" | "quantiles";
  readonly values: readonly number[];
}

/** Both sides of the first comparison of the formula: `value` is what the formula bounds by `bound`. */
export interface Sides {
  readonly value: Side;
  readonly bound: Side;
  /** How they are compared: value <= bound, written with the larger side last, or an equation. */
  readonly relation: "<=" | "<" | "==";
  /** Whether the formula consists of more than this comparison. */
  readonly partial: boolean;
  /** Both sides at the point of worst margin of each depth. */
  readonly worst: readonly {
    readonly depth: number;
    readonly value: number;
    readonly valueError: number;
    readonly bound: number;
    readonly boundError: number;
  }[];
  /** Where the value comes nearest to its bound at each depth, as a share of it; of points with a positive bound. Not in older files. */
  /** Points left out of the drawing: a side is known only within an error bar beyond everything drawn. Not in older files. */
  readonly unresolved?: number;
  readonly closest?: readonly {
    readonly depth: number;
    readonly ratio: number;
    readonly cell: string;
    readonly witness: number;
    readonly group: string;
  }[];
}

export interface Side {
  readonly latex: string;
  readonly text: string;
  readonly spreads: readonly Spread[];
}

/** Cells that differ only in depth and seed: data set, architecture, loss and other axes. */
export interface GroupMargins {
  readonly group: string;
  readonly cells: readonly {
    readonly depth: number;
    readonly applicable: number;
    /** Worst (of a there-is claim: best) margin; null without an applicable point. */
    readonly margin: number | null;
    readonly error: number | null;
    readonly state: "holds" | "tie" | "fails" | "undecided" | "absent";
  }[];
}

/** One fit of a claim across depth: the worst value at each depth and the line through them. */
export interface TrendLine {
  readonly group: string;
  /** What is fitted against what, as LaTeX and as written. */
  readonly of: { readonly latex: string; readonly text: string };
  readonly against: { readonly latex: string; readonly text: string };
  readonly slope: number;
  readonly error: number;
  readonly margin: number | null;
  readonly readings: readonly {
    readonly depth: number;
    readonly x: number;
    readonly y: number;
    readonly error: number;
  }[];
}

/** Index against risk of the critical points: Dauphin and others 2014. */
export interface Stationary {
  /** Fraction of negative eigenvalues, and the risk divided by that of the best linear predictor. */
  readonly points: readonly { readonly index: number; readonly parameters: number; readonly risk: number }[];
  /** How many critical points the search found. */
  readonly of: number;
  /** An eigenvalue counts as negative below minus this times the largest size. */
  readonly threshold: number;
}

export interface Untested {
  /** Depths of the spec's schedule that this run left out. */
  readonly depths: readonly number[];
  /** Parts of the spec that no cell of this claim uses. */
  readonly datasets: readonly string[];
  readonly architectures: readonly string[];
  readonly losses: readonly string[];
  /** Combinations of the schedule without a cell, with a cell that failed, and with no applicable point. */
  readonly skipped: readonly Gap[];
  readonly failed: readonly Gap[];
  readonly empty: readonly Gap[];
}

export interface Gap {
  readonly group: string;
  readonly depths: readonly number[];
}

/** The worst witness seen from near: eigenvalues of its Hessian and the risk around it. */
export type Picture =
  | { readonly ok: false; readonly reason: string }
  | {
      readonly ok: true;
      readonly depth: number;
      readonly parameters: number;
      readonly linearRisk: number | null;
      readonly risk: number;
      /** Ascending; or why there are none. */
      readonly spectrum:
        | { readonly ok: true; readonly values: readonly number[]; readonly error: number }
        | { readonly ok: false; readonly reason: string };
      readonly surface: Surface;
    };

export interface Surface {
  /** The horizontal direction: the eigenvector of the smallest eigenvalue with that eigenvalue, or a random one. */
  readonly across: { readonly kind: "eigenvector"; readonly eigenvalue: number } | { readonly kind: "random" };
  /** Euclidean length of one unit of either axis. */
  readonly length: number;
  /** Half-width of the square in that unit. */
  readonly reach: number;
  /** Risks on an odd square grid, row by row from the bottom; null where not finite. The witness is in the middle. */
  readonly size: number;
  readonly risks: readonly (number | null)[];
}

export interface Baseline {
  readonly id: string;
  readonly started: string;
  readonly commit: string | null;
  readonly changes: readonly {
    readonly spec: string;
    readonly key: string;
    readonly mark: "!" | "*" | "+" | "-" | "~" | "new" | "gone";
    readonly verdict: string | null;
    readonly worst: number | null;
  }[];
}
