/** Comparisons with linear predictors: the right side of (M) at t*, and the best linear predictors on the hidden representations. */
import type { Measured, Measurement } from "../measurement.ts";
import { type Bounded, exactly, inner, measured, minus, plus, times, total, zero } from "./bounded.ts";
import { type Context, problems, sumOfRisks } from "./context.ts";
import { fitLinear } from "./convex.ts";
import { linearReadout, notAttained } from "./data-quantities.ts";
import { numbers, type Residual } from "./invisible.ts";
import { gradientAt } from "./moments.ts";

/** (w - t).grad_w R + c dR/dc + sum_l t^T V_l g_l, for one output. */
export function masterBound(context: Context, network: Residual): Measurement {
  const model = context.model();
  const t = linearReadout(context)?.[0];
  if (t === undefined) return notAttained;
  const slope = (node: number): Bounded => gradientAt(context.gradient(), node);
  const value = (node: number): Bounded => exactly(model.tape.value[node]!);
  const readout = network.readout![0]!.map((node, i) => times(minus(value(node), t[i]!), slope(node)));
  const shift = network.shift.map((node) => times(value(node), slope(node)));
  const features = network.blocks.map(({ outer }, l) =>
    total(
      context.moments()[l]!.map((moment, j) =>
        times(
          moment,
          inner(
            t,
            outer.map((row) => value(row[j]!)),
          ),
        ),
      ),
    ),
  );
  return measured([...readout, ...shift, ...features].reduce(plus, zero));
}

/** max_l inf_t E l(t.h_l; y), l = 1..L. */
export function hiddenLinearRisk(context: Context): Measurement {
  const model = context.model();
  const risks = model.samples[0]!.states.slice(1).map((_, l) => {
    const features = model.samples.map(({ states }) => numbers(model, states[l + 1]!));
    return sumOfRisks(problems(model, features).map(fitLinear)) as Measured;
  });
  // another representation may have the largest infimum, as far as the bars go
  const value = Math.max(...risks.map((risk) => risk.value));
  const highest = Math.max(...risks.map((risk) => risk.value + risk.error));
  const lowest = Math.max(...risks.map((risk) => risk.value - risk.error));
  return { value, error: Math.max(highest - value, value - lowest), grade: "measured" };
}
