import fc from "fast-check";
import { expect, it } from "vitest";
import { lanczosDefaults, lowestEigenpair } from "./lanczos.ts";
import { basisByScalars, type LanczosBasis, type MakeBasis } from "./lanczos-basis.ts";
import { basisByKernels } from "./lanczos-kernels.ts";
import { stream } from "./random.ts";

function filled(make: MakeBasis, most: number, n: number, seed: number): LanczosBasis {
  const random = stream(seed, "basis");
  const basis = make(most, n);
  for (const place of [...basis.vectors, basis.image]) place.set(random.normals(n));
  return basis;
}

it("has the same bits in kernels and scalars, before and after use by a larger one", () => {
  const law = (n: number, most: number, from: number, seed: number): void => {
    const first = Math.min(from, most - 1);
    const coefficients = stream(seed, "coefficients").normals(most - first);
    const results = [basisByKernels, basisByScalars].map((make) => {
      const basis = filled(make, most, n, seed);
      const sum = basis.combination(coefficients);
      const last = basis.removeProjections(first, most);
      const outcome = [sum, last, basis.image.slice()];
      basis.release();
      return outcome;
    });
    expect(results[0]).toEqual(results[1]);
  };
  const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 13 }), fc.nat(12), fc.nat(1e6));
  fc.assert(
    fc.property(sizes, (drawn) => law(...drawn)),
    { seed: 31, numRuns: 200 },
  );
});

it("leaves nothing along orthonormal vectors, and the rest alone", () => {
  const basis = basisByKernels(6, 9);
  for (let k = 0; k < 6; k++) basis.vectors[k]![k] = 1;
  basis.image.set([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(basis.removeProjections(1, 6)).toBe(6);
  expect([...basis.image]).toEqual([1, 0, 0, 0, 0, 0, 7, 8, 9]);
  expect([...basis.combination(Float64Array.of(2, 0, 0, 0, 3))]).toEqual([2, 0, 0, 0, 3, 0, 0, 0, 0]);
  basis.release();
});

it("serves one iteration inside another", () => {
  const inner = () => lowestEigenpair((v, out) => out.set(v.map((x, k) => x * k)), 20, stream(1, "inner")).value;
  const alone = inner();
  const values: number[] = [];
  const outer = lowestEigenpair(
    (v, out) => {
      values.push(inner());
      out.set(v.map((x, k) => x * (k - 3)));
    },
    30,
    stream(2, "outer"),
    { ...lanczosDefaults, starts: 1 },
  );
  expect(new Set(values)).toEqual(new Set([alone]));
  expect(Math.abs(outer.value + 3)).toBeLessThan(1e-8);
});

it("gives the eigenvalue of the readable twin, bit for bit", () => {
  const spectrum = stream(3, "spectrum").normals(75);
  const multiply = (v: Float64Array, out: Float64Array): void => out.set(v.map((x, k) => x * spectrum[k]!));
  const options = { ...lanczosDefaults, basis: 20 };
  const pairs = [basisByKernels, basisByScalars].map((make) =>
    lowestEigenpair(multiply, 75, stream(4, "twins"), options, make),
  );
  expect(pairs[0]).toEqual(pairs[1]);
});
