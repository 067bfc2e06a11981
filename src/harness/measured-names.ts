/** Which quantities a points set must be measured for: every name its claims use, and a few the report always shows. */
import { namesIn, parseFormula } from "../verifiers/formula/index.ts";
import type { Claim, Spec } from "./spec/types.ts";

const alwaysCritical = ["risk", "linear_risk", "gradient_norm"] as const;

export function measuredNames(spec: Spec, points: string): ReadonlySet<string> {
  const names = new Set<string>(spec.points[points]?.kind === "critical" ? alwaysCritical : []);
  for (const claim of spec.claims) if (claim.points === points) for (const name of claimNames(claim)) names.add(name);
  return names;
}

/** All names in a claim's formulas, let names included. */
export function claimNames(claim: Pick<Claim, "let" | "given" | "assert">): ReadonlySet<string> {
  const formulas = [...Object.values(claim.let), ...claim.given.map((hypothesis) => hypothesis.formula), claim.assert];
  return new Set(
    formulas.flatMap((text) => {
      const parsed = parseFormula(text);
      return parsed.ok ? [...namesIn(parsed.root)] : [];
    }),
  );
}
