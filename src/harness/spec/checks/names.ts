/** Every name a spec refers to exists, every id is unique, and what the points need is there. */
import { type ClaimView, claimPath, claimViews } from "../claim-views.ts";
import { restrictions } from "../exclude.ts";
import { type Problem, show } from "../problem.ts";
import { elementsOf, entriesOf, isMapping, type Path, problemAt, type Source, spanOf, valueAt } from "../source.ts";

const namesUnder = (source: Source, key: string): string[] =>
  entriesOf(valueAt(source.root, [key])).map(([name]) => name);

/** The text at `path` must be one of `allowed`. */
function unknownName(source: Source, path: Path, noun: string, allowed: readonly string[]): Problem[] {
  const name = valueAt(source.root, path);
  if (typeof name !== "string" || allowed.includes(name)) return [];
  return [
    problemAt(source, spanOf(source, path), "unknown-name", `unknown ${noun} ${show(name)}`, {
      unknown: name,
      allowed,
    }),
  ];
}

function quantifierProblems(source: Source, view: ClaimView): Problem[] {
  const points = namesUnder(source, "points");
  const forAll = view.keys.get("for-all");
  const thereIs = view.keys.get("there-is");
  if (forAll !== undefined && thereIs !== undefined) {
    return [
      problemAt(source, spanOf(source, thereIs, "key"), "conflict", "a claim has either for-all or there-is, not both"),
    ];
  }
  const quantified = forAll ?? thereIs;
  if (quantified !== undefined) return unknownName(source, quantified, "points set", points);
  // A control without a claim has been told so already.
  if (view.control) return [];
  return [problemAt(source, spanOf(source, view.path), "missing-key", 'the key "for-all" or "there-is" is missing')];
}

function duplicateIds(source: Source, views: readonly ClaimView[]): Problem[] {
  const seen = new Set<string>();
  return views.flatMap(({ id, path }) => {
    if (id === null) return [];
    if (seen.has(id))
      return [problemAt(source, spanOf(source, [...path, "id"]), "duplicate-id", `the id ${show(id)} is taken`)];
    seen.add(id);
    return [];
  });
}

function controlProblems(source: Source): Problem[] {
  const ids = elementsOf(valueAt(source.root, ["claims"]))
    .map((claim) => valueAt(claim, ["id"]))
    .filter((id) => typeof id === "string");
  return elementsOf(valueAt(source.root, ["controls"])).flatMap((control, i) =>
    claimPath(source, valueAt(control, ["of"])) === null
      ? unknownName(source, ["controls", i, "of"], "claim", ids)
      : [],
  );
}

function excludeProblems(source: Source): Problem[] {
  const lists: Readonly<Record<string, string>> = {
    points: "points",
    dataset: "datasets",
    architecture: "architectures",
  };
  return elementsOf(valueAt(source.root, ["sweep", "exclude"])).flatMap((_, i) =>
    Object.entries(lists).flatMap(([axis, key]) => {
      const noun = axis === "points" ? "points set" : axis;
      return unknownName(source, ["sweep", "exclude", i, axis], noun, namesUnder(source, key));
    }),
  );
}

/** The lists of a points set name what the spec has. */
function restrictionProblems(source: Source): Problem[] {
  const losses = valueAt(source.root, ["losses"]);
  const known = [...new Set((isMapping(losses) ? Object.values(losses) : [losses]).flatMap(elementsOf).map(String))];
  const allowed = { datasets: namesUnder(source, "datasets"), architectures: namesUnder(source, "architectures") };
  return namesUnder(source, "points").flatMap((name) =>
    Object.entries({ ...allowed, losses: known }).flatMap(([list, names]) =>
      elementsOf(valueAt(source.root, ["points", name, list])).flatMap((_, i) =>
        unknownName(source, ["points", name, list, i], restrictions[list as keyof typeof restrictions], names),
      ),
    ),
  );
}

/** A mapping of losses names every dataset, and only datasets. */
function lossProblems(source: Source): Problem[] {
  const losses = valueAt(source.root, ["losses"]);
  if (!isMapping(losses)) return [];
  const allowed = namesUnder(source, "datasets");
  const unknown = Object.keys(losses).filter((name) => !allowed.includes(name));
  const missing = allowed.filter((name) => !Object.hasOwn(losses, name));
  return [
    ...unknown.map((name) => {
      const span = spanOf(source, ["losses", name], "key");
      return problemAt(source, span, "unknown-name", `unknown dataset ${show(name)}`, { unknown: name, allowed });
    }),
    ...missing.map((name) => {
      const span = spanOf(source, ["losses"], "key");
      return problemAt(source, span, "missing-key", `losses has no entry for the dataset ${show(name)}`);
    }),
  ];
}

/** Points that bring nothing of their own need data, networks and a sweep; all but classes need a loss. */
function neededKeys(source: Source): Problem[] {
  const kinds = entriesOf(valueAt(source.root, ["points"])).map(([, points]) => valueAt(points, ["kind"]));
  const searched = kinds.filter((kind) => kind !== "given");
  const needed = searched.length === 0 ? [] : ["datasets", "architectures", "sweep"];
  const lossy = searched.some((kind) => kind !== "class") ? ["losses"] : [];
  return [...needed, ...lossy]
    .filter((key) => valueAt(source.root, [key]) === undefined)
    .map((key) =>
      problemAt(source, spanOf(source, ["points"], "key"), "missing-key", `these points need the key "${key}"`),
    );
}

export function nameProblems(source: Source): Problem[] {
  const views = claimViews(source);
  return [
    ...views.flatMap((view) => quantifierProblems(source, view)),
    ...duplicateIds(source, views),
    ...controlProblems(source),
    ...excludeProblems(source),
    ...restrictionProblems(source),
    ...lossProblems(source),
    ...(isMapping(valueAt(source.root, ["points"])) ? neededKeys(source) : []),
  ];
}
