/** Illustrations that fit the stored results: every kind of drawing once, made of round numbers. */
import type { ClaimIllustration, Illustrations, Spread } from "../../src/harness/illustrate/illustrations.types.ts";
import type { ClaimResult, Results } from "../../src/harness/results.types.ts";

const risk = { latex: "\\mathfrak{R}(\\theta)", text: "risk" };
const linear = { latex: "\\mathfrak{R}_{\\mathrm{lin}}", text: "linear_risk" };

/** A bowl, so that levels are rings. */
const bowl = Array.from({ length: 49 }, (_, k) => 0.4 + 0.1 * ((k % 7) - 3) ** 2 + 0.05 * (Math.floor(k / 7) - 3) ** 2);

function spreads({ byDepth }: ClaimResult, add: number, many: boolean): Spread[] {
  return byDepth.flatMap(({ depth, worstMargin }) => {
    if (worstMargin === null) return [];
    const steps = many ? [0, 1, 2, 3, 4, 5, 6] : [0, 1, 2, 3];
    const values = steps.map((step) => worstMargin + add + 0.1 * step);
    return [{ depth, count: many ? 900 : 4, kind: many ? ("quantiles" as const) : ("all" as const), values }];
  });
}

function illustrate(claim: ClaimResult, i: number): ClaimIllustration {
  const depths = claim.byDepth.map(({ depth }) => depth);
  const many = i % 2 === 1;
  const across = i === 2;
  const measured = claim.byDepth.filter(({ worstMargin }) => worstMargin !== null);
  return {
    spec: claim.spec,
    key: claim.claim,
    words: "The mean loss at the point is at most the risk of the best linear predictor.",
    margins: across ? [] : spreads(claim, 0, many),
    sides: across
      ? null
      : {
          value: { ...risk, spreads: spreads(claim, 0.3, many) },
          bound: { ...linear, spreads: spreads(claim, 0.5, many) },
          relation: "<=",
          partial: true,
          worst: measured.map(({ depth, worstMargin }) => {
            return { depth, value: 0.5 - (worstMargin ?? 0), valueError: 1e-13, bound: 0.5, boundError: 0 };
          }),
        },
    groups: across
      ? []
      : ["iris, narrow, squared", "wave, narrow, squared"].map((group, k) => ({
          group,
          cells: claim.byDepth.slice(k).map(({ depth, worstMargin, applicable }) => ({
            depth,
            applicable,
            margin: worstMargin,
            error: worstMargin === null ? null : 1e-13,
            state:
              worstMargin === null ? ("absent" as const) : worstMargin < 0 ? ("fails" as const) : ("holds" as const),
          })),
        })),
    trends: across
      ? [
          {
            group: "wave, narrow, squared",
            of: { latex: "\\log C", text: "log(C)" },
            against: { latex: "\\log L", text: "log(depth)" },
            slope: -0.125,
            error: 0.0625,
            margin: 0.1125,
            readings: depths.map((depth, k) => ({ depth, x: k, y: 2 - 0.125 * k, error: 0.01 })),
          },
        ]
      : [],
    stationary:
      claim.points.kind === "critical"
        ? {
            points: [0, 1, 2, 3].map((index) => ({ index, parameters: 12, risk: 0.5 + 0.25 * index })),
            of: 40,
            threshold: 1e-6,
          }
        : null,
    untested: {
      depths: [64],
      datasets: ["wine"],
      architectures: [],
      losses: ["huber"],
      skipped: [{ group: "iris, narrow, squared", depths: [32] }],
      failed: [],
      empty: [{ group: "wave, narrow, squared", depths: [16, 32] }],
    },
    picture: many
      ? { ok: false, reason: "the witness was drawn at random, not searched for" }
      : {
          ok: true,
          depth: 4,
          parameters: 5,
          linearRisk: 0.6,
          risk: 0.4,
          spectrum: { ok: true, values: [-0.5, 0, 1e-18, 0.25, 3], error: 1e-14 },
          surface: { across: { kind: "eigenvector", eigenvalue: -0.5 }, length: 2, reach: 1, size: 7, risks: bowl },
        },
  };
}

export function illustrationsOf({ run, claims }: Results): Illustrations {
  const drawn = claims.filter(({ control, ablated }) => !control && ablated === null);
  return {
    format: "depthproof-illustrations/1",
    planHash: run.planHash,
    claims: drawn.map(illustrate),
    symbols: [
      { name: "risk", latex: risk.latex, meaning: "mean loss at the point" },
      { name: "linear_risk", latex: linear.latex, meaning: "risk of the best linear predictor" },
    ],
    baseline: {
      id: "2026-11-22T02-14-00Z-aaaa",
      started: "2026-11-22T02:14:00Z",
      commit: "abc1234",
      changes: drawn.map(({ spec, claim }, k) => ({
        spec,
        key: claim,
        mark: (["!", "*", "+", "-", "~", "new"] as const)[k % 6] ?? "~",
        verdict: "supported",
        worst: 0.25,
      })),
    },
  };
}

/** With other text in every string that a spec or a file may set. */
export function withOtherStrings(illustrations: Illustrations, replace: (text: string) => string): Illustrations {
  const kept = new Set(["format", "kind", "state", "relation", "mark"]);
  const copy = (value: unknown): unknown => {
    if (typeof value === "string") return replace(value);
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, kept.has(key) ? item : copy(item)]));
  };
  return copy(illustrations) as Illustrations;
}
