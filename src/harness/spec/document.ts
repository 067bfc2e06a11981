/** YAML text to a Source. Refuses everything a spec has no use for: aliases, anchors, tags, directives, deep nesting, odd keys. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLError,
} from "yaml";
import { tooDeepAt } from "./nesting.ts";
import { type Problem, type ProblemCode, unprintableAt } from "./problem.ts";
import {
  type Lines,
  lineStartsOf,
  type Path,
  type Place,
  pointerOf,
  problemAt,
  type Source,
  type Span,
  type Writing,
} from "./source.ts";

export type ReadDocument =
  /** `problems` may be non-empty: the values that could be read are there for further checks. */
  | { readonly readable: true; readonly source: Source; readonly problems: readonly Problem[] }
  | { readonly readable: false; readonly problems: readonly Problem[] };

const forbiddenKeys: readonly string[] = ["__proto__", "constructor", "prototype", "<<"];

const writings: Readonly<Record<string, Writing>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single-quoted",
  QUOTE_DOUBLE: "double-quoted",
  BLOCK_FOLDED: "block",
  BLOCK_LITERAL: "block",
};

interface Walk extends Lines {
  readonly places: Map<string, Place>;
  readonly problems: Problem[];
}

const report = (walk: Walk, span: Span, code: ProblemCode, message: string): void => {
  walk.problems.push(problemAt(walk, span, code, message));
};

function spanOfNode(node: Node | null, after: number): Span {
  const range = node?.range;
  return range ? { start: range[0], end: Math.max(range[0], range[1]) } : { start: after, end: after };
}

/** Anchors and tags stand before the node; the caret goes under them. */
function refuseProperties(walk: Walk, node: Node): void {
  const start = spanOfNode(node, 0).start;
  const from = Math.max(0, start - 500);
  const before = walk.text.slice(from, start);
  if (!isAlias(node) && node.anchor !== undefined) {
    const at = from + before.lastIndexOf(`&${node.anchor}`);
    const length = node.anchor.length + 1;
    report(walk, { start: at, end: at + length }, "anchor", `anchors are not allowed: "&${node.anchor}"`);
  }
  if (node.tag !== undefined) {
    const at = before.search(/!\S*\s*(?:&\S+\s*)?$/);
    report(walk, { start: at < 0 ? start : from + at, end: start }, "tag", `tags are not allowed: "${node.tag}"`);
  }
}

/** 010 is ten here and eight in YAML 1.1; 0o17 and 0x1f are no way to write a number of samples. */
const ambiguous = /^[-+]?0[\dox]/;

/** The number as float64; a problem where that is not the number written. */
function readNumber(walk: Walk, node: Scalar, value: number | bigint, span: Span): number {
  const number = Number(value);
  const source = node.source ?? "";
  if (ambiguous.test(source))
    report(walk, span, "number", `the number ${source} must be decimal, without leading zeros`);
  const lost =
    typeof value === "bigint"
      ? !Number.isFinite(number) || BigInt(number) !== value
      : !Number.isFinite(value) || (value === 0 && /[1-9]/.test(source.replace(/e.*/i, "")));
  if (lost) report(walk, span, "number", `the number ${source} does not survive as a 64-bit float`);
  return lost ? 0 : number;
}

function readScalar(walk: Walk, node: Scalar, span: Span): unknown {
  const value = node.value;
  if (typeof value === "number" || typeof value === "bigint") return readNumber(walk, node, value, span);
  if (typeof value === "string" && unprintableAt(value) >= 0) {
    report(walk, span, "encoding", "the text contains a control character");
  }
  return typeof value === "symbol" ? (value.description ?? "") : value;
}

/** The key as text; null where it is refused. */
function readKey(walk: Walk, key: unknown, after: number): { name: string; span: Span } | null {
  const node = isScalar(key) ? key : null;
  const span = spanOfNode((key as Node | null) ?? null, after);
  const name = node === null ? null : typeof node.value === "symbol" ? node.value.description : node.value;
  if (node !== null) refuseProperties(walk, node);
  if (typeof name !== "string") report(walk, span, "key", "a key must be text: write it in quotes");
  else if (name === "<<") report(walk, span, "key", 'merge keys are not allowed: "<<"');
  else if (forbiddenKeys.includes(name)) report(walk, span, "key", `the key "${name}" is not allowed`);
  else return { name, span };
  return null;
}

function readNode(walk: Walk, node: Node | null, path: Path, key: Span | null): unknown {
  const span = spanOfNode(node, key?.end ?? 0);
  const writing = isScalar(node) && typeof node.value === "string" ? (writings[node.type ?? ""] ?? null) : null;
  walk.places.set(pointerOf(path), { key, value: span, writing });
  if (node === null) return null;
  refuseProperties(walk, node);
  if (isScalar(node)) return readScalar(walk, node, span);
  if (isSeq(node)) return node.items.map((item, i) => readNode(walk, item as Node | null, [...path, i], null));
  if (!isMap(node)) {
    report(walk, span, "alias", "aliases are not allowed");
    return null;
  }
  const mapping: Record<string, unknown> = Object.create(null);
  for (const pair of node.items) {
    const read = readKey(walk, pair.key, span.start);
    // The first of two equal keys counts; the second is reported by the parser.
    const taken = read === null || Object.hasOwn(mapping, read.name);
    const place = [...path, taken ? "(refused key)" : read.name];
    const value = readNode(walk, pair.value as Node | null, place, read?.span ?? span);
    if (!taken) mapping[read.name] = value;
  }
  return mapping;
}

const codeOf = (error: YAMLError): ProblemCode =>
  error.code === "DUPLICATE_KEY" ? "duplicate-key" : error.code === "TAG_RESOLVE_FAILED" ? "tag" : "syntax";

/** The parser's words, but for the two mistakes that authors of formulas make. */
function messageOf({ code, message }: YAMLError): string {
  if (code === "DUPLICATE_KEY") return "this key occurs twice in its mapping";
  if (code === "BLOCK_AS_IMPLICIT_KEY")
    return 'a text that contains a colon and a space, such as "from: 8", must be quoted';
  return message.replace(/\s+/g, " ");
}

/** Warnings count as errors. Tags are reported by the walk, at every node that has one. */
function parserProblems(walk: Walk, document: Document.Parsed): Problem[] {
  return [...document.errors, ...document.warnings]
    .filter((error) => error.code !== "TAG_RESOLVE_FAILED" || walk.problems.every(({ code }) => code !== "tag"))
    .map((error) => problemAt(walk, { start: error.pos[0], end: error.pos[1] }, codeOf(error), messageOf(error)));
}

function refuse(walk: Walk, start: number, code: ProblemCode, message: string): ReadDocument {
  return { readable: false, problems: [problemAt(walk, { start, end: start + 1 }, code, message)] };
}

function compose(walk: Walk): ReadDocument {
  // Integers stay exact until their range is checked.
  const document = parseDocument(walk.text, { version: "1.2", intAsBigInt: true, prettyErrors: false, strict: true });
  const { yaml, tags } = document.directives;
  // `%YAML 1.1` would change what `yes` and `1:30` mean.
  if (yaml.explicit || Object.keys(tags).length > 1) {
    return refuse(walk, Math.max(0, walk.text.search(/^%/m)), "directive", "YAML directives are not allowed");
  }
  const root = readNode(walk, document.contents, [], null);
  const problems = [...walk.problems, ...parserProblems(walk, document)];
  const broken = problems.some(({ code }) => code === "syntax");
  const { file, text, lineStarts, places } = walk;
  return broken
    ? { readable: false, problems }
    : { readable: true, source: { file, text, lineStarts, root, places }, problems };
}

/** Never throws, whatever the text. */
export function readDocument(file: string, text: string): ReadDocument {
  const walk: Walk = { file, text, lineStarts: lineStartsOf(text), places: new Map(), problems: [] };
  const control = unprintableAt(text);
  if (control >= 0) {
    const code = text.codePointAt(control)?.toString(16).toUpperCase().padStart(4, "0");
    return refuse(walk, control, "encoding", `control character U+${code}`);
  }
  try {
    const deep = tooDeepAt(text);
    if (deep !== null) return refuse(walk, deep, "nesting", "nested deeper than 20 levels");
    return compose(walk);
  } catch (error) {
    // The parser's own limits; nothing of the file is usable then.
    return refuse(walk, 0, "syntax", `not readable as YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}
