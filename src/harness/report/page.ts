/** Results to one offline HTML file: no script, no request, and a policy that forbids both. Pure; templates and style are read once. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import type { Illustrations } from "../illustrate/illustrations.types.ts";
import type { Results } from "../results.types.ts";
import { fragment, markupOf } from "./fragment.ts";
import { mathRules } from "./math.ts";
import { type Scoreboard, viewScores } from "./scoreboard.ts";
import { viewReport } from "./view.ts";

const folder = join(import.meta.dirname, "templates");
const styleSheet = readFileSync(join(import.meta.dirname, "style.css"), "utf8");

const handlebars = Handlebars.create();
// The only way past escaping, and it refuses everything that this folder did not make itself.
handlebars.registerHelper("fragment", (value: unknown) => new Handlebars.SafeString(markupOf(value)));

// Strict: a name that the view does not have is an error, not an empty text.
const options = { strict: true, noEscape: false, knownHelpersOnly: true, knownHelpers: { fragment: true } } as const;
const template = (name: string) => handlebars.compile(readFileSync(join(folder, `${name}.hbs`), "utf8"), options);
for (const file of readdirSync(folder).filter((name) => name.endsWith(".hbs"))) {
  const name = file.slice(0, -".hbs".length);
  handlebars.registerPartial(name, template(name));
}
const page = template("page");
const shell = template("shell");

/** `scores`: what else is known of the searches, recorded apart from this run. */
export function renderReport(
  results: Results,
  scores: Scoreboard | null = null,
  illustrations: Illustrations | null = null,
): string {
  const view = { ...viewReport(results, illustrations), scores: viewScores(scores) };
  const body = page(view);
  const style = `\n${styleSheet}${mathRules(body)}\n`;
  return shell({ title: view.title, policy: policy(style), style: fragment(style), body: fragment(body) });
}

function policy(style: string): string {
  const hash = createHash("sha256").update(style, "utf8").digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}
