/** A claim may use a quantity only over points at which it is measured: class quantities over classes, all others elsewhere. */
import { parseFormula } from "../../../verifiers/formula/index.ts";
import { childrenOf, type NameNode, type Node } from "../../../verifiers/formula/node.ts";
import { catalogue } from "../../../verifiers/quantities/catalogue.ts";
import { type ClaimView, claimValue, claimViews } from "../claim-views.ts";
import { type Problem, show } from "../problem.ts";
import { entriesOf, type Source, valueAt } from "../source.ts";
import { formulaProblem, formulasOf, type ReadFormula } from "./formulas.ts";

/** Data quantities that need a loss; a function class has none. */
const lossQuantities: readonly string[] = ["linear_risk", "linear_norm", "loss_lipschitz"];

export const namesOf = (node: Node): NameNode[] => (node.kind === "name" ? [node] : childrenOf(node).flatMap(namesOf));

/** Why the quantity has no value at points of this kind; null: it has. */
function whyNot(name: string, kind: string): string | null {
  const scope = Object.hasOwn(catalogue, name) ? catalogue[name]?.scope : undefined;
  if (kind !== "class") return scope === "class" ? "is measured for function classes only" : null;
  if (scope === "point") return "is measured at parameter points, not for function classes";
  return lossQuantities.includes(name) ? "depends on the loss, and a function class has none" : null;
}

function problemsIn(source: Source, { path, root }: ReadFormula, points: string, kind: string): Problem[] {
  return namesOf(root).flatMap((node) => {
    const reason = whyNot(node.name, kind);
    const message = `${node.name} ${reason}; the points ${show(points)} are of kind ${kind}`;
    return reason === null ? [] : [formulaProblem(source, path, { ...node, message }, "scope")];
  });
}

function claimProblems(source: Source, view: ClaimView): Problem[] {
  const points = claimValue(source, view, "for-all") ?? claimValue(source, view, "there-is");
  const kind = typeof points === "string" ? valueAt(source.root, ["points", points, "kind"]) : undefined;
  if (typeof points !== "string" || typeof kind !== "string") return [];
  const { lets, given, assert } = formulasOf(source, view);
  const formulas = [...lets.values(), ...given.values(), ...(assert === null ? [] : [assert])];
  return formulas.flatMap((formula) => problemsIn(source, formula, points, kind));
}

/** What random points are pushed towards is measured at points. */
function pushProblems(source: Source): Problem[] {
  return entriesOf(valueAt(source.root, ["points"])).flatMap(([name]) => {
    const path = ["points", name, "minimise"];
    const text = valueAt(source.root, path);
    const parsed = typeof text === "string" ? parseFormula(text) : null;
    return parsed?.ok ? problemsIn(source, { path, root: parsed.root }, name, "random") : [];
  });
}

export function scopeProblems(source: Source): Problem[] {
  return [...claimViews(source).flatMap((view) => claimProblems(source, view)), ...pushProblems(source)];
}
