/** The second core's thread: waits for a task, computes its half, says so, until its parent goes away. */
import { workerData } from "node:worker_threads";
import { halfOf, halfTasks } from "./half.ts";
import type { Tenant } from "./machine.ts";
import { asked, done, type Shared, taskAt, viewsOf } from "./shared-memory.ts";

const { tenant, shared } = workerData as { readonly tenant: Tenant; readonly shared: Shared };
const { control, theta, direction, sums } = viewsOf(shared, tenant);
const half = halfOf(tenant, 1);

for (let seen = 0; ; ) {
  Atomics.wait(control, asked, seen);
  seen = Atomics.load(control, asked);
  sums.set(half.compute(halfTasks[control[taskAt]!]!, theta, direction));
  Atomics.store(control, done, seen);
  Atomics.notify(control, done);
}
