/**
 * The instructions of the kernels' tapes. A batch is a rows x samples matrix that is written once and never changed, so that two nodes
 * may share one; where in memory it lies is settled when the tape is complete.
 */

export interface Batch {
  readonly rows: number;
}

/** A number or address, a batch, or nothing. */
export type Word = number | Batch | null;

export interface Instruction {
  /** Code, rows, and operands in the order of assembly/tape.ts. */
  readonly words: readonly Word[];
  readonly writes: readonly Batch[];
  /** Batches of which an entry is read just before the same entry of an output is written. */
  readonly aligned: readonly (Batch | null)[];
}

/** A factor M with M[k, o] at `address` + k `stride` + 8 o bytes, and what it is multiplied with: sum_k M[k, o] batch[k]. */
export interface Term {
  readonly address: number;
  readonly stride: number;
  readonly batch: Batch;
}

/** As in assembly/tape.ts. */
const codes = {
  multiply: 0,
  outer: 1,
  rowSums: 2,
  jet: 3,
  scale: 4,
  scaleAndBend: 5,
  scaleTwo: 6,
  add: 7,
  loss: 8,
  unpack: 9,
  transpose: 10,
  seed: 11,
  jacobianRows: 12,
} as const;

/** Addresses relative to the chunk's sums and to the results carry these marks. */
const sumMark = 3;
const resultMark = 4;
export const inSums = (index: number): number => 8 * index + sumMark;
export const inResults = (index: number): number => 8 * index + resultMark;

const noTerm = [0, 0, null, 0] as const;
const wordsOf = (term: Term | undefined): readonly Word[] =>
  term ? [term.address, term.stride, term.batch, term.batch.rows] : noTerm;

/** out = first + second + bias + from. */
export function multiply(out: Batch, terms: readonly Term[], bias: number, from: Batch | null): Instruction {
  const words = [codes.multiply, out.rows, out, ...wordsOf(terms[0]), ...wordsOf(terms[1]), bias, from, null];
  return { words, writes: [out], aligned: [from] };
}

/** out = slope product, in one pass: what `multiply` would have written to `product` is not kept. Null where another instruction wrote it. */
export function sloped(written: Instruction | undefined, product: Batch, slope: Batch, out: Batch): Instruction | null {
  if (written?.words[0] !== codes.multiply || written.writes[0] !== product) return null;
  const [code, rows, _, ...operands] = written.words.slice(0, -1);
  return { words: [code!, rows!, out, ...operands, slope], writes: [out], aligned: [...written.aligned, slope] };
}

/** sums[place ...] += d x^T + e y^T. */
export function outer(place: number, products: readonly (readonly [Batch, Batch])[]): Instruction {
  const [[d, x], second] = [products[0]!, products[1]];
  const words = [codes.outer, d.rows, x.rows, inSums(place), d, x, second?.[0] ?? null, second?.[1] ?? null];
  return { words, writes: [], aligned: [] };
}

/** sums[place + r] += sum_i d[r, i]. */
export const rowSums = (place: number, d: Batch): Instruction => ({
  words: [codes.rowSums, d.rows, inSums(place), d],
  writes: [],
  aligned: [],
});

export interface JetOutputs {
  readonly value: Batch;
  readonly slope: Batch | null;
  readonly curvature: Batch | null;
}

export function jet(code: number, z: Batch, { value, slope, curvature }: JetOutputs): Instruction {
  const writes = [value, slope, curvature].filter((batch) => batch !== null);
  return { words: [codes.jet, z.rows, code, z, value, slope, curvature], writes, aligned: [z] };
}

/** out = s x + from. */
export const scale = (out: Batch, s: Batch, x: Batch, from: Batch | null): Instruction => ({
  words: [codes.scale, out.rows, s, x, from, out],
  writes: [out],
  aligned: [s, x, from],
});

/** out = s x + from and bend = c x. */
export const scaleAndBend = (
  out: Batch,
  bend: Batch,
  s: Batch,
  c: Batch,
  x: Batch,
  from: Batch | null,
): Instruction => ({
  words: [codes.scaleAndBend, out.rows, s, c, x, from, out, bend],
  writes: [out, bend],
  aligned: [s, c, x, from],
});

/** out = s x + b y + from. */
export const scaleTwo = (out: Batch, s: Batch, x: Batch, b: Batch, y: Batch, from: Batch | null): Instruction => ({
  words: [codes.scaleTwo, out.rows, s, x, b, y, from, out],
  writes: [out],
  aligned: [s, x, b, y, from],
});

export const add = (out: Batch, x: Batch, y: Batch): Instruction => ({
  words: [codes.add, out.rows, x, y, out],
  writes: [out],
  aligned: [x, y],
});

export interface LossOperands {
  readonly predictions: Batch;
  readonly labels: Batch;
  readonly weights: Batch;
  readonly slopes: Batch | null;
  readonly curvatures: Batch | null;
  /** Whether slopes and curvatures are multiplied with the weights. */
  readonly weighted: boolean;
}

/** Adds the risk to sums[risk]. */
export function loss(code: number, operands: LossOperands, risk: number): Instruction {
  const { predictions, labels, weights, slopes, curvatures, weighted } = operands;
  const operandWords = [predictions, labels, weights, slopes, curvatures, weighted ? 1 : 0, inSums(risk)];
  const writes = [slopes, curvatures].filter((batch) => batch !== null);
  return { words: [codes.loss, predictions.rows, code, ...operandWords], writes, aligned: [predictions] };
}

/** Copies a batch into the results as a matrix with n columns. */
export const unpack = (batch: Batch, place: number, n: number): Instruction => ({
  words: [codes.unpack, batch.rows, batch, inResults(place), n],
  writes: [],
  aligned: [],
});

/** Copies the transpose of the rows x columns matrix at one address to another. */
export const transpose = (from: number, rows: number, columns: number, to: number): Instruction => ({
  words: [codes.transpose, rows, columns, from, to],
  writes: [],
  aligned: [],
});

/** The row at hand becomes 1, the others 0. */
export const seed = (out: Batch): Instruction => ({ words: [codes.seed, out.rows, out], writes: [out], aligned: [] });

/** Rows of the Jacobian, `stride` entries each: adds d x^T from entry `weight` on and d from entry `bias` on; -1 for fixed ones. */
export const jacobianRows = (d: Batch, x: Batch, weight: number, bias: number, stride: number): Instruction => ({
  words: [codes.jacobianRows, d.rows, x.rows, d, x, placeWord(weight), placeWord(bias), inResults(0), 8 * stride],
  writes: [],
  aligned: [],
});

/** A byte offset plus 1, 0 for none. */
export const placeWord = (place: number): number => (place < 0 ? 0 : 8 * place + 1);
