/** The content policy of a page: nothing is loaded, and of what stands in the page only the named style and scripts count, by their hashes. */
import { createHash } from "node:crypto";

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

/** The texts between the tags, byte for byte. No style attribute, no event attribute, no evaluated text is allowed. */
export function contentPolicy(styles: readonly string[], scripts: readonly string[]): string {
  const sources = (name: string, texts: readonly string[]): string =>
    texts.length === 0 ? "" : `${name} ${texts.map(hashOf).join(" ")}; `;
  return `default-src 'none'; ${sources("script-src", scripts)}${sources("style-src", styles)}img-src data:; base-uri 'none'; form-action 'none'`;
}
