/** Claims that disagree with what their author expects as GitHub annotations, on the line of the spec where each is written. */
import { nameOf } from "../exit-code.ts";
import type { ClaimResult, Results } from "../results.types.ts";
import { printable } from "../spec/problem.ts";
import type { Spec } from "../spec/types.ts";

/** GitHub shows this many errors and as many warnings per step; which of more would be its choice. */
const shown = 10;

/** What ends a value in a workflow command: a claim's words must not begin another command. */
const escapeMessage = (text: string): string =>
  printable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapeProperty = (text: string): string => escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** As a claim's key is made: `claim`, or `claim/without-NAME`. */
const keyOf = ({ claim, ablated }: ClaimResult): string => (ablated === null ? claim : `${claim}/without-${ablated}`);

function annotation(result: ClaimResult, { specs }: Results, stored: readonly Spec[]): string {
  const file = specs.find(({ id }) => id === result.spec)?.file ?? "";
  const claim = stored.find(({ id }) => id === result.spec)?.claims.find(({ key }) => key === keyOf(result));
  const { line, column } = claim?.position ?? { line: 1, column: 1 };
  const level = result.severity === "warning" ? "warning" : "error";
  const title = escapeProperty(`${nameOf(result)}: ${result.verdict}, ${result.expect} was expected`);
  const place = `file=${escapeProperty(file)},line=${line},col=${column}`;
  return `::${level} ${place},title=${title}::${escapeMessage(result.because)}`;
}

/** Of no place in a file; as many as are shown. */
export const warningLines = (texts: readonly string[]): readonly string[] =>
  texts.slice(0, shown).map((text) => `::warning::${escapeMessage(text)}`);

/** Errors first; where there are too many, the last line says how many are not shown. */
export function annotations(results: Results, specs: readonly Spec[]): readonly string[] {
  const disagreeing = results.claims.filter(({ agrees, verdict }) => !agrees || verdict === "error");
  return (["error", "warning"] as const).flatMap((severity) => {
    const lines = disagreeing
      .filter((claim) => claim.severity === severity)
      .map((claim) => annotation(claim, results, specs));
    const rest = lines.length - shown;
    return rest <= 0
      ? lines
      : [...lines.slice(0, shown - 1), `::${severity}::${rest + 1} more claims disagree: see the report`];
  });
}
