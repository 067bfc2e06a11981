import { describe, expect, it } from "vitest";
import { plainClaim } from "../../../test/fixtures/plain-results.ts";
import { evidence, quantifier, tested } from "./claim-sentences.ts";

const replay = { confirmed: true, margin: 0.5, message: null };

describe("the sentences of a claim", () => {
  it("say what the second route confirms: a violation, or the one point that a claim needs", () => {
    expect(evidence({ ...plainClaim, quantifier: "for-all", replay })).toContain(
      "The second route confirms the violation, margin 0.500.",
    );
    expect(evidence({ ...plainClaim, quantifier: "there-is", replay })).toContain(
      "The second route confirms the witness, margin 0.500.",
    );
  });

  it("speak of worst values where the claim is about a slope across depth", () => {
    const across = { ...plainClaim, statement: { latex: "s", text: "slope (risk, depth, from: 2) <= 0", says: null } };
    expect(quantifier(across)).toMatch(/^The worst values per depth, over the .* satisfy the formula\.$/);
    expect(tested(across)).toMatch(/; the fits use \d+ of them\.$/);
    expect(quantifier(plainClaim)).toMatch(/^Every /);
  });
});
