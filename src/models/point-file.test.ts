import { describe, expect, it } from "vitest";
import { compiled, lossNamed, randomData } from "../../test/laws/random-instance.ts";
import { theoryInstances } from "../../test/theory-instances.ts";
import { stream } from "../numerics/random.ts";
import type { ArchitectureSpec, PointFile } from "./point.ts";
import { compileArchitecture, readPoint, writePoint } from "./point-file.ts";

const specs: readonly ArchitectureSpec[] = [
  { kind: "residual", block: { width: 2, activation: "tanh", bias: true }, "readout-bias": true },
  { kind: "residual", block: { hidden: [3, 1, 2], activation: "silu", bias: true } },
  {
    kind: "residual",
    block: { width: 1 },
    "first-block": { width: 2, activation: "relu", bias: true, trainable: false },
  },
  {
    kind: "residual",
    block: { width: 2, activation: "tanh" },
    tie: [
      ["V/0", "V/2"],
      ["U/1", "U/2"],
    ],
  },
  { kind: "linear-residual" },
  { kind: "fully-connected", width: 3, activation: "relu", bias: true },
  { kind: "deep-linear", width: 2 },
];

function written(spec: ArchitectureSpec, outputs: number): { readonly point: PointFile; readonly theta: Float64Array } {
  const random = stream(1, `${JSON.stringify(spec)}/${outputs}`);
  const program = compiled(spec, 3, 2, outputs);
  const loss = lossNamed("squared");
  const theta = random.normals(program.size);
  const data = randomData(random, loss, 5, 2, outputs, true);
  return { point: writePoint({ program, loss, data }, spec, theta), theta };
}

describe("point files", () => {
  it("come back bit for bit through JSON", () => {
    for (const spec of specs)
      for (const outputs of [1, 2, 3]) {
        const { point, theta } = written(spec, outputs);
        const read = readPoint(JSON.parse(JSON.stringify(point)) as PointFile);
        if (!read.ok) throw new Error(read.reason);
        expect([...read.theta]).toEqual([...theta]);
        expect(read.problem.data.x).toEqual(Float64Array.from(point.data.x.flat()));
        expect(writePoint(read.problem, spec, read.theta).parameters).toEqual(point.parameters);
      }
  });

  it("of the theory can be read", () => {
    for (const [name, point] of Object.entries(theoryInstances)) expect(readPoint(point).ok, name).toBe(true);
  });

  const { point } = written(specs[0]!, 1);
  const withParameters = (change: Readonly<Record<string, unknown>>): PointFile =>
    ({ ...point, parameters: { ...point.parameters, ...change } }) as PointFile;
  const { w: _w, ...withoutReadout } = point.parameters;
  const signs = { ...point, loss: "logistic" };
  const tied = written(specs[3]!, 1).point;
  const untied = {
    ...tied,
    parameters: {
      ...tied.parameters,
      V: [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 2],
          [3, 5],
        ],
      ],
    },
  };

  const broken: readonly (readonly [string, PointFile, RegExp])[] = [
    ["an unknown loss", { ...point, loss: "hinge" }, /unknown loss "hinge"/],
    [
      "an unknown architecture",
      { ...point, architecture: { ...point.architecture, kind: "cnn" } },
      /unknown architecture "cnn"/,
    ],
    ["a missing parameter", { ...point, parameters: withoutReadout }, /parameters\.w is missing/],
    ["a parameter of the wrong size", withParameters({ w: [1, 2, 3] }), /parameters\.w has 3 numbers, expected 1 x 2/],
    ["a parameter that nothing takes", withParameters({ W: [[[1]]] }), /parameters\.W does not belong/],
    [
      "one block too many",
      withParameters({
        b: [
          [1, 2],
          [1, 2],
          [1, 2],
          [1, 2],
        ],
      }),
      /parameters\.b\.3 does not belong/,
    ],
    ["ragged inputs", { ...point, data: { ...point.data, x: [[1, 2], [3]] } }, /data\.x\[1\] has 1 entries/],
    ["too few labels", { ...point, data: { ...point.data, y: [1] } }, /data\.y has 1 entries for 5/],
    ["weights that are all 0", { ...point, data: { ...point.data, weights: [0, 0, 0, 0, 0] } }, /data\.weights/],
    ["a negative weight", { ...point, data: { ...point.data, weights: [1, 1, -1, 1, 1] } }, /data\.weights/],
    ["labels that are no signs", signs, /needs labels -1 and 1/],
    ["tied parameters that differ", untied, /V\/0 and V\/2 are tied but differ/],
  ];
  for (const [what, file, reason] of broken)
    it(`are refused with a reason: ${what}`, () => {
      const read = readPoint(file);
      expect(read.ok ? "" : read.reason).toMatch(reason);
    });
});

describe("architectures", () => {
  const axes = { depth: 3, dimension: 4, outputs: 1, width: null };
  const sizeOf = (spec: ArchitectureSpec, change: Partial<typeof axes> = {}): number =>
    compiled(spec, change.depth ?? 3, change.dimension ?? 4, change.outputs ?? 1).size;

  it("have the parameters that their formulas name", () => {
    // L (2 d m) + d
    expect(sizeOf({ kind: "residual", block: { width: 2 } })).toBe(3 * 16 + 4);
    // L (2 d m + m) + d + 1
    expect(sizeOf({ kind: "residual", block: { width: 2, bias: true }, "readout-bias": true })).toBe(3 * 18 + 5);
    // U 3 x 4, inner 2 x 3, V 4 x 2
    expect(sizeOf({ kind: "residual", block: { hidden: [3, 2] } })).toBe(3 * (12 + 6 + 8) + 4);
    expect(sizeOf({ kind: "linear-residual" }, { outputs: 4 })).toBe(3 * 16);
    expect(sizeOf({ kind: "linear-residual" })).toBe(3 * 16 + 4);
    expect(sizeOf({ kind: "fully-connected", width: 5, bias: true })).toBe(20 + 25 + 25 + 5 + 15 + 1);
    expect(sizeOf({ kind: "deep-linear", width: 2 })).toBe(8 + 4 + 2);
  });

  it("share tied parameters and hold fixed ones still", () => {
    const tied = compiled({ kind: "residual", block: { width: 2 }, tie: [["V/0", "V/1", "V/2"]] }, 3, 4);
    expect(tied.size).toBe(3 * 8 + 8 + 4);
    const fixed = compiled(
      { kind: "residual", block: { width: 2 }, "first-block": { width: 1, trainable: false } },
      3,
      4,
    );
    expect(fixed.size - fixed.free.length).toBe(4);
    expect(fixed.blocks.filter(({ trainable }) => !trainable).map(({ name }) => name)).toEqual(["U/0"]);
  });

  it("are programs in topological order whose blocks fill the parameter vector", () => {
    for (const spec of specs) {
      const { operations, blocks, size, rows, free } = compiled(spec, 3, 4);
      const ready = new Set([0]);
      for (const operation of operations) {
        const inputs = operation.kind === "add" ? [operation.left, operation.right] : [operation.input];
        expect(inputs.every((node) => ready.has(node))).toBe(true);
        ready.add(operation.output);
      }
      expect(ready.size).toBe(rows.length);
      const covered = new Set(
        blocks.flatMap(({ offset, rows: r, columns: c }) => Array.from({ length: r * c }, (_, k) => offset + k)),
      );
      expect(covered.size).toBe(size);
      expect([...free]).toEqual([...new Set(free)].toSorted((a, b) => a - b));
    }
  });

  it("refuse what fits no program with a reason", () => {
    const tie = [["V/0", "U/0"]];
    const spec = { kind: "residual", "first-block": { width: 3 }, block: { width: 2 } };
    expect(compileArchitecture({ ...spec, tie: [["V/0", "V/1"]] }, axes)).toMatchObject({
      ok: false,
      reason: /differ in shape/,
    });
    expect(compileArchitecture({ kind: "residual", block: { width: 2 }, tie }, axes)).toMatchObject({ ok: false });
    expect(compileArchitecture({ kind: "residual", block: { activation: "sin" } }, axes)).toMatchObject({ ok: false });
    expect(compileArchitecture({ kind: "transformer" }, axes)).toMatchObject({ ok: false });
  });
});
