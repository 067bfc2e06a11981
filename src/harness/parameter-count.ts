/** Number of parameters of an architecture from its sizes alone, before anything of that size is allocated. */
import type { ArchitectureSpec, BlockSpec } from "../models/point.ts";

export interface NetworkSize {
  readonly depth: number;
  readonly dimension: number;
  readonly outputs: number;
  /** The sweep's width axis; null: the architecture's own widths. */
  readonly width: number | null;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Units of a block's inner layers. */
function layersOf(block: BlockSpec, width: number | null): readonly number[] {
  const own = block.hidden ?? [Number(block.width ?? 1)];
  return width === null ? own : own.map(() => width);
}

/** U: a x d, then b x a, ...; biases; V: d x last. */
function blockCount(block: BlockSpec, { dimension, width }: NetworkSize): number {
  const layers = layersOf(block, width);
  const inner = sum(layers.map((units, k) => units * (layers[k - 1] ?? dimension)));
  return inner + (block.bias === true ? sum(layers) : 0) + dimension * (layers.at(-1) ?? 0);
}

function residualCount(spec: ArchitectureSpec, size: NetworkSize): number {
  const first = spec["first-block"] ?? spec.blocks?.[0] ?? spec.block ?? {};
  const rest = spec.blocks?.slice(1) ?? Array.from({ length: size.depth - 1 }, () => spec.block ?? {});
  const readout = size.outputs * size.dimension + (spec["readout-bias"] === true ? size.outputs : 0);
  return sum([first, ...rest].map((block) => blockCount(block, size))) + readout;
}

/** A chain of `matrices` layers through hidden layers of `units`. */
function chainCount(matrices: number, units: number, { dimension, outputs }: NetworkSize): number {
  return matrices === 1 ? outputs * dimension : units * dimension + (matrices - 2) * units ** 2 + outputs * units;
}

/** Tied parameters count each time. */
export function parameterCount(spec: ArchitectureSpec, size: NetworkSize): number {
  const { depth, dimension, outputs } = size;
  const units = size.width ?? Number(spec.width ?? 1);
  switch (spec.kind) {
    case "residual":
      return residualCount(spec, size);
    case "linear-residual":
      return depth * dimension ** 2 + outputs * dimension;
    case "fully-connected":
      return chainCount(depth + 1, units, size) + (spec.bias === true ? depth * units + outputs : 0);
    case "deep-linear":
    case "autoencoder":
      return chainCount(depth, units, size);
    default:
      throw new Error(`unknown architecture "${spec.kind}"`);
  }
}
