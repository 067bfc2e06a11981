/** index.json as it is stored: nights in a row that said the same of a claim are one entry, so that a quiet night adds no line. Lossless. */
import type { ClaimEntry, ClaimHistory, SiteIndex } from "./site.types.ts";

/** `runs`: first and last place in the index's runs; every run between them judged the claim and said this. */
type StoredEntry = Omit<ClaimEntry, "run"> & { readonly runs: readonly [first: number, last: number] };

export interface StoredIndex extends Omit<SiteIndex, "format" | "claims"> {
  readonly format: "depthproof-site/2";
  readonly claims: readonly (Omit<ClaimHistory, "entries"> & { readonly entries: readonly StoredEntry[] })[];
}

const said = ({ run: _, ...rest }: ClaimEntry): Omit<ClaimEntry, "run"> => rest;

export function toStored(index: SiteIndex): StoredIndex {
  const place = new Map(index.runs.map(({ id }, i) => [id, i]));
  const claims = index.claims.map(({ entries, ...claim }) => ({ ...claim, entries: inRanges(entries, place) }));
  return { ...index, format: "depthproof-site/2", claims };
}

function inRanges(entries: readonly ClaimEntry[], place: ReadonlyMap<string, number>): StoredEntry[] {
  const ranges: StoredEntry[] = [];
  for (const entry of entries) {
    const at = place.get(entry.run);
    if (at === undefined) throw new Error(`an entry of run ${entry.run}, which the index does not have`);
    const last = ranges.at(-1);
    const rest = said(entry);
    const same = last !== undefined && last.runs[1] === at - 1 && JSON.stringify(rest) === textOf(last);
    if (same) ranges[ranges.length - 1] = { ...last, runs: [last.runs[0], at] };
    else ranges.push({ runs: [at, at], ...rest });
  }
  return ranges;
}

const textOf = ({ runs: _, ...rest }: StoredEntry): string => JSON.stringify(rest);

/** Of a file that agrees with its schema; null where an entry names a run that is not there. Format 1 has an entry per run and its id. */
export function fromStored(stored: SiteIndex | StoredIndex): SiteIndex | null {
  if (stored.format === "depthproof-site/1") {
    const known = new Set(stored.runs.map(({ id }) => id));
    return stored.claims.every(({ entries }) => entries.every(({ run }) => known.has(run))) ? stored : null;
  }
  const claims: ClaimHistory[] = [];
  for (const { entries, ...claim } of stored.claims) {
    if (!entries.every((entry) => isPlaced(entry, stored.runs.length))) return null;
    const nights = entries.flatMap(({ runs: [first, last], ...rest }) =>
      stored.runs.slice(first, last + 1).map(({ id }) => ({ run: id, ...rest })),
    );
    claims.push({ ...claim, entries: nights });
  }
  return { ...stored, format: "depthproof-site/1", claims };
}

/** The schema allows the entries of either format in both. */
const isPlaced = ({ runs }: { readonly runs?: StoredEntry["runs"] }, count: number): boolean =>
  runs !== undefined && runs[0] <= runs[1] && runs[1] < count;
