/**
 * Where Huber's loss has no second derivative: |f - y| = 1 within the running bound of f. A prediction whose every parameter
 * derivative is 0 does not count: its sample adds nothing to the Hessian on either side.
 */
import type { Model } from "./network.ts";
import { adjoints } from "./sweeps.ts";
import { type Node, unit } from "./tape.ts";

export function onLossKink(model: Model): boolean {
  if (!model.loss.bent) return false;
  return model.samples.some(
    ({ weight, outputs, y }) => weight > 0 && outputs.some((f, o) => isNearOne(model, f, y[o]!) && moves(model, f)),
  );
}

function isNearOne({ tape }: Model, f: Node, y: number): boolean {
  const distance = Math.abs(Math.abs(tape.value[f]! - y) - 1);
  // doubled: running bounds are of first order
  return distance <= 2 * (tape.error[f]! + unit * (1 + distance));
}

function moves({ tape, variables }: Model, f: Node): boolean {
  if (!tape.moves[f]) return false;
  const { adjoint } = adjoints(tape, f);
  return variables.some((node) => adjoint[node] !== 0);
}
