/** Which combinations of axes a sweep leaves out. */
import { elementsOf, isMapping, type Source, valueAt } from "./source.ts";

export type Axes = Readonly<Record<string, string | number | null | undefined>>;

/** An entry matches where all of its keys equal the axes. */
export const matches = (entry: Axes, axes: Axes): boolean =>
  Object.entries(entry).every(([axis, value]) => axes[axis] === value);

/** Whether the spec, as written, excludes every cell with these axes. */
export function excludes(source: Source, axes: Axes): boolean {
  const entries = elementsOf(valueAt(source.root, ["sweep", "exclude"]));
  return entries.some((entry) => isMapping(entry) && matches(entry as Axes, axes));
}
