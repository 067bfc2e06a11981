/** Datasets whose parts fit together, and losses that fit their labels. */
import { losses } from "../../../models/losses/index.ts";
import { excludes } from "../exclude.ts";
import { type Problem, show } from "../problem.ts";
import { elementsOf, entriesOf, isMapping, type Path, problemAt, type Source, spanOf, valueAt } from "../source.ts";

const shape = (source: Source, path: Path, message: string): Problem =>
  problemAt(source, spanOf(source, path), "shape", message);

/** Rows of a table that are not as long as its first. */
function ragged(source: Source, path: Path): Problem[] {
  const rows = elementsOf(valueAt(source.root, path));
  const lengthOf = (row: unknown): number => (Array.isArray(row) ? row.length : 0);
  const first = lengthOf(rows[0]);
  return rows.flatMap((row, i) =>
    lengthOf(row) === first
      ? []
      : [shape(source, [...path, i], `row ${i + 1} has ${lengthOf(row)} numbers, the first has ${first}`)],
  );
}

function inlineProblems(source: Source, path: Path): Problem[] {
  const count = (key: string): number => elementsOf(valueAt(source.root, [...path, key])).length;
  const weights = valueAt(source.root, [...path, "weights"]);
  const samples = count("x");
  const uneven = ["y", ...(weights === undefined ? [] : ["weights"])].filter((key) => count(key) !== samples);
  const zero = elementsOf(weights).length > 0 && elementsOf(weights).every((weight) => weight === 0);
  return [
    ...ragged(source, [...path, "x"]),
    ...ragged(source, [...path, "y"]),
    ...uneven.map((key) => shape(source, [...path, key], `${count(key)} elements for ${samples} rows of x`)),
    ...(zero ? [shape(source, [...path, "weights"], "the weights sum to 0")] : []),
  ];
}

/** Sign labels are flipped, with `noise` as the probability. */
function flipProblems(source: Source, path: Path): Problem[] {
  const dataset = valueAt(source.root, path);
  const noise = valueAt(dataset, ["noise"]);
  if (!hasSignTeacher(dataset) || typeof noise !== "number" || noise <= 1) return [];
  const message = `noise of a sign teacher is the probability that a label is flipped: ${noise} is above 1`;
  return [problemAt(source, spanOf(source, [...path, "noise"]), "range", message)];
}

function datasetProblems(source: Source, name: string): Problem[] {
  const path: Path = ["datasets", name];
  const kind = valueAt(source.root, [...path, "kind"]);
  if (kind === "inline") return inlineProblems(source, path);
  if (kind !== "teacher" && kind !== "gaussian") return [];
  const given = [
    [...path, "dimension"],
    ["sweep", "dimension"],
  ].some((at) => valueAt(source.root, at) !== undefined);
  const message = 'the key "dimension" is missing, and the sweep has no axis dimension';
  const missing = given ? [] : [problemAt(source, spanOf(source, path, "key"), "missing-key", message)];
  return [...missing, ...flipProblems(source, path)];
}

function hasSignTeacher(dataset: unknown): boolean {
  const teacher = valueAt(dataset, ["teacher"]);
  return valueAt(dataset, ["kind"]) === "teacher" && typeof teacher === "string" && teacher.startsWith("sign-");
}

/** Whether every label is -1 or 1. */
export function hasSignLabels(dataset: unknown): boolean {
  if (!isMapping(dataset)) return true;
  switch (dataset.kind) {
    case "teacher":
      return hasSignTeacher(dataset);
    case "inline":
      return elementsOf(dataset.y)
        .flat()
        .every((label) => label === 1 || label === -1);
    case "csv":
      return dataset.labels !== undefined;
    default:
      return false;
  }
}

function lossProblems(source: Source, dataset: string, path: Path): Problem[] {
  const known = hasSignLabels(valueAt(source.root, ["datasets", dataset]));
  return elementsOf(valueAt(source.root, path)).flatMap((loss, i) => {
    const signs = typeof loss === "string" && Object.hasOwn(losses, loss) && losses[loss]?.labels === "signs";
    if (!signs || known || excludes(source, { dataset, loss })) return [];
    const message = `the loss ${loss} needs labels -1 and 1, which the dataset ${show(dataset)} does not have`;
    return [problemAt(source, spanOf(source, [...path, i]), "labels", message)];
  });
}

export function dataProblems(source: Source): Problem[] {
  const names = entriesOf(valueAt(source.root, ["datasets"])).map(([name]) => name);
  const perDataset = isMapping(valueAt(source.root, ["losses"]));
  return [
    ...names.flatMap((name) => datasetProblems(source, name)),
    ...names.flatMap((name) => lossProblems(source, name, perDataset ? ["losses", name] : ["losses"])),
  ];
}
