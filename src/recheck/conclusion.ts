/** What a recheck comes to, in one or two sentences: first the reference engine, then the second route. */
import { type Agreement, sameNumber } from "./agreement.ts";
import type { Line, Recheck } from "./recheck.ts";

export interface Conclusion {
  readonly tone: "agrees" | "disagrees";
  readonly sentence: string;
}

export function conclusion({ margin, others }: Recheck): Conclusion {
  const lines = [margin, ...others];
  const reference = lines.find(({ ofReference: { kind } }) => kind === "different" || kind === "missing");
  const second = lines.find(({ ofSecond: { kind } }) => kind === "different");
  const first = reference === undefined ? reproduced(margin) : broken("The reference engine", reference, "ofReference");
  const other = second === undefined ? confirmed(margin) : broken("The second route", second, "ofSecond");
  return {
    tone: reference === undefined && second === undefined ? "agrees" : "disagrees",
    sentence: `${first} ${other}`,
  };
}

const apart = (difference: number): string => Math.abs(difference).toExponential(1);

function reproduced({ ofReference }: Line): string {
  switch (ofReference.kind) {
    case "reproduced":
      return ofReference.difference === 0
        ? "The reference engine reproduces the margin to the last bit."
        : `The reference engine reproduces the margin; it differs by ${apart(ofReference.difference)}, less than ${sameNumber} of its size.`;
    case "within-error":
      return `The reference engine reproduces the margin within the error bars; it differs by ${apart(ofReference.difference)}.`;
    case "absent":
    case "missing":
    case "different":
      return `The reference engine has no margin here: ${ofReference.reason}.`;
    default:
      return ofReference satisfies never;
  }
}

function confirmed({ ofSecond }: Line): string {
  switch (ofSecond.kind) {
    case "reproduced":
    case "within-error":
      return `The second route, which shares no numerical code with it, agrees ${ofSecond.difference === 0 ? "to the last bit" : `up to ${apart(ofSecond.difference)}`}.`;
    case "absent":
    case "missing":
    case "different":
      return `The second route has no margin here: ${ofSecond.reason}.`;
    default:
      return ofSecond satisfies never;
  }
}

function broken(who: string, line: Line, route: "ofReference" | "ofSecond"): string {
  const found: Agreement = line[route];
  const reason = "reason" in found ? found.reason : "";
  const by = "difference" in found && found.difference !== null ? ` by ${apart(found.difference)}` : "";
  return `${who} disagrees with the report on ${line.name}${by}: ${reason}.`;
}
