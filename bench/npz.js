/**
 * Reads .npz archives: a zip of .npy arrays, stored or deflated, float64 little endian. Formats: PKZIP APPNOTE 4.3, NumPy NEP 1.
 * Names as in the archive, without ".npy"; values in C order.
 */
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

/** @typedef {{ shape: number[], values: Float64Array }} NumpyArray */

const endOfDirectory = 0x06054b50;
const stored = 0;
const deflated = 8;

/** @param {string} path @returns {Record<string, NumpyArray>} */
export function readNpz(path) {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(signature(endOfDirectory));
  if (end < 0) throw new Error(`${path} is no zip archive`);
  const count = bytes.readUInt16LE(end + 10);
  /** @type {Record<string, NumpyArray>} */
  const arrays = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < count; entry++) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    arrays[name.replace(/\.npy$/, "")] = parseNpy(content(bytes, at), name);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return arrays;
}

/** @param {number} value */
function signature(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The file that the directory entry at `at` points to. @param {Buffer} bytes @param {number} at */
function content(bytes, at) {
  const method = bytes.readUInt16LE(at + 10);
  const size = bytes.readUInt32LE(at + 20);
  const local = bytes.readUInt32LE(at + 42);
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const packed = bytes.subarray(start, start + size);
  if (method === stored) return packed;
  if (method === deflated) return inflateRawSync(packed);
  throw new Error(`zip method ${method} is not supported`);
}

/** @param {Buffer} bytes @param {string} name @returns {NumpyArray} */
function parseNpy(bytes, name) {
  if (bytes.toString("latin1", 1, 6) !== "NUMPY") throw new Error(`${name} is no .npy file`);
  const wide = bytes[6] >= 2;
  const start = wide ? 12 : 10;
  const length = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", start, start + length);
  if (!/'descr': '<f8'/.test(header)) throw new Error(`${name} is not float64: ${header}`);
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? "")
    .split(",")
    .filter((part) => part.trim())
    .map(Number);
  const data = bytes.subarray(start + length);
  const values = Float64Array.from({ length: data.length / 8 }, (_, k) => data.readDoubleLE(8 * k));
  return { shape, values: /'fortran_order': True/.test(header) ? toRowMajor(values, shape) : values };
}

/** Column-major matrices to row-major; vectors stay. @param {Float64Array} values @param {readonly number[]} shape */
function toRowMajor(values, shape) {
  const [rows = 1, columns = 1] = shape;
  return shape.length < 2
    ? values
    : values.map((_, k) => values[(k % columns) * rows + Math.floor(k / columns)] ?? Number.NaN);
}
