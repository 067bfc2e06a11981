/** `power DIR`: how many planted wrong claims a stored run caught, how many true ones it flagged, and which hypotheses it showed to be needed. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hypothesisNeeds, type Power, powerOf, reasonsOf, truthWords } from "../report/power-view.ts";
import type { ClaimResult, Results } from "../results.types.ts";
import { printable } from "../spec/problem.ts";
import { mismatches } from "../spec/schema.ts";
import { pointerOf } from "../spec/source.ts";
import { type Print, table } from "./print.ts";
import { claimName } from "./summary.ts";

/** null: said why not. */
function readResults(out: string, print: Print): Results | null {
  const path = join(out, "results.json");
  if (!existsSync(path)) {
    print.err(`${out} has no results.json: run \`depthproof judge ${out}\` first`);
    return null;
  }
  const results: unknown = JSON.parse(readFileSync(path, "utf8"));
  const wrong = mismatches("results", results)[0];
  if (wrong === undefined) return results as Results;
  print.err(`${path}: ${pointerOf(wrong.path) || "/"}: ${wrong.message}`);
  return null;
}

const lines = (title: string, claims: readonly ClaimResult[], say: (claim: ClaimResult) => string): string[] =>
  claims.length === 0
    ? []
    : ["", title, ...claims.map((claim) => `  ${claim.spec} ${claimName(claim)}: ${say(claim)}`)];

/** With none of n flagged, the rate of false alarms is below 3 / n with 95 % confidence, were the claims drawn at random. */
function falseAlarms({ truths }: Power): string {
  const [flagged, decided] = [truths.flagged.length, truths.flagged.length + truths.standing.length];
  const bound = flagged === 0 && decided > 0 ? ` (rule of three: below ${(300 / decided).toFixed(1)} %)` : "";
  return `false alarms: ${flagged} of ${decided}${bound}`;
}

export function powerText(results: Results): string {
  const power = powerOf(results);
  const { wrong, truths } = power;
  const needs = hypothesisNeeds(results).map(({ hypothesis, needed, claim }) => [
    hypothesis,
    claim.spec,
    claim.claim,
    needed,
  ]);
  return [
    table(
      ["planted wrong claims", "caught", "missed", "undecided", "undetectable"],
      [
        ["", wrong.caught, wrong.missed, wrong.undecided, wrong.undetectable].map((cell) =>
          typeof cell === "string" ? cell : cell.length,
        ),
      ],
    ),
    "",
    table(
      ["claims expected to stand", ...Object.values(truthWords)],
      [["", truths.standing.length, truths.flagged.length, truths.open.length]],
    ),
    falseAlarms(power),
    ...lines("missed", wrong.missed, ({ because }) => because),
    ...lines("undecided", wrong.undecided, ({ because }) => because),
    ...lines("undetectable by design", wrong.undetectable, ({ because }) => because),
    ...reasonsOf(results, power).map((reason) => `  ${reason}`),
    ...lines("falsely flagged", truths.flagged, ({ because }) => because),
    ...lines("not decided", truths.open, ({ because }) => because),
    ...(needs.length === 0 ? [] : ["", table(["hypothesis", "spec", "claim", "needed?"], needs)]),
  ]
    .map((text) => text.split("\n").map(printable).join("\n"))
    .join("\n");
}

export function power(out: string, options: { readonly json?: boolean | undefined }, print: Print): number {
  const results = readResults(out, print);
  if (results === null) return 2;
  print.out(options.json === true ? JSON.stringify(powerJson(results), null, 2) : powerText(results));
  return 0;
}

function powerJson(results: Results): unknown {
  const { wrong, truths } = powerOf(results);
  const names = (claims: readonly ClaimResult[]) => claims.map((claim) => `${claim.spec} ${claimName(claim)}`);
  const named = (groups: Readonly<Record<string, readonly ClaimResult[]>>) =>
    Object.fromEntries(Object.entries(groups).map(([state, claims]) => [state, names(claims)]));
  const needs = hypothesisNeeds(results).map(({ hypothesis, needed, claim }) => ({
    hypothesis,
    spec: claim.spec,
    claim: claim.claim,
    needed,
  }));
  return { wrong: named(wrong), truths: named(truths), hypotheses: needs };
}
