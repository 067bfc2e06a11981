/** `let` names put in place of what they stand for; recursion and runaway growth are problems, found before anything runs. */
import type { FormulaProblem, NameNode, Node } from "./node.ts";
import { childrenOf, mapChildren } from "./node.ts";

/** Names inside names can double at every step: a bound on the nodes of one expanded formula. */
export const maxExpandedNodes = 2000;

export interface LetProblem extends FormulaProblem {
  /** The `let` whose formula the place refers to. */
  readonly name: string;
}

export type ExpandedLets =
  | { readonly ok: true; readonly lets: Readonly<Record<string, Node>> }
  | { readonly ok: false; readonly problems: readonly LetProblem[] };

/** Replaces each `let` name by its tree, once: `lets` are expanded already. Replaced nodes keep the place of the name. */
export function substitute(root: Node, lets: Readonly<Record<string, Node>>): Node {
  if (root.kind !== "name") return mapChildren(root, (child) => substitute(child, lets));
  const meaning = Object.hasOwn(lets, root.name) ? lets[root.name] : undefined;
  return meaning === undefined ? root : { ...meaning, offset: root.offset, length: root.length };
}

const namesOf = (node: Node): NameNode[] => (node.kind === "name" ? [node] : childrenOf(node).flatMap(namesOf));
const sizeOf = (node: Node): number => 1 + childrenOf(node).reduce((sum, child) => sum + sizeOf(child), 0);

interface Expansion {
  readonly lets: Readonly<Record<string, Node>>;
  readonly done: Map<string, Node>;
  /** Names under way, outermost first. */
  readonly path: string[];
  readonly problems: LetProblem[];
}

/** Size after expansion, from the sizes of the parts, so that nothing huge is ever built. */
function expandedSize(node: Node, done: ReadonlyMap<string, Node>): number {
  return (
    sizeOf(node) + namesOf(node).reduce((sum, { name }) => sum + (done.has(name) ? sizeOf(done.get(name)!) : 0), 0)
  );
}

function refuse(expansion: Expansion, name: string, node: Node, message: string): void {
  expansion.problems.push({ name, offset: node.offset, length: node.length, message });
}

function visit(expansion: Expansion, name: string): void {
  const { lets, done, path } = expansion;
  const root = lets[name]!;
  path.push(name);
  for (const used of namesOf(root)) {
    if (path.includes(used.name)) {
      const circle = [...path.slice(path.indexOf(used.name)), used.name].join(" -> ");
      refuse(expansion, name, used, `a let may not refer to itself: ${circle}`);
    } else if (Object.hasOwn(lets, used.name) && !done.has(used.name)) visit(expansion, used.name);
    if (expansion.problems.length > 0) return;
  }
  path.pop();
  if (expandedSize(root, done) > maxExpandedNodes)
    refuse(expansion, name, root, "too large once its let names are expanded");
  else done.set(name, substitute(root, Object.fromEntries(done)));
}

/** Every `let` with all names it uses expanded, in any order of definition; or the first problem. */
export function expandLets(lets: Readonly<Record<string, Node>>): ExpandedLets {
  const expansion: Expansion = { lets, done: new Map(), path: [], problems: [] };
  for (const name of Object.keys(lets)) {
    if (!expansion.done.has(name)) visit(expansion, name);
    if (expansion.problems.length > 0) return { ok: false, problems: expansion.problems };
  }
  return { ok: true, lets: Object.fromEntries(expansion.done) };
}
