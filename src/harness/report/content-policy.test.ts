/** The content policy: hashes known from elsewhere, and no word that would allow anything else. */
import { expect, it } from "vitest";
import { contentPolicy } from "./content-policy.ts";

it("names styles and scripts by their hashes", () => {
  // SHA-256 of "abc", FIPS 180-2, appendix B.1, in base 64
  const abc = "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='";
  const rest = "img-src data:; base-uri 'none'; form-action 'none'";
  expect(contentPolicy(["abc"], [])).toBe(`default-src 'none'; style-src ${abc}; ${rest}`);
  expect(contentPolicy(["abc"], ["abc", "abc"])).toBe(
    `default-src 'none'; script-src ${abc} ${abc}; style-src ${abc}; ${rest}`,
  );
  expect(contentPolicy(["a"], ["b"])).not.toMatch(/unsafe|\*|https?:|self/);
});
