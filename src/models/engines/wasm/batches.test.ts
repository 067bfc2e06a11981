/** Batches that are needed at the same time never overlap; compared with the plain placement that gives every batch its own room. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Addresses, batchesOf, placeApart, placeInTurn, readIn, writtenIn } from "./batches.ts";
import { add, type Batch, type Instruction, multiply, scale } from "./instructions.ts";

/** A random tape over batches of one or two rows: sums, products in place, products with a matrix. */
function tapeOf(choices: readonly (readonly [number, number, number])[]): { tape: Instruction[]; inputs: Batch[] } {
  const inputs: Batch[] = [{ rows: 1 }, { rows: 2 }];
  const present = [...inputs];
  const tape = choices.map(([kind, left, right]) => {
    const x = present[left % present.length]!;
    const same = present.filter(({ rows }) => rows === x.rows);
    const y = same[right % same.length]!;
    const out = { rows: kind === 2 ? 1 + (right % 2) : x.rows };
    present.push(out);
    if (kind === 0) return add(out, x, y);
    if (kind === 1) return scale(out, x, y, right % 3 === 0 ? x : null);
    const from = present.filter(({ rows }) => rows === out.rows).at(0)!;
    return multiply(out, [{ address: 8, stride: 8, batch: x }], 0, right % 2 === 0 ? from : null);
  });
  return { tape, inputs };
}

/** Runs the tape on labels: every entry of memory remembers which batch wrote it, every reader must find its own. */
function firstWrongRead(tape: readonly Instruction[], addresses: Addresses): number {
  const memory = new Map<number, Batch>();
  const entries = (batch: Batch): number[] =>
    Array.from({ length: batch.rows }, (_, row) => addresses.get(batch)! + row);
  for (const batch of readIn(tape))
    if (!writtenIn(tape).has(batch)) for (const at of entries(batch)) memory.set(at, batch);
  return tape.findIndex((instruction) => {
    const reads = batchesOf(instruction).filter((batch) => !instruction.writes.includes(batch));
    const wrong = reads.some((batch) => entries(batch).some((at) => memory.get(at) !== batch));
    for (const batch of instruction.writes) for (const at of entries(batch)) memory.set(at, batch);
    // an input that shares room with an output may only be read entry by entry
    const shared = instruction.writes.flatMap(entries);
    const whole = reads.filter((batch) => !instruction.aligned.includes(batch));
    return wrong || whole.some((batch) => entries(batch).some((at) => shared.includes(at)));
  });
}

const choice = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 100 }), fc.nat({ max: 100 }));

it("keeps every batch until its last reader", () => {
  const law = (choices: [number, number, number][]): void => {
    const { tape, inputs } = tapeOf(choices);
    const [tight, plain]: [Addresses, Addresses] = [new Map(), new Map()];
    for (const addresses of [tight, plain]) placeApart(inputs, 1, 0, addresses);
    const end = placeInTurn(tape, 1, 100, tight);
    const plainEnd = placeApart(writtenIn(tape), 1, 100, plain);
    expect(firstWrongRead(tape, plain)).toBe(-1);
    expect(firstWrongRead(tape, tight)).toBe(-1);
    expect(end).toBeLessThanOrEqual(plainEnd);
  };
  fc.assert(fc.property(fc.array(choice, { maxLength: 40 }), law), { seed: 4, numRuns: 300 });
});

it("needs no more room for a longer chain", () => {
  const chain = (length: number): number => {
    const batches = Array.from({ length: length + 1 }, (): Batch => ({ rows: 3 }));
    const tape = batches.slice(1).map((out, k) => scale(out, batches[k]!, batches[k]!, null));
    return placeInTurn(tape, 1, 0, new Map([[batches[0]!, 1000]]));
  };
  expect(chain(50)).toBe(chain(2));
});
