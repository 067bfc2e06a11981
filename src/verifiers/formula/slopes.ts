/** The slope(...) parts of a formula: fitted across depth first, then put in place as numbers. */
import { childrenOf, mapChildren, type Node, type SlopeNode } from "./node.ts";

/** From left to right. */
export const slopesIn = (root: Node): readonly SlopeNode[] =>
  root.kind === "slope" ? [root] : childrenOf(root).flatMap(slopesIn);

/** The name that stands for the k-th slope; the space keeps it apart from every name a formula can write. */
export const slopeName = (k: number): string => `slope ${k}`;

/** The formula with `slopeName(k)` in place of its k-th slope. */
export function nameSlopes(root: Node): Node {
  let k = 0;
  const visit = (node: Node): Node => {
    if (node.kind !== "slope") return mapChildren(node, visit);
    return { kind: "name", name: slopeName(k++), offset: node.offset, length: node.length };
  };
  return visit(root);
}
