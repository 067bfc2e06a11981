// A worker that misbehaves as its task says: the name of the points set is the kind of misbehaviour.
import { appendFileSync, closeSync, existsSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { writeLine } from "../../dist/harness/record.js";

const [parent, megabytes] = process.argv.slice(2).map(Number);
const guard = new URL("../../dist/harness/worker-guard.js", import.meta.url);
new Worker(guard, { workerData: { parent, megabytes } }).unref();

const kept = [];
const forever = () => new Promise(() => setInterval(() => undefined, 1000));
const measured = (value) => ({ value, error: 0, grade: "measured" });
const witness = (value) => ({ index: 0, origin: "test", quantities: { risk: measured(value) }, point: null });

const record = (cell, witnesses = []) => ({
  format: "depthproof-record/1",
  type: "cell",
  cell,
  engine: "float64",
  status: "ok",
  message: null,
  labels: {},
  yields: {},
  witnesses,
  seconds: 0,
});

function write(text) {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(3, bytes, written);
}
const answer = (line) => write(`${writeLine(line)}\n`);

/** Typed arrays, touched, so that they are in memory. */
const megabytesOfFloats = (count) => new Float64Array(count * 2 ** 17).fill(1);

/** By kind; a kind that returns has not answered, those that answer do so themselves. */
const kinds = {
  sound: (cell) => answer(record(cell)),
  "exit-0": () => process.exit(0),
  "exit-1": () => process.exit(1),
  killed: () => process.kill(process.pid, "SIGKILL"),
  segfault: () => process.kill(process.pid, "SIGSEGV"),
  garbage: () => write("\u0000\u0001 no record line }{\n"),
  foreign: () => write('{"format":"depthproof-record/1","type":"cell","check":"0123456789abcdef"}\n'),
  "half-an-answer": (cell) => {
    write(writeLine(record(cell)).slice(0, -9));
    process.exit(0);
  },
  endless: () => {
    const block = "x".repeat(2 ** 22);
    for (let k = 0; k < 70; k++) write(block);
    return forever();
  },
  "wrong-id": (cell) => answer(record({ ...cell, id: "f".repeat(16) })),
  "wrong-axes": (cell) => answer(record({ ...cell, axes: { ...cell.axes, depth: cell.axes.depth + 1 } })),
  twice: (cell) => {
    answer(record(cell));
    answer(record(cell));
  },
  nan: (cell) => answer(record(cell, [witness(Number.NaN)])),
  infinite: (cell) => answer(record(cell, [witness(Number.POSITIVE_INFINITY)])),
  "negative-error": (cell) => answer(record(cell, [{ ...witness(1), quantities: { risk: { ...measured(1), error: -1 } } }])),
  hang: forever,
  spin: () => {
    process.on("SIGTERM", () => undefined);
    for (;;);
  },
  mute: () => {
    closeSync(3);
    return forever();
  },
  "heap-hog": () => {
    for (;;) kept.push(Array.from({ length: 1e5 }, (_, k) => `${k}`));
  },
  "array-hog": () => {
    for (;;) kept.push(megabytesOfFloats(16));
  },
  leak: (cell) => {
    kept.push(megabytesOfFloats(200));
    answer(record(cell));
  },
  noise: async (cell) => {
    const block = `${"noise ".repeat(2 ** 16)}\n`;
    for (let k = 0; k < 10; k++) await new Promise((resolve) => process.stderr.write(block, resolve));
    process.stdout.write(block);
    answer(record(cell));
  },
  // One attempt leaves one byte in the file.
  "dies-once": (cell) => {
    const before = existsSync(cell.axes.file);
    appendFileSync(cell.axes.file, ".");
    if (!before) process.exit(1);
    answer(record(cell));
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { cell } = JSON.parse(line);
  // `counted-KIND` leaves one byte per attempt in the file.
  const [, counted, kind] = /^(counted-)?(.*)$/.exec(cell.axes.points);
  if (counted) appendFileSync(cell.axes.file, ".");
  await kinds[kind](cell);
}
