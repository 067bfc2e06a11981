/** Where `there-is` cannot be judged: a search that finds no point refutes nothing, so nothing that must be violated may be existential. */
import { slopesIn } from "../../../verifiers/formula/index.ts";
import { type ClaimView, claimValue, claimViews } from "../claim-views.ts";
import type { Problem } from "../problem.ts";
import { elementsOf, type Path, problemAt, type Source, spanOf, valueAt } from "../source.ts";
import { formulaProblem, formulasOf } from "./formulas.ts";

const never = "is never violated, because finding no point is no counterexample";

function problem(source: Source, path: Path, part: "key" | "value", message: string): Problem {
  return { ...problemAt(source, spanOf(source, path, part), "conflict", message), allowed: ["for-all"] };
}

/** A control is existential by its own key, or by the claim it is a variant of. */
function controlProblem(source: Source, view: ClaimView, path: Path): Problem {
  const own = valueAt(source.root, [...view.path, "there-is"]) !== undefined;
  const message = `a control must be violated, and there-is ${never}`;
  if (own) return problem(source, path, "key", message);
  const advice = `its claim is a there-is, which ${never}: a control of it needs a for-all of its own`;
  return problem(source, [...view.path, "of"], "value", advice);
}

/** Ablations that keep the quantifier and are expected to be violated. */
function ablationProblems(source: Source, view: ClaimView): Problem[] {
  return elementsOf(valueAt(source.root, [...view.path, "ablate"])).flatMap((entry, i) => {
    const name = valueAt(entry, ["name"]);
    const replaced = typeof name === "string" && valueAt(source.root, [...view.path, "replace", name]) !== undefined;
    if (valueAt(entry, ["expect"]) !== "violated" || replaced) return [];
    return [problem(source, [...view.path, "ablate", i, "expect"], "value", `a there-is claim ${never}`)];
  });
}

function slopeProblems(source: Source, view: ClaimView): Problem[] {
  const { assert } = formulasOf(source, view);
  const message = "a slope across depth is fitted to all points: there-is cannot be judged, write for-all";
  return (assert === null ? [] : slopesIn(assert.root)).map((node) =>
    formulaProblem(source, assert?.path ?? view.path, { ...node, message }, "conflict"),
  );
}

function viewProblems(source: Source, view: ClaimView, controls: boolean): Problem[] {
  const path = view.keys.get("there-is");
  if (path === undefined || view.keys.has("for-all")) return [];
  if (view.control || controls) return [controlProblem(source, view, path)];
  const expected = claimValue(source, view, "expect") === "violated";
  const message = `a there-is claim ${never}`;
  return [
    ...(expected ? [problem(source, [...view.path, "expect"], "value", message)] : []),
    ...ablationProblems(source, view),
    ...slopeProblems(source, view),
  ];
}

/** `controls`: the file is one of controls as a whole. */
export function existentialProblems(source: Source, controls: boolean): Problem[] {
  return claimViews(source).flatMap((view) => viewProblems(source, view, controls));
}
