/** results.json (`depthproof-results/1`), as schema/results.schema.json describes it; later versions add keys and never rename. */
import type { Label } from "../verifiers/label.ts";

export type Verdict = "certified" | "supported" | "violated" | "inconclusive" | "vacuous" | "error";

export interface DepthResult {
  readonly depth: number;
  readonly points: number;
  readonly applicable: number;
  readonly violated: number;
  readonly inconclusive: number;
  /** Of a `there-is` claim the best; null when no witness was applicable at this depth. */
  readonly worstMargin: number | null;
  readonly worstMarginError: number | null;
  readonly labels: Readonly<Partial<Record<Label, number>>>;
}

export interface ClaimResult {
  readonly spec: string;
  readonly claim: string;
  readonly control: boolean;
  readonly of: string | null;
  readonly ablated: string | null;
  readonly expect: "supported" | "violated" | "any";
  readonly verdict: Verdict;
  readonly agrees: boolean;
  readonly severity: "error" | "warning";
  /** The judged formula as LaTeX and as written; `says` is the author's own LaTeX. */
  readonly statement: { readonly latex: string; readonly text: string; readonly says: string | null };
  readonly hypotheses: readonly {
    readonly name: string;
    readonly text: string;
    readonly latex: string;
    /** At how many of the points it was decided to hold, to fail, or stayed undecided. */
    readonly held: number;
    readonly failed: number;
    readonly undecided: number;
  }[];
  readonly quantifier: "for-all" | "there-is";
  /** The points set quantified over, with its kind. */
  readonly points: { readonly name: string; readonly kind: string };
  /** One sentence: what the verdict rests on, e.g. "not falsified at 412 critical points, L = 1..32". */
  readonly because: string;
  /** The worst over all applicable points; of a `there-is` claim the best. */
  readonly margin: { readonly worst: number; readonly error: number; readonly tie: boolean } | null;
  readonly counts: {
    readonly cells: number;
    readonly points: number;
    readonly applicable: number;
    readonly violated: number;
    readonly inconclusive: number;
    /** Held only as far as a one-sided bound can tell. */
    readonly notRefuted: number;
    readonly failedCells: number;
    /** Why witnesses were inapplicable, with how often. */
    readonly inapplicable: Readonly<Record<string, number>>;
  };
  readonly byDepth: readonly DepthResult[];
  /** Yield per search strategy. */
  readonly yields: Readonly<Record<string, { readonly attempted: number; readonly accepted: number }>>;
  /** Weakest grade among the numbers behind that margin. */
  readonly grade: string | null;
  /** The replay of the violating witness, where there is one. */
  readonly replay: {
    readonly confirmed: boolean;
    readonly margin: number | null;
    readonly message: string | null;
  } | null;
  /** Path of the witness with that margin, relative to the output folder. */
  readonly witness: string | null;
}

export interface RunInfo {
  readonly id: string;
  readonly started: string;
  readonly seconds: number;
  readonly tool: string;
  readonly node: string;
  readonly platform: string;
  readonly engine: string;
  readonly commit: string | null;
  readonly planHash: string;
  readonly command: string;
  readonly profile: string;
  /** Master seed of every spec; null: they differ; absent: a run of an earlier version. */
  readonly seed?: number | null;
}

export interface SpecInfo {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly source: { readonly cite?: string; readonly statement?: string; readonly url?: string } | null;
}

export interface Results {
  readonly format: "depthproof-results/1";
  readonly run: RunInfo;
  readonly exitCode: number;
  /** Every cause for a non-zero exit, most urgent first. */
  readonly causes: readonly { readonly code: number; readonly message: string }[];
  readonly specs: readonly SpecInfo[];
  readonly claims: readonly ClaimResult[];
}
