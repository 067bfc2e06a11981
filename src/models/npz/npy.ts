/**
 * Reads one NumPy array file (.npy, format versions 1 to 3) into nested lists, row index first whatever the order in memory.
 * Numbers of 1 to 8 bytes in either byte order, booleans, text; float32 becomes float64 exactly, 64-bit integers must be safe.
 * Arrays of Python objects are pickles, programs in effect, and are refused. Reference: numpy.lib.format.
 */
import { type Read, refuse } from "./outcome.ts";

export type Value = number | boolean | string | readonly Value[];

interface Header {
  readonly type: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

/** Reads the item at a byte offset. */
type ItemReader = (view: DataView, at: number, little: boolean) => number | boolean | string;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const mostAxes = 8;
const longestHeader = 0xffff;
/** What numpy writes: a Python dictionary with exactly these keys, in this order. */
const headerPattern =
  /^\{'descr': (.+), 'fortran_order': (True|False), 'shape': \((|\d{1,10},|\d{1,10}(?:, \d{1,10})+,?)\),? ?\}\s*$/;

function headerOf(text: string): Read<Header> {
  const match = headerPattern.exec(text);
  if (match === null) return refuse("the header is not one that NumPy writes");
  const [, type = "", fortran, shape = ""] = match;
  if (!/^'[^']*'$/.test(type)) return refuse("structured arrays are not read");
  const sizes = shape.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number(size)]));
  if (sizes.length > mostAxes) return refuse(`${sizes.length} axes, at most ${mostAxes} are read`);
  return { ok: true, value: { type: type.slice(1, -1), fortran: fortran === "True", shape: sizes } };
}

/** A 64-bit integer that a number cannot hold is NaN, which no point may contain. */
const safe = (value: bigint): number => (Number.isSafeInteger(Number(value)) ? Number(value) : Number.NaN);

const numbers: Readonly<Record<string, ItemReader>> = {
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => safe(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => safe(view.getBigUint64(at, little)),
  b1: (view, at) => view.getUint8(at) !== 0,
};

/** Characters of four bytes, or of one; the zeros at the end are padding. */
function textReader(characters: number, width: 1 | 4): ItemReader {
  return (view, at, little) => {
    const codes = Array.from({ length: characters }, (_, k) =>
      width === 4 ? view.getUint32(at + 4 * k, little) : view.getUint8(at + k),
    );
    const end = codes.findLastIndex((code) => code !== 0) + 1;
    return codes
      .slice(0, end)
      .map((code) => (code > 0x10ffff ? "�" : String.fromCodePoint(code)))
      .join("");
  };
}

/** How items of a type are read, and how many bytes each takes. */
function itemsOf(type: string): Read<{ readonly bytes: number; readonly read: ItemReader }> {
  const [, letter = "", digits = ""] = /^[<>=|]?([A-Za-z])(\d{0,6})$/.exec(type) ?? [];
  const count = Number(digits);
  if (letter === "O") return refuse("an array of Python objects: pickles are never read");
  if (letter === "U") return { ok: true, value: { bytes: 4 * count, read: textReader(count, 4) } };
  if (letter === "S") return { ok: true, value: { bytes: count, read: textReader(count, 1) } };
  const name = `${letter}${digits}`;
  const read = Object.hasOwn(numbers, name) ? numbers[name] : undefined;
  return read ? { ok: true, value: { bytes: count, read } } : refuse(`the type ${type} is not read`);
}

/** Strides in items: the last index is fastest in C order, the first in Fortran order. */
function stridesOf({ shape, fortran }: Header): readonly number[] {
  const strides = new Array<number>(shape.length).fill(1);
  const axes = [...shape.keys()];
  (fortran ? axes : axes.reverse()).reduce((stride, axis) => {
    strides[axis] = stride;
    return stride * (shape[axis] ?? 1);
  }, 1);
  return strides;
}

function nested(header: Header, item: (index: number) => Value): Value {
  const strides = stridesOf(header);
  const at = (axis: number, index: number): Value =>
    axis === header.shape.length
      ? item(index)
      : Array.from({ length: header.shape[axis] ?? 0 }, (_, k) => at(axis + 1, index + k * (strides[axis] ?? 1)));
  return at(0, 0);
}

/** Where the header's text lies: its length has two bytes in version 1, four later. */
function headerSpan(view: DataView): Read<{ readonly start: number; readonly end: number }> {
  const isArray = view.byteLength >= 12 && magic.every((byte, k) => view.getUint8(k) === byte);
  if (!isArray) return refuse("not a NumPy array");
  const version = view.getUint8(6);
  if (version < 1 || version > 3) return refuse(`format version ${version} is not read`);
  const start = version === 1 ? 10 : 12;
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end - start > longestHeader) return refuse("the header is too long");
  return end <= view.byteLength ? { ok: true, value: { start, end } } : refuse("the header is cut short");
}

/** The array in the file. What is declared must be what is there, to the byte. */
export function readNpy(bytes: Uint8Array): Read<Value> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const span = headerSpan(view);
  if (!span.ok) return span;
  const { start, end } = span.value;
  const header = headerOf(new TextDecoder("latin1").decode(bytes.subarray(start, end)));
  if (!header.ok) return header;
  const items = itemsOf(header.value.type);
  if (!items.ok) return items;
  const { bytes: size, read } = items.value;
  const count = header.value.shape.reduce((product, length) => product * length, 1);
  if (count * size !== bytes.length - end)
    return refuse(`${bytes.length - end} bytes of data, the header declares ${count * size}`);
  // Without items, the lengths of other axes could be anything.
  if (count === 0 || size === 0) return { ok: true, value: [] };
  // "=" and "|": the order of the machine that wrote it, little-endian on every one that runs this, or no order at all
  const little = !header.value.type.startsWith(">");
  return { ok: true, value: nested(header.value, (index) => read(view, end + index * size, little)) };
}
