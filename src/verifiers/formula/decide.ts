/**
 * What a condition says at one witness: three-valued logic (Kleene) over its comparisons together with the margin
 * interval (`and` min, `or` max), once for what is certain and once with one-sided bounds taken as tight.
 * `not` moves to the comparisons and flips their strictness, so that `not a <= b` is exactly `a > b`.
 */
import type { Absent, Grade } from "../measurement.ts";
import type { Margin, Outcome } from "../outcome.ts";
import { evaluateRange, type Lookup } from "./evaluate.ts";
import type { ComparisonNode, Node } from "./node.ts";
import { isAbsent, type Range, weakest } from "./range.ts";

/**
 * Largest half-width, relative to max(1, |a|, |b|), that counts as rounding: a non-strict comparison with 0 inside such
 * an interval holds as a tie. Wider bars come from sampling, a failed solve or a sign that stayed open and may hide a violation: undecided.
 */
export const tieTolerance = 1e-9;

/** Below about the root of the smallest float, squares lose their digits: no margin of numbers that are not exact is closer to 0 than this. */
const underflow = 2 ** -480;

type Truth = "true" | "false" | "unknown";

interface Verdict {
  readonly truth: Truth;
  /** The margin is 0 within rounding, and the comparison holds because it is not strict. */
  readonly tie: boolean;
  /** null where a quantity does not exist. */
  readonly margin: Margin | null;
}

/** What is known of a part of the condition. */
interface Part {
  readonly certain: Verdict;
  readonly nominal: Verdict;
  readonly grade: Grade | null;
  /** Why the part is unknown, when a quantity in it does not exist. */
  readonly missing: string | null;
}

export interface Decision {
  readonly outcome: Outcome;
  /** Half-width of the margin with one-sided bounds taken as tight; 0 without a margin. */
  readonly error: number;
  /** Weakest evidence behind the margin. */
  readonly grade: Grade | null;
}

/** Sign of b - a against 0. The float difference of two numbers always has the right sign. */
function order(margin: Margin, strict: boolean, exact: boolean, tieWidth: number): Verdict {
  const { value, low, high } = margin;
  const holds = (tie: boolean): Verdict => ({ truth: "true", tie, margin });
  if (exact ? value > 0 : low > 0) return holds(false);
  if (exact ? value < 0 : strict ? high <= 0 : high < 0) return { truth: "false", tie: false, margin };
  if (exact) return strict ? { truth: "false", tie: false, margin } : holds(true);
  if (!strict && (low >= 0 || (high - low) / 2 <= tieWidth)) return holds(true);
  return { truth: "unknown", tie: false, margin };
}

/** a = b with margin -|a - b|, or a != b with margin |a - b|, from the interval of b - a. */
function equality(difference: Margin, negated: boolean, exact: boolean, tieWidth: number): Verdict {
  const { value, low, high } = difference;
  const near = low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));
  const far = Math.max(Math.abs(low), Math.abs(high));
  if (negated) return order({ value: Math.abs(value), low: near, high: far }, true, exact, tieWidth);
  const margin = { value: -Math.abs(value), low: -far, high: -near };
  if (near > 0) return { truth: "false", tie: false, margin };
  const tie = exact || (high - low) / 2 <= tieWidth;
  return { truth: tie ? "true" : "unknown", tie, margin };
}

function compare(node: ComparisonNode, negated: boolean, a: Range, b: Range): Part {
  // no width at all is a tie where a sign is undecided
  const open = a.undecidedSign || b.undecidedSign;
  const tieWidth = open ? Number.NEGATIVE_INFINITY : tieTolerance * Math.max(1, Math.abs(a.value), Math.abs(b.value));
  const exact = a.exact && b.exact;
  const swapped = (node.operator === ">" || node.operator === ">=") !== negated;
  const [small, large] = swapped ? [b, a] : [a, b];
  const strict = (node.operator === "<" || node.operator === ">") !== negated;
  const verdict = (side: "certain" | "nominal"): Verdict => {
    // margin of small <= large: large - small
    const [low, high] = [large[side].low - small[side].high, large[side].high - small[side].low];
    const margin = {
      value: large.value - small.value,
      low: !exact && low > 0 && low < underflow ? 0 : low,
      high: !exact && high < 0 && high > -underflow ? underflow : high,
    };
    return node.operator === "==" ? equality(margin, negated, exact, tieWidth) : order(margin, strict, exact, tieWidth);
  };
  return { certain: verdict("certain"), nominal: verdict("nominal"), grade: weakest(a.grade, b.grade), missing: null };
}

const unknown: Verdict = { truth: "unknown", tie: false, margin: null };

/** Unknown, unless its neighbours decide without it. */
const gap = ({ reason }: Absent): Part => ({ certain: unknown, nominal: unknown, grade: null, missing: reason });

/** The truth value that settles the connective alone, and the other one. */
const settles = { and: "false", or: "true" } as const;
const opposite = { and: "true", or: "false" } as const;

function joinMargins(kind: "and" | "or", a: Margin | null, b: Margin | null): Margin | null {
  if (a === null || b === null) return a ?? b;
  const pick = kind === "and" ? Math.min : Math.max;
  return { value: pick(a.value, b.value), low: pick(a.low, b.low), high: pick(a.high, b.high) };
}

function joinVerdicts(kind: "and" | "or", a: Verdict, b: Verdict): Verdict {
  const settled = a.truth === settles[kind] || b.truth === settles[kind];
  const open = a.truth === "unknown" || b.truth === "unknown";
  const truth = settled ? settles[kind] : open ? "unknown" : opposite[kind];
  // An alternative that holds outright makes a tie beside it irrelevant.
  const firm = kind === "or" && [a, b].some((side) => side.truth === "true" && !side.tie);
  return { truth, tie: truth === "true" && (a.tie || b.tie) && !firm, margin: joinMargins(kind, a.margin, b.margin) };
}

/** The evidence behind the side whose margin decides. */
function joinGrades(kind: "and" | "or", a: Part, b: Part): Grade | null {
  if (a.grade === null || b.grade === null) return a.grade ?? b.grade;
  const ahead = (a.nominal.margin?.value ?? 0) - (b.nominal.margin?.value ?? 0);
  if (ahead === 0) return weakest(a.grade, b.grade);
  return ahead < 0 === (kind === "and") ? a.grade : b.grade;
}

function join(kind: "and" | "or", a: Part, b: Part): Part {
  const certain = joinVerdicts(kind, a.certain, b.certain);
  const missing = certain.truth === "unknown" ? (a.missing ?? b.missing) : null;
  return { certain, nominal: joinVerdicts(kind, a.nominal, b.nominal), grade: joinGrades(kind, a, b), missing };
}

function evaluate(node: Node, lookup: Lookup, negated: boolean): Part {
  switch (node.kind) {
    case "comparison": {
      const a = evaluateRange(node.left, lookup);
      if (isAbsent(a)) return gap(a);
      const b = evaluateRange(node.right, lookup);
      return isAbsent(b) ? gap(b) : compare(node, negated, a, b);
    }
    case "not":
      return evaluate(node.operand, lookup, !negated);
    case "and":
    case "or": {
      // de Morgan: not (p and q) is (not p) or (not q)
      const kind = (node.kind === "and") !== negated ? "and" : "or";
      return join(kind, evaluate(node.left, lookup, negated), evaluate(node.right, lookup, negated));
    }
    default:
      throw new Error(`bug: a ${node.kind} is no condition; checkFormula refuses it`);
  }
}

function outcomeOf({ certain, nominal, missing }: Part): Outcome {
  const { truth, tie, margin } = certain;
  const decided = truth !== "unknown" || nominal.truth === "true";
  if (margin === null || (missing !== null && !decided))
    return { kind: "inapplicable", reason: missing ?? "no margin" };
  if (truth === "true") return { kind: "holds", margin, tie };
  if (truth === "false") return { kind: "fails", margin };
  return { kind: nominal.truth === "true" ? "not-refuted" : "undecided", margin };
}

/** The outcome together with the evidence behind its margin. */
export function decide(root: Node, lookup: Lookup): Decision {
  const part = evaluate(root, lookup, false);
  const outcome = outcomeOf(part);
  const margin = part.nominal.margin;
  if (outcome.kind === "inapplicable" || margin === null) return { outcome, error: 0, grade: null };
  return { outcome, error: Math.max(margin.value - margin.low, margin.high - margin.value), grade: part.grade };
}

export function evaluateCondition(root: Node, lookup: Lookup): Outcome {
  return decide(root, lookup).outcome;
}
