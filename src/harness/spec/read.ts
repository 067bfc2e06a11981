/** Spec files to Specs: all problems of a file at once, sorted by place; an accepted spec is trusted from here on. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { ablationProblems } from "./checks/ablations.ts";
import { classNetworkProblems } from "./checks/class-networks.ts";
import { controlFileProblems, missingControls } from "./checks/controls.ts";
import { dataProblems } from "./checks/data.ts";
import { existenceProblems } from "./checks/existence.ts";
import { existentialProblems } from "./checks/existential.ts";
import { fileProblems } from "./checks/files.ts";
import { formulaProblems } from "./checks/formulas.ts";
import { nameProblems } from "./checks/names.ts";
import { networkProblems } from "./checks/networks.ts";
import { resourceProblems } from "./checks/resources.ts";
import { scopeProblems } from "./checks/scope.ts";
import { readDocument } from "./document.ts";
import { normalise } from "./normalise.ts";
import { type Problem, show, sortProblems } from "./problem.ts";
import { type Mismatch, mismatches } from "./schema.ts";
import { type Path, problemAt, type Source, spanOf } from "./source.ts";
import { findSpecs, noPlace, underControls } from "./spec-files.ts";
import type { Spec } from "./types.ts";

export type ReadSpec =
  /** Warnings do not stop a run. */
  | { readonly ok: true; readonly spec: Spec; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export type ReadSpecs =
  | { readonly ok: true; readonly specs: readonly Spec[]; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface ReadOptions {
  /** Whether the file holds controls as a whole; default: whether it lies under a folder named controls. */
  readonly controls?: boolean;
}

const maxSpecBytes = 256 * 1024;

/** The file's text, or why there is none. */
function readText(file: string): { ok: true; text: string } | { ok: false; problem: Problem } {
  const refuse = (message: string): { ok: false; problem: Problem } => ({
    ok: false,
    problem: noPlace(file, "file", message),
  });
  try {
    const status = statSync(file);
    if (!status.isFile()) return refuse("not a regular file");
    if (status.size > maxSpecBytes) return refuse(`the spec has ${status.size} bytes, most: ${maxSpecBytes}`);
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, problem: noPlace(file, "encoding", "the file is not UTF-8") };
    return refuse("there is no readable file of this name");
  }
}

function schemaProblems(source: Source, found: readonly Mismatch[]): Problem[] {
  return found.map(({ path, part, code, message, choice }) =>
    problemAt(source, spanOf(source, path, part), code, message, choice),
  );
}

/** Whether the schema accepts everything from a path on. */
const acceptedUnder =
  (found: readonly Mismatch[]) =>
  (path: Path): boolean =>
    found.every((mismatch) => path.some((step, i) => mismatch.path[i] !== step));

/** What the schema cannot say. Tolerant of values the schema refuses, so that everything is reported at once. */
function meaningProblems(source: Source, file: string, accepted: (path: Path) => boolean): Problem[] {
  return [
    ...nameProblems(source),
    ...formulaProblems(source),
    ...scopeProblems(source),
    ...networkProblems(source),
    ...dataProblems(source),
    ...ablationProblems(source),
    ...fileProblems(source, file, accepted),
  ];
}

const place = ({ position }: Problem): string => `${position.line}:${position.column}`;

/** A value the parser refused is not reported again by the checks that follow. */
function withoutEchoes(first: readonly Problem[], later: readonly Problem[]): Problem[] {
  const taken = new Set(first.map(place));
  return [...first, ...later.filter((problem) => problem.code === "missing-key" || !taken.has(place(problem)))];
}

/** Checks the text of a spec; `file` is how messages name it and where its data files are looked for. */
export function readSpecText(file: string, text: string, options: ReadOptions = {}): ReadSpec {
  const controls = options.controls ?? underControls(file);
  const document = readDocument(file, text);
  if (!document.readable) return { ok: false, problems: sortProblems(document.problems) };
  const { source } = document;
  const found = mismatches("spec", source.root);
  const shape = withoutEchoes(document.problems, schemaProblems(source, found));
  const meaning = [
    ...meaningProblems(source, resolve(file), acceptedUnder(found)),
    ...existentialProblems(source, controls),
    ...(controls ? controlFileProblems(source) : []),
  ];
  const problems = withoutEchoes(shape, meaning);
  if (problems.length > 0) return { ok: false, problems: sortProblems(problems) };
  const spec = normalise(source, resolve(file), controls);
  const unusable = resourceProblems(source, spec);
  // Sizes first: what follows lists the cells.
  if (unusable.length === 0) unusable.push(...classNetworkProblems(source, spec), ...existenceProblems(source, spec));
  if (unusable.length > 0) return { ok: false, problems: sortProblems(unusable) };
  return { ok: true, spec, warnings: controls ? [] : missingControls(source, spec) };
}

export function readSpec(file: string, options: ReadOptions = {}): ReadSpec {
  const read = readText(file);
  return read.ok ? readSpecText(file, read.text, options) : { ok: false, problems: [read.problem] };
}

function duplicateIds(specs: readonly Spec[]): Problem[] {
  return specs.flatMap((spec, i) => {
    const first = specs.slice(0, i).find(({ id }) => id === spec.id);
    const message = `the spec id ${show(spec.id)} is taken by ${first?.file}`;
    return first === undefined ? [] : [{ ...noPlace(spec.file, "file", message), code: "duplicate-id" as const }];
  });
}

/** Files and folders (their *.yaml, recursively), each file once; the problems of all of them. */
export function readSpecs(paths: readonly string[]): ReadSpecs {
  const found = paths.map(findSpecs);
  const files = new Map(
    found.flatMap((list) => (Array.isArray(list) ? list : [])).map((one) => [resolve(one.file), one]),
  );
  const read = [...files.values()].map(({ file, controls }) => readSpec(file, { controls }));
  const specs = read.flatMap((one) => (one.ok ? [one.spec] : []));
  const missing = found.flatMap((one) => (Array.isArray(one) ? [] : [one]));
  const problems = [...missing, ...read.flatMap((one) => (one.ok ? [] : one.problems)), ...duplicateIds(specs)];
  if (problems.length > 0) return { ok: false, problems: sortProblems(problems) };
  return { ok: true, specs, warnings: read.flatMap((one) => (one.ok ? one.warnings : [])) };
}
