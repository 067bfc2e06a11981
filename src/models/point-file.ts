/** Point file <-> problem and parameter vector. The file's shape has been checked by its schema; sizes are checked here. */
import type { ProgramAxes } from "./architecture.ts";
import { architectures } from "./architectures/index.ts";
import type { Data } from "./data.ts";
import type { Problem } from "./evaluator.ts";
import { losses } from "./losses/index.ts";
import type { ArchitectureSpec, Nested, PointFile } from "./point.ts";
import type { ParameterBlock, Program } from "./program.ts";

export type PointOutcome =
  | { readonly ok: true; readonly problem: Problem; readonly theta: Float64Array }
  | { readonly ok: false; readonly reason: string };

export type Compiled =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly reason: string };

/** The latest ones, so that the cells of one architecture share a program, and with it what engines derive from it. */
const latest = new Map<string, Compiled>();
const kept = 24;

/** Compiles an architecture; a description that fits no program is a reason, not an exception. */
export function compileArchitecture(spec: ArchitectureSpec, axes: ProgramAxes): Compiled {
  const key = JSON.stringify([spec, axes]);
  const compiled = latest.get(key) ?? compileAnew(spec, axes);
  latest.delete(key);
  latest.set(key, compiled);
  for (const oldest of latest.keys()) if (latest.size > kept) latest.delete(oldest);
  return compiled;
}

function compileAnew(spec: ArchitectureSpec, axes: ProgramAxes): Compiled {
  const architecture = architectures[spec.kind];
  if (!architecture) return { ok: false, reason: `unknown architecture "${spec.kind}"` };
  try {
    return { ok: true, program: architecture.compile(spec, axes) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

export function readPoint(point: PointFile): PointOutcome {
  const loss = losses[point.loss];
  if (!loss) return { ok: false, reason: `unknown loss "${point.loss}"; known: ${Object.keys(losses).join(", ")}` };
  const { depth, dimension, ...spec } = point.architecture;
  const data = dataOf(point, dimension);
  if (typeof data === "string") return { ok: false, reason: data };
  if (loss.labels === "signs" && data.y.some((label) => Math.abs(label) !== 1))
    return { ok: false, reason: `the ${loss.kind} loss needs labels -1 and 1` };
  const compiled = compileArchitecture(spec, { depth, dimension, outputs: data.outputs, width: null });
  if (!compiled.ok) return compiled;
  const surplus = surplusParameter(point.parameters, compiled.program);
  if (surplus) return { ok: false, reason: `${surplus} does not belong to this architecture` };
  const theta = new Float64Array(compiled.program.size);
  for (const block of compiled.program.blocks) {
    const owner = compiled.program.blocks.find((other) => other.offset === block.offset)!;
    const own = theta.slice(block.offset, block.offset + block.rows * block.columns);
    const reason = readBlockValues(point.parameters, block, theta);
    if (reason) return { ok: false, reason };
    if (owner !== block && own.some((value, k) => value !== theta[block.offset + k]))
      return { ok: false, reason: `${owner.name} and ${block.name} are tied but differ` };
  }
  return { ok: true, problem: { program: compiled.program, loss, data }, theta };
}

function dataOf(point: PointFile, dimension: number): Data | string {
  const { x, y, weights } = point.data;
  const ragged = x.findIndex((row) => row.length !== dimension);
  if (ragged >= 0)
    return `data.x[${ragged}] has ${x[ragged]!.length} entries, the architecture has dimension ${dimension}`;
  if (y.length !== x.length) return `data.y has ${y.length} entries for ${x.length} rows of data.x`;
  if (weights && weights.length !== x.length) return `data.weights has ${weights.length} entries for ${x.length} rows`;
  if (weights && !(weights.every((weight) => weight >= 0) && weights.some((weight) => weight > 0)))
    return "data.weights are at least 0 and not all 0";
  const labels = y.map((label) => (typeof label === "number" ? [label] : [...label]));
  const outputs = labels[0]?.length ?? 1;
  if (labels.some((label) => label.length !== outputs)) return "the labels differ in length";
  return {
    samples: x.length,
    dimension,
    outputs,
    x: Float64Array.from(x.flat()),
    y: Float64Array.from(labels.flat()),
    weights: normalised(weights ?? new Array<number>(x.length).fill(1)),
  };
}

function normalised(weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => weight / total);
}

/** The first number in the file that no parameter takes; empty lists, as for a block without bias, are no numbers. */
function surplusParameter(parameters: PointFile["parameters"], { blocks }: Program): string | null {
  const known = blocks.map((block) => block.name);
  const visit = (value: Nested, name: string): string | null => {
    if (known.includes(name)) return null;
    if (typeof value === "number" || !known.some((other) => other.startsWith(`${name}/`)))
      return flatten(value).length > 0 ? `parameters.${name.replaceAll("/", ".")}` : null;
    return value.map((entry, k) => visit(entry, `${name}/${k}`)).find((found) => found !== null) ?? null;
  };
  const found = Object.entries(parameters).map(([name, value]) => visit(value, name));
  return found.find((name) => name !== null) ?? null;
}

/** The value at "U/0" is parameters.U[0]. Returns what is wrong, or null. */
function readBlockValues(
  parameters: Readonly<Record<string, Nested>>,
  block: ParameterBlock,
  theta: Float64Array,
): string | null {
  const [head, ...path] = block.name.split("/");
  let value: Nested | undefined = Object.hasOwn(parameters, head!) ? parameters[head!] : undefined;
  for (const key of path) value = Array.isArray(value) ? (value as readonly Nested[])[Number(key)] : undefined;
  if (value === undefined) return `parameters.${block.name.replaceAll("/", ".")} is missing`;
  const flat = flatten(value);
  const count = block.rows * block.columns;
  if (flat.length !== count)
    return `parameters.${block.name.replaceAll("/", ".")} has ${flat.length} numbers, expected ${block.rows} x ${block.columns}`;
  theta.set(flat, block.offset);
  return null;
}

function flatten(value: Nested): readonly number[] {
  return typeof value === "number" ? [value] : value.flatMap(flatten);
}

/** The point as a file: what `inspect`, `replay` and other people's programs read. */
export function writePoint(problem: Problem, spec: ArchitectureSpec, theta: Float64Array): PointFile {
  const { program, data, loss } = problem;
  const parameters: Record<string, Nested[] | Nested> = {};
  for (const block of program.blocks) place(parameters, block.name.split("/"), blockValue(block, theta));
  const uniform = data.weights.every((weight) => weight === data.weights[0]);
  return {
    format: "depthproof-point/1",
    loss: loss.kind,
    data: {
      x: matrixRows(data.x, data.samples, data.dimension),
      y: data.outputs === 1 ? [...data.y] : matrixRows(data.y, data.samples, data.outputs),
      ...(uniform ? {} : { weights: [...data.weights] }),
    },
    architecture: { ...spec, depth: program.depth, dimension: program.dimension },
    parameters,
  };
}

function place(target: Record<string, Nested[] | Nested>, [head, ...path]: readonly string[], value: Nested): void {
  if (path.length === 0) {
    target[head!] = value;
    return;
  }
  target[head!] ??= [];
  let list = target[head!] as Nested[];
  path.forEach((key, position) => {
    const index = Number(key);
    while (list.length <= index) list.push([]);
    if (position === path.length - 1) list[index] = value;
    else list = list[index] as Nested[];
  });
}

function blockValue(block: ParameterBlock, theta: Float64Array): Nested {
  const values = [...theta.subarray(block.offset, block.offset + block.rows * block.columns)];
  switch (block.shape) {
    case "scalar":
      return values[0]!;
    case "vector":
      return values;
    case "matrix":
      return matrixRows(values, block.rows, block.columns);
    default:
      return block.shape satisfies never;
  }
}

function matrixRows(values: ArrayLike<number>, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_unused, c) => values[r * columns + c]!),
  );
}
