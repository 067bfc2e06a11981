/**
 * A machine is an instance of the kernels and the problem that its memory holds at the moment. Small problems take turns on one machine:
 * moving in copies the data and forgets earlier states. A problem that once needs much memory has a machine of its own, as long as it lives.
 */
import { reserve } from "../../../numerics/wasm-module.ts";
import type { Data } from "../../data.ts";
import type { Problem } from "../../evaluator.ts";
import { type Kernels, kernelInstance } from "./kernels.ts";
import { type Plan, planOf, recordRows } from "./plan.ts";

/** A problem in the form that is copied into memory. */
export interface Tenant {
  /** Numbers of parameters, and of trainable ones. */
  readonly size: number;
  readonly free: number;
  readonly plan: Plan;
  /** Records of all chunks. */
  readonly records: Float64Array;
  own: Machine | null;
}

export interface Machine {
  readonly kernels: Kernels;
  tenant: Tenant | null;
  /** Views on the tenant's proposed parameters, direction and sums; new ones after the memory has grown. */
  theta: Float64Array;
  direction: Float64Array;
  sums: Float64Array;
}

/** Memory on the shared machine, in bytes: it never shrinks. */
const sharedBytes = 2 ** 26;
const nothing = new Float64Array(0);

const newMachine = (): Machine => ({
  kernels: kernelInstance(),
  tenant: null,
  theta: nothing,
  direction: nothing,
  sums: nothing,
});

let shared: Machine | null = null;

export function tenantOf(problem: Problem, largestStates: number): Tenant {
  const plan = planOf(problem, largestStates);
  const { size, free } = problem.program;
  return { size, free: free.length, plan, records: recordsOf(problem, plan), own: null };
}

/** A machine of its own, for one half of the chunks, with the tenant in place and memory up to `end`. */
export function machineForHalf(tenant: Tenant, half: 0 | 1, end: number): Machine {
  tenant.own = newMachine();
  tenant.own.kernels.placeHalf(half);
  return enter(tenant, end);
}

/** A machine with the tenant in place and memory up to `end`. */
export function enter(tenant: Tenant, end: number): Machine {
  const machine = machineFor(tenant, end);
  const { memory } = machine.kernels;
  reserve(memory, end);
  if (machine.tenant !== tenant) moveIn(machine, tenant);
  if (machine.theta.buffer !== memory.buffer) renewViews(machine, tenant);
  return machine;
}

function machineFor(tenant: Tenant, end: number): Machine {
  if (end > sharedBytes) tenant.own ??= newMachine();
  if (tenant.own) return tenant.own;
  shared ??= newMachine();
  return shared;
}

function moveIn(machine: Machine, tenant: Tenant): void {
  const { plan, size, free, records } = tenant;
  const { kernels } = machine;
  const { buffer } = kernels.memory;
  new Int32Array(buffer, plan.image.address, plan.image.words.length).set(plan.image.words);
  new Float64Array(buffer, plan.data, records.length).set(records);
  kernels.placeSamples(plan.samples, plan.chunkSamples, plan.data, plan.dataBytes);
  kernels.placeState(plan.state, plan.stateBytes);
  kernels.placeSums(plan.sums, 8 * (free + 1));
  kernels.placeResults(plan.results);
  const { start, end } = plan.prepare;
  kernels.placeTheta(plan.proposed, plan.places.theta, 8 * size, start, end);
  machine.tenant = tenant;
  renewViews(machine, tenant);
}

function renewViews(machine: Machine, { plan, size, free }: Tenant): void {
  const { buffer } = machine.kernels.memory;
  machine.theta = new Float64Array(buffer, plan.proposed, size);
  machine.direction = new Float64Array(buffer, plan.places.direction, free);
  machine.sums = new Float64Array(buffer, plan.sums, free);
}

/** x, y and weights by chunk, in panels of four samples. Samples that only fill a panel repeat the last one, with weight 0. */
function recordsOf({ program, data }: Problem, plan: Plan): Float64Array {
  const { chunkSamples, chunks, dataBytes } = plan;
  const records = new Float64Array((chunks * dataBytes) / 8);
  const [inputs, outputs] = recordRows(program);
  const tables = [
    { rows: inputs, value: (i: number, row: number) => data.x[i * inputs + row]! },
    { rows: outputs, value: (i: number, row: number) => data.y[i * outputs + row]! },
  ];
  for (let i = 0; i < chunks * chunkSamples; i++) {
    const [chunk, place] = [Math.floor(i / chunkSamples), i % chunkSamples];
    const sample = Math.min(i, data.samples - 1);
    let base = (chunk * dataBytes) / 8;
    for (const { rows, value } of tables) {
      for (let row = 0; row < rows; row++) records[base + entry(place, row, rows)] = value(sample, row);
      base += rows * chunkSamples;
    }
    records[base + entry(place, 0, 1)] = i < data.samples ? data.weights[i]! : 0;
  }
  return records;
}

/** Where sample i of a row lies in a batch. */
function entry(i: number, row: number, rows: number): number {
  return ((i >> 2) * rows + row) * 4 + (i & 3);
}

/** Throws when the data does not fit the program's shapes. */
export function checkShapes(program: Problem["program"], data: Data): void {
  const outputs = program.rows[program.output]!;
  if (data.dimension !== program.rows[0])
    throw new Error(`the program wants dimension ${program.rows[0]}, the data has ${data.dimension}`);
  if (data.outputs !== outputs) throw new Error(`the program has ${outputs} outputs, the data has ${data.outputs}`);
}
