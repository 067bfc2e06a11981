/** What a claim says at one witness: do its hypotheses hold there, and does its assertion. */
import { type Decision, decide, type Lookup } from "../../verifiers/formula/index.ts";
import type { Measurement, Measurements } from "../../verifiers/measurement.ts";
import type { Outcome } from "../../verifiers/outcome.ts";
import { canonicalJson } from "../canonical.ts";
import type { Cell } from "../plan.types.ts";
import type { CellRecord, WitnessRecord } from "../record.types.ts";
import type { Statement } from "./statement.ts";

export type HypothesisState = "held" | "failed" | "undecided";

export interface Judged {
  readonly record: CellRecord;
  readonly witness: WitnessRecord;
  /** In the order of the claim's hypotheses. */
  readonly hypotheses: readonly HypothesisState[];
  /** Why the claim does not apply here; null when it does. */
  readonly inapplicable: string | null;
  /** A hypothesis holds within rounding only: it may be false here, so nothing that follows settles the claim. */
  readonly tied: boolean;
  /** The assertion; null when the claim does not apply. */
  readonly decision: Decision | null;
}

/** Axes are known of every cell, also where the record does not repeat them. */
function axisOf(cell: Cell, name: string): Measurement | null {
  const axes: Readonly<Record<string, unknown>> = {
    depth: cell.axes.depth,
    samples: cell.axes.samples,
    dimension: cell.axes.dimension,
    width: cell.axes.width,
  };
  const value = Object.hasOwn(axes, name) ? axes[name] : undefined;
  return typeof value === "number" ? { value, error: 0, grade: "exact" } : null;
}

export const own = (quantities: Measurements, name: string): Measurement | null =>
  Object.hasOwn(quantities, name) ? (quantities[name] ?? null) : null;

export const lookupOf =
  (cell: Cell, quantities: Measurements): Lookup =>
  (name) =>
    own(quantities, name) ?? axisOf(cell, name) ?? { value: null, reason: "not measured" };

export interface Given {
  readonly states: readonly HypothesisState[];
  /** The reason of the first hypothesis that fails, else of the first that is not decided. */
  readonly reason: string | null;
  readonly tied: boolean;
}

export const tiedHypothesis = "a hypothesis holds within rounding only";

/** Holds as a tie of numbers that are not exact: perhaps just not. */
const isRoundingTie = (outcome: Outcome): boolean => outcome.kind === "holds" && outcome.tie && outcome.margin.low < 0;

/** A hypothesis that is merely not refuted may well be false: the claim must not be tested there. */
export function givenAt(statement: Statement, lookup: Lookup): Given {
  const outcomes = statement.hypotheses.map(({ name, root }) => ({ name, outcome: decide(root, lookup).outcome }));
  const states = outcomes.map(({ outcome }): HypothesisState => {
    if (outcome.kind === "holds") return "held";
    return outcome.kind === "fails" ? "failed" : "undecided";
  });
  const first = states.includes("failed") ? states.indexOf("failed") : states.indexOf("undecided");
  const blocking = outcomes[first];
  const tied = outcomes.some(({ outcome }) => isRoundingTie(outcome));
  if (blocking === undefined) return { states, reason: null, tied };
  const { name, outcome } = blocking;
  const why = outcome.kind === "inapplicable" ? `: ${outcome.reason}` : "";
  return { states, reason: `hypothesis ${name} ${states[first]}${why}`, tied };
}

export function judgeAt(statement: Statement, lookup: Lookup): Omit<Judged, "record" | "witness"> {
  const { states: hypotheses, reason, tied } = givenAt(statement, lookup);
  if (reason !== null) return { hypotheses, inapplicable: reason, tied, decision: null };
  const decision = decide(statement.assert, lookup);
  const { outcome } = decision;
  if (outcome.kind === "inapplicable") return { hypotheses, inapplicable: outcome.reason, tied, decision: null };
  const open = { ...decision, outcome: { kind: "undecided", margin: outcome.margin } as const };
  return { hypotheses, inapplicable: null, tied, decision: tied && outcome.kind === "fails" ? open : decision };
}

export function judgeWitness(statement: Statement, record: CellRecord, witness: WitnessRecord): Judged {
  return { record, witness, ...judgeAt(statement, lookupOf(record.cell, witness.quantities)) };
}

/** Whether it shows a `there-is`: a tie within rounding may be just beside the property. */
export const showsProperty = ({ tied, decision }: Pick<Judged, "tied" | "decision">): boolean =>
  decision?.outcome.kind === "holds" && !tied && !isRoundingTie(decision.outcome);

export const outcomeKind = (judged: Judged): string => judged.decision?.outcome.kind ?? "inapplicable";

/** Signed margin; witnesses without one come last. */
export function marginOf({ decision }: Judged): number {
  if (decision === null || decision.outcome.kind === "inapplicable") return Number.POSITIVE_INFINITY;
  return decision.outcome.margin.value;
}

/** Smallest margin first; equal margins by depth, the other axes and index: neither the order of execution shows nor the ids, which change with the code. */
export function byMargin(a: Judged, b: Judged): number {
  const [left, right] = [marginOf(a), marginOf(b)];
  if (left !== right) return left < right ? -1 : 1;
  return byAxes(a.record.cell, b.record.cell) || a.witness.index - b.witness.index;
}

/** Shallow cells first. Two cells of one plan with the same spec differ in an axis. */
export function byAxes(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a.axes.depth !== b.axes.depth) return a.axes.depth - b.axes.depth;
  const [one, other] = [axesText(a), axesText(b)];
  return one === other ? 0 : one < other ? -1 : 1;
}

const texts = new WeakMap<Cell, string>();

function axesText(cell: Cell): string {
  const text = texts.get(cell) ?? canonicalJson(cell.axes);
  texts.set(cell, text);
  return text;
}
