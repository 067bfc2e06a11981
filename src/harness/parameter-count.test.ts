/** The count from sizes alone equals the size of the compiled program, for every architecture. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { architectures } from "../models/architectures/index.ts";
import type { ArchitectureSpec } from "../models/point.ts";
import { parameterCount } from "./parameter-count.ts";

const units = fc.integer({ min: 1, max: 4 });
const block = fc.oneof(
  fc.record({ width: units, bias: fc.boolean() }),
  fc.record({ hidden: fc.array(units, { minLength: 1, maxLength: 3 }), bias: fc.boolean() }),
);

const spec: fc.Arbitrary<ArchitectureSpec> = fc.oneof(
  fc.record({ kind: fc.constant("residual"), block, "readout-bias": fc.boolean() }),
  fc.record({ kind: fc.constant("residual"), block, "first-block": block }),
  fc.record({ kind: fc.constant("linear-residual") }),
  fc.record({ kind: fc.constant("fully-connected"), width: units, bias: fc.boolean() }),
  fc.record({ kind: fc.constant("deep-linear"), width: units }),
  fc.record({ kind: fc.constant("autoencoder"), width: units }),
);

it("agrees with the program", () => {
  const size = fc.record({ depth: units, dimension: units, outputs: fc.constantFrom(1, 2), width: fc.option(units) });
  const property = fc.property(spec, size, (architecture, axes) => {
    const outputs = architecture.kind === "autoencoder" ? axes.dimension : axes.outputs;
    // A square linear residual net with vector labels has no readout.
    fc.pre(architecture.kind !== "linear-residual" || outputs === 1 || outputs !== axes.dimension);
    const program = architectures[architecture.kind]?.compile(architecture, { ...axes, outputs });
    expect(parameterCount(architecture, { ...axes, outputs })).toBe(program?.size);
  });
  fc.assert(property, { seed: 3, numRuns: 300 });
});
