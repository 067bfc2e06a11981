/** Stored results for the report's tests: every verdict once, a clean run, and the same run with hostile text in every field. */
import type { ClaimResult, DepthResult, Results } from "../../src/harness/results.types.ts";
import { plainClaim } from "../fixtures/plain-results.ts";

const depths = [1, 2, 4, 8, 16, 32] as const;
type Row = readonly [margin: number | null, error: number | null, violated?: number, inconclusive?: number];

function rows(margins: readonly Row[], points: number, searched: boolean): DepthResult[] {
  return margins.map(([worstMargin, worstMarginError, violated = 0, inconclusive = 0], i) => ({
    depth: depths[i]!,
    points,
    applicable: worstMargin === null ? 0 : points - 4 * i,
    violated,
    inconclusive,
    worstMargin,
    worstMarginError,
    labels: searched
      ? { CRITICAL: points, GRADIENT_FLAT: 6 + 5 * i, ESCAPING: 3 * i, KINK: i === 3 ? 4 : 0, UNCONVERGED: 2 + i * i }
      : {},
  }));
}

const risk = "\\mathfrak{R}(\\theta)";
const linear = "\\mathfrak{R}_{\\mathrm{lin}}";
const saddle = "\\lambda_{\\min}(\\nabla^2\\mathfrak{R}) < 0";
const dichotomy = {
  latex: `${risk} \\le ${linear} \\;\\lor\\; ${saddle}`,
  text: "risk <= linear_risk or lambda_min < 0",
  says: `${risk}\\le ${linear}\\quad\\text{or}\\quad ${saddle}`,
};
const strategies = {
  descent: { attempted: 640, accepted: 171 },
  "levenberg-marquardt": { attempted: 640, accepted: 118 },
  lifted: { attempted: 320, accepted: 83 },
  "planted-labels": { attempted: 160, accepted: 60 },
};

function claim(id: string, margins: readonly Row[], rest: Partial<ClaimResult>): ClaimResult {
  const searched = rest.points === undefined || rest.points.kind === "critical";
  const byDepth = rows(margins, 72, searched);
  const sum = (pick: (row: DepthResult) => number) => byDepth.reduce((total, row) => total + pick(row), 0);
  const decided = byDepth.filter(({ worstMargin }) => worstMargin !== null);
  const worst = [...decided].sort((a, b) => a.worstMargin! - b.worstMargin!)[0];
  return {
    ...plainClaim,
    spec: "landscape",
    claim: id,
    statement: dichotomy,
    because: `not falsified at ${sum(({ applicable }) => applicable)} critical points, L = 1..32`,
    margin: worst === undefined ? null : { worst: worst.worstMargin!, error: worst.worstMarginError!, tie: false },
    counts: {
      ...plainClaim.counts,
      cells: 36,
      points: sum(({ points }) => points),
      applicable: sum(({ applicable }) => applicable),
      violated: sum(({ violated }) => violated),
      inconclusive: sum(({ inconclusive }) => inconclusive),
    },
    byDepth,
    yields: searched ? strategies : {},
    witness: `witnesses/landscape-${id}.json`,
    ...rest,
  };
}

const covers = {
  name: "representation-covers",
  text: "representation_rank == dimension",
  latex: "\\operatorname{rank}\\mathbb{E}[\\ell'' h_L h_L^{\\mathsf T}] = d",
  held: 391,
  failed: 35,
  undecided: 6,
};
const room = {
  name: "room-to-improve",
  text: "nullity_u > 0",
  latex: "\\dim N > 0",
  held: 408,
  failed: 24,
  undecided: 0,
};

const main = claim(
  "dichotomy",
  [
    [0.212, 2e-13],
    [0.0874, 4e-13],
    [0.0132, 1.1e-13],
    [0.00231, 7e-13],
    [4.1e-4, 2e-12],
    [9.7e-5, 6e-12],
  ],
  { hypotheses: [covers, room] },
);
const withoutRank = claim(
  "dichotomy",
  [
    [0.2, 2e-13],
    [0.0811, 4e-13],
    [0.011, 1e-13],
    [0.0019, 7e-13],
    [4e-4, 2e-12],
    [8.8e-5, 6e-12],
  ],
  { ablated: "representation-covers", expect: "any", hypotheses: [room] },
);
const withoutRoom = claim(
  "dichotomy",
  [
    [0.21, 2e-13],
    [0.031, 4e-13],
    [-0.00417, 1e-12, 3],
    [-0.0193, 2e-12, 9],
    [-0.0286, 3e-12, 14],
    [-0.0331, 4e-12, 17],
  ],
  {
    ablated: "room-to-improve",
    expect: "any",
    verdict: "violated",
    hypotheses: [covers],
    because: "43 critical points violate it, the worst at L = 32",
    replay: { confirmed: true, margin: -0.0331, message: null },
    witness: "witnesses/landscape-dichotomy.without-room-to-improve.json",
  },
);
const tie = claim(
  "linear-risk-attained",
  [
    [3e-17, 2e-14],
    [1e-16, 2e-14],
    [-2e-16, 3e-14],
    [1e-15, 6e-14],
    [8e-4, 9e-14],
    [0.0021, 1e-13],
  ],
  {
    statement: {
      latex: "\\mathfrak{R}_{\\mathrm{feat}}(\\theta) \\le \\mathfrak{R}_{\\mathrm{lin}}",
      text: "feature_risk <= linear_risk",
      says: null,
    },
    margin: { worst: -2e-16, error: 3e-14, tie: true },
    because: "not falsified at 372 critical points, L = 1..32; ties within rounding at L = 1..8",
  },
);
const violated = claim(
  "no-bad-minima",
  [
    [0.11, 3e-13],
    [0.062, 3e-13],
    [0.0154, 4e-13],
    [-0.00873, 5e-13, 2],
    [0.0071, 8e-13, 0],
    [0.0043, 9e-13],
  ],
  {
    verdict: "violated",
    agrees: false,
    statement: {
      latex: "\\mathfrak{R}(\\theta) \\le \\mathfrak{R}_{\\mathrm{lin}}",
      text: "risk <= linear_risk",
      says: null,
    },
    because: "2 critical points at L = 8 violate it; the second engine confirms the worst",
    replay: { confirmed: true, margin: -0.00873, message: null },
    witness: "witnesses/landscape-no-bad-minima.json",
  },
);
const vacuous = claim(
  "rank-deficient",
  [
    [0.14, 1e-13],
    [0.09, 1e-13],
    [null, null],
    [null, null],
    [null, null],
    [null, null],
  ],
  {
    verdict: "vacuous",
    agrees: false,
    hypotheses: [
      {
        ...covers,
        name: "rank-deficient",
        text: "representation_rank < dimension",
        held: 5,
        failed: 421,
        undecided: 6,
      },
    ],
    because: "no applicable point at L = 4, 8, 16, 32",
    counts: {
      ...main.counts,
      applicable: 5,
      inapplicable: { "rank-deficient does not hold": 421, "rank-deficient is undecided": 6 },
    },
  },
);
const near = { spec: "near-identity", points: { name: "near", kind: "random" } } as const;
const certified = claim(
  "witness-inequality",
  [
    [0.83, 2e-14],
    [0.61, 3e-14],
    [0.55, 4e-14],
    [0.52, 8e-14],
    [0.51, 1e-13],
    [0.5, 2e-13],
  ],
  {
    ...near,
    verdict: "certified",
    grade: "certified",
    statement: {
      latex:
        "\\mathfrak{R}(\\theta) - \\mathfrak{R}_{\\mathrm{lin}} \\le \\lVert w-t^*\\rVert\\,\\lVert\\nabla_{\\!w}\\mathfrak{R}\\rVert + \\lVert t^*\\rVert\\,\\lVert[V_1\\,\\cdots\\,V_L]\\rVert\\,\\gamma",
      text: "risk - linear_risk <= readout_distance * gradient_norm_w + linear_norm * vcat_norm * gamma",
      says: null,
    },
    because: "an interval certificate was accepted at each of 372 random points, L = 1..32",
  },
);
const inconclusive = claim(
  "strict-improvement",
  [
    [0.2, 1e-13],
    [0.1, 1e-13],
    [0.04, 2e-13],
    [0.009, 3e-13],
    [2e-13, 6e-13, 0, 1],
    [-1e-13, 9e-13, 0, 2],
  ],
  {
    ...near,
    verdict: "inconclusive",
    agrees: false,
    severity: "warning",
    statement: {
      latex: "\\mathfrak{R}(\\theta) < \\mathfrak{R}_{\\mathrm{lin}} + 10^{-12}",
      text: "risk < linear_risk + 1e-12",
      says: null,
    },
    because: "the margin is within its error bar at 3 random points, L = 16, 32",
  },
);
const failed = claim(
  "risk-bound",
  [
    [0.31, 1e-13],
    [0.28, 1e-13],
    [0.27, 1e-13],
    [0.26, 2e-13],
    [0.26, 2e-13],
    [null, null],
  ],
  {
    ...near,
    verdict: "error",
    agrees: false,
    statement: {
      latex: "\\mathfrak{R}(\\theta) \\le \\mathfrak{R}_{\\mathrm{lin}} + C",
      text: "risk <= linear_risk + c",
      says: null,
    },
    because: "2 of 36 cells failed: timeout at L = 32",
    counts: {
      ...main.counts,
      applicable: 330,
      failedCells: 2,
      inapplicable: { "loss_lipschitz: the squared loss has none": 72 },
    },
  },
);
const rademacher = claim(
  "rademacher",
  [
    [0.63, 0.011],
    [0.59, 0.012],
    [0.56, 0.013],
    [0.55, 0.014],
    [0.54, 0.014],
    [0.54, 0.015],
  ],
  {
    ...near,
    points: { name: "unit-class", kind: "class" },
    grade: "lower-bound",
    yields: {},
    statement: {
      latex: "\\widehat{\\mathfrak{R}}_S(\\mathcal{F}_L) \\le e^2\\max_i\\lVert x_i\\rVert/\\sqrt{n}",
      text: "rademacher <= rademacher_bound",
      says: null,
    },
    counts: { ...main.counts, points: 36, applicable: 36, notRefuted: 36 },
    because: "not refuted for 36 function classes, L = 1..32; a lower bound never confirms",
  },
);
const caught = claim(
  "no-saddle-alternative",
  [
    [0.1, 1e-13],
    [-0.02, 1e-13, 4],
    [-0.05, 1e-13, 9],
    [-0.06, 2e-13, 11],
    [-0.08, 2e-13, 12],
    [-0.09, 3e-13, 12],
  ],
  {
    control: true,
    of: "dichotomy",
    expect: "violated",
    verdict: "violated",
    statement: violated.statement,
    because: "48 critical points violate it, the worst at L = 32",
    replay: { confirmed: true, margin: -0.09, message: null },
  },
);
const missed = claim(
  "bound-over-n",
  [
    [0.4, 0.011],
    [0.31, 0.012],
    [0.22, 0.013],
    [0.14, 0.014],
    [0.09, 0.014],
    [0.05, 0.015],
  ],
  {
    ...near,
    control: true,
    of: "rademacher",
    expect: "violated",
    agrees: false,
    points: { name: "unit-class", kind: "class" },
    statement: {
      latex: "\\widehat{\\mathfrak{R}}_S(\\mathcal{F}_L) \\le e^2\\max_i\\lVert x_i\\rVert/n",
      text: "rademacher <= rademacher_bound / sqrt(samples)",
      says: null,
    },
    counts: { ...main.counts, points: 36, applicable: 36, notRefuted: 36 },
    because: "not refuted for 36 function classes, L = 1..32",
  },
);

const head = {
  format: "depthproof-results/1",
  run: {
    id: "2026-11-23T02-14-00Z-3f9c",
    started: "2026-11-23T02:14:00Z",
    seconds: 492.4,
    tool: "depthproof 0.1.0",
    node: "20.20.2",
    platform: "linux x64",
    engine: "wasm",
    commit: "abc1234",
    planHash: "9b1f3c5577e0a2d4",
    command: "depthproof verify --profile nightly",
    profile: "nightly",
    seed: 0,
  },
  specs: [
    {
      id: "landscape",
      title: "Critical points of a deep ResNet are no worse than linear, or strict saddles",
      file: "specs/landscape.yaml",
      source: {
        cite: "Yun, Sra & Jadbabaie, NeurIPS 2019",
        statement: "Main theorem on deep ResNets",
        url: "https://arxiv.org/abs/1907.03922",
      },
    },
    {
      id: "near-identity",
      title: "Near-identity regions: risk and complexity independent of depth",
      file: "specs/near-identity.yaml",
      source: { cite: "Yun, Sra & Jadbabaie, NeurIPS 2019, section 5", url: "https://arxiv.org/abs/1907.03922" },
    },
  ],
} as const;

/** Something is wrong in every way at once. */
export const mixed: Results = {
  ...head,
  exitCode: 4,
  causes: [
    { code: 4, message: "control near-identity/bound-over-n was judged supported" },
    { code: 1, message: "landscape/no-bad-minima is violated where supported was expected" },
    { code: 3, message: "near-identity/risk-bound: 2 cells failed" },
    { code: 5, message: "landscape/rank-deficient is vacuous" },
  ],
  claims: [
    main,
    withoutRank,
    withoutRoom,
    tie,
    violated,
    vacuous,
    caught,
    certified,
    inconclusive,
    failed,
    rademacher,
    missed,
  ],
};

/** The run a reader hopes for. */
export const clean: Results = {
  ...head,
  exitCode: 0,
  causes: [],
  claims: [main, withoutRank, withoutRoom, tie, caught, certified, rademacher],
};

/** One confirmed violation, every control caught. */
export const falsified: Results = {
  ...clean,
  exitCode: 1,
  causes: [{ code: 1, message: "landscape/no-bad-minima is violated where supported was expected" }],
  claims: [main, withoutRank, withoutRoom, tie, violated, caught, certified, rademacher],
};

/** A copy with every string replaced, keys included, except those that say of which kind something is. */
export function withStrings(results: Results, replace: (text: string) => string): Results {
  const kept = new Set(["format", "verdict", "expect", "severity", "quantifier", "labels"]);
  const copy = (value: unknown): unknown => {
    if (typeof value === "string") return replace(value);
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, kept.has(key) ? item : copy(item)]));
  };
  const all = copy(results) as Results;
  const renamed = (record: Readonly<Record<string, never>>) =>
    Object.fromEntries(Object.entries(record).map(([key, item]) => [replace(key), item]));
  return {
    ...all,
    claims: all.claims.map((item) => ({
      ...item,
      yields: renamed(item.yields as Record<string, never>),
      counts: { ...item.counts, inapplicable: renamed(item.counts.inapplicable as Record<string, never>) },
    })),
  };
}
