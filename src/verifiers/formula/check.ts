/** Type and name check of a formula before anything runs: every problem, each with its place. */
import { suggestion } from "./nearest-name.ts";
import type { CallNode, FormulaProblem, NameNode, Node, SlopeNode } from "./node.ts";
import { childrenOf, functions } from "./node.ts";

export type FormulaKind = "condition" | "number";

export interface CheckOptions {
  /** Whether `slope(...)` may be used: only where a claim is judged across depths. */
  readonly slope?: boolean;
  /** Those of `names` that stand for conditions (`let` names); all others are numbers. */
  readonly conditions?: ReadonlySet<string>;
}

interface Scope {
  readonly names: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string>;
  readonly slope: boolean;
}

const at = (node: Node, message: string): FormulaProblem => ({ offset: node.offset, length: node.length, message });

export function kindOf(node: Node, conditions: ReadonlySet<string> = new Set()): FormulaKind {
  switch (node.kind) {
    case "number":
    case "constant":
    case "negate":
    case "arithmetic":
    case "call":
    case "slope":
      return "number";
    case "comparison":
    case "not":
    case "and":
    case "or":
      return "condition";
    case "name":
      return conditions.has(node.name) ? "condition" : "number";
    default:
      throw new Error(`unknown node ${node satisfies never}`);
  }
}

const mismatch = {
  condition: "this is a number where a condition is needed; compare it, as in a <= b",
  number: "this is a condition where a number is needed",
} as const;

function nameProblems(node: NameNode, scope: Scope): FormulaProblem[] {
  if (scope.names.has(node.name)) return [];
  return [at(node, `unknown name "${node.name}"${suggestion(node.name, scope.names)}`)];
}

function arityProblems(node: CallNode): FormulaProblem[] {
  const { least, most } = functions[node.name];
  const given = node.args.length;
  if (given >= least && given <= most) return [];
  const wanted = most > least ? `at least ${least} arguments` : "1 argument";
  return [at(node, `${node.name} takes ${wanted}, not ${given}`)];
}

function slopeProblems(node: SlopeNode, scope: Scope): FormulaProblem[] {
  if (!scope.slope)
    return [
      at(node, "slope(...) compares depths: it may stand only in the assert of a claim, and not inside another slope"),
    ];
  const problems: FormulaProblem[] = [];
  const axis = [...namesIn(node.against)];
  if (axis.length !== 1 || axis[0] !== "depth")
    problems.push(at(node.against, "the second argument of slope is a formula of depth alone, e.g. log(depth)"));
  if (!(Number.isInteger(node.from) && node.from >= 1))
    problems.push(at(node, "from: is a depth, a whole number from 1 on"));
  return problems;
}

function ownProblems(node: Node, scope: Scope): FormulaProblem[] {
  switch (node.kind) {
    case "name":
      return nameProblems(node, scope);
    case "call":
      return arityProblems(node);
    case "slope":
      return slopeProblems(node, scope);
    default:
      return [];
  }
}

/** What the children of a node must be. */
function wantedInside(node: Node): FormulaKind {
  return node.kind === "and" || node.kind === "or" || node.kind === "not" ? "condition" : "number";
}

function problemsOf(node: Node, wanted: FormulaKind, scope: Scope): FormulaProblem[] {
  const typed = kindOf(node, scope.conditions) === wanted ? [] : [at(node, mismatch[wanted])];
  const within = node.kind === "slope" ? { ...scope, slope: false } : scope;
  const inside = childrenOf(node).flatMap((child) => problemsOf(child, wantedInside(node), within));
  return [...typed, ...ownProblems(node, scope), ...inside];
}

const hasSlope = (node: Node): boolean => node.kind === "slope" || childrenOf(node).some(hasSlope);

/** Names that stand beside a slope have no single value across depths. */
function looseNames(node: Node): NameNode[] {
  if (node.kind === "slope") return [];
  return node.kind === "name" ? [node] : childrenOf(node).flatMap(looseNames);
}

/** Names of quantities and `let` parts in the formula. */
export function namesIn(root: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (node.kind === "name") names.add(node.name);
    childrenOf(node).forEach(visit);
  };
  visit(root);
  return names;
}

/** Problems in order of their place; empty when the formula may be evaluated. */
export function checkFormula(
  root: Node,
  wanted: FormulaKind,
  names: ReadonlySet<string>,
  options: CheckOptions = {},
): FormulaProblem[] {
  const scope = { names, conditions: options.conditions ?? new Set<string>(), slope: options.slope ?? false };
  const loose = hasSlope(root)
    ? looseNames(root).map((node) =>
        at(node, `"${node.name}" has no single value across depths; move it into slope(...)`),
      )
    : [];
  return [...problemsOf(root, wanted, scope), ...loose].sort((a, b) => a.offset - b.offset);
}
