/** `--baseline DIR`: how every claim's verdict and worst margin changed since earlier results. For people; never gates. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClaimResult, Results } from "../results.types.ts";
import { mismatches } from "../spec/schema.ts";
import { pointerOf } from "../spec/source.ts";
import { type Print, table } from "./print.ts";
import { claimName } from "./summary.ts";

export type Baseline = { readonly ok: true; readonly results: Results | null } | { readonly ok: false };

/** null results: no baseline was asked for. Not ok: why has been printed. */
export function readBaseline(folder: string | undefined, print: Print): Baseline {
  if (folder === undefined) return { ok: true, results: null };
  const path = join(folder, "results.json");
  const reason = existsSync(path) ? wrongIn(path) : "there is no such file";
  if (reason === null) return { ok: true, results: JSON.parse(readFileSync(path, "utf8")) as Results };
  print.err(`--baseline: ${path}: ${reason}`);
  return { ok: false };
}

function wrongIn(path: string): string | null {
  try {
    const wrong = mismatches("results", JSON.parse(readFileSync(path, "utf8")))[0];
    return wrong === undefined ? null : `${pointerOf(wrong.path) || "/"}: ${wrong.message}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export type Change = "!" | "*" | "+" | "-" | "~" | "new" | "gone";

const keyOf = (claim: ClaimResult): string => `${claim.spec} ${claimName(claim)}`;

/** A margin moved only where it moved by more than both error bars together. */
export function changeOf(before: ClaimResult | undefined, after: ClaimResult | undefined): Change {
  if (before === undefined) return "new";
  if (after === undefined) return "gone";
  if (before.agrees !== after.agrees) return after.agrees ? "*" : "!";
  if (before.margin === null || after.margin === null) return "~";
  const rise = after.margin.worst - before.margin.worst;
  if (Math.abs(rise) <= before.margin.error + after.margin.error) return "~";
  return rise > 0 ? "+" : "-";
}

const marginText = (claim: ClaimResult | undefined): string => claim?.margin?.worst.toPrecision(3) ?? "";

/** One text where nothing changed, both with an arrow where something did. */
const arrow = (before: string, after: string): string =>
  before === after ? after : `${before || "-"} -> ${after || "-"}`;

export function changesText(before: Results, after: Results): string {
  const [old, now] = [before, after].map(({ claims }) => new Map(claims.map((claim) => [keyOf(claim), claim])));
  const keys = new Set([...(now?.keys() ?? []), ...(old?.keys() ?? [])]);
  const rows = [...keys].map((key) => {
    const [a, b] = [old?.get(key), now?.get(key)];
    return [changeOf(a, b), key, arrow(a?.verdict ?? "", b?.verdict ?? ""), arrow(marginText(a), marginText(b))];
  });
  return `${table(["", "claim", "verdict", "worst margin"], rows)}\n! broke, * fixed, + margin rose, - margin fell, ~ within error bars`;
}
