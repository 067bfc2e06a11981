/** Numbers and words as the report prints them: the only place where a number is rounded. */

const minus = "\u2212";
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 1840 -> "1,840". */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 claim", "1,840 points". */
export function counted(n: number, one: string, many: string = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c". */
export function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

export function power(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/** Rounded to so many significant digits: plain between 0.001 and 99,999, a power of ten elsewhere. */
export function significant(x: number, digits: number = 3): string {
  if (x === 0) return "0";
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "undefined" : x > 0 ? "∞" : `${minus}∞`;
  const [mantissa = "", tail = "0"] = Math.abs(x)
    .toExponential(digits - 1)
    .split("e");
  const exponent = Number(tail);
  const plain = exponent >= -3 && exponent <= 4;
  const text = plain
    ? grouped(Number(`${mantissa}e${tail}`).toFixed(Math.max(0, digits - 1 - exponent)))
    : `${mantissa} × ${power(exponent)}`;
  return x < 0 ? minus + text : text;
}

function grouped(decimal: string): string {
  const [whole = "", fraction] = decimal.split(".");
  return fraction === undefined ? count(Number(whole)) : `${count(Number(whole))}.${fraction}`;
}

/** Numbers as programs print them, inside a sentence, with their signs and powers typeset: "-1.6e-13" -> "−1.6 × 10⁻¹³". */
export function typesetNumbers(text: string): string {
  return text.replace(
    /(?<=^|[\s(])(-?)(\d+(?:\.\d+)?)(?:e([+-]?\d+))?(?=$|[\s,;:.)])/g,
    (_, sign: string, digits: string, exponent: string | undefined) =>
      `${sign && minus}${digits}${exponent === undefined ? "" : ` × ${power(Number(exponent))}`}`,
  );
}

/** "0.0132 ± 1.1 × 10⁻¹³"; an exact number has no error bar, an unknown error is said. */
export function withError(value: number, error: number | null): string {
  if (error === null) return `${significant(value)} (error unknown)`;
  return error === 0 ? significant(value) : `${significant(value)} ± ${significant(error, 2)}`;
}

/** Twelve digits: what tables are exported with. The results have all seventeen. */
export const twelve = (value: number): number => Number(value.toPrecision(12));

/** For a machine, "0.01324567,1.1e-13": the value to twelve digits, its error bar to four digits; nothing where that is not known. */
export const inFull = (value: number, error: number | null): string =>
  `${twelve(value)},${error === null ? "" : Number(error.toPrecision(4))}`;

/** An axis tick: as short as it can be told apart. */
export function tick(x: number): string {
  const exact = Number(x.toPrecision(6));
  const exponent = Math.log10(Math.abs(exact));
  if (exact !== 0 && Number.isInteger(exponent) && Math.abs(exponent) > 2) {
    return `${exact < 0 ? minus : ""}${power(exponent)}`;
  }
  const short = significant(exact, 6).replace(/(\.\d*?)0+(?=$| )/, "$1");
  return short.replace(/\.(?=$| )/, "");
}

/** A tick at a power of ten or at zero: "−10⁻³", "0", "1". */
export function decadeTick(x: number): string {
  const exponent = Math.round(Math.log10(Math.abs(x)));
  if (x === 0) return "0";
  return (x < 0 ? minus : "") + (exponent === 0 ? "1" : power(exponent));
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${significant(seconds)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "2026-11-23T02:14:00Z" -> "2026-11-23 02:14 UTC"; anything else stays as it is. */
export function moment(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z$/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : iso;
}

/** "L = 1 to 32" for the headline. */
export function depthSpan(depths: readonly number[]): string {
  const low = Math.min(...depths);
  const high = Math.max(...depths);
  return low === high ? `L = ${low}` : `L = ${low} to ${high}`;
}

/** Every depth by name, so that gaps can be seen: "L = 1, 2, 4, 8"; a run of consecutive depths is "1 to 9". */
export function depthList(depths: readonly number[]): string {
  const sorted = [...new Set(depths)].sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const depth of sorted) {
    const run = runs.at(-1);
    if (run?.at(-1) === depth - 1) run.push(depth);
    else runs.push([depth]);
  }
  const words = runs.flatMap((run) => (run.length > 2 ? [`${run[0]} to ${run.at(-1)}`] : run.map(String)));
  return words.length === 0 ? "no depth" : `L = ${words.join(", ")}`;
}
