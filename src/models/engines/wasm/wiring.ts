/** What the tapes ask about a program: which sums are fused, where parameters and their gradients lie. Linear in the operations. */
import type { Operation, ParameterBlock, Program } from "../../program.ts";
import type { Batch, Term } from "./instructions.ts";

export type Affine = Extract<Operation, { kind: "affine" }>;
export type Addition = Extract<Operation, { kind: "add" }>;

/** Addresses of parameter vectors and of their transposed copies. */
export interface ParameterPlaces {
  readonly theta: number;
  readonly thetaTransposed: number;
  /** Over the trainable parameters. */
  readonly direction: number;
  readonly directionTransposed: number;
}

export interface Wiring {
  readonly program: Program;
  readonly places: ParameterPlaces;
  /** By output node of an affine operation: the sum that is its only reader and takes it as right input. */
  readonly sumOf: ReadonlyMap<number, Addition>;
  /** By output node of such a sum. */
  readonly fusedIn: ReadonlyMap<number, Affine>;
  /** First trainable coordinate of every block; -1 for fixed ones. */
  readonly coordinate: readonly number[];
}

export function wiringOf(program: Program, places: ParameterPlaces): Wiring {
  const place = new Map<number, number>();
  program.free.forEach((position, k) => {
    place.set(position, k);
  });
  const coordinate = program.blocks.map((block) => (block.trainable ? (place.get(block.offset) ?? -1) : -1));
  return { program, places, ...fusedSums(program), coordinate };
}

/** Sums h + (W a + b) that can start once W a + b could, because h is there already. */
function fusedSums({ operations, output, rows }: Program): Pick<Wiring, "sumOf" | "fusedIn"> {
  const readers = rows.map(() => 0);
  readers[output]!++;
  const affine = new Map<number, Affine>();
  const born = rows.map(() => -1);
  operations.forEach((operation, p) => {
    born[operation.output] = p;
    if (operation.kind === "affine") affine.set(operation.output, operation);
    const inputs = operation.kind === "add" ? [operation.left, operation.right] : [operation.input];
    for (const input of inputs) readers[input]!++;
  });
  const sumOf = new Map<number, Addition>();
  const fusedIn = new Map<number, Affine>();
  for (const operation of operations) {
    if (operation.kind !== "add" || readers[operation.right] !== 1) continue;
    const product = affine.get(operation.right);
    if (!product) continue;
    sumOf.set(operation.right, operation);
    fusedIn.set(operation.output, product);
  }
  return { sumOf, fusedIn };
}

/** W batch, as the forward pass needs it. */
export function forwardTerm({ program, places }: Wiring, { weight }: Affine, batch: Batch): Term {
  const { rows, columns, offset } = program.blocks[weight]!;
  return {
    address: forwardAddress(program.blocks[weight]!, places.theta, places.thetaTransposed, offset),
    stride: 8 * rows,
    batch: checked(batch, columns),
  };
}

/** W^T batch. */
export function backwardTerm({ program, places }: Wiring, { weight }: Affine, batch: Batch): Term {
  const { rows, columns, offset } = program.blocks[weight]!;
  return { address: places.theta + 8 * offset, stride: 8 * columns, batch: checked(batch, rows) };
}

/** W_dot batch, W_dot the part of the direction that belongs to the weight; null for fixed weights. */
export function forwardDirection(
  { program, places, coordinate }: Wiring,
  { weight }: Affine,
  batch: Batch,
): Term | null {
  const block = program.blocks[weight]!;
  const place = coordinate[weight]!;
  if (place < 0) return null;
  const address = forwardAddress(block, places.direction, places.directionTransposed, place);
  return { address, stride: 8 * block.rows, batch };
}

/** W_dot^T batch. */
export function backwardDirection(
  { program, places, coordinate }: Wiring,
  { weight }: Affine,
  batch: Batch,
): Term | null {
  const place = coordinate[weight]!;
  return place < 0
    ? null
    : { address: places.direction + 8 * place, stride: 8 * program.blocks[weight]!.columns, batch };
}

/** A matrix with one row or column is its own transpose in memory. */
function forwardAddress({ rows, columns }: ParameterBlock, plain: number, transposed: number, place: number): number {
  return (rows === 1 || columns === 1 ? plain : transposed) + 8 * place;
}

function checked(batch: Batch, rows: number): Batch {
  if (batch.rows !== rows) throw new Error(`a batch of ${batch.rows} rows meets a matrix that wants ${rows}`);
  return batch;
}

/** Address of the bias; 0 for none. */
export const biasAddress = ({ program, places }: Wiring, { bias }: Affine): number =>
  bias < 0 ? 0 : places.theta + 8 * program.blocks[bias]!.offset;

/** First trainable coordinates of an operation's weight and bias; -1 for fixed or absent ones. */
export const coordinatesOf = ({ coordinate }: Wiring, { weight, bias }: Affine): { weight: number; bias: number } => ({
  weight: coordinate[weight]!,
  bias: bias < 0 ? -1 : coordinate[bias]!,
});
