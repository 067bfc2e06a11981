/** What a run says on the terminal: one line per claim, the causes of a non-zero exit, and how to replay what fails. */
import { join } from "node:path";
import type { ClaimResult, Results } from "../results.types.ts";
import { printable } from "../spec/problem.ts";
import { table } from "./print.ts";

const marks = {
  certified: "ok",
  supported: "ok",
  violated: "!!",
  inconclusive: "??",
  vacuous: "--",
  error: "xx",
} as const;

/** As `--claim` takes it, with a word before controls. */
export const claimName = ({ claim, ablated, control }: ClaimResult): string =>
  `${control ? "control " : ""}${claim}${ablated === null ? "" : `/without-${ablated}`}`;

function row(result: ClaimResult): string[] {
  const mark = result.agrees && result.verdict !== "error" ? "ok" : marks[result.verdict];
  const expected = result.agrees ? "" : `expected ${result.expect}`;
  return [mark, result.spec, claimName(result), result.verdict, marginText(result), expected, result.because];
}

function marginText({ margin, quantifier }: ClaimResult): string {
  // The column is headed "worst margin"; a claim that some point has a property shows its best.
  const best = quantifier === "there-is" ? "best " : "";
  if (margin === null) return "";
  // Zero up to rounding, which a claim that allows equality may have.
  const tie = margin.tie ? " tie" : "";
  return `${best}${margin.worst.toPrecision(3)} ± ${margin.error.toExponential(0)}${tie}`;
}

export function summaryText(results: Results): string {
  const header = ["", "spec", "claim", "verdict", "worst margin", "", "because"];
  const causes = results.causes.map(({ code, message }) => `exit ${code}: ${message}`);
  const rows = results.claims.map((claim) => row(claim).map(printable));
  return [table(header, rows), ...causes.map(printable)].join("\n");
}

const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);

/** One command per unexpected violation, to be typed where this run was; those that decide the exit code last. */
export function replayCommands(out: string, { claims }: Results): readonly string[] {
  const violated = claims.filter(({ verdict, agrees }) => verdict === "violated" && !agrees);
  const last = violated.filter(({ severity }) => severity === "error");
  const first = violated.filter(({ severity }) => severity === "warning");
  return [...first, ...last].flatMap(({ witness }) =>
    witness === null ? [] : [`depthproof replay ${quoted(join(out, witness))}`],
  );
}
