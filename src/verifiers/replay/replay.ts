/**
 * The second route: measures quantities at a stored point by an evaluation that shares no numerical code with the primary
 * engine (scalar tape, own elementary functions, Jacobi eigenvalues, elimination). Slow and readable on purpose.
 */
import type { PointFile } from "../../models/point.ts";
import type { Measured, Measurement, Measurements } from "../measurement.ts";
import { contextOf, type Quantity } from "./context.ts";
import { dataQuantities } from "./data-quantities.ts";
import { absent } from "./geometry.ts";
import { pointQuantities } from "./point-quantities.ts";

export const replayQuantities: Readonly<Record<string, Quantity>> = { ...dataQuantities, ...pointQuantities };

export interface ReplayOptions {
  /** What the first route measured. Where the two differ beyond their error bars, neither is trusted. */
  readonly primary?: Measurements;
}

/** A number that is not finite is no measurement. */
function finite(measurement: Measurement): Measurement {
  if (measurement.value === null) return measurement;
  if (!Number.isFinite(measurement.value)) return absent("not a finite number");
  return Number.isNaN(measurement.error) ? { ...measurement, error: Number.POSITIVE_INFINITY } : measurement;
}

const twoSided = ({ grade }: Measured): boolean => grade !== "lower-bound" && grade !== "upper-bound";

/** Error bars are first-order bounds: a difference counts only beyond them and beyond 1e-8 relative. */
function disagrees(a: Measured, b: Measured): boolean {
  const size = Math.max(Math.abs(a.value), Math.abs(b.value));
  return Math.abs(a.value - b.value) > a.error + b.error + 1e-8 * size;
}

function agreed(own: Measurement, primary: Measurement | undefined): Measurement {
  if (own.value === null || primary === undefined || primary.value === null || !twoSided(primary)) return own;
  return disagrees(own, primary) ? absent(`the two routes disagree: ${primary.value} and ${own.value}`) : own;
}

export function replay(point: PointFile, names: readonly string[], options: ReplayOptions = {}): Measurements {
  const context = contextOf(point);
  const measure = (name: string): Measurement => {
    const quantity = replayQuantities[name];
    if (quantity === undefined) return absent(`the second route does not measure ${name}`);
    return agreed(finite(quantity(context)), options.primary?.[name]);
  };
  return Object.fromEntries(names.map((name) => [name, measure(name)]));
}
