/** Claims, then their ablations, then controls, as one list with every default and everything inherited filled in. */
import type { RawClaim, RawControl, RawSpec } from "./raw.ts";
import { type Path, positionOf, type Source } from "./source.ts";
import type { Claim } from "./types.ts";

function claimOf(source: Source, raw: RawClaim, path: Path, control: boolean): Claim {
  return {
    key: raw.id,
    id: raw.id,
    control,
    of: null,
    ablated: null,
    says: raw.says ?? null,
    let: { ...raw.let },
    quantifier: raw["there-is"] === undefined ? "for-all" : "there-is",
    points: raw["there-is"] ?? raw["for-all"] ?? "",
    given: Object.entries(raw.given ?? {}).map(([name, formula]) => ({ name, formula })),
    assert: raw.assert,
    expect: raw.expect ?? (control ? "violated" : "supported"),
    severity: raw.severity ?? "error",
    minApplicable: raw["min-applicable"] ?? 1,
    maxUndecided: raw["max-undecided"] ?? 0,
    position: positionOf(source, path),
  };
}

type RawAblation = NonNullable<RawClaim["ablate"]>[number];

/** The claim without one hypothesis: gone from `given`, or the points set that does without it. It is no control. */
function ablationOf(source: Source, raw: RawClaim, claim: Claim, path: Path, ablation: RawAblation): Claim {
  const { name, expect = "any" } = typeof ablation === "string" ? { name: ablation } : ablation;
  const replacement = raw.replace?.[name]?.["for-all"];
  return {
    ...claim,
    key: `${claim.id}/without-${name}`,
    control: false,
    ablated: name,
    points: replacement ?? claim.points,
    ...(replacement === undefined ? {} : { quantifier: "for-all" }),
    given: claim.given.filter((hypothesis) => hypothesis.name !== name),
    expect,
    position: positionOf(source, path),
  };
}

/** What a control does not say itself is its claim's; the prose is not, it describes the true statement. */
function controlOf(source: Source, raw: RawControl, parent: RawClaim, path: Path): Claim {
  const { says: _says, ablate: _ablate, replace: _replace, expect: _expect, ...rest } = parent;
  const { "for-all": _forAll, "there-is": _thereIs, ...unquantified } = rest;
  const quantified = raw["for-all"] !== undefined || raw["there-is"] !== undefined;
  const merged: RawClaim = { ...(quantified ? unquantified : rest), ...raw };
  return { ...claimOf(source, merged, path, true), of: parent.id };
}

export function flattenClaims(source: Source, raw: RawSpec, controls: boolean): Claim[] {
  const claims = raw.claims.map((claim, i) => claimOf(source, claim, ["claims", i], controls));
  const ablations = raw.claims.flatMap((claim, i) =>
    (claim.ablate ?? []).map((ablation, j) =>
      ablationOf(source, claim, claims[i] as Claim, ["claims", i, "ablate", j], ablation),
    ),
  );
  const variants = (raw.controls ?? []).map((control, i) =>
    controlOf(source, control, raw.claims.find(({ id }) => id === control.of) as RawClaim, ["controls", i]),
  );
  return [...claims, ...ablations, ...variants];
}
