/**
 * Tapes of the directional passes (the R-operator, Pearlmutter 1994): either along a direction of the parameters, or as responses to a
 * perturbed affine output, where the parameters stay. A node whose derivative is zero has no batch.
 */

import type { Batch, Instruction, Term } from "./instructions.ts";
import * as instruction from "./instructions.ts";
import type { BackwardBatches, ForwardBatches, Nodes, Tape } from "./passes.ts";
import { deliver } from "./passes.ts";
import {
  type Affine,
  backwardDirection,
  backwardTerm,
  coordinatesOf,
  forwardDirection,
  forwardTerm,
  type Wiring,
} from "./wiring.ts";

/** What the state tape leaves behind. */
export interface State {
  readonly forward: ForwardBatches;
  readonly backward: BackwardBatches;
  /** w_i l''(f_ik). */
  readonly lossBend: Batch;
}

export type Perturbed = "parameters" | "outputs";

/** Positions in the tape, by output node of the affine operation. */
type Positions = Map<number, number>;

export interface ForwardDots {
  readonly dots: Nodes;
  /** Of the instruction after an affine operation. */
  readonly after: Positions;
}

export function forwardDots(wiring: Wiring, state: State, perturbed: Perturbed, tape: Tape): ForwardDots {
  const { operations, rows } = wiring.program;
  const dots: Nodes = [];
  const after: Positions = new Map();
  const product = (operation: Affine, node: number, from: Batch | null): void => {
    const out = { rows: rows[node]! };
    const { terms, bias } = forwardTerms(wiring, state, perturbed, operation, dots[operation.input]);
    if (terms.length > 0 || bias > 0 || from) tape.push(instruction.multiply(out, terms, bias, from));
    if (terms.length > 0 || bias > 0 || from || perturbed === "outputs") dots[node] = out;
    // The product inside a sum has no other reader: its derivative is kept with the sum's.
    dots[operation.output] = dots[node];
    after.set(operation.output, tape.length);
  };
  for (const operation of operations) {
    const node = operation.output;
    switch (operation.kind) {
      case "affine":
        if (!wiring.sumOf.has(node)) product(operation, node, null);
        break;
      case "activation": {
        const input = dots[operation.input];
        if (!input) break;
        dots[node] = { rows: input.rows };
        tape.push(instruction.scale(dots[node], state.forward.slopes[node]!, input, null));
        break;
      }
      case "add": {
        const inside = wiring.fusedIn.get(node);
        if (inside) product(inside, node, dots[operation.left] ?? null);
        else
          for (const part of [dots[operation.left], dots[operation.right]]) if (part) deliver(dots, node, part, tape);
        break;
      }
      default:
        operation satisfies never;
    }
  }
  return { dots, after };
}

/** R{W a + b} = W a_dot + W_dot a + b_dot */
function forwardTerms(
  wiring: Wiring,
  { forward }: State,
  perturbed: Perturbed,
  operation: Affine,
  inputDot: Batch | undefined,
): { readonly terms: Term[]; readonly bias: number } {
  const terms = inputDot ? [forwardTerm(wiring, operation, inputDot)] : [];
  if (perturbed === "outputs") return { terms, bias: 0 };
  const moved = forwardDirection(wiring, operation, forward.values[operation.input]!);
  if (moved) terms.push(moved);
  const { bias } = coordinatesOf(wiring, operation);
  return { terms, bias: bias < 0 ? 0 : wiring.places.direction + 8 * bias };
}

export interface BackwardDots {
  readonly adjointDots: Nodes;
  /** Of the first instruction that belongs to an affine operation or to one before it. */
  readonly until: Positions;
}

/** `gather` gets every affine output's R{delta}, if it is not zero. */
export function backwardDots(
  wiring: Wiring,
  state: State,
  { dots }: ForwardDots,
  perturbed: Perturbed,
  gather: (operation: Affine, deltaDot: Batch | undefined) => readonly Instruction[],
  tape: Tape,
): BackwardDots {
  const { operations, output, rows } = wiring.program;
  const adjointDots: Nodes = [];
  const until: Positions = new Map();
  const predictionDot = dots[output];
  // R{w_i l'(f)} = w_i l''(f) f_dot
  if (predictionDot) {
    adjointDots[output] = { rows: predictionDot.rows };
    tape.push(instruction.scale(adjointDots[output], state.lossBend, predictionDot, null));
  }
  for (const operation of operations.toReversed()) {
    const out = adjointDots[operation.output];
    switch (operation.kind) {
      case "affine": {
        until.set(operation.output, tape.length);
        tape.push(...gather(operation, out));
        const { input } = operation;
        const terms = input === 0 ? [] : backwardTerms(wiring, state, perturbed, operation, out);
        if (terms.length === 0) break;
        const target = { rows: rows[input]! };
        tape.push(instruction.multiply(target, terms, 0, adjointDots[input] ?? null));
        adjointDots[input] = target;
        break;
      }
      case "activation": {
        const { input, output: node } = operation;
        const [slope, bend, dot] = [state.forward.slopes[node], state.backward.bends[node], dots[input]];
        if (input === 0 || !slope || !bend || !(out || dot)) break;
        const target = { rows: rows[node]! };
        tape.push(bentProduct(target, slope, out, bend, dot, adjointDots[input] ?? null));
        adjointDots[input] = target;
        break;
      }
      case "add":
        if (out) for (const node of [operation.left, operation.right]) deliver(adjointDots, node, out, tape);
        break;
      default:
        operation satisfies never;
    }
  }
  return { adjointDots, until };
}

/** R{W^T delta} = W^T delta_dot + W_dot^T delta */
function backwardTerms(
  wiring: Wiring,
  { backward }: State,
  perturbed: Perturbed,
  operation: Affine,
  deltaDot: Batch | undefined,
): Term[] {
  const terms = deltaDot ? [backwardTerm(wiring, operation, deltaDot)] : [];
  const delta = backward.adjoints[operation.output];
  const moved = perturbed === "parameters" && delta ? backwardDirection(wiring, operation, delta) : null;
  return moved ? [...terms, moved] : terms;
}

/** R{sigma'(z) delta} = sigma'(z) delta_dot + (sigma''(z) delta) z_dot */
function bentProduct(
  target: Batch,
  slope: Batch,
  deltaDot: Batch | undefined,
  bend: Batch,
  zDot: Batch | undefined,
  from: Batch | null,
): Instruction {
  if (deltaDot && zDot) return instruction.scaleTwo(target, slope, deltaDot, bend, zDot, from);
  return deltaDot ? instruction.scale(target, slope, deltaDot, from) : instruction.scale(target, bend, zDot!, from);
}

/** R{delta a^T} = delta_dot a^T + delta a_dot^T and R{delta 1} = delta_dot 1, added to the sums. */
export function productOf(wiring: Wiring, { forward, backward }: State, { dots }: ForwardDots) {
  return (operation: Affine, deltaDot: Batch | undefined): readonly Instruction[] => {
    const { weight, bias } = coordinatesOf(wiring, operation);
    const [delta, inputDot] = [backward.adjoints[operation.output], dots[operation.input]];
    const products: [Batch, Batch][] = [];
    if (deltaDot) products.push([deltaDot, forward.values[operation.input]!]);
    if (delta && inputDot) products.push([delta, inputDot]);
    const parts: Instruction[] = [];
    if (weight >= 0 && products.length > 0) parts.push(instruction.outer(weight, products));
    if (bias >= 0 && deltaDot) parts.push(instruction.rowSums(bias, deltaDot));
    return parts;
  };
}
