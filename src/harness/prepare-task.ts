/** What a task needs that cannot be had at once: TensorFlow.js, where the spec asks to train with it. Nothing else loads it. */
import type { Task } from "./task.ts";

export async function prepare(task: Task): Promise<void> {
  if (task.kind !== "measure" || task.points.kind !== "critical" || task.points.descent === undefined) return;
  const { makeReady } = await import("../models/training/current.ts");
  await makeReady(task.points.descent.backend);
}
