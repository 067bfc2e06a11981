/**
 * Upper bounds of inf over t of F(t) = sum_i omega_i l(t . z_i; y_i) where l is not convex: F where descents from several starts end,
 * by steepest descent out of the regions of negative curvature, then Newton steps. Error: rounding alone, for nothing is said from below.
 */
import { type LinearFit, type LinearProblem, lineSearch, minimise, rounding, type State, stateAt } from "./convex.ts";
import { columnSpan, innerProduct } from "./span.ts";

/** The starts are projections of the labels, each moved by one of these. */
const shifts = [-1.5, -0.5, 0, 0.5, 1.5];
const steepest = 30;

function descend(problem: LinearProblem, rows: readonly Float64Array[], start: Float64Array): State {
  let state = stateAt(problem, rows, start);
  for (let k = 0; k < steepest; k++) {
    const downhill = state.gradient.map((entry) => -entry);
    const next = lineSearch(problem, rows, state, downhill);
    if (next === null) break;
    state = next;
  }
  return minimise(problem, rows, state.t);
}

export function fitFromAbove(problem: LinearProblem): LinearFit {
  const { basis, basic, coefficients } = columnSpan(problem.features);
  const rows = problem.features.map((_, i) => Float64Array.from(basis, (q) => q[i]!));
  const ends = shifts.map((shift) => {
    const target = problem.labels.map((label) => label + shift);
    return descend(
      problem,
      rows,
      Float64Array.from(basis, (q) => innerProduct(q, target)),
    );
  });
  const best = ends.reduce((lowest, end) => (end.value < lowest.value ? end : lowest));
  return {
    risk: { value: best.value, error: rounding(problem, basic(best.t)), grade: "upper-bound" },
    t: Array.from(coefficients(best.t)),
    distance: Number.POSITIVE_INFINITY,
  };
}
