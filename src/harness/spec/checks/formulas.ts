/** Every formula of a spec parses, has the right type and uses known names; the caret goes inside the formula. */
import {
  checkFormula,
  expandLets,
  type FormulaKind,
  type FormulaProblem,
  kindOf,
  type Node,
  parseFormula,
  reservedWords,
} from "../../../verifiers/formula/index.ts";
import { catalogue, quantityNames } from "../../../verifiers/quantities/catalogue.ts";
import { type ClaimView, claimViews } from "../claim-views.ts";
import { fileOffset } from "../formula-place.ts";
import type { Problem, ProblemCode } from "../problem.ts";
import { entriesOf, type Path, pointerOf, problemAt, type Source, spanOf, valueAt } from "../source.ts";

/** A problem at a span of the formula written at `path`. */
export function formulaProblem(source: Source, path: Path, problem: FormulaProblem, code: ProblemCode): Problem {
  const place = source.places.get(pointerOf(path));
  const text = valueAt(source.root, path);
  if (place === undefined || typeof text !== "string")
    return problemAt(source, spanOf(source, path), code, problem.message);
  const start = fileOffset(source.text, place, text, problem.offset);
  const last = fileOffset(source.text, place, text, problem.offset + Math.max(1, problem.length) - 1);
  return problemAt(source, { start, end: last + 1 }, code, problem.message);
}

export interface ReadFormula {
  readonly path: Path;
  readonly root: Node;
}

interface Reading {
  readonly source: Source;
  readonly problems: Problem[];
}

/** The tree at a path; null where it is no text (the schema's business) or does not parse. */
function read({ source, problems }: Reading, path: Path): ReadFormula | null {
  const text = valueAt(source.root, path);
  if (typeof text !== "string") return null;
  const parsed = parseFormula(text);
  if (parsed.ok) return { path, root: parsed.root };
  problems.push(...parsed.problems.map((problem) => formulaProblem(source, path, problem, "formula")));
  return null;
}

function readAll(reading: Reading, path: Path | undefined): Map<string, ReadFormula> {
  const formulas = new Map<string, ReadFormula>();
  for (const [name] of path === undefined ? [] : entriesOf(valueAt(reading.source.root, path))) {
    const formula = read(reading, [...(path ?? []), name]);
    if (formula !== null) formulas.set(name, formula);
  }
  return formulas;
}

function shadowProblems(source: Source, lets: ReadonlyMap<string, ReadFormula>): Problem[] {
  const message = (name: string): string => `a let may not take the name ${name}, which formulas know already`;
  return [...lets]
    .filter(([name]) => Object.hasOwn(catalogue, name) || reservedWords.has(name))
    .map(([name, { path }]) => problemAt(source, spanOf(source, path, "key"), "form", message(name)));
}

export interface ClaimFormulas {
  readonly lets: ReadonlyMap<string, ReadFormula>;
  readonly given: ReadonlyMap<string, ReadFormula>;
  readonly assert: ReadFormula | null;
}

function readClaim(reading: Reading, view: ClaimView): ClaimFormulas {
  const assert = view.keys.get("assert");
  return {
    lets: readAll(reading, view.keys.get("let")),
    given: readAll(reading, view.keys.get("given")),
    assert: assert === undefined ? null : read(reading, assert),
  };
}

/** The formulas of a claim that parse. */
export const formulasOf = (source: Source, view: ClaimView): ClaimFormulas => readClaim({ source, problems: [] }, view);

/** Which `let` names stand for conditions; null when the lets cannot be expanded, with the problem reported. */
function conditionNames({ source, problems }: Reading, lets: ReadonlyMap<string, ReadFormula>): Set<string> | null {
  const expanded = expandLets(Object.fromEntries([...lets].map(([name, { root }]) => [name, root])));
  if (expanded.ok)
    return new Set(Object.keys(expanded.lets).filter((name) => kindOf(expanded.lets[name] as Node) === "condition"));
  for (const problem of expanded.problems) {
    const path = lets.get(problem.name)?.path;
    if (path !== undefined) problems.push(formulaProblem(source, path, problem, "formula"));
  }
  return null;
}

function claimProblems(source: Source, view: ClaimView): Problem[] {
  const reading: Reading = { source, problems: [] };
  const { lets, given, assert } = readClaim(reading, view);
  const shadows = shadowProblems(source, lets);
  const conditions = shadows.length > 0 ? null : conditionNames(reading, lets);
  if (conditions === null) return [...reading.problems, ...shadows];
  // A let that does not parse is reported once, not again wherever it is used.
  const letNames = entriesOf(valueAt(source.root, view.keys.get("let") ?? ["(none)"])).map(([name]) => name);
  const names = new Set([...quantityNames, ...letNames]);
  const check = ({ path, root }: ReadFormula, wanted: FormulaKind, slope: boolean): Problem[] =>
    checkFormula(root, wanted, names, { slope, conditions }).map((p) => formulaProblem(source, path, p, "formula"));
  return [
    ...reading.problems,
    ...[...lets.values()].flatMap((formula) => check(formula, kindOf(formula.root, conditions), false)),
    ...[...given.values()].flatMap((formula) => check(formula, "condition", false)),
    ...(assert === null ? [] : check(assert, "condition", true)),
  ];
}

/** Places of numbers that may be formulas, with the axes or quantities they may use. */
function numberPlaces(source: Source): { path: Path; names: readonly string[] }[] {
  const under = (key: string): Path[] => entriesOf(valueAt(source.root, [key])).map(([name]) => [key, name]);
  const elements = (path: Path): Path[] =>
    entriesOf({ ...(valueAt(source.root, path) ?? []) }).map(([i]) => [...path, Number(i)]);
  const widths = under("architectures").flatMap((path) => [
    [...path, "width"],
    [...path, "block", "width"],
    [...path, "first-block", "width"],
    ...elements([...path, "blocks"]).map((block) => [...block, "width"]),
  ]);
  const points = under("points").flatMap((path) => ["scale", "readout", "outer", "inner"].map((key) => [...path, key]));
  const isFormula = (path: Path): boolean =>
    path.at(-1) !== "readout" || valueAt(source.root, [...path.slice(0, -1), "kind"]) === "class";
  return [
    ...under("datasets").map((path) => ({ path: [...path, "dimension"], names: ["depth"] })),
    ...elements(["sweep", "dimension"]).map((path) => ({ path, names: ["depth"] })),
    ...elements(["sweep", "width"]).map((path) => ({ path, names: ["depth", "dimension", "samples"] })),
    ...widths.map((path) => ({ path, names: ["depth", "dimension", "samples"] })),
    ...under("points").map((path) => ({ path: [...path, "minimise"], names: quantityNames })),
    ...points.filter(isFormula).map((path) => ({ path, names: ["depth", "dimension", "width", "samples"] })),
  ];
}

function numberProblems(source: Source): Problem[] {
  const reading: Reading = { source, problems: [] };
  for (const { path, names } of numberPlaces(source)) {
    const formula = read(reading, path);
    const problems = formula === null ? [] : checkFormula(formula.root, "number", new Set(names));
    reading.problems.push(...problems.map((problem) => formulaProblem(source, path, problem, "formula")));
  }
  return reading.problems;
}

export function formulaProblems(source: Source): Problem[] {
  return [...claimViews(source).flatMap((view) => claimProblems(source, view)), ...numberProblems(source)];
}
