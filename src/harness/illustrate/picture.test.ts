/** Pictures of points whose risk is known in closed form. */
import { describe, expect, it } from "vitest";
import { compileArchitecture } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { filterNormalised, norm } from "./directions.ts";
import { pictureOf } from "./picture.ts";

/** f(x) = w (x + V tanh(u x)) at x = 1, 2 with V = u = 0: R = ((w - 1)^2 + (2 w - 2)^2) / 2 along w. */
const point = (w: number) =>
  ({
    format: "depthproof-point/1",
    loss: "squared",
    data: { x: [[1], [2]], y: [1, 2] },
    architecture: { kind: "residual", block: { width: 1, activation: "tanh" }, depth: 1, dimension: 1 },
    parameters: { w: [w], U: [[[0]]], V: [[[0]]] },
  }) as const;

function drawn(w: number) {
  const picture = pictureOf(point(w), {}, stream(0, "picture"));
  if (!picture.ok) throw new Error(picture.reason);
  return picture;
}

describe("pictureOf", () => {
  it("has the spectrum of the Hessian", () => {
    // At V = u = 0: d2R/dw2 = E 2 x^2 = 5 and d2R/dV du = E 2 (w x - y) w x = 5 (w - 1) w = -5/4 at w = 1/2, all else 0.
    const { spectrum, risk, linearRisk, parameters } = drawn(0.5);
    if (!spectrum.ok) throw new Error(spectrum.reason);
    expect(parameters).toBe(3);
    expect(risk).toBeCloseTo(5 / 8, 14);
    expect(linearRisk).toBeCloseTo(0, 14);
    expect(spectrum.values.map((value) => Math.round(value * 1e10) / 1e10)).toEqual([-1.25, 1.25, 5]);
  });

  it("shows the risk in the plane of the smallest eigenvalue and of the filter-normalised direction", () => {
    const { surface, risk } = drawn(0.5);
    expect(surface.across).toEqual({ kind: "eigenvector", eigenvalue: expect.closeTo(-1.25, 10) });
    // The only filter that is not zero is w = 1/2.
    expect(surface.length).toBeCloseTo(0.5, 9);
    const middle = (surface.size - 1) / 2;
    const at = (column: number, row: number): number => surface.risks[row * surface.size + column] ?? Number.NaN;
    expect(at(middle, middle)).toBe(risk);
    // Upwards only w moves, to 0 or 1 at the edges: R = 5/2 (w - 1)^2.
    const edges = [at(middle, 0), at(middle, surface.size - 1)].sort((a, b) => a - b);
    expect(edges[0]).toBeCloseTo(0, 8);
    expect(edges[1]).toBeCloseTo(2.5, 8);
    // Across V = -u or V = u with |(V, u)| = 1/2; V tanh(u x) lowers the risk in both senses alike, for tanh is odd.
    const t = 0.5 / Math.SQRT2;
    const moved = [1, 2].map((x) => (0.5 * (x + t * Math.tanh(t * x)) - x) ** 2);
    const expected = ((moved[0] ?? 0) + (moved[1] ?? 0)) / 2;
    for (const column of [0, surface.size - 1]) expect(at(column, middle)).toBeCloseTo(expected, 10);
  });

  it("counts as zero what the verdict left open", () => {
    const measured = { lambda_min: { value: -1.25, error: 1.5, grade: "measured" } } as const;
    const [open, plain] = [pictureOf(point(0.5), measured, stream(0, "picture")), drawn(0.5)];
    expect(open).toMatchObject({ spectrum: { ok: true, error: expect.closeTo(1.5, 10) } });
    expect(plain).toMatchObject({ spectrum: { ok: true, error: expect.closeTo(0, 10) } });
  });

  it("depends on nothing but the point and the stream", () => {
    expect(drawn(0.5)).toEqual(drawn(0.5));
  });

  it("says why there is no spectrum on a kink, and draws two random directions", () => {
    const kinked = {
      ...point(0.5),
      architecture: { ...point(0.5).architecture, block: { width: 1, activation: "relu" } },
    };
    const picture = pictureOf(kinked, {}, stream(0, "picture"));
    expect(picture).toMatchObject({
      ok: true,
      spectrum: { ok: false, reason: "a pre-activation lies on a kink" },
      surface: { across: { kind: "random" } },
    });
  });

  it("draws nothing of large networks", () => {
    const size = 60;
    const row = Array.from({ length: size }, () => 0);
    const wide = {
      ...point(0.5),
      data: { x: [row], y: [1] },
      architecture: { kind: "residual", block: { width: 3, activation: "tanh" }, depth: 1, dimension: size },
      parameters: { w: row, U: [[row, row, row]], V: [row.map(() => [0, 0, 0])] },
    } as const;
    expect(pictureOf(wide, {}, stream(0, "picture"))).toEqual({
      ok: false,
      reason: "it has 420 parameters, at most 300 are drawn",
    });
  });
});

describe("filterNormalised", () => {
  it("gives every row of weights the length it has in the parameters, and leaves biases alone", () => {
    const axes = { depth: 2, dimension: 3, outputs: 1, width: null };
    const compiled = compileArchitecture(
      { kind: "residual", block: { width: 2, activation: "tanh", bias: true } },
      axes,
    );
    if (!compiled.ok) throw new Error(compiled.reason);
    const { program } = compiled;
    const theta = stream(1, "theta").normals(program.size);
    const direction = filterNormalised(program, theta, stream(1, "direction"));
    for (const block of program.blocks) {
      const rows = block.name === "w" ? 1 : block.rows;
      const length = (block.rows * block.columns) / rows;
      for (let row = 0; row < rows; row++) {
        const from = block.offset + row * length;
        const [drawnRow, own] = [direction, theta].map((v) => norm(v.subarray(from, from + length)));
        if (block.name.startsWith("b")) expect(drawnRow).toBe(0);
        else expect(Math.abs((drawnRow ?? 0) / (own ?? 1) - 1)).toBeLessThan(1e-8);
      }
    }
  });
});
