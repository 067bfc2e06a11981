/** The exit code of a judged run, with every cause. Code 2 (bad spec or flags) ends before anything is judged. */
import type { ClaimResult, Results } from "./results.types.ts";

type Cause = Results["causes"][number];

/** Most urgent first. A missed control comes before everything it casts doubt on. */
const precedence: readonly number[] = [2, 4, 1, 3, 5];

export const nameOf = ({ spec, claim, ablated }: ClaimResult): string =>
  `${spec}/${claim}${ablated === null ? "" : ` without ${ablated}`}`;

function cause(result: ClaimResult, code: number, what: string): Cause {
  return { code, message: `${result.control ? "control " : ""}${nameOf(result)}: ${what}: ${result.because}` };
}

/** Missing data never passes, whatever was expected. */
function unexpected(result: ClaimResult): Cause | null {
  const { verdict, expect } = result;
  switch (verdict) {
    case "error":
      return cause(result, 3, "cells failed or are missing");
    case "violated":
      return expect === "supported" ? cause(result, 1, "violated, supported was expected") : null;
    case "supported":
    case "certified":
      if (expect === "any") return null;
      if (result.control) return cause(result, 4, `${verdict}, so the harness missed a false claim`);
      return expect === "violated" ? cause(result, 5, `${verdict}, a violation was expected`) : null;
    case "vacuous":
    case "inconclusive":
      return expect === "any" ? null : cause(result, 5, `${verdict}, ${expect} was expected`);
    default:
      throw new Error(`unknown verdict ${verdict satisfies never}`);
  }
}

export function exitCodeOf({ claims }: Pick<Results, "claims">): Pick<Results, "exitCode" | "causes"> {
  const causes = claims
    .filter(({ severity }) => severity === "error")
    .map(unexpected)
    .filter((found) => found !== null)
    .sort((a, b) => precedence.indexOf(a.code) - precedence.indexOf(b.code));
  return { exitCode: causes[0]?.code ?? 0, causes };
}
