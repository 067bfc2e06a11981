/** Where batches lie in memory: a linear scan over a tape in which a batch's room is used again after its last reader. */
import type { Batch, Instruction, Word } from "./instructions.ts";

export type Addresses = Map<Batch, number>;

const isBatch = (word: Word): word is Batch => typeof word === "object" && word !== null;
export const batchesOf = ({ words }: Instruction): Batch[] => words.filter(isBatch);

export function writtenIn(...tapes: readonly (readonly Instruction[])[]): Set<Batch> {
  const written = new Set<Batch>();
  for (const tape of tapes) for (const { writes } of tape) for (const batch of writes) written.add(batch);
  return written;
}

/** What the tapes read and do not write in the same instruction. */
export function readIn(...tapes: readonly (readonly Instruction[])[]): Set<Batch> {
  const read = new Set<Batch>();
  for (const tape of tapes)
    for (const { words, writes } of tape)
      for (const word of words) if (isBatch(word) && !writes.includes(word)) read.add(word);
  return read;
}

/** Gives every batch its own room from `start` on; returns the end. */
export function placeApart(batches: Iterable<Batch>, rowBytes: number, start: number, addresses: Addresses): number {
  let end = start;
  for (const batch of batches) {
    if (addresses.has(batch)) continue;
    addresses.set(batch, end);
    end += batch.rows * rowBytes;
  }
  return end;
}

/** Places the batches written in the tape that have no place yet, from `start` on; returns the end. `rowBytes` is for one row of a chunk. */
export function placeInTurn(
  tape: readonly Instruction[],
  rowBytes: number,
  start: number,
  addresses: Addresses,
): number {
  const lastReader = new Map<Batch, Instruction>();
  for (const instruction of tape)
    for (const word of instruction.words) if (isBatch(word)) lastReader.set(word, instruction);
  const vacant = new Map<number, number[]>();
  let end = start;
  const leave = (batch: Batch): void => {
    const rooms = vacant.get(batch.rows);
    if (rooms) rooms.push(addresses.get(batch)!);
    else vacant.set(batch.rows, [addresses.get(batch)!]);
    lastReader.delete(batch);
  };
  const mine = new Set<Batch>();
  const leaving = (batch: Word, instruction: Instruction): batch is Batch =>
    isBatch(batch) && lastReader.get(batch) === instruction && mine.has(batch);
  for (const instruction of tape) {
    for (const batch of instruction.aligned)
      if (leaving(batch, instruction) && mayBeOverwritten(instruction, batch)) leave(batch);
    for (const batch of instruction.writes) {
      if (addresses.has(batch)) continue;
      mine.add(batch);
      const room = vacant.get(batch.rows)?.pop();
      addresses.set(batch, room ?? end);
      if (room === undefined) end += batch.rows * rowBytes;
    }
    for (const word of instruction.words) if (leaving(word, instruction)) leave(word);
  }
  return end;
}

/** Whether the instruction's outputs may take the room of one of its inputs: all its uses are entry by entry. */
function mayBeOverwritten({ words, writes, aligned }: Instruction, batch: Batch): boolean {
  let whole = 0;
  for (const word of words) if (word === batch) whole++;
  for (const other of aligned) if (other === batch) whole--;
  return whole === 0 && !writes.includes(batch);
}
