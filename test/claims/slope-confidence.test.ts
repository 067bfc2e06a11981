/** What docs/method.md says of many slopes at one confidence level: each fit errs on one side one time in 40, G of them more often. */
import { expect, it } from "vitest";
import { slope } from "../../src/numerics/fit.ts";
import { stream } from "../../src/numerics/random.ts";

const depths = [1, 2, 4, 8, 16, 32, 64].map(Math.log2);
const groups = 6;
const claims = 1500;

/** Whether a fit through values without any slope says, with confidence, that they rise. */
function rises(seed: number): boolean {
  const fit = slope(depths, [...stream(seed, "slope-confidence").normals(depths.length)]);
  if ("reason" in fit) throw new Error(fit.reason);
  return fit.slope > fit.halfWidth;
}

const share = (hits: readonly boolean[]): number => hits.filter(Boolean).length / hits.length;

/** Four standard deviations of a binomial share. */
const noise = (p: number, n: number): number => 4 * Math.sqrt((p * (1 - p)) / n);

it("a fit at its bound fails 2.5 % of the time, a claim of six groups 14 % of the time", () => {
  const fits = Array.from({ length: groups * claims }, (_, seed) => rises(seed));
  expect(Math.abs(share(fits) - 0.025)).toBeLessThan(noise(0.025, fits.length));
  const flagged = Array.from({ length: claims }, (_, k) => fits.slice(k * groups, (k + 1) * groups).some(Boolean));
  const family = 1 - 0.975 ** groups;
  expect(Math.abs(share(flagged) - family)).toBeLessThan(noise(family, claims));
});
