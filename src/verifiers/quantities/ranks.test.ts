/** Ranks by both routes: dim N is exact, the rank of the representations is certain or an interval, nothing rests on a float's word. */
import { describe, expect, it } from "vitest";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { PointFile } from "../../models/point.ts";
import { readPoint } from "../../models/point-file.ts";
import { evaluateCondition, parseFormula } from "../formula/index.ts";
import { measurePoint } from "../measure.ts";
import type { Measurements } from "../measurement.ts";
import { replay } from "../replay/replay.ts";
import { dataContext } from "./data-context.ts";
import { pointContext } from "./point-context.ts";

const identity = [
  [1, 0],
  [0, 1],
];

/** Two blocks of width 2 in dimension 2: dim N = 2 - rank U_2. */
const withInner = (
  second: number[][],
  x = [
    [1, 2],
    [0, 1],
    [3, 1],
  ],
  loss = "squared",
): PointFile => ({
  format: "depthproof-point/1",
  loss,
  data: { x, y: x.map((_, i) => i - 1) },
  architecture: { kind: "residual", depth: 2, dimension: 2, block: { width: 2, activation: "tanh" } },
  parameters: { w: [1, 1], U: [identity, second], V: [identity, identity] },
});

function byBothRoutes(point: PointFile, names: readonly string[]): readonly Measurements[] {
  const read = readPoint(point);
  if (!read.ok) throw new Error(read.reason);
  const { data, loss, program } = read.problem;
  const base = dataContext(data, loss, program.depth, program.width);
  const context = pointContext(base, float64Evaluator(read.problem), read.theta, null);
  return [measurePoint(context, new Set(names)), replay(point, names)];
}

const exactly = (value: number) => ({ value, error: 0, grade: "exact" });

describe("nullity_u", () => {
  it.each([
    [
      [
        [1, 0],
        [0, 1e-16],
      ],
      0,
    ],
    [
      [
        [1, 0],
        [0, 2 ** -1074],
      ],
      0,
    ],
    [
      [
        [1, 2 ** -52],
        [1, 0],
      ],
      0,
    ],
    [
      [
        [1, 3],
        [1 / 3, 1],
      ],
      0,
    ],
    [
      [
        [1e-300, 2e-300],
        [0.1, 0.2],
      ],
      1,
    ],
    [
      [
        [1, 0],
        [0, 0],
      ],
      1,
    ],
    [
      [
        [0, 0],
        [0, 0],
      ],
      2,
    ],
  ] as const)("of U_2 = %j is exactly %i", (second, nullity) => {
    for (const found of byBothRoutes(withInner(second.map((row) => [...row])), ["nullity_u"]))
      expect(found.nullity_u).toEqual(exactly(nullity));
  });

  it("leaves no invisible direction where there is none, however small a singular value", () => {
    for (const found of byBothRoutes(
      withInner([
        [1, 0],
        [0, 1e-16],
      ]),
      ["s", "gamma", "alpha"],
    ))
      for (const name of ["s", "gamma", "alpha"]) expect(found[name]?.value, name).toBeNull();
    for (const found of byBothRoutes(
      withInner([
        [1, 0],
        [0, 0],
      ]),
      ["gamma"],
    ))
      expect(found.gamma?.value).toBeGreaterThan(0.1);
  });
});

/** h_2 = x where V_1 = V_2 = 0. */
const identityNet = (x: number[][], loss = "squared"): PointFile => ({
  ...withInner(identity, x, loss),
  parameters: {
    w: [1, 1],
    U: [identity, identity],
    V: [1, 2].map(() => [
      [0, 0],
      [0, 0],
    ]),
  },
});

describe("representation_rank", () => {
  it("is exact where singular values stand out of the forward error, or where nothing but zeros is left", () => {
    const cases: readonly (readonly [number[][], number])[] = [
      [
        [
          [1, 2],
          [0, 1],
          [3, 1],
        ],
        2,
      ],
      [
        [
          [1, 0],
          [2, 0],
          [3, 0],
        ],
        1,
      ],
      [[[1, 2]], 1],
      [
        [
          [0, 0],
          [0, 0],
        ],
        0,
      ],
      // badly scaled coordinates are no dependent ones
      [
        [
          [1e9, 1e-9],
          [2e9, -1e-9],
          [1e9, 0],
        ],
        2,
      ],
    ];
    for (const [x, rank] of cases)
      for (const found of byBothRoutes(identityNet(x), ["representation_rank"]))
        expect(found.representation_rank, JSON.stringify(x)).toEqual(exactly(rank));
  });

  it("is an interval where rounding decides, and full rank is then neither true nor false", () => {
    // h_L = x + tanh(x) twice over: equal coordinates stay equal, their computed difference is 0 up to an error
    const x = [
      [0.1, 0.1],
      [0.7, 0.7],
      [-0.3, -0.3],
    ];
    for (const found of byBothRoutes(withInner(identity, x), ["representation_rank", "dimension"])) {
      expect(found.representation_rank).toMatchObject({ value: 1, error: 1, grade: "measured" });
      const parsed = parseFormula("representation_rank == dimension");
      if (!parsed.ok) throw new Error("unreadable formula");
      expect(evaluateCondition(parsed.root, (name) => found[name]!).kind).toBe("undecided");
    }
  });

  it("does not lose samples whose l'' underflows", () => {
    // l'' = e^-900 at both samples: below the smallest float, and positive
    const point = {
      ...identityNet(
        [
          [900, 0],
          [0, 900],
        ],
        "logistic",
      ),
      data: {
        x: [
          [900, 0],
          [0, 900],
        ],
        y: [1, 1],
      },
    };
    for (const found of byBothRoutes(point, ["representation_rank"]))
      expect(found.representation_rank).toEqual(exactly(2));
  });
});

describe("predicted_nullity", () => {
  it("is exact by exact arithmetic only", () => {
    const [small] = byBothRoutes(
      {
        ...identityNet([
          [1, 2],
          [0, 1],
          [3, 1],
        ]),
        loss: "pseudo-huber",
      },
      ["predicted_nullity", "nullity"],
    );
    expect(small!.predicted_nullity).toMatchObject({ grade: "measured" });
    expect(small!.predicted_nullity).not.toMatchObject({ error: 0 });
  });

  it("is exact where the Hessian's inertia is known without rounding", () => {
    const point: PointFile = {
      format: "depthproof-point/1",
      loss: "squared",
      data: { x: [[1], [2]], y: [1, 2] },
      architecture: { kind: "deep-linear", depth: 2, dimension: 1 },
      parameters: { W: [[[1]], [[1]]] },
    };
    // R = (5/2) (w_1 w_2 - 1)^2: one zero eigenvalue on the hyperbola
    expect(byBothRoutes(point, ["predicted_nullity"])[0]!.predicted_nullity).toEqual(exactly(1));
  });
});
