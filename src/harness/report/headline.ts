/** The verdict on the whole run, in words. Only a run in which everything that was asked got its answer reads as a pass. */
import type { ClaimResult, Results, Verdict } from "../results.types.ts";
import { claimKey } from "./claim-key.ts";
import { count, counted, depthSpan, list } from "./phrase.ts";
import { pointWord } from "./verdict-words.ts";

export type Tone = "pass" | "attention" | "fail";

export interface Headline {
  readonly tone: Tone;
  /** The icon beside the sentence. */
  readonly icon: Verdict;
  /** One or two words in front, e.g. "VIOLATED"; empty when nothing needs them. */
  readonly alarm: string;
  readonly sentence: string;
  readonly controls: string;
  readonly evidence: string;
}

export type ControlState = "caught" | "missed" | "undecided";

export function controlState({ verdict }: ClaimResult): ControlState {
  if (verdict === "violated") return "caught";
  return verdict === "supported" || verdict === "certified" ? "missed" : "undecided";
}

export const isMain = ({ control, ablated }: ClaimResult): boolean => !control && ablated === null;

export function headline(results: Results): Headline {
  const claims = results.claims.filter(isMain);
  const controls = results.claims.filter(({ control }) => control);
  return {
    ...alarm(results, claims, controls),
    sentence: sentence(claims),
    controls: controlSentence(controls),
    evidence: evidence(results.claims),
  };
}

type Alarm = Pick<Headline, "tone" | "icon" | "alarm">;

// In the order of the exit codes 4, 1, 3, 5; what the exit code does not see (warnings, ablations) still raises attention.
function alarm(results: Results, claims: readonly ClaimResult[], controls: readonly ClaimResult[]): Alarm {
  const judged = results.claims.filter(({ control }) => !control);
  const unexpected = (verdict: Verdict) => judged.filter((claim) => claim.verdict === verdict && !claim.agrees);
  const states = controls.map(controlState);
  if (states.includes("missed")) return { tone: "fail", icon: "error", alarm: "DO NOT TRUST THIS RUN" };
  if (unexpected("violated").some(({ severity }) => severity === "error")) {
    return { tone: "fail", icon: "violated", alarm: "VIOLATED" };
  }
  if (results.claims.some(({ verdict }) => verdict === "error"))
    return { tone: "fail", icon: "error", alarm: "INCOMPLETE" };
  if (unexpected("violated").length > 0) return { tone: "attention", icon: "violated", alarm: "VIOLATED (warning)" };
  return attention(results, claims, states) ?? { tone: "pass", icon: "supported", alarm: "" };
}

function attention(results: Results, claims: readonly ClaimResult[], states: readonly ControlState[]): Alarm | null {
  const raise = (icon: Verdict, word: string): Alarm => ({ tone: "attention", icon, alarm: word });
  const has = (verdict: Verdict) => claims.some((claim) => claim.verdict === verdict);
  if (claims.length === 0) return raise("vacuous", "NOTHING JUDGED");
  if (has("inconclusive")) return raise("inconclusive", "UNDECIDED");
  if (has("vacuous")) return raise("vacuous", "NOT TESTED");
  if (states.includes("undecided")) return raise("inconclusive", "CONTROLS UNDECIDED");
  const violated = claims.filter(({ verdict }) => verdict === "violated");
  const foreseen = violated.every(({ expect }) => expect === "violated");
  if (violated.length > 0) return raise("violated", foreseen ? "VIOLATED, AS EXPECTED" : "VIOLATED");
  if (results.claims.some(({ agrees }) => !agrees)) return raise("inconclusive", "NOT AS EXPECTED");
  if (results.exitCode !== 0) return raise("error", `EXIT CODE ${results.exitCode}`);
  return states.length === 0 ? raise("vacuous", "NO CONTROLS") : null;
}

function sentence(claims: readonly ClaimResult[]): string {
  const total = counted(claims.length, "claim");
  const these = (verdict: Verdict) => claims.filter((claim) => claim.verdict === verdict);
  const certified = these("certified").length;
  const standing = these("supported").length + certified;
  const proof = certified > 0 ? ` (${count(certified)} certified)` : "";
  if (claims.length > 0 && standing === claims.length) return `${total}, none falsified${proof}.`;
  const parts = (["violated", "error", "inconclusive", "vacuous"] as const).flatMap((verdict) => {
    const some = these(verdict);
    return some.length === 0 ? [] : [`${count(some.length)} ${summary[verdict]} (${names(some)})`];
  });
  return `${total}: ${list([...parts, ...(standing > 0 ? [`${count(standing)} not falsified${proof}`] : [])])}.`;
}

const summary = {
  violated: "violated",
  error: "with failed or missing measurements",
  inconclusive: "inconclusive",
  vacuous: "vacuous",
} as const;

function names(claims: readonly ClaimResult[]): string {
  const first = claims.slice(0, 3).map(claimKey);
  return claims.length > 3 ? `${first.join(", ")}, …` : first.join(", ");
}

function controlSentence(controls: readonly ClaimResult[]): string {
  if (controls.length === 0) return "No control was run, so nothing shows that a false claim would have been caught.";
  const of = (state: ControlState) => controls.filter((control) => controlState(control) === state);
  const caught = `${count(of("caught").length)} of ${counted(controls.length, "control")} caught`;
  const missed = of("missed");
  if (missed.length > 0) return `${caught}; a known false claim passed (${names(missed)}), so no verdict here counts.`;
  const open = of("undecided");
  return open.length > 0 ? `${caught}; not decided: ${names(open)}.` : `${caught}.`;
}

/** Points are shared by claims: each set of a spec counts once, with the largest number any claim on it saw. */
function evidence(claims: readonly ClaimResult[]): string {
  const sets = new Map<string, { kind: string; points: number }>();
  for (const { spec, points, counts } of claims) {
    const key = JSON.stringify([spec, points.name]);
    sets.set(key, { kind: points.kind, points: Math.max(counts.points, sets.get(key)?.points ?? 0) });
  }
  const kinds = new Map<string, number>();
  for (const { kind, points } of sets.values()) kinds.set(kind, (kinds.get(kind) ?? 0) + points);
  const words = [...kinds].map(([kind, points]) => counted(points, ...pointWord(kind)));
  const depths = claims.flatMap(({ byDepth }) => byDepth.map(({ depth }) => depth));
  return depths.length === 0 ? "No point was measured." : `${list(words)}, ${depthSpan(depths)}.`;
}
