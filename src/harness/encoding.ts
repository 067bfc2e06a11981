/** Float64 arrays as base64 text, little-endian on every machine: exact, compact, JSON-safe. */

export function encodeFloats(values: Float64Array): string {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, k) => {
    bytes.writeDoubleLE(value, k * 8);
  });
  return bytes.toString("base64");
}

/** Throws on text that is not a whole number of doubles. */
export function decodeFloats(text: string): Float64Array {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length % 8 !== 0) throw new Error(`${bytes.length} bytes are not a whole number of float64`);
  return Float64Array.from({ length: bytes.length / 8 }, (_, k) => bytes.readDoubleLE(k * 8));
}
