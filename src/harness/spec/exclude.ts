/** Which combinations of axes a sweep, or a points set of its own, leaves out. */
import { elementsOf, entriesOf, isMapping, type Source, valueAt } from "./source.ts";
import type { Restriction } from "./types.ts";

export type Axes = Readonly<Record<string, string | number | null | undefined>>;

/** An entry matches where all of its keys equal the axes. */
export const matches = (entry: Axes, axes: Axes): boolean =>
  Object.entries(entry).every(([axis, value]) => axes[axis] === value);

/** The lists of a points set, and the axis each of them restricts. */
export const restrictions = { datasets: "dataset", architectures: "architecture", losses: "loss" } as const;

const lists = Object.keys(restrictions) as (keyof typeof restrictions)[];

/** Whether the lists of a points set allow these axes; an axis that is not said is allowed. */
export function takes(points: Restriction, axes: Axes): boolean {
  return lists.every((list) => {
    const value = axes[restrictions[list]];
    return typeof value !== "string" || (points[list]?.includes(value) ?? true);
  });
}

/** As far as the schema accepts them. */
function restrictionOf(points: unknown): Restriction {
  const given = lists.filter((list) => Array.isArray(valueAt(points, [list])));
  return Object.fromEntries(given.map((list) => [list, elementsOf(valueAt(points, [list])).map(String)]));
}

/** Whether the spec, as written, has no cell with these axes. */
export function excludes(source: Source, axes: Axes): boolean {
  const entries = elementsOf(valueAt(source.root, ["sweep", "exclude"]));
  if (entries.some((entry) => isMapping(entry) && matches(entry as Axes, axes))) return true;
  const sets = entriesOf(valueAt(source.root, ["points"])).map(([, points]) => points);
  const without: readonly unknown[] = axes.loss === undefined ? ["given"] : ["given", "class"];
  const searched = sets.filter((points) => !without.includes(valueAt(points, ["kind"])));
  return searched.length > 0 && searched.every((points) => !takes(restrictionOf(points), axes));
}
