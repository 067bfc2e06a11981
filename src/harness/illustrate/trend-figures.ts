/** The fits behind a claim across depth, group by group, as lines through the worst value of each depth. */
import { evaluateNumber, slopesIn, toText } from "../../verifiers/formula/index.ts";
import { type Trend, trendsOf } from "../judge/across-depth.ts";
import type { Evidence } from "../judge/evidence.ts";
import { latexOf } from "../judge/statement.ts";
import type { Judged } from "../judge/witness.ts";
import type { TrendLine } from "./illustrations.types.ts";

/** Of the first slope of the formula; the group nearest to failing comes first. */
export function trendLines(evidence: Evidence, judged: readonly Judged[]): readonly TrendLine[] {
  const lines = trendsOf(evidence, judged).flatMap((trend) => lineOf(evidence, trend) ?? []);
  const rank = ({ margin }: TrendLine): number => margin ?? Number.POSITIVE_INFINITY;
  return lines.toSorted((a, b) => rank(a) - rank(b) || (a.group < b.group ? -1 : 1));
}

function lineOf({ statement }: Evidence, { group, series, slopes, decision }: Trend): TrendLine | null {
  const [node] = slopesIn(statement.assert);
  const [fitted] = slopes;
  if (node === undefined || fitted === undefined || fitted.value === null) return null;
  const outcome = decision?.outcome;
  return {
    group,
    of: { latex: latexOf(node.of), text: toText(node.of) },
    against: { latex: latexOf(node.against), text: toText(node.against) },
    slope: fitted.value,
    error: fitted.error,
    margin: outcome === undefined || outcome.kind === "inapplicable" ? null : outcome.margin.value,
    readings: (series[0] ?? []).flatMap(({ depth, lookup }) => {
      const [x, y] = [evaluateNumber(node.against, lookup), evaluateNumber(node.of, lookup)];
      return x.value === null || y.value === null ? [] : [{ depth, x: x.value, y: y.value, error: y.error }];
    }),
  };
}
