/** Claims and controls as the file writes them, with what a control takes over from its claim; tolerant of every other mistake. */
import { elementsOf, isMapping, type Path, type Source, valueAt } from "./source.ts";

export interface ClaimView {
  /** Where it is written: ["claims", i] or ["controls", i]. */
  readonly path: Path;
  /** null where it is missing or not text. */
  readonly id: string | null;
  readonly control: boolean;
  /** Place of each key's value: the claim's own, or the one it inherits. */
  readonly keys: ReadonlyMap<string, Path>;
}

const quantifiers: readonly string[] = ["for-all", "there-is"];
/** `says` is not inherited: the prose of a true statement does not describe its false variant. */
const inherited: readonly string[] = ["let", "given", "assert", "severity", "min-applicable", "max-undecided"];

const ownKeys = (source: Source, path: Path): Map<string, Path> => {
  const value = valueAt(source.root, path);
  return new Map(isMapping(value) ? Object.keys(value).map((key) => [key, [...path, key]]) : []);
};

function inheritedKeys(source: Source, own: ReadonlyMap<string, Path>, parent: Path): Map<string, Path> {
  const quantified = quantifiers.some((key) => own.has(key));
  const wanted = quantified ? inherited : [...inherited, ...quantifiers];
  return new Map([...ownKeys(source, parent)].filter(([key]) => wanted.includes(key)));
}

function viewOf(source: Source, path: Path, parent: Path | null): ClaimView {
  const own = ownKeys(source, path);
  const keys = parent === null ? own : new Map([...inheritedKeys(source, own, parent), ...own]);
  const id = valueAt(source.root, [...path, "id"]);
  return { path, id: typeof id === "string" ? id : null, control: path[0] === "controls", keys };
}

/** Place of the claim with this id; null: there is none. */
export function claimPath(source: Source, id: unknown): Path | null {
  const claims = elementsOf(valueAt(source.root, ["claims"]));
  const index = claims.findIndex((claim) => isMapping(claim) && claim.id === id);
  return typeof id !== "string" || index < 0 ? null : ["claims", index];
}

/** Claims, then controls, in file order. */
export function claimViews(source: Source): ClaimView[] {
  const claims = elementsOf(valueAt(source.root, ["claims"])).map((_, i) => viewOf(source, ["claims", i], null));
  const controls = elementsOf(valueAt(source.root, ["controls"])).map((control, i) =>
    viewOf(source, ["controls", i], claimPath(source, valueAt(control, ["of"]))),
  );
  return [...claims, ...controls];
}

/** Value of a key of a claim, inherited or its own. */
export function claimValue(source: Source, view: ClaimView, key: string): unknown {
  const path = view.keys.get(key);
  return path === undefined ? undefined : valueAt(source.root, path);
}
