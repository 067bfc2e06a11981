/** Points written by NumPy read as their JSON form does; arrays built by hand in every type, order and shape; damaged and hostile files are refused. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNpy } from "./npy.ts";
import { readNpz } from "./point.ts";
import { readZip } from "./zip.ts";

const fixtures = join(import.meta.dirname, "..", "..", "..", "test", "fixtures");
const written = (name: string): Uint8Array => readFileSync(join(fixtures, "npz", `${name}.npz`));
const point: unknown = JSON.parse(readFileSync(join(fixtures, "reference", "point.json"), "utf8"));

describe("points written by NumPy", () => {
  it.each(["plain", "compressed", "float32", "big-endian", "fortran", "stacked"])("%s: as the JSON form", (name) => {
    expect(readNpz(written(name))).toEqual({ ok: true, value: point });
  });

  it("of Python objects are refused", () => {
    expect(readNpz(written("pickled"))).toEqual({
      ok: false,
      reason: "data/y: an array of Python objects: pickles are never read",
    });
  });
});

/** A .npy file as numpy.lib.format describes it. */
function npy(descr: string, shape: readonly number[], data: Uint8Array, fortran = false): Uint8Array {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const order = fortran ? "True" : "False";
  const text = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': (${lengths}), }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const length = [padded.length & 0xff, padded.length >> 8];
  return Uint8Array.from([0x93, ...Buffer.from("NUMPY"), 1, 0, ...length, ...Buffer.from(padded), ...data]);
}

interface Setters {
  readonly [type: string]: readonly [bytes: number, set: (view: DataView, at: number, value: number) => void];
}
const big = (descr: string): boolean => descr.startsWith("'>");
const setters = (little: boolean): Setters => ({
  f4: [4, (view, at, value) => view.setFloat32(at, value, little)],
  f8: [8, (view, at, value) => view.setFloat64(at, value, little)],
  i1: [1, (view, at, value) => view.setInt8(at, value)],
  i2: [2, (view, at, value) => view.setInt16(at, value, little)],
  i4: [4, (view, at, value) => view.setInt32(at, value, little)],
  i8: [8, (view, at, value) => view.setBigInt64(at, BigInt(value), little)],
  u1: [1, (view, at, value) => view.setUint8(at, value)],
  u2: [2, (view, at, value) => view.setUint16(at, value, little)],
  u4: [4, (view, at, value) => view.setUint32(at, value, little)],
  u8: [8, (view, at, value) => view.setBigUint64(at, BigInt(value), little)],
});

function numeric(descr: string, shape: readonly number[], values: readonly number[], fortran = false): Uint8Array {
  const [bytes, set] = setters(!big(descr))[descr.slice(2, -1)] ?? [0, () => undefined];
  const view = new DataView(new ArrayBuffer(bytes * values.length));
  values.forEach((value, k) => {
    set(view, k * bytes, value);
  });
  return npy(descr, shape, new Uint8Array(view.buffer), fortran);
}

/** The entry at an index tuple. */
const entry = (value: unknown, index: readonly number[]): unknown =>
  index.reduce((part: unknown, k) => (part as readonly unknown[])[k], value);

/** All index tuples, the last index fastest. */
const tuples = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (all, length) => all.flatMap((tuple) => Array.from({ length }, (_, k) => [...tuple, k])),
    [[]],
  );

describe("arrays", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
  const types = fc.constantFrom("f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8");

  it("of every type, order and shape have their entries where NumPy puts them", () => {
    const arrays = fc.record({ shape: shapes, type: types, order: fc.constantFrom("<", ">"), fortran: fc.boolean() });
    fc.assert(
      fc.property(arrays, ({ shape, type, order, fortran }) => {
        const all = tuples(shape);
        // The k-th item in memory: in Fortran order the first index is fastest.
        const inMemory = fortran ? tuples(shape.toReversed()).map((tuple) => tuple.toReversed()) : all;
        const array = readNpy(
          numeric(
            `'${order}${type}'`,
            shape,
            inMemory.map((_, k) => k % 100),
            fortran,
          ),
        );
        if (!array.ok) throw new Error(array.reason);
        inMemory.forEach((tuple, k) => {
          expect(entry(array.value, tuple)).toBe(k % 100);
        });
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  const known: readonly (readonly [string, Uint8Array, unknown])[] = [
    ["a float32 is the float64 of the same value", numeric("'<f4'", [], [0.1]), Math.fround(0.1)],
    ["signed zero and the smallest number", numeric("'<f8'", [2], [-0, 5e-324]), [-0, 5e-324]],
    ["negative integers", numeric("'>i8'", [2], [-1, -(2 ** 40)]), [-1, -(2 ** 40)]],
    ["booleans", npy("'|b1'", [2], Uint8Array.from([1, 0])), [true, false]],
    ["bytes as text", npy("'|S4'", [], Uint8Array.from(Buffer.from("tanh"))), "tanh"],
    ["padded text", npy("'<U3'", [], Uint8Array.from([97, 0, 0, 0, 0x3b2 & 255, 3, 0, 0, 0, 0, 0, 0])), "aβ"],
    ["no entries", npy("'<f8'", [0], new Uint8Array()), []],
    ["a 64-bit integer no float64 holds", npy("'<i8'", [], Uint8Array.from([1, 0, 0, 0, 0, 0, 32, 0])), Number.NaN],
  ];
  it.each(known)("%s", (_, bytes, value) => {
    expect(readNpy(bytes)).toStrictEqual({ ok: true, value });
  });

  const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ["too few bytes", npy("'<f8'", [2], new Uint8Array(15)), /15 bytes of data, the header declares 16/],
    ["too many bytes", npy("'<f8'", [2], new Uint8Array(17)), /17 bytes of data/],
    ["huge lengths", npy("'<f8'", [4_000_000_000, 4_000_000_000], new Uint8Array(8)), /the header declares/],
    ["a structure", npy("[('a', '<f8')]", [1], new Uint8Array(8)), /structured/],
    ["complex numbers", npy("'<c16'", [1], new Uint8Array(16)), /type <c16 is not read/],
    ["half precision", npy("'<f2'", [1], new Uint8Array(2)), /type <f2 is not read/],
    ["a name of a prototype", npy("'constructor'", [1], new Uint8Array(8)), /is not read/],
    ["an expression", npy("'<f8' + f()", [1], new Uint8Array(8)), /structured arrays/],
    ["many axes", npy("'<f8'", [1, 1, 1, 1, 1, 1, 1, 1, 1], new Uint8Array(8)), /9 axes/],
    ["something else", Uint8Array.from(Buffer.from("not an array at all")), /not a NumPy array/],
    ["nothing", new Uint8Array(), /not a NumPy array/],
  ];
  it.each(refused)("are refused: %s", (_, bytes, reason) => {
    const array = readNpy(bytes);
    expect(array.ok ? "" : array.reason).toMatch(reason);
  });

  it("without items end at once, whatever the other lengths", () => {
    expect(readNpy(npy("'<f8'", [4_000_000_000, 0], new Uint8Array()))).toEqual({ ok: true, value: [] });
    expect(readNpy(npy("'<U0'", [4_000_000_000], new Uint8Array()))).toEqual({ ok: true, value: [] });
  });
});

interface Packed {
  readonly name: string;
  readonly content: Uint8Array;
  readonly deflate?: boolean;
  /** What the directory says instead of the truth. */
  readonly size?: number;
  readonly flags?: number;
  readonly method?: number;
}

/** An archive by APPNOTE, written independently of the reader. */
function zip(members: readonly Packed[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const {
    name,
    content,
    deflate = false,
    size = content.length,
    flags = 0,
    method = deflate ? 8 : 0,
  } of members) {
    const data = deflate ? deflateRawSync(content) : Buffer.from(content);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(flags, 2);
    head.writeUInt16LE(method, 4);
    head.writeUInt32LE(crc32(content), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(size, 18);
    head.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

const limits = { members: 10, bytes: 10_000 };
const text = (content: string): Uint8Array => Uint8Array.from(Buffer.from(content));

describe("archives", () => {
  it("come back member by member, stored or deflated", () => {
    const contents = fc.uint8Array({ maxLength: 300 });
    const members = fc.array(fc.record({ content: contents, deflate: fc.boolean() }), { maxLength: 10 });
    fc.assert(
      fc.property(members, (list) => {
        const named = list.map((member, k) => ({ ...member, name: `m${k}` }));
        const read = readZip(zip(named), limits);
        expect(read.ok && [...read.value].map(([name, content]) => [name, [...content]])).toEqual(
          named.map(({ name, content }) => [name, [...content]]),
        );
      }),
      { numRuns: 100, seed: 7 },
    );
  });

  const bomb = { name: "a", content: new Uint8Array(1e6), deflate: true };
  const refused: readonly (readonly [string, readonly Packed[], RegExp])[] = [
    ["an encrypted member", [{ name: "a", content: text("x"), flags: 1 }], /encrypted/],
    ["another method", [{ name: "a", content: text("x"), method: 12 }], /method 12/],
    ["a name twice", [bomb, bomb].map((one) => ({ ...one, content: text("x") })), /occurs twice/],
    ["too much when inflated", [bomb], /1000000 bytes when unpacked/],
    ["more than the directory says", [{ ...bomb, size: 100 }], /damaged/],
    ["less than the directory says", [{ ...bomb, content: text("x"), size: 100 }], /damaged/],
    ["a size beyond 4 GiB", [{ ...bomb, content: text("x"), size: 0xffffffff }], /when unpacked/],
    ["many members", Array.from({ length: 11 }, (_, k) => ({ name: `m${k}`, content: text("x") })), /11 members/],
  ];
  it.each(refused)("are refused: %s", (_, members, reason) => {
    const read = readZip(zip(members), limits);
    expect(read.ok ? "" : read.reason).toMatch(reason);
  });

  it("never give other contents after the change of one byte, or the loss of the last ones", () => {
    const whole = zip([
      { name: "a", content: text("some numbers, some more numbers"), deflate: true },
      { name: "b", content: text("others") },
    ]);
    const contentsOf = (bytes: Uint8Array): string | null => {
      const read = readZip(bytes, limits);
      return read.ok ? [...read.value.values()].map((content) => Buffer.from(content).toString()).join("|") : null;
    };
    const original = contentsOf(whole);
    for (let k = 0; k < whole.length; k++) {
      const changed = Buffer.from(whole);
      changed[k] = (changed[k] ?? 0) ^ 0x55;
      // Fields nobody needs may differ; a number of members may shrink what is there, never alter it.
      const contents = contentsOf(changed) ?? "";
      expect(original?.startsWith(contents)).toBe(true);
      expect(contentsOf(whole.subarray(0, k))).toBeNull();
    }
  });
});

const scalar = (value: number): Uint8Array => numeric("'<f8'", [], [value]);
const archive = (names: readonly string[]): Buffer =>
  zip(names.map((name, k) => ({ name: `${name}.npy`, content: scalar(k) })));

describe("names", () => {
  it("nest by slashes, positions make lists in their order", () => {
    const names = ["loss", "parameters/V/1", "parameters/V/0", "parameters/inner/0/0", "architecture/tie/0"];
    expect(readNpz(archive(names))).toEqual({
      ok: true,
      value: { loss: 0, parameters: { V: [2, 1], inner: [[3]] }, architecture: { tie: [4] } },
    });
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["a gap", ["parameters/V/0", "parameters/V/2"], /parameters\/V\/1 is missing/],
    ["an array that is also a group", ["parameters/V/0", "parameters/V"], /array and a group/],
    ["a group below an array", ["parameters/V", "parameters/V/0"], /below another array/],
    ["a path that climbs", ["../loss"], /no point has an array named/],
    ["an absolute path", ["/loss"], /no point has an array named/],
    ["a prototype", ["parameters/__proto__"], /no point has an array named/],
    ["deep nesting", ["a/b/c/d/e/f"], /no point has an array named/],
  ];
  it.each(refused)("are refused: %s", (_, names, reason) => {
    const read = readNpz(archive(names));
    expect(read.ok ? "" : read.reason).toMatch(reason);
  });
});
