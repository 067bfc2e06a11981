/** BibTeX entries: of the paper a spec is about, and of this report. */
import type { RunInfo, SpecInfo } from "../results.types.ts";
import { safeLink } from "./claim-key.ts";

/** Characters that mean something to TeX; braces and backslashes cannot be kept apart from commands and go. */
const texText = (text: string): string =>
  text
    .replace(/[\\{}]/g, "")
    .replace(/[&%$#_]/g, (character) => `\\${character}`)
    .replace(/[~^]/g, " ")
    .replace(/\s+/g, " ");

const keyOf = (text: string): string => text.replace(/[^A-Za-z0-9-]+/g, "-").slice(0, 60);

function entry(key: string, fields: readonly (readonly [string, string | null])[]): string {
  const lines = fields.flatMap(([name, value]) => (value === null || value === "" ? [] : [`  ${name} = {${value}}`]));
  return `@misc{${key},\n${lines.join(",\n")}\n}`;
}

/** The citation stands whole in `note`: where a title ends and a journal begins is not ours to guess. */
export function paperBibtex({ id, source }: SpecInfo): string | null {
  if (source?.cite === undefined || source.cite === "") return null;
  const link = safeLink(source.url);
  const [, eprint = null] = /^https:\/\/arxiv\.org\/abs\/(\d{4}\.\d{4,5})/.exec(link ?? "") ?? [];
  const years = source.cite.match(/\b(?:19|20)\d\d\b/g);
  return entry(keyOf(id), [
    ["note", texText(source.cite)],
    ["year", years?.at(-1) ?? null],
    ["eprint", eprint],
    ["archivePrefix", eprint === null ? null : "arXiv"],
    ["url", link === null ? null : link.replace(/[{}\\]/g, "")],
  ]);
}

export function reportBibtex(run: RunInfo, headline: string): string {
  const [year = null] = /^\d{4}/.exec(run.started) ?? [];
  const commit = run.commit === null ? "" : `, commit ${texText(run.commit)}`;
  return entry(`depthproof-${keyOf(run.id)}`, [
    ["title", `{Depthproof verification report ${texText(run.id)}}`],
    ["year", year],
    [
      "note",
      `${texText(headline)}; ${texText(run.tool)}, engine ${texText(run.engine)}, plan ${texText(run.planHash)}${commit}`,
    ],
  ]);
}
