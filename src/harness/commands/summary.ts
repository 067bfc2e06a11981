/** What a run says on the terminal: one line per claim, then the causes of a non-zero exit. */
import type { ClaimResult, Results } from "../results.types.ts";
import { table } from "./print.ts";

const marks = {
  certified: "ok",
  supported: "ok",
  violated: "!!",
  inconclusive: "??",
  vacuous: "--",
  error: "xx",
} as const;

const nameOf = ({ claim, ablated, control }: ClaimResult): string =>
  `${control ? "control " : ""}${ablated !== null && !claim.includes("/") ? `${claim}/without-${ablated}` : claim}`;

function row(result: ClaimResult): string[] {
  const mark = result.control && result.agrees ? "ok" : result.agrees ? "ok" : marks[result.verdict];
  const expected = result.agrees ? "" : `expected ${result.expect}`;
  return [mark, result.spec, nameOf(result), result.verdict, marginText(result), expected, result.because];
}

function marginText({ margin }: ClaimResult): string {
  return margin === null ? "" : `${margin.worst.toPrecision(3)} ± ${margin.error.toExponential(0)}`;
}

export function summaryText(results: Results): string {
  const header = ["", "spec", "claim", "verdict", "worst margin", "", "because"];
  const causes = results.causes.map(({ code, message }) => `exit ${code}: ${message}`);
  return [table(header, results.claims.map(row)), ...causes].join("\n");
}
