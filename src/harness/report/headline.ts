/** The verdict on the whole run, in words. Only a run in which everything that was asked got its answer reads as a pass. */
import type { ClaimResult, Results, Verdict } from "../results.types.ts";
import { type Anchors, claimKey } from "./claim-key.ts";
import { count, counted, depthSpan, list } from "./phrase.ts";
import { pointWord } from "./verdict-words.ts";

export type Tone = "pass" | "attention" | "fail";

export interface Headline {
  readonly tone: Tone;
  /** The icon beside the sentence. */
  readonly icon: Verdict;
  /** A few words in front, e.g. "VIOLATED"; empty when nothing needs them. */
  readonly alarm: string;
  /** What the alarm is about. */
  readonly subjects: readonly { readonly name: string; readonly anchor: string }[];
  readonly more: string;
  readonly tally: string;
  readonly controls: string;
  readonly evidence: string;
}

/** undetectable: its author says with `severity: warning` that it is known to escape. */
export type ControlState = "caught" | "missed" | "undecided" | "undetectable";

export function controlState({ verdict, severity }: ClaimResult): ControlState {
  if (verdict === "violated") return "caught";
  if (severity === "warning") return "undetectable";
  return verdict === "supported" || verdict === "certified" ? "missed" : "undecided";
}

export const isMain = ({ control, ablated }: ClaimResult): boolean => !control && ablated === null;

const shownSubjects = 4;

export function headline(results: Results, anchors: Anchors): Headline {
  const claims = results.claims.filter(isMain);
  const controls = results.claims.filter(({ control }) => control);
  const { tone, icon, alarm, about } = alarms(results, claims, controls).find(({ raised }) => raised) ?? calm;
  return {
    tone,
    icon,
    alarm,
    subjects: about
      .slice(0, shownSubjects)
      .map((claim) => ({ name: claimKey(claim), anchor: anchors.get(claim) ?? "" })),
    more: about.length > shownSubjects ? `and ${count(about.length - shownSubjects)} more` : "",
    tally: tally(claims),
    controls: controlSentence(controls),
    evidence: evidence(results.claims),
  };
}

interface Alarm {
  readonly raised: boolean;
  readonly tone: Tone;
  readonly icon: Verdict;
  readonly alarm: string;
  readonly about: readonly ClaimResult[];
}

const calm: Alarm = { raised: true, tone: "pass", icon: "supported", alarm: "", about: [] };

// In the order of the exit codes 4, 1, 3, 5; what the exit code does not see (warnings, expected violations) still shows.
function alarms(results: Results, claims: readonly ClaimResult[], controls: readonly ClaimResult[]): Alarm[] {
  const judged = results.claims.filter(({ control }) => !control);
  const surprise = judged.filter(({ verdict, agrees }) => verdict === "violated" && !agrees);
  const serious = surprise.filter(({ severity }) => severity === "error");
  const are = (verdict: Verdict) => claims.filter((claim) => claim.verdict === verdict);
  const foreseen = are("violated").every(({ expect }) => expect === "violated");
  const missed = controls.filter((control) => controlState(control) === "missed");
  const open = controls.filter((control) => controlState(control) === "undecided");
  const gating = controls.filter((control) => controlState(control) !== "undetectable");
  return [
    about(missed, "fail", "error", "DO NOT TRUST THIS RUN: a false claim passed"),
    about(serious, "fail", "violated", "VIOLATED"),
    about(
      results.claims.filter(({ verdict }) => verdict === "error"),
      "fail",
      "error",
      "INCOMPLETE",
    ),
    about(surprise, "attention", "violated", "VIOLATED (severity warning)"),
    fact(claims.length === 0, "vacuous", "NOTHING WAS JUDGED"),
    about(are("inconclusive"), "attention", "inconclusive", "UNDECIDED"),
    about(are("vacuous"), "attention", "vacuous", "NOT TESTED"),
    about(open, "attention", "inconclusive", "CONTROL NOT DECIDED"),
    about(are("violated"), "attention", "violated", foreseen ? "VIOLATED, AS EXPECTED" : "VIOLATED"),
    about(
      results.claims.filter((claim) => !claim.agrees && !(claim.control && controlState(claim) === "undetectable")),
      "attention",
      "inconclusive",
      "NOT AS EXPECTED",
    ),
    fact(results.exitCode !== 0, "error", `EXIT CODE ${results.exitCode}`),
    fact(gating.length === 0, "vacuous", "NO CONTROL WAS RUN"),
  ];
}

function about(claims: readonly ClaimResult[], tone: Tone, icon: Verdict, alarm: string): Alarm {
  return { raised: claims.length > 0, tone, icon, alarm, about: claims };
}

function fact(raised: boolean, icon: Verdict, alarm: string): Alarm {
  return { raised, tone: "attention", icon, alarm, about: [] };
}

const tallyWords: readonly (readonly [Verdict, string])[] = [
  ["violated", "violated"],
  ["error", "with failed or missing measurements"],
  ["inconclusive", "inconclusive"],
  ["vacuous", "vacuous"],
];

function tally(claims: readonly ClaimResult[]): string {
  const total = counted(claims.length, "claim");
  const of = (verdict: Verdict) => claims.filter((claim) => claim.verdict === verdict).length;
  const standing = of("supported") + of("certified");
  const certified = of("certified") > 0 ? ` (${count(of("certified"))} certified)` : "";
  if (claims.length === 0) return total;
  if (standing === claims.length) return `${total}, none falsified${certified}`;
  const fallen = tallyWords.flatMap(([verdict, words]) => (of(verdict) > 0 ? [`${count(of(verdict))} ${words}`] : []));
  const rest = standing > 0 ? [`${count(standing)} not falsified${certified}`] : [];
  return `${total}: ${list([...fallen, ...rest])}`;
}

function controlSentence(controls: readonly ClaimResult[]): string {
  if (controls.length === 0) return "no control was run, so nothing shows that a false claim would have been caught";
  const of = (state: ControlState): number => controls.filter((control) => controlState(control) === state).length;
  const beyond = of("undetectable") > 0 ? `; ${count(of("undetectable"))} more known to be undetectable` : "";
  return `${count(of("caught"))} of ${counted(controls.length - of("undetectable"), "control")} caught${beyond}`;
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
  return depths.length === 0 ? "no point was measured" : `${list(words)}, ${depthSpan(depths)}`;
}
