/** Builds a Program operation by operation; used by the architectures only. */
import type { Activation } from "./activation.ts";
import type { Operation, ParameterBlock, Program, ResidualStructure } from "./program.ts";

export interface ProgramBuilder {
  /** Adds a parameter block and returns its index. */
  readonly parameter: (
    name: string,
    shape: ParameterBlock["shape"],
    rows: number,
    columns: number,
    trainable: boolean,
  ) => number;
  readonly affine: (input: number, weight: number, bias: number) => number;
  readonly activation: (input: number, activation: Activation) => number;
  readonly add: (left: number, right: number) => number;
  readonly finish: (output: number, info: ProgramInfo) => Program;
}

export interface ProgramInfo {
  readonly depth: number;
  readonly width: number;
  readonly residual: ResidualStructure | null;
}

/** `tie`: groups of block names that share their values; the first name of a group owns them. */
export function programBuilder(dimension: number, tie: readonly (readonly string[])[] = []): ProgramBuilder {
  const blocks: ParameterBlock[] = [];
  const rows: number[] = [dimension];
  const operations: Operation[] = [];
  let size = 0;

  const node = (count: number): number => rows.push(count) - 1;

  const offsetOf = (block: Omit<ParameterBlock, "offset">): number => {
    const { name, rows: blockRows, columns, trainable } = block;
    const group = tie.find((names) => names.includes(name));
    const owner = group && blocks.find((other) => group.includes(other.name));
    if (!owner) {
      size += blockRows * columns;
      return size - blockRows * columns;
    }
    if (owner.rows !== blockRows || owner.columns !== columns)
      throw new Error(`tied parameters ${owner.name} and ${name} differ in shape`);
    if (owner.trainable !== trainable) throw new Error(`of the tied parameters ${owner.name} and ${name} one is fixed`);
    return owner.offset;
  };

  return {
    parameter(name, shape, blockRows, columns, trainable) {
      const block = { name, shape, rows: blockRows, columns, trainable };
      return blocks.push({ ...block, offset: offsetOf(block) }) - 1;
    },
    affine(input, weight, bias) {
      const output = node(blocks[weight]!.rows);
      operations.push({ kind: "affine", input, output, weight, bias });
      return output;
    },
    activation(input, activation) {
      const output = node(rows[input]!);
      operations.push({ kind: "activation", input, output, activation });
      return output;
    },
    add(left, right) {
      const output = node(rows[left]!);
      operations.push({ kind: "add", left, right, output });
      return output;
    },
    finish: (output, info) => ({
      blocks,
      size,
      free: freePositions(blocks, size),
      rows,
      operations,
      output,
      dimension,
      ...info,
    }),
  };
}

function freePositions(blocks: readonly ParameterBlock[], size: number): Int32Array {
  const free = new Uint8Array(size);
  for (const block of blocks)
    if (block.trainable) free.fill(1, block.offset, block.offset + block.rows * block.columns);
  return Int32Array.from([...free.keys()].filter((position) => free[position] === 1));
}
