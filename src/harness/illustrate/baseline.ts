/** What changed since earlier results, for the page: the same marks as on the command line. */
import { changeOf } from "../commands/baseline.ts";
import type { ClaimResult, Results } from "../results.types.ts";
import type { Baseline } from "./illustrations.types.ts";

const keyOf = ({ claim, ablated }: ClaimResult): string => (ablated === null ? claim : `${claim}/without-${ablated}`);
const nameOf = (claim: ClaimResult): string => JSON.stringify([claim.spec, keyOf(claim), claim.control]);

/** Claims of either run, those of the later one first. */
export function baselineOf(before: Results, after: Results): Baseline {
  const [old, now] = [before, after].map(({ claims }) => new Map(claims.map((claim) => [nameOf(claim), claim])));
  const names = new Set([...(now?.keys() ?? []), ...(old?.keys() ?? [])]);
  const changes = [...names].flatMap((name) => {
    const [earlier, later] = [old?.get(name), now?.get(name)];
    const either = later ?? earlier;
    if (either === undefined) return [];
    return [
      {
        spec: either.spec,
        key: keyOf(either),
        mark: changeOf(earlier, later),
        verdict: earlier?.verdict ?? null,
        worst: earlier?.margin?.worst ?? null,
      },
    ];
  });
  const { id, started, commit } = before.run;
  return { id, started, commit, changes };
}
