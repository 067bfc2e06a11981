/** Everything random in a cell hangs on its own axes: results do not depend on order, workers or shards. */
import type { Cell } from "./plan.types.ts";
import type { Spec } from "./spec/types.ts";

export function streamLabel(spec: Spec, { axes }: Cell): string {
  const parts = [
    axes.points,
    axes.dataset,
    axes.architecture,
    axes.loss,
    axes.depth,
    axes.seed,
    axes.samples,
    axes.dimension,
    axes.width,
  ];
  return [spec.id, ...parts.map((part) => part ?? "-")].join("/");
}
