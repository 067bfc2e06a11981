/** A statement the author stands behind needs a false variant that must be flagged; a file of controls holds nothing else. */
import type { Problem } from "../problem.ts";
import { elementsOf, problemAt, type Source, spanOf, valueAt } from "../source.ts";
import type { Spec } from "../types.ts";

/** In a file under controls/, every claim is expected to be violated. */
export function controlFileProblems(source: Source): Problem[] {
  return elementsOf(valueAt(source.root, ["claims"])).flatMap((claim, i) => {
    const expect = valueAt(claim, ["expect"]);
    if (expect !== "supported" && expect !== "any") return [];
    const message = "a claim in a folder named controls is a control: expect must be violated";
    const choice = { unknown: expect, allowed: ["violated"] };
    return [problemAt(source, spanOf(source, ["claims", i, "expect"]), "conflict", message, choice)];
  });
}

/** Warnings: claims of severity error that no control is a variant of. */
export function missingControls(source: Source, spec: Spec): Problem[] {
  const controlled = new Set(spec.claims.filter(({ control }) => control).map(({ of }) => of));
  return spec.claims
    .filter(
      (claim) => !claim.control && claim.ablated === null && claim.severity === "error" && claim.expect === "supported",
    )
    .filter(({ id }) => !controlled.has(id))
    .map(({ id }) => {
      const index = elementsOf(valueAt(source.root, ["claims"])).findIndex((claim) => valueAt(claim, ["id"]) === id);
      const message = `the claim "${id}" has no control: nothing shows that the harness would notice if it were false`;
      return problemAt(source, spanOf(source, ["claims", index, "id"]), "no-control", message);
    });
}
