/** The index of a site: every run, and per claim what each of them said. stored-index.ts says how index.json shortens it (schema/site.schema.json). */
import type { ClaimResult, Verdict } from "../results.types.ts";

export interface SiteRun {
  readonly id: string;
  readonly started: string;
  readonly commit: string | null;
  readonly profile: string;
  readonly engine: string;
  readonly tool: string;
  readonly planHash: string;
  readonly exitCode: number;
  /** Claims by verdict, controls and ablations left out. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  readonly controls: { readonly caught: number; readonly total: number };
  /** Whether the whole run is still part of the site, under runs/ID/. */
  readonly kept: boolean;
}

/** One claim in one run. */
export interface ClaimEntry {
  readonly run: string;
  readonly verdict: Verdict;
  readonly agrees: boolean;
  /** `error` is null where the bar is infinite. */
  readonly margin: { readonly worst: number; readonly error: number | null } | null;
  /** Place in `formulas`: margins of different formulas do not compare. */
  readonly formula: number;
}

export interface ClaimHistory {
  readonly spec: string;
  readonly claim: string;
  readonly control: boolean;
  readonly ablated: string | null;
  readonly quantifier: ClaimResult["quantifier"];
  readonly expect: ClaimResult["expect"];
  /** Of the claim's section in the report of a run. */
  readonly anchor: string;
  readonly formulas: readonly { readonly text: string; readonly latex: string }[];
  /** In the order of the runs; runs that did not judge the claim are left out. */
  readonly entries: readonly ClaimEntry[];
}

export interface SiteIndex {
  readonly format: "depthproof-site/1";
  /** By their beginning; ties by id. */
  readonly runs: readonly SiteRun[];
  /** Of the latest run that has the spec. */
  readonly specs: readonly { readonly id: string; readonly title: string }[];
  readonly claims: readonly ClaimHistory[];
}

export const emptySite: SiteIndex = { format: "depthproof-site/1", runs: [], specs: [], claims: [] };
