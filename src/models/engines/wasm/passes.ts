/** Tapes of the forward and the reverse pass. */
import type { Program } from "../../program.ts";
import { activationCodes, codeOf } from "./codes.ts";
import type { Batch, Instruction } from "./instructions.ts";
import * as instruction from "./instructions.ts";
import { type Affine, backwardTerm, biasAddress, coordinatesOf, forwardTerm, type Wiring } from "./wiring.ts";

export type Tape = Instruction[];

/** Batches by node; a node that nobody asks for, or that is zero, has none. */
export type Nodes = (Batch | undefined)[];

export interface ForwardBatches {
  readonly values: Nodes;
  /** sigma'(z) and sigma''(z) by output node of the activation. */
  readonly slopes: Nodes;
  readonly curvatures: Nodes;
}

/** Values of all nodes with derivatives up to `order`. Unless `fused`, products that enter a sum get a batch of their own; the bits agree. */
export function forwardPass(wiring: Wiring, x: Batch, order: 0 | 1 | 2, fused: boolean, tape: Tape): ForwardBatches {
  const { operations, rows } = wiring.program;
  const batches: ForwardBatches = { values: [x], slopes: [], curvatures: [] };
  const { values, slopes, curvatures } = batches;
  const product = (operation: Affine, node: number, from: Batch | null): void => {
    const out = { rows: rows[node]! };
    const term = forwardTerm(wiring, operation, values[operation.input]!);
    tape.push(instruction.multiply(out, [term], biasAddress(wiring, operation), from));
    values[node] = out;
  };
  for (const operation of operations) {
    const node = operation.output;
    switch (operation.kind) {
      case "affine":
        if (!fused || !wiring.sumOf.has(node)) product(operation, node, null);
        break;
      case "activation": {
        const batch = (wanted: boolean): Batch | null => (wanted ? { rows: rows[node]! } : null);
        const outputs = { value: { rows: rows[node]! }, slope: batch(order > 0), curvature: batch(order > 1) };
        const code = codeOf(activationCodes, operation.activation.kind);
        tape.push(instruction.jet(code, values[operation.input]!, outputs));
        values[node] = outputs.value;
        slopes[node] = outputs.slope ?? undefined;
        curvatures[node] = outputs.curvature ?? undefined;
        break;
      }
      case "add": {
        const left = values[operation.left]!;
        const inside = wiring.fusedIn.get(node);
        if (fused && inside) product(inside, node, left);
        else {
          values[node] = { rows: rows[node]! };
          tape.push(instruction.add(values[node], left, values[operation.right]!));
        }
        break;
      }
      default:
        operation satisfies never;
    }
  }
  return batches;
}

export interface BackwardBatches {
  readonly adjoints: Nodes;
  /** sigma''(z) dR/da by output node of the activation, where there are curvatures. */
  readonly bends: Nodes;
}

/** What becomes of the adjoint of an affine output. */
export type Gather = (operation: Affine, delta: Batch) => readonly Instruction[];

/** dR/dnode of all nodes but x, from that of the output. Writes bends where the forward pass wrote curvatures. */
export function backwardPass(
  wiring: Wiring,
  forward: ForwardBatches,
  seed: Batch,
  gather: Gather,
  tape: Tape,
): BackwardBatches {
  const { operations, output } = wiring.program;
  const adjoints: Nodes = [];
  const bends: Nodes = [];
  adjoints[output] = seed;
  for (const operation of operations.toReversed()) {
    const out = adjoints[operation.output];
    if (!out) continue;
    switch (operation.kind) {
      case "affine": {
        tape.push(...gather(operation, out));
        const { input } = operation;
        if (input === 0) break;
        const target = { rows: wiring.program.rows[input]! };
        tape.push(instruction.multiply(target, [backwardTerm(wiring, operation, out)], 0, adjoints[input] ?? null));
        adjoints[input] = target;
        break;
      }
      case "activation": {
        // dR/dz = sigma'(z) dR/da
        const { input, output: node } = operation;
        if (input === 0) break;
        const [slope, curvature, from] = [forward.slopes[node]!, forward.curvatures[node], adjoints[input] ?? null];
        const target = { rows: out.rows };
        const bend = { rows: out.rows };
        const inPlace = curvature || from ? null : instruction.sloped(tape.at(-1), out, slope, target);
        if (curvature) bends[node] = bend;
        if (curvature) tape.push(instruction.scaleAndBend(target, bend, slope, curvature, out, from));
        else if (inPlace) tape[tape.length - 1] = inPlace;
        else tape.push(instruction.scale(target, slope, out, from));
        adjoints[input] = target;
        break;
      }
      case "add":
        deliver(adjoints, operation.left, out, tape);
        deliver(adjoints, operation.right, out, tape);
        break;
      default:
        operation satisfies never;
    }
  }
  return { adjoints, bends };
}

/** Adds a batch to a node's; the first one is shared. Nobody asks for node 0, the data. */
export function deliver(nodes: Nodes, node: number, batch: Batch, tape: Tape): void {
  if (node === 0) return;
  const present = nodes[node];
  nodes[node] = present ? { rows: batch.rows } : batch;
  if (present) tape.push(instruction.add(nodes[node]!, present, batch));
}

/** dR/dW = delta a^T and dR/db = delta 1, added to the sums. */
export function gradientOf(wiring: Wiring, { values }: ForwardBatches): Gather {
  return (operation, delta) => {
    const { weight, bias } = coordinatesOf(wiring, operation);
    const parts: Instruction[] = [];
    if (weight >= 0) parts.push(instruction.outer(weight, [[delta, values[operation.input]!]]));
    if (bias >= 0) parts.push(instruction.rowSums(bias, delta));
    return parts;
  };
}

/** Rows of the Jacobian, when the adjoints are those of one output. */
export function jacobianOf(wiring: Wiring, { values }: ForwardBatches): Gather {
  return (operation, delta) => {
    const { weight, bias } = coordinatesOf(wiring, operation);
    if (weight < 0 && bias < 0) return [];
    const size = wiring.program.free.length;
    return [instruction.jacobianRows(delta, values[operation.input]!, weight, bias, size)];
  };
}

/** Transposed copies of all weights that have rows and columns: from `plain` to `transposed`, at `placeOf` the block. */
export function transposes(
  { blocks }: Program,
  plain: number,
  transposed: number,
  placeOf: (block: number) => number,
): Tape {
  const seen = new Set<number>();
  return blocks.flatMap(({ rows, columns }, at) => {
    const place = placeOf(at);
    if (place < 0 || rows === 1 || columns === 1 || seen.has(place)) return [];
    seen.add(place);
    return [instruction.transpose(plain + 8 * place, rows, columns, transposed + 8 * place)];
  });
}
