/** Measures quantities by name at a witness. */
import type { Measurements } from "./measurement.ts";
import type { ClassContext } from "./quantities/class-context.ts";
import type { DataContext } from "./quantities/data-context.ts";
import type { PointContext } from "./quantities/point-context.ts";
import type { Quantity } from "./quantities/quantity.ts";
import { classQuantities, dataQuantities, pointQuantities } from "./quantities/registry.ts";

export function measurePoint(context: PointContext, names: ReadonlySet<string>): Measurements {
  return { ...measureAll(dataQuantities, context, names), ...measureAll(pointQuantities, context, names) };
}

export function measureClass(context: ClassContext, names: ReadonlySet<string>): Measurements {
  return { ...measureAll(dataQuantities, context, names), ...measureAll(classQuantities, context, names) };
}

function measureAll<Context extends DataContext>(
  quantities: readonly Quantity<Context>[],
  context: Context,
  names: ReadonlySet<string>,
): Measurements {
  const wanted = quantities.filter((quantity) => names.has(quantity.name));
  return Object.fromEntries(wanted.map((quantity) => [quantity.name, quantity.measure(context)]));
}
