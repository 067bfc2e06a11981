/** Makes the data a source describes; the same stream gives the same data. */
import type { DatasetContext, DatasetOutcome, DatasetSource } from "../dataset.ts";
import { csvData } from "./csv.ts";
import { gaussianData } from "./gaussian.ts";
import { inlineData } from "./inline.ts";
import { teacherData } from "./teacher.ts";

export { type Teacher, teachers } from "./teachers.ts";

/** The kinds of dataset a spec may name. */
export const datasetKinds: readonly DatasetSource["kind"][] = ["teacher", "gaussian", "inline", "csv"];

export function materialise(dataset: DatasetSource, context: DatasetContext): DatasetOutcome {
  switch (dataset.kind) {
    case "teacher":
      return teacherData(dataset, context);
    case "gaussian":
      return gaussianData(dataset, context);
    case "inline":
      return inlineData(dataset);
    case "csv":
      return csvData(dataset, context);
    default:
      return dataset satisfies never;
  }
}
