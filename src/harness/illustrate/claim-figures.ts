/** Margins of one claim over its points, its two sides, and its worst margin per group of cells. */
import { evaluateNumber, type Node, toText } from "../../verifiers/formula/index.ts";
import { childrenOf } from "../../verifiers/formula/node.ts";
import type { Measurement } from "../../verifiers/measurement.ts";
import type { Evidence } from "../judge/evidence.ts";
import { groupsOf } from "../judge/groups.ts";
import { latexOf } from "../judge/statement.ts";
import { byMargin, type Judged, lookupOf, marginOf, outcomeKind } from "../judge/witness.ts";
import type { Spec } from "../spec/types.ts";
import type { GroupMargins, Side, Sides, Spread } from "./illustrations.types.ts";
import { spreadsOf } from "./spread.ts";

type Comparison = Extract<Node, { kind: "comparison" }>;

const depthOf = ({ record }: Judged): number => record.cell.axes.depth;
const decided = (judged: readonly Judged[]): readonly Judged[] => judged.filter(({ decision }) => decision !== null);

export const marginsOf = (judged: readonly Judged[]): readonly Spread[] =>
  spreadsOf(decided(judged).map((one) => ({ depth: depthOf(one), value: marginOf(one) })));

/** From left to right. */
const comparisonsIn = (root: Node): readonly Comparison[] =>
  root.kind === "comparison" ? [root] : childrenOf(root).flatMap(comparisonsIn);

/** a <= b bounds a by b, a >= b bounds b by a. */
function ordered({ operator, left, right }: Comparison): { value: Node; bound: Node; relation: Sides["relation"] } {
  switch (operator) {
    case "<":
    case "<=":
    case "==":
      return { value: left, bound: right, relation: operator };
    case ">":
      return { value: right, bound: left, relation: "<" };
    case ">=":
      return { value: right, bound: left, relation: "<=" };
    default:
      throw new Error(`unknown comparison ${operator satisfies never}`);
  }
}

/** null where neither side exists at any point. */
export function sidesOf({ spec, claim, statement }: Evidence, judged: readonly Judged[]): Sides | null {
  const [first] = comparisonsIn(statement.assert);
  if (first === undefined) return null;
  const { value, bound, relation } = ordered(first);
  const points = decided(judged).map((one) => ({ one, depth: depthOf(one), ...both(value, bound, one) }));
  if (points.length === 0) return null;
  const extreme = claim.quantifier === "there-is" ? -1 : 0;
  const worst = [...new Set(points.map(({ depth }) => depth))]
    .sort((a, b) => a - b)
    .flatMap((depth) => {
      const here = points.filter((point) => point.depth === depth).sort((a, b) => byMargin(a.one, b.one));
      const { value: v, bound: b } = here.at(extreme) ?? {};
      if (v === undefined || b === undefined || v.value === null || b.value === null) return [];
      return [{ depth, value: v.value, valueError: v.error, bound: b.value, boundError: b.error }];
    });
  const drawn = points.filter(isResolved(points));
  const side = (node: Node, pick: "value" | "bound"): Side => ({
    latex: latexOf(node),
    text: toText(node),
    spreads: spreadsOf(drawn.map((point) => ({ depth: point.depth, value: point[pick].value ?? Number.NaN }))),
  });
  const partial = statement.assert.kind !== "comparison";
  // one alternative of several, or one part of a conjunction, has a ratio that says little
  const closest = partial || relation === "==" ? [] : closestOf(spec, points);
  const unresolved = points.length - drawn.length;
  return { value: side(value, "value"), bound: side(bound, "bound"), relation, partial, unresolved, worst, closest };
}

/** Not: a side whose error bar is as large as half the number itself and larger than every number that is known better. */
function isResolved(points: readonly Compared[]): (point: Compared) => boolean {
  const sides = points.flatMap(({ value, bound }) => [value, bound]);
  const largest = sides.reduce((most, side) => (isKnown(side) ? Math.max(most, Math.abs(side.value ?? 0)) : most), 0);
  const within = (side: Measurement): boolean => side.value === null || isKnown(side) || side.error <= largest;
  return ({ value, bound }) => largest === 0 || (within(value) && within(bound));
}

const isKnown = (side: Measurement): boolean => side.value !== null && side.error < Math.abs(side.value) / 2;

type Compared = { readonly one: Judged; readonly depth: number } & ReturnType<typeof both>;

function closestOf(spec: Spec, points: readonly Compared[]): NonNullable<Sides["closest"]> {
  const ratios = points.flatMap(({ one, depth, value, bound }) =>
    value.value === null || bound.value === null || !(bound.value - bound.error > 0)
      ? []
      : [{ one, depth, ratio: value.value / bound.value }],
  );
  const depths = [...new Set(ratios.map(({ depth }) => depth))].sort((a, b) => a - b);
  return depths.map((depth) => {
    const here = ratios.filter((entry) => entry.depth === depth);
    const { one, ratio } = here.reduce((most, next) => (next.ratio > most.ratio ? next : most));
    const { cell } = one.record;
    return { depth, ratio, cell: cell.id, witness: one.witness.index, group: groupsOf(spec, cell)[0] ?? "" };
  });
}

function both(value: Node, bound: Node, { record, witness }: Judged) {
  const lookup = lookupOf(record.cell, witness.quantities);
  return { value: evaluateNumber(value, lookup), bound: evaluateNumber(bound, lookup) };
}

/** Groups in alphabetical order, each with the depths it has cells for. */
export function groupMarginsOf(evidence: Evidence, judged: readonly Judged[]): readonly GroupMargins[] {
  const groups = new Map<string, Set<number>>();
  for (const cell of evidence.cells)
    for (const group of groupsOf(evidence.spec, cell))
      groups.set(group, (groups.get(group) ?? new Set()).add(cell.axes.depth));
  const placed = judged.flatMap((one) => groupsOf(evidence.spec, one.record.cell).map((group) => ({ group, one })));
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([group, depths]) => {
    const mine = placed.filter((entry) => entry.group === group).map(({ one }) => one);
    const at = (depth: number) => mine.filter((one) => depthOf(one) === depth);
    return {
      group,
      cells: [...depths].sort((a, b) => a - b).map((depth) => ({ depth, ...stateOf(evidence, at(depth)) })),
    };
  });
}

type GroupState = Omit<GroupMargins["cells"][number], "depth">;

function stateOf({ claim }: Evidence, judged: readonly Judged[]): GroupState {
  const applicable = judged.filter(({ inapplicable }) => inapplicable === null).length;
  const sorted = [...decided(judged)].sort(byMargin);
  const extreme = claim.quantifier === "there-is" ? sorted.at(-1) : sorted[0];
  if (extreme === undefined) return { applicable, margin: null, error: null, state: "absent" };
  const seen = claim.quantifier === "there-is" ? [extreme] : sorted;
  const kinds = new Set(seen.map(outcomeKind));
  const tie = extreme.decision?.outcome.kind === "holds" && extreme.decision.outcome.tie;
  const state = kinds.has("fails") ? "fails" : kinds.has("undecided") ? "undecided" : tie ? "tie" : "holds";
  return { applicable, margin: marginOf(extreme), error: extreme.decision?.error ?? 0, state };
}
