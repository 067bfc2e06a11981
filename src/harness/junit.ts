/** Results as JUnit XML for CI dashboards: a suite per spec, a case per claim. */
import { nameOf } from "./exit-code.ts";
import type { ClaimResult, Results } from "./results.types.ts";

/** XML 1.0 has no way to write these, not even escaped. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

export const escapeXml = (text: string): string =>
  text.replace(forbidden, "\ufffd").replace(/[&<>"'\n\r\t]/g, (character) => entities[character] ?? character);

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join("");

const element = (name: string, values: Readonly<Record<string, string | number>>, content = ""): string =>
  content === "" ? `<${name}${attributes(values)}/>` : `<${name}${attributes(values)}>${content}</${name}>`;

type Status = "pass" | "failure" | "error" | "skipped";

/** A warning and an untested claim never turn a suite red; failed cells always do. */
function statusOf({ verdict, agrees, severity }: ClaimResult): Status {
  if (severity === "warning" && (!agrees || verdict === "error")) return "skipped";
  if (verdict === "error") return "error";
  if (verdict === "vacuous") return "skipped";
  return agrees ? "pass" : "failure";
}

function properties(claim: ClaimResult): string {
  const margin = claim.margin === null ? {} : { margin: claim.margin.worst, "margin-error": claim.margin.error };
  const witness = claim.witness === null ? {} : { witness: claim.witness };
  const replay = claim.replay === null ? {} : { "replay-confirmed": String(claim.replay.confirmed) };
  const all = {
    verdict: claim.verdict,
    expect: claim.expect,
    because: claim.because,
    ...margin,
    ...witness,
    ...replay,
  };
  const lines = Object.entries(all).map(([name, value]) => element("property", { name, value }));
  return element("properties", {}, lines.join(""));
}

function testcase(claim: ClaimResult): string {
  const status = statusOf(claim);
  const prefix = claim.severity === "warning" ? "warning: " : "";
  const message = `${prefix}${claim.verdict}, expected ${claim.expect}: ${claim.because}`;
  const type = claim.verdict.toUpperCase();
  const report = status === "pass" ? "" : element(status, status === "skipped" ? { message } : { type, message });
  return element("testcase", { classname: claim.spec, name: nameOf(claim) }, properties(claim) + report);
}

function countsOf(claims: readonly ClaimResult[]): Record<string, number> {
  const count = (status: Status): number => claims.filter((claim) => statusOf(claim) === status).length;
  return { tests: claims.length, failures: count("failure"), errors: count("error"), skipped: count("skipped") };
}

export function toJunit({ run, specs, claims }: Results): string {
  const suites = specs.map(({ id }) => {
    const own = claims.filter(({ spec }) => spec === id);
    return element("testsuite", { name: id, ...countsOf(own) }, own.map(testcase).join("\n"));
  });
  const all = { name: "depthproof", ...countsOf(claims), time: run.seconds };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", all, suites.join("\n"))}\n`;
}
