import { describe, expect, it } from "vitest";
import { type Node, parseFormula } from "../../verifiers/formula/index.ts";
import { inWords } from "./words.ts";

function parsed(text: string): Node {
  const result = parseFormula(text);
  if (!result.ok) throw new Error(text);
  return result.root;
}

describe("inWords", () => {
  it("reads a formula aloud", () => {
    expect(inWords(parsed("risk <= linear_risk or lambda_min < 0"))).toBe(
      "The mean loss at the point is at most the risk of the best linear predictor, or the smallest Hessian eigenvalue is negative.",
    );
    expect(inWords(parsed("readout_norm >= 2 / samples"))).toBe(
      "The norm of the readout is at least 2 divided by the number of samples.",
    );
    expect(inWords(parsed("not risk == 0"))).toBe(null);
  });

  it("is silent where speech would need parentheses", () => {
    expect(inWords(parsed("risk <= 2 * linear_risk + 1"))).not.toBeNull();
    expect(inWords(parsed("risk <= 2 * (linear_risk + 1)"))).toBeNull();
    expect(inWords(parsed("sqrt(risk + 1) <= 2"))).toBeNull();
    expect(inWords(parsed("risk < 1 and (risk < 2 or risk < 3)"))).toBeNull();
  });
});
