/** Philox against the published known answers; streams against moments, exact ranges and order independence. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fnv1a, type Hash, philox, stream } from "./random.ts";

function block(counter: readonly number[], key0: number, key1: number): number[] {
  const words = Uint32Array.from(counter);
  philox(words, key0, key1);
  return [...words];
}

/** Philox4x32-10 as it is published, in big integers. */
function slowPhilox(counter: readonly number[], key0: number, key1: number): number[] {
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = [BigInt(key0), BigInt(key1)];
  for (let round = 0; round < 10; round++) {
    const [left, right] = [c0 * 0xd2511f53n, c2 * 0xcd9e8d57n];
    [c0, c1, c2, c3] = [(right >> 32n) ^ c1 ^ k0, right & 0xffffffffn, (left >> 32n) ^ c3 ^ k1, left & 0xffffffffn];
    k0 = (k0 + 0x9e3779b9n) & 0xffffffffn;
    k1 = (k1 + 0xbb67ae85n) & 0xffffffffn;
  }
  return [c0, c1, c2, c3].map(Number);
}

describe("philox", () => {
  // Known answers of the generator's authors (Random123, philox4x32 with 10 rounds).
  it("maps zeros", () => {
    expect(block([0, 0, 0, 0], 0, 0)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  });

  it("maps ones", () => {
    const ones = 0xffffffff;
    expect(block([ones, ones, ones, ones], ones, ones)).toEqual([0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
  });

  it("multiplies words exactly", () => {
    const words = { min: 0, max: 2 ** 32 - 1 };
    const word = fc.oneof(fc.integer(words), fc.constantFrom(0, 1, 2 ** 16 - 1, 2 ** 16, 2 ** 31, 2 ** 32 - 1));
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), word, word, (counter, key0, key1) => {
        expect(block(counter, key0, key1)).toEqual(slowPhilox(counter, key0, key1));
      }),
    );
  });

  it("maps the digits of pi", () => {
    const counter = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
    expect(block(counter, 0xa4093822, 0x299f31d0)).toEqual([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
  });
});

const wide = ({ high, low }: Hash): bigint => (BigInt(high) << 32n) + BigInt(low);

/** As it is defined, in arithmetic modulo 2^64. */
function slowFnv1a(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

describe("fnv1a", () => {
  it("gives the published values", () => {
    expect(["", "a", "foobar"].map((text) => wide(fnv1a(text)))).toEqual([
      0xcbf29ce484222325n,
      0xaf63dc4c8601ec8cn,
      0x85944171f73967e8n,
    ]);
  });

  it("is what its definition says, and goes on from the hash of a beginning", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (left, right) => {
        expect(wide(fnv1a(`${left}/${right}`))).toBe(slowFnv1a(`${left}/${right}`));
        expect(fnv1a(`/${right}`, fnv1a(left))).toEqual(fnv1a(`${left}/${right}`));
      }),
    );
  });
});

describe("stream", () => {
  it("reads its first block as documented", () => {
    const { high, low } = fnv1a("spec/cell");
    const words = block([0, 0, low, high], 7, 0);
    const draws = stream(7, "spec/cell");
    const uniform = (high: number, low: number): number =>
      Number((BigInt(high >>> 5) << 26n) + BigInt(low >>> 6)) / 2 ** 53;
    expect(draws.uniform()).toBe(uniform(words[0]!, words[1]!));
    expect(draws.uniform()).toBe(uniform(words[2]!, words[3]!));
  });

  it("keeps its pinned first values", () => {
    const s = stream(42, "pin");
    expect([s.uniform(), s.normal(), s.integer(1000), s.sign()]).toEqual([
      0.922771249707062, -0.2207724871047577, 705, 1,
    ]);
  });

  it("gives a child the same numbers whatever was drawn before", () => {
    const parent = stream(3, "a");
    const before = parent.child("b").normals(5);
    parent.normals(17);
    parent.child("c").uniform();
    expect(parent.child("b").normals(5)).toEqual(before);
    expect(stream(3, "a/b").normals(5)).toEqual(before);
  });

  it("separates seeds, negative and large ones included, and labels", () => {
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    const firsts = seeds.flatMap((seed) => ["", "x", "y"].map((label) => stream(seed, label).uniform()));
    expect(new Set(firsts).size).toBe(firsts.length);
    expect(() => stream(0.5, "x")).toThrow(RangeError);
  });

  it("has the moments of the uniform and the normal distribution", () => {
    const s = stream(11, "moments");
    const count = 40_000;
    const mean = (draw: () => number): number =>
      Array.from({ length: count }, draw).reduce((total, x) => total + x, 0) / count;
    const within = (value: number, truth: number, deviation: number): void =>
      expect(Math.abs(value - truth)).toBeLessThan((4 * deviation) / Math.sqrt(count));
    within(mean(s.uniform), 1 / 2, Math.sqrt(1 / 12));
    within(mean(s.normal), 0, 1);
    // var Z^2 = 2, var Z^4 = 105 - 9
    within(
      mean(() => s.normal() ** 2),
      1,
      Math.sqrt(2),
    );
    within(
      mean(() => s.normal() ** 4),
      3,
      Math.sqrt(96),
    );
    within(mean(s.sign), 0, 1);
    within(
      mean(() => s.normal() * s.normal()),
      0,
      1,
    );
  });

  it("draws integers uniformly (chi-square with 6 degrees of freedom, far quantile)", () => {
    const s = stream(5, "integers");
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 21_000; i++) counts[s.integer(7)]!++;
    const chiSquare = counts.reduce((total, c) => total + (c - 3000) ** 2 / 3000, 0);
    expect(chiSquare).toBeLessThan(27.9);
    expect(() => s.integer(0)).toThrow(RangeError);
  });

  it("permutes: every value once", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer(), (n, seed) => {
        const sorted = stream(seed, "p").permutation(n).sort();
        return sorted.every((value, i) => value === i) && sorted.length === n;
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it("gives all six permutations of three the same chance", () => {
    const s = stream(9, "six");
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const key = s.permutation(3).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(6000 * (5 / 36)));
  });
});
