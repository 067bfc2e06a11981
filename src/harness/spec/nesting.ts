/** Where a YAML text nests too deeply, found on its tokens, before anything recursive sees it. */
import { Lexer, Parser } from "yaml";

const limit = 20;
const collections: readonly string[] = ["block-map", "block-seq", "flow-collection"];

/** Offset of the first token inside more than 20 collections; null: none. */
export function tooDeepAt(text: string): number | null {
  const parser = new Parser();
  for (const token of new Lexer().lex(text)) {
    const offset = parser.offset;
    for (const _ of parser.next(token)) {
      // Complete documents are of no interest here.
    }
    const depth =
      parser.stack.length > limit ? parser.stack.filter(({ type }) => collections.includes(type)).length : 0;
    if (depth > limit) return offset;
  }
  return null;
}
