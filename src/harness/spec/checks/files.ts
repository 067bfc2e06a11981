/** Every file a spec names can be read now, and holds what the spec says it does. */
import { dirname } from "node:path";
import type { CsvSource } from "../../../models/dataset.ts";
import { materialise } from "../../../models/datasets/index.ts";
import { stream } from "../../../numerics/random.ts";
import { readPointAt } from "../../point-input.ts";
import { axisValues } from "../axis.ts";
import { inputFile } from "../input-file.ts";
import type { Problem } from "../problem.ts";
import { elementsOf, entriesOf, type Path, problemAt, type Source, spanOf, valueAt } from "../source.ts";

const fileProblem = (source: Source, path: Path, message: string): Problem =>
  problemAt(source, spanOf(source, path), "file", message);

/** The most rows any cell asks for. */
function mostSamples(source: Source): number | null {
  const swept = axisValues<number>(valueAt(source.root, ["sweep", "samples"]));
  const counts = swept.ok ? swept.values.filter((count) => Number.isInteger(count) && count >= 1) : [];
  return counts.length > 0 ? Math.max(...counts) : null;
}

/** Reads the data as a cell will; the reader's own reason is the message. */
function csvProblems(source: Source, folder: string, path: Path): Problem[] {
  const named = valueAt(source.root, [...path, "file"]);
  if (typeof named !== "string") return [];
  const found = inputFile(folder, named);
  const place = [...path, "file"];
  if (!found.ok) return [fileProblem(source, place, found.message)];
  const dataset = { ...(valueAt(source.root, path) as CsvSource), file: found.file };
  const context = { stream: stream(0, "lint"), dimension: null, samples: mostSamples(source) };
  const outcome = materialise(dataset, context);
  if (outcome.ok) return [];
  const { line, message } = outcome.problem;
  const where = line === undefined ? named : `${named}:${line}`;
  return [problemAt(source, spanOf(source, place), "shape", `${where}: ${message}`)];
}

function pointProblems(source: Source, folder: string, path: Path): Problem[] {
  const named = valueAt(source.root, path);
  if (typeof named !== "string") return [];
  const found = inputFile(folder, named);
  if (!found.ok) return [fileProblem(source, path, found.message)];
  const read = readPointAt(found.file);
  return read.ok ? [] : [problemAt(source, spanOf(source, path), "shape", `${named}: ${read.reason}`)];
}

/** `file`: absolute path of the spec, whose folder bounds what it may read. Values the schema refuses are left alone. */
export function fileProblems(source: Source, file: string, accepted: (path: Path) => boolean): Problem[] {
  const folder = dirname(file);
  const datasets = entriesOf(valueAt(source.root, ["datasets"]))
    .filter(([name, dataset]) => valueAt(dataset, ["kind"]) === "csv" && accepted(["datasets", name]))
    .flatMap(([name]) => csvProblems(source, folder, ["datasets", name]));
  const points = entriesOf(valueAt(source.root, ["points"])).flatMap(([name]) =>
    elementsOf(valueAt(source.root, ["points", name, "files"])).flatMap((_, i) =>
      pointProblems(source, folder, ["points", name, "files", i]),
    ),
  );
  return [...datasets, ...points];
}
