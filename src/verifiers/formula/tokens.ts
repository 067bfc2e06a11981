/** Splits a formula into tokens with their places; what is not part of the language gets a message that says what is. */
import type { FormulaProblem, Span } from "./node.ts";

export type Token = Span & { readonly kind: "number" | "name" | "symbol" | "end"; readonly text: string };

export type Tokens =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly problem: FormulaProblem };

const space = /[ \t\r\n]+/y;
const lexemes: readonly (readonly [Token["kind"], RegExp])[] = [
  ["number", /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["name", /[A-Za-z_][A-Za-z0-9_]*/y],
  ["symbol", /<=|>=|==|[-<>+*/^(),:]/y],
];

/** What people write from habit, with what to write here. First match wins. */
const habits: readonly (readonly [RegExp, string])[] = [
  [/\*\*/y, 'a power is written "^"'],
  [/!==?|<>/y, '"not equal" is written "not a == b"'],
  [/===/y, 'equality is written "=="'],
  [/=</y, '"at most" is written "<="'],
  [/=>/y, '"at least" is written ">="'],
  [/=/y, 'equality is written "=="'],
  [/&&?/y, 'conjunction is written "and"'],
  [/\|\|?/y, 'alternatives are joined by "or"; an absolute value is written "abs(...)"'],
  [/!/y, 'negation is written "not"'],
  [/≤/y, '"at most" is written "<="'],
  [/≥/y, '"at least" is written ">="'],
  [/["'`]/y, "a formula has no strings"],
  [/\./y, "a formula has no member access, and a number needs a digit beside its point"],
  [/[[\]]/y, "a formula has no indexing; group with parentheses"],
  [/[{}]/y, "group with parentheses"],
  [/[?;\\]/y, "a formula has only numbers, names, operators, functions and parentheses"],
];

const matchAt = (pattern: RegExp, text: string, offset: number): string | null => {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? null;
};

function habitAt(text: string, offset: number): FormulaProblem | null {
  for (const [pattern, message] of habits) {
    const found = matchAt(pattern, text, offset);
    if (found !== null)
      return { offset, length: found.length, message: `"${found}" is not an operator here: ${message}` };
  }
  return null;
}

/** A doubled operator must be seen before its first half is taken for a token. */
const doubled = /\*\*|<>|=<|=>|===|!==?/y;

function lexemeAt(text: string, offset: number): Token | null {
  if (matchAt(doubled, text, offset) !== null) return null;
  for (const [kind, pattern] of lexemes) {
    const found = matchAt(pattern, text, offset);
    if (found !== null) return { kind, text: found, offset, length: found.length };
  }
  return null;
}

function strangeCharacter(text: string, offset: number): FormulaProblem {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const code = (text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const shown = /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `"${character}"` : "this character";
  return { offset, length: character.length, message: `${shown} (U+${code}) cannot appear in a formula` };
}

/** All tokens, closed by an `end` token of length 0; or the first thing that is none. */
export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  let offset = matchAt(space, text, 0)?.length ?? 0;
  while (offset < text.length) {
    const token = lexemeAt(text, offset);
    if (token === null) return { ok: false, problem: habitAt(text, offset) ?? strangeCharacter(text, offset) };
    tokens.push(token);
    offset += token.length;
    offset += matchAt(space, text, offset)?.length ?? 0;
  }
  tokens.push({ kind: "end", text: "", offset: text.length, length: 0 });
  return { ok: true, tokens };
}
