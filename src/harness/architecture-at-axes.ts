/** An architecture at one cell's axes: formulas replaced by their values, the sweep's width written in, so that it stands alone. */
import type { ArchitectureSpec, BlockSpec } from "../models/point.ts";
import { evaluateNumber } from "./spec/number.ts";

type EditBlock = (block: BlockSpec) => BlockSpec;

function mapBlocks(architecture: ArchitectureSpec, edit: EditBlock): ArchitectureSpec {
  const { block, blocks, "first-block": first } = architecture;
  return {
    ...architecture,
    ...(block === undefined ? {} : { block: edit(block) }),
    ...(blocks === undefined ? {} : { blocks: blocks.map(edit) }),
    ...(first === undefined ? {} : { "first-block": edit(first) }),
  };
}

/** Width formulas by their value at these axes; NaN where a formula has none. */
export function atAxes(architecture: ArchitectureSpec, axes: Readonly<Record<string, number>>): ArchitectureSpec {
  const evaluated = <Part extends { readonly width?: number | string }>(part: Part): Part =>
    part.width === undefined ? part : { ...part, width: evaluateNumber(part.width, axes) };
  return mapBlocks(evaluated(architecture), evaluated);
}

/** The sweep's width in place of every width of the architecture's own, as compiling with that axis takes it. */
export function withWidth(architecture: ArchitectureSpec, width: number): ArchitectureSpec {
  switch (architecture.kind) {
    case "residual": {
      const listed = architecture.block !== undefined || architecture.blocks !== undefined;
      const filled = listed ? architecture : { ...architecture, block: {} };
      return mapBlocks(filled, ({ hidden, ...block }) =>
        hidden === undefined ? { ...block, width } : { ...block, hidden: hidden.map(() => width) },
      );
    }
    case "linear-residual":
      return architecture;
    default:
      return { ...architecture, width };
  }
}
