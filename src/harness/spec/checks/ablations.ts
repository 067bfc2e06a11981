/** An ablation drops a hypothesis by its name in `given`, or a structural one that `replace` says how to do without. */
import { type Problem, show } from "../problem.ts";
import { elementsOf, entriesOf, isMapping, type Path, problemAt, type Source, spanOf, valueAt } from "../source.ts";

/** Hypotheses that are no formula: docs/glossary.md. */
export const structuralHypotheses: readonly string[] = [
  "convex-loss",
  "lipschitz-loss",
  "differentiable",
  "identity-path",
  "phi-zero",
  "norm-budget",
  "critical",
];

interface Ablation {
  readonly path: Path;
  readonly name: string;
}

/** Names to drop, with where they stand. */
function ablationsOf(source: Source, claim: Path): Ablation[] {
  return elementsOf(valueAt(source.root, [...claim, "ablate"])).flatMap((entry, i) => {
    const path = [...claim, "ablate", i, ...(isMapping(entry) ? ["name"] : [])];
    const name = valueAt(source.root, path);
    return typeof name === "string" ? [{ path, name }] : [];
  });
}

function ablationProblem(source: Source, claim: Path, { path, name }: Ablation): Problem[] {
  const given = entriesOf(valueAt(source.root, [...claim, "given"])).map(([key]) => key);
  if (given.includes(name)) return [];
  const span = spanOf(source, path);
  if (!structuralHypotheses.includes(name)) {
    const allowed = [...given, ...structuralHypotheses];
    return [problemAt(source, span, "ablation", `unknown hypothesis ${show(name)}`, { unknown: name, allowed })];
  }
  if (valueAt(source.root, [...claim, "replace", name]) !== undefined) return [];
  const message = `dropping ${name} needs replace: { ${name}: { for-all: POINTS } }, the points that do without it`;
  return [problemAt(source, span, "ablation", message)];
}

function replaceProblems(source: Source, claim: Path, dropped: readonly string[]): Problem[] {
  const points = entriesOf(valueAt(source.root, ["points"])).map(([name]) => name);
  return entriesOf(valueAt(source.root, [...claim, "replace"])).flatMap(([name, replacement]) => {
    const path = [...claim, "replace", name];
    const key = spanOf(source, path, "key");
    if (!structuralHypotheses.includes(name)) {
      const choice = { unknown: name, allowed: structuralHypotheses };
      return [problemAt(source, key, "ablation", `${show(name)} is no structural hypothesis`, choice)];
    }
    if (!dropped.includes(name)) return [problemAt(source, key, "ablation", `${name} is replaced but not in ablate`)];
    const target = valueAt(replacement, ["for-all"]);
    if (typeof target !== "string" || points.includes(target)) return [];
    const choice = { unknown: target, allowed: points };
    return [
      problemAt(
        source,
        spanOf(source, [...path, "for-all"]),
        "unknown-name",
        `unknown points set ${show(target)}`,
        choice,
      ),
    ];
  });
}

export function ablationProblems(source: Source): Problem[] {
  return elementsOf(valueAt(source.root, ["claims"])).flatMap((_, i) => {
    const ablations = ablationsOf(source, ["claims", i]);
    const names = ablations.map(({ name }) => name);
    const repeated = ablations.filter(({ name }, at) => names.indexOf(name) < at);
    return [
      ...ablations.flatMap((ablation) => ablationProblem(source, ["claims", i], ablation)),
      ...repeated.map(({ path, name }) =>
        problemAt(source, spanOf(source, path), "ablation", `${show(name)} is dropped twice`),
      ),
      ...replaceProblems(source, ["claims", i], names),
    ];
  });
}
