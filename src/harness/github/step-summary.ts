/** A run in Markdown for the summary of a GitHub step: what disagrees first, then every claim. */
import { nameOf } from "../exit-code.ts";
import type { ClaimResult, Results } from "../results.types.ts";
import { printable } from "../spec/problem.ts";

/** GitHub refuses a summary of more than 1 MiB; several steps may share it. */
const mostBytes = 256 * 1024;

/** Text, whatever Markdown, HTML or mentions it contains. */
const plain = (text: string): string =>
  printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]()#+!|~@-]/g, (character) => `&#${character.charCodeAt(0)};`);

function row(result: ClaimResult): string {
  const { margin, verdict, expect, agrees, severity, because, control } = result;
  const worst = margin === null ? "" : `${margin.worst.toPrecision(3)} ± ${margin.error.toExponential(0)}`;
  const mark = agrees && verdict !== "error" ? "" : severity === "warning" ? "warning" : "**disagrees**";
  const name = `${control ? "control " : ""}${nameOf(result)}`;
  return `| ${mark} | ${plain(name)} | ${verdict} | ${expect} | ${worst} | ${plain(because)} |`;
}

const header = "| | claim | verdict | expected | worst margin | because |\n|---|---|---|---|---|---|";

/** As many whole rows as there is room for. */
function table(rows: readonly string[]): string {
  let bytes = 0;
  const fitting = rows.filter((line) => {
    bytes += Buffer.byteLength(line) + 1;
    return bytes <= mostBytes;
  });
  const rest = rows.length - fitting.length;
  return [header, ...fitting, ...(rest > 0 ? ["", `${rest} more claims are in the report.`] : [])].join("\n");
}

const disagrees = ({ agrees, verdict }: ClaimResult): boolean => !agrees || verdict === "error";

/** `warnings`: what else a reader should look at. */
export function stepSummary({ claims, exitCode, causes, run }: Results, warnings: readonly string[]): string {
  const wrong = claims.filter(disagrees);
  const controls = claims.filter(({ control }) => control);
  const caught = controls.filter(({ verdict }) => verdict === "violated").length;
  const sentence =
    `${claims.length - wrong.length} of ${claims.length} claims as expected, ${caught} of ${controls.length} controls caught; ` +
    `exit code ${exitCode}. Profile ${run.profile}, engine ${run.engine}, ${run.seconds} s.`;
  const reasons = causes.slice(0, 20).map(({ code, message }) => `- exit ${code}: ${plain(message)}`);
  const ordered = [...wrong, ...claims.filter((claim) => !disagrees(claim))];
  return [
    "## Depthproof",
    "",
    sentence,
    "",
    ...reasons,
    ...warnings.map((text) => `- ${plain(text)}`),
    "",
    table(ordered.map(row)),
    "",
  ].join("\n");
}
