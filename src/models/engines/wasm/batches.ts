/** Where batches lie in memory: a linear scan over a tape in which a batch's room is used again after its last reader. */
import type { Batch, Instruction, Word } from "./instructions.ts";

export type Addresses = Map<Batch, number>;

const isBatch = (word: Word): word is Batch => typeof word === "object" && word !== null;
export const batchesOf = ({ words }: Instruction): Batch[] => words.filter(isBatch);

export function writtenIn(tape: readonly Instruction[]): Set<Batch> {
  return new Set(tape.flatMap(({ writes }) => writes));
}

export function readIn(tape: readonly Instruction[]): Set<Batch> {
  return new Set(tape.flatMap(({ words, writes }) => words.filter(isBatch).filter((batch) => !writes.includes(batch))));
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
  const lastReader = new Map<Batch, number>();
  tape.forEach((instruction, at) => {
    for (const batch of batchesOf(instruction)) lastReader.set(batch, at);
  });
  const mine = new Set<Batch>();
  const vacant = new Map<number, number[]>();
  let end = start;
  const leave = (batch: Batch): void => {
    if (!mine.delete(batch)) return;
    const rooms = vacant.get(batch.rows) ?? [];
    rooms.push(addresses.get(batch)!);
    vacant.set(batch.rows, rooms);
  };
  const enter = (batch: Batch): void => {
    if (addresses.has(batch)) return;
    mine.add(batch);
    const room = vacant.get(batch.rows)?.pop();
    addresses.set(batch, room ?? end);
    if (room === undefined) end += batch.rows * rowBytes;
  };
  tape.forEach((instruction, at) => {
    const done = batchesOf(instruction).filter((batch) => lastReader.get(batch) === at);
    for (const batch of done) if (mayBeOverwritten(instruction, batch)) leave(batch);
    instruction.writes.forEach(enter);
    done.forEach(leave);
  });
  return end;
}

/** Whether the instruction's outputs may take the room of one of its inputs. */
function mayBeOverwritten({ words, writes, aligned }: Instruction, batch: Batch): boolean {
  const uses = words.filter((word) => word === batch).length;
  return !writes.includes(batch) && uses === aligned.filter((other) => other === batch).length;
}
