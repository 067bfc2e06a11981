/** What two threads share: counters of tasks asked for and done, the task, theta, a direction and the second half's sums. */
import type { Tenant } from "./machine.ts";

export interface Shared {
  readonly control: SharedArrayBuffer;
  readonly numbers: SharedArrayBuffer;
}

/** Places in the control array. */
export const asked = 0;
export const done = 1;
export const taskAt = 2;

export interface Views {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly theta: Float64Array<SharedArrayBuffer>;
  readonly direction: Float64Array<SharedArrayBuffer>;
  readonly sums: Float64Array<SharedArrayBuffer>;
}

type Sizes = Pick<Tenant, "size" | "free">;

export const newShared = ({ size, free }: Sizes): Shared => ({
  control: new SharedArrayBuffer(16),
  numbers: new SharedArrayBuffer(8 * (size + 2 * free + 1)),
});

export function viewsOf({ control, numbers }: Shared, { size, free }: Sizes): Views {
  return {
    control: new Int32Array(control),
    theta: new Float64Array(numbers, 0, size),
    direction: new Float64Array(numbers, 8 * size, free),
    sums: new Float64Array(numbers, 8 * (size + free), free + 1),
  };
}
