/** Witness cards: the point behind the worst margin of a claim, its numbers, and whether the page itself can measure it again. */
import type { StoredWitness as Measurable } from "../../recheck/recheck.ts";
import type { Measurement } from "../../verifiers/measurement.ts";
import type { ClaimResult, Results } from "../results.types.ts";
import type { StoredWitness, StoredWitnesses } from "../stored-witnesses.ts";
import type { WitnessFile } from "../witness-file.ts";
import { anchorsOf, claimKey, replayCommand } from "./claim-key.ts";
import type { Fragment } from "./fragment.ts";
import { count, counted, inFull, significant, withError } from "./phrase.ts";
import { readable } from "./readable.ts";
import { inertJson } from "./recheck-data.ts";
import { extremeWord } from "./verdict-words.ts";

interface QuantityCell {
  readonly value: string;
  /** The same in full. */
  readonly raw: string;
  readonly grade: string;
}

export interface WitnessCard {
  readonly spec: string;
  readonly name: string;
  readonly extreme: "best" | "worst";
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly lets: readonly { readonly name: string; readonly formula: string }[];
  readonly quantities: readonly (QuantityCell & { readonly name: string })[];
  readonly replay: string;
  readonly file: string;
  /** Relative address of the witness file, for witnesses whose data the page does not hold. */
  readonly link: string;
  /** null: the page does not hold it, and `why` says why. */
  readonly data: Fragment | null;
  readonly size: string;
  readonly why: string;
  /** Of the claim, every digit, as the script compares them. */
  readonly worst: string;
  readonly error: string;
}

/** The largest witness that a page holds, and all of them together, in bytes of JSON. */
export const largestData = 32_000;
export const allData = 262_144;

/** By the anchor of the claim. Claims without a readable witness of their own have none. */
export function viewCards(results: Results, stored: StoredWitnesses): ReadonlyMap<string, WitnessCard> {
  const shown = readable(results).claims;
  const anchors = anchorsOf(shown);
  const found = results.claims.flatMap((claim, i) => {
    const witness = claim.witness === null ? undefined : stored.get(claim.witness);
    const safe = shown[i];
    return witness?.ok && safe && isOf(witness.witness, claim)
      ? [{ claim, witness, anchor: anchors.get(safe) ?? "" }]
      : [];
  });
  const held = affordable(found.map(({ witness }) => witness));
  return new Map(found.map(({ claim, witness, anchor }) => [anchor, viewCard(claim, witness, held.has(witness))]));
}

type Read = Extract<StoredWitness, { ok: true }>;

/** A file left over from other results says nothing about these. */
const isOf = (witness: WitnessFile, claim: ClaimResult): boolean =>
  !claim.control &&
  claim.ablated === null &&
  claim.margin !== null &&
  witness.spec === claim.spec &&
  witness.claim === claimKey(claim) &&
  witness.margin?.value === claim.margin.worst;

/** The smallest first, so that one large point does not keep ten small ones out. */
function affordable(all: readonly Read[]): ReadonlySet<Read> {
  const held = new Set<Read>();
  let total = 0;
  for (const one of all.filter(({ witness }) => obstacle(witness) === "").toSorted((a, b) => a.bytes - b.bytes)) {
    total += one.bytes;
    if (one.bytes <= largestData && total <= allData) held.add(one);
  }
  return held;
}

/** Why a page cannot measure such a witness at all; "": it can. */
function obstacle({ point, class: searched, fit }: WitnessFile): string {
  if (fit !== undefined) return "The margin is that of a line through several witnesses.";
  if (searched !== undefined) return "The members of a function class are found again by a search.";
  return point === null ? "The parameters of this witness were not stored." : "";
}

function viewCard(claim: ClaimResult, { witness, bytes }: Read, held: boolean): WitnessCard {
  const safe = readable(witness);
  const path = claim.witness ?? "";
  return {
    spec: safe.spec,
    name: readable(claimKey(claim)),
    extreme: extremeWord(claim.quantifier),
    facts: facts(safe, claim),
    lets: Object.entries(safe.let).map(([name, formula]) => ({ name, formula })),
    quantities: Object.entries(safe.quantities).map(([name, measurement]) => ({ name, ...numberOf(measurement) })),
    replay: replayCommand(path) ?? "",
    file: path.slice(path.lastIndexOf("/") + 1),
    link: path,
    data: held ? inertJson(witness satisfies Measurable) : null,
    size: kilobytes(bytes),
    why: held ? "" : obstacle(witness) || `With ${kilobytes(bytes)} the point is too large for this page.`,
    worst: String(claim.margin?.worst ?? ""),
    error: String(claim.margin?.error ?? ""),
  };
}

const kilobytes = (bytes: number): string =>
  bytes < 1000 ? `${bytes} bytes` : `${count(Math.round(bytes / 1000))} kB`;

/** An axis that this witness does not have is not shown. */
const fact = (label: string, value: unknown): WitnessCard["facts"] =>
  value === null || value === undefined ? [] : [{ label, value: String(value) }];

function facts({ axes, origin, index, cell, point }: WitnessFile, { margin }: ClaimResult): WitnessCard["facts"] {
  const { depth, dataset, architecture, loss, seed, points, ...others } = axes;
  return [
    ...(margin === null ? [] : [{ label: "Margin", value: withError(margin.worst, margin.error) }]),
    ...fact("Depth L", depth),
    ...fact("Data set", dataset),
    ...fact("Architecture", architecture),
    ...fact("Loss", loss),
    ...fact("Seed", seed),
    ...Object.entries(others).flatMap(([name, value]) => fact(name, value)),
    ...fact("Points", points),
    { label: "Found by", value: origin },
    ...(point === null ? [] : sizes(point)),
    { label: "Stored as", value: `witness ${index} of cell ${cell}` },
  ];
}

function sizes({ data, parameters }: NonNullable<WitnessFile["point"]>): WitnessCard["facts"] {
  const numbers = (value: unknown): number =>
    typeof value === "object" && value !== null ? Object.values(value).reduce((sum, one) => sum + numbers(one), 0) : 1;
  return [
    { label: "Parameters", value: count(numbers(parameters)) },
    { label: "Data", value: `${counted(data.x.length, "sample")} of dimension ${data.x[0]?.length ?? 0}` },
  ];
}

function numberOf(measurement: Measurement): QuantityCell {
  if (measurement.value === null) return { value: "none", raw: "", grade: measurement.reason };
  const { value, error, grade } = measurement;
  const digits = Number.isSafeInteger(value) && error === 0 ? count(value) : significant(value, 6);
  const text = error === 0 ? digits : `${digits} ± ${significant(error, 2)}`;
  return { value: text, raw: inFull(value, error), grade: grade.replace("-", " ") };
}
