/** Architectures and axes whose parts fit together: one way to say a width, as many blocks as the depth, axes that are not empty. */
import { axisValues } from "../axis.ts";
import { excludes } from "../exclude.ts";
import type { Problem } from "../problem.ts";
import { elementsOf, entriesOf, isMapping, type Path, problemAt, type Source, spanOf, valueAt } from "../source.ts";

const conflict = (source: Source, path: Path, message: string): Problem =>
  problemAt(source, spanOf(source, path, "key"), "conflict", message);

const missing = (source: Source, path: Path, message: string): Problem =>
  problemAt(source, spanOf(source, path, "key"), "missing-key", message);

function blockProblems(source: Source, path: Path, sweptWidth: boolean): Problem[] {
  const block = valueAt(source.root, path);
  if (!isMapping(block)) return [];
  if ("width" in block && "hidden" in block) {
    return [conflict(source, [...path, "hidden"], "a block has either width or hidden, not both")];
  }
  if ("width" in block || "hidden" in block || sweptWidth) return [];
  return [missing(source, path, "a block needs width or hidden, or the sweep an axis width")];
}

/** `blocks` fits one depth only: every other one must be excluded. */
function depthProblems(source: Source, name: string): Problem[] {
  const path = ["architectures", name, "blocks"];
  const count = elementsOf(valueAt(source.root, path)).length;
  const depths = axisValues<number>(valueAt(source.root, ["sweep", "depth"]));
  const bad = depths.ok ? depths.values.filter((depth) => depth !== count) : [];
  const wrong = bad.find((depth) => !excludes(source, { architecture: name, depth }));
  return wrong === undefined ? [] : [conflict(source, path, `blocks lists ${count}, but the sweep has depth ${wrong}`)];
}

function residualProblems(source: Source, name: string, sweptWidth: boolean): Problem[] {
  const path: Path = ["architectures", name];
  const has = (key: string): boolean => valueAt(source.root, [...path, key]) !== undefined;
  const list = elementsOf(valueAt(source.root, [...path, "blocks"])).map((_, i) => [...path, "blocks", i]);
  const blocks: Path[] = [[...path, "block"], [...path, "first-block"], ...list];
  const clash = ["block", "first-block"].filter((key) => has("blocks") && has(key));
  return [
    ...(has("block") || has("blocks") ? [] : [missing(source, path, 'the key "block" or "blocks" is missing')]),
    ...clash.map((key) => conflict(source, [...path, key], `${key} and blocks exclude each other`)),
    ...blocks.flatMap((block) => blockProblems(source, block, sweptWidth)),
    ...(has("blocks") ? depthProblems(source, name) : []),
  ];
}

function architectureProblems(source: Source): Problem[] {
  const sweptWidth = valueAt(source.root, ["sweep", "width"]) !== undefined;
  return entriesOf(valueAt(source.root, ["architectures"])).flatMap(([name, architecture]) => {
    const kind = valueAt(architecture, ["kind"]);
    if (kind === "residual") return residualProblems(source, name, sweptWidth);
    const needsWidth = kind === "fully-connected" || kind === "deep-linear" || kind === "autoencoder";
    if (!needsWidth || sweptWidth || valueAt(architecture, ["width"]) !== undefined) return [];
    return [missing(source, ["architectures", name], 'the key "width" is missing, and the sweep has no axis width')];
  });
}

function axisProblems(source: Source): Problem[] {
  return ["depth", "samples", "dimension", "width"].flatMap((axis) => {
    const path = ["sweep", axis];
    const values = axisValues(valueAt(source.root, path));
    return values.ok ? [] : [problemAt(source, spanOf(source, path), "range", values.message)];
  });
}

export function networkProblems(source: Source): Problem[] {
  return [...architectureProblems(source), ...axisProblems(source)];
}
