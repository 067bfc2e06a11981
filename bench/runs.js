/**
 * What a run costs beside its cells: `node bench/runs.js`. The pool against the same cells in this process, two workers against one, and a
 * finished run of 2,000 cells that is asked for again. Times depend on the machine; the ratios compare within one run. Nothing is asserted.
 * --small: only that it works, in seconds; its figures mean nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaNode } from "execa";
import { effectiveSpecs, planRun } from "../dist/harness/plan.js";
import { processPool } from "../dist/harness/pool.js";
import { openRecord, writeLine } from "../dist/harness/record.js";
import { readSpecs } from "../dist/harness/spec/read.js";
import { perform } from "../dist/harness/task.js";

/** @typedef {import("../dist/harness/task.js").Task} Task */

const cli = join(import.meta.dirname, "..", "dist", "cli.js");
const folder = mkdtempSync(join(tmpdir(), "depthproof-bench-"));
const small = process.argv.includes("--small");
const rounds = small ? 1 : 7;
/** Cells of each worker that are timed apart: it starts, and code is compiled, once per run. V8 goes on making it faster for some seconds. */
const warming = small ? 2 : 24;
const timedCells = small ? 4 : 40;
const cellSeconds = small ? 0.01 : 0.1;
/** Per depth. */
const seeds = small ? 10 : 1000;

/** Cells of one size per depth. @param {readonly number[]} depths @param {number} seeds @param {number} count */
const specText = (depths, seeds, count) => `depthproof: 1
id: bench
title: Cells of one size
datasets:
  linear: { kind: teacher, teacher: linear, samples: 30, dimension: 4 }
architectures:
  net: { kind: residual, block: { width: 3, activation: tanh } }
losses:
  linear: [squared]
sweep:
  depth: [${depths.join(", ")}]
  seed: { count: ${seeds} }
points:
  some: { kind: random, count: ${count}, scale: 0.5 }
claims:
  - id: nonnegative
    for-all: some
    assert: risk >= 0
`;

/** @param {string} name @param {string} text */
function specFile(name, text) {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
}

/** @param {string} file @returns {Task[]} */
function tasksOf(file) {
  const read = readSpecs([file]);
  if (!read.ok) throw new Error(read.problems.map((problem) => problem.message).join("\n"));
  // Its factors are 1.
  const options = { profile: /** @type {const} */ ("quick") };
  const [spec] = effectiveSpecs(read.specs, options);
  const points = spec?.points.some;
  if (spec === undefined || points === undefined) throw new Error("the spec has no points");
  return planRun(read.specs, options).cells.map((cell) => ({ kind: "measure", spec, cell, points }));
}

/** @param {() => unknown} action @returns {Promise<number>} seconds */
async function timed(action) {
  const start = performance.now();
  await action();
  return (performance.now() - start) / 1000;
}

/** With the record, each line synced to disk. @param {number} jobs @param {readonly Task[]} tasks */
async function inPool(jobs, tasks) {
  const pool = processPool({ jobs, taskSeconds: 60, megabytes: 4096 });
  const record = openRecord(join(folder, `out-${jobs}`), true);
  const take = (/** @type {Task} */ _, /** @type {import("../dist/harness/worker-answer.js").Answer} */ answer) => {
    if (!answer.ok) throw new Error(answer.message);
    record.append(answer.written);
  };
  const starting = await timed(() => pool.run(tasks.slice(0, jobs * warming), take));
  const seconds = await timed(() => pool.run(tasks.slice(-timedCells), take));
  pool.close();
  record.close();
  return { seconds, lost: starting - (jobs * warming * seconds) / timedCells };
}

/** Without any record. @param {readonly Task[]} tasks */
function inProcess(tasks) {
  for (const task of tasks.slice(0, warming)) perform(task);
  return timed(() => tasks.slice(-timedCells).map(perform));
}

/** What a run without a pool would do: measure a cell, write its line, sync it to disk. @param {readonly Task[]} tasks */
async function inProcessRecorded(tasks) {
  const record = openRecord(join(folder, "out-alone"), true);
  const measure = (/** @type {Task} */ task) => record.append(writeLine(perform(task)));
  for (const task of tasks.slice(0, warming)) measure(task);
  const seconds = await timed(() => tasks.slice(-timedCells).forEach(measure));
  record.close();
  return seconds;
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** How many points make a cell of the wanted length on this machine. */
async function pointsPerCell() {
  const tried = 500;
  const seconds = await inProcess(tasksOf(specFile("trial", specText([8], warming + timedCells, tried))));
  return Math.ceil((tried * cellSeconds * timedCells) / seconds);
}

/** Median, and in brackets the least and the largest. @param {readonly number[]} values @param {(value: number) => string} text */
const spread = (values, text) =>
  `${text(median(values))} (${text(Math.min(...values))} to ${text(Math.max(...values))})`;

/** Ratios within a round: a machine is not the same fast from one minute to the next, nor is one process as another. */
async function poolAgainstProcess() {
  const tasks = tasksOf(specFile("one-size", specText([8], 2 * warming + timedCells, await pointsPerCell())));
  /** @type {{ bare: number, recorded: number, one: number, two: number, lost: number }[]} */
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const bare = await inProcess(tasks);
    const recorded = await inProcessRecorded(tasks);
    const { seconds: one, lost } = await inPool(1, tasks);
    const { seconds: two } = await inPool(2, tasks);
    times.push({ bare, recorded, one, two, lost });
  }
  const seconds = (/** @type {number} */ value) => value.toFixed(2);
  const percent = (/** @type {number} */ ratio) => `${(100 * (ratio - 1)).toFixed(1)} %`;
  const each = (/** @type {(row: typeof times[number]) => number} */ value) => times.map(value);
  const cell = (median(each(({ bare }) => bare)) / timedCells) * 1000;
  console.log(
    `${timedCells} cells of ${cell.toFixed(0)} ms, median (least to largest) of ${rounds} rounds, turn about, in seconds`,
  );
  for (const [name, key] of /** @type {const} */ ([
    ["in this process", "bare"],
    ["  with the record", "recorded"],
    ["pool of one, with the record", "one"],
    ["pool of two, with the record", "two"],
  ]))
    console.log(
      `  ${name.padEnd(30)} ${spread(
        each((row) => row[key]),
        seconds,
      )}`,
    );
  console.log(
    `  start of a worker, once        ${spread(
      each(({ lost }) => lost),
      seconds,
    )}`,
  );
  console.log(
    `  overhead of the pool           ${spread(
      each(({ one, recorded }) => one / recorded),
      percent,
    )}`,
  );
  console.log(
    `  speed-up of two workers        ${spread(
      each(({ one, two }) => one / two),
      seconds,
    )}`,
  );
  console.log(
    `  against this process           ${spread(
      each(({ recorded, two }) => recorded / two),
      seconds,
    )}`,
  );
}

/** By the command line, as a user asks for it. */
async function finishedRun() {
  const file = specFile("many", specText([4, 8], seeds, 1));
  const out = join(folder, "many");
  const run = () => execaNode(cli, ["run", file, "--profile", "quick", "--out", out], { all: true });
  const first = await timed(run);
  const again = median([await timed(run), await timed(run), await timed(run)]);
  const { all } = await run();
  if (!all.includes(`${2 * seeds} of ${2 * seeds} cells taken from the record`)) throw new Error(all);
  console.log(`${2 * seeds} cells: measured in ${first.toFixed(1)} s, recognised as finished in ${again.toFixed(2)} s`);
}

try {
  await poolAgainstProcess();
  await finishedRun();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
