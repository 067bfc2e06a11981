/** One half of the samples of a large problem: what each of two cores computes, on plain data that can cross to another thread. */
import { enter, type Machine, machineForHalf, type Tenant } from "./machine.ts";

export type HalfTask = "gradient" | "product";
export const halfTasks: readonly HalfTask[] = ["gradient", "product"];

export interface Half {
  /** Sums of the half at theta, one per trainable parameter, then the risk; valid until the next call. */
  readonly compute: (task: HalfTask, theta: Float64Array, direction: Float64Array) => Float64Array;
}

export function halfOf(tenant: Tenant, half: 0 | 1): Half {
  const { plan, free } = tenant;
  const first = machineForHalf(tenant, half, plan.results);
  const place = plan.sums + half * 8 * (free + 1);
  const sumsOf = ({ kernels }: Machine): Float64Array => new Float64Array(kernels.memory.buffer, place, free + 1);
  let sums = sumsOf(first);
  return {
    compute(task, theta, direction) {
      const machine = enter(tenant, plan.results);
      const { kernels } = machine;
      machine.theta.set(theta);
      if (task === "product") {
        machine.direction.set(direction);
        kernels.product(plan.direction.start, plan.stateTape.start, plan.product.start, plan.product.end);
      } else kernels.evaluate(plan.gradient.start, plan.gradient.end);
      if (sums.buffer !== kernels.memory.buffer) sums = sumsOf(machine);
      return sums;
    },
  };
}
