/** Results to one offline HTML file: no request and no script but that of the witness cards, by a policy that forbids all others. Pure. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import type { Illustrations } from "../illustrate/illustrations.types.ts";
import type { Results } from "../results.types.ts";
import type { StoredWitnesses } from "../stored-witnesses.ts";
import { type Benchmarks, viewBenchmarks } from "./benchmarks.ts";
import { contentPolicy } from "./content-policy.ts";
import { fragment, markupOf } from "./fragment.ts";
import { mathRules } from "./math.ts";
import { withCards } from "./recheck-page.ts";
import { type Scoreboard, viewScores } from "./scoreboard.ts";
import { viewReport } from "./view.ts";

const folder = join(import.meta.dirname, "templates");
const browse = readFileSync(join(import.meta.dirname, "browse.js"), "utf8");
const styleSheet = readFileSync(join(import.meta.dirname, "style.css"), "utf8");

const handlebars = Handlebars.create();
// The only way past escaping, and it refuses everything that this folder did not make itself.
handlebars.registerHelper("fragment", (value: unknown) => new Handlebars.SafeString(markupOf(value)));

// Strict: a name that the view does not have is an error, not an empty text.
const options = { strict: true, noEscape: false, knownHelpersOnly: true, knownHelpers: { fragment: true } } as const;
// Indentation is for readers of the templates; it would be a tenth of a page of many claims.
const sourceOf = (name: string): string => readFileSync(join(folder, `${name}.hbs`), "utf8").replace(/^[ \t]+/gm, "");
const template = (name: string) => handlebars.compile(sourceOf(name), options);
for (const file of readdirSync(folder).filter((name) => name.endsWith(".hbs"))) {
  const name = file.slice(0, -".hbs".length);
  handlebars.registerPartial(name, template(name));
}
const page = template("page");
const shell = template("shell");

/** What lies beside the results. */
export interface Beside {
  /** What else is known of the searches and of the engines, recorded apart from this run. */
  readonly scores?: Scoreboard | null;
  readonly benchmarks?: Benchmarks | null;
  readonly witnesses?: StoredWitnesses;
  readonly illustrations?: Illustrations | null;
}

export function renderReport(
  results: Results,
  { scores = null, benchmarks = null, witnesses = new Map(), illustrations = null }: Beside = {},
): string {
  const { view, style: cardStyle, script } = withCards(viewReport(results, illustrations), results, witnesses);
  const body = page({ ...view, scores: viewScores(scores), benchmarks: viewBenchmarks(benchmarks) });
  const style = `\n${styleSheet}${cardStyle}${mathRules(body)}\n`;
  const scripts = [browse, ...(script === "" ? [] : [script])];
  const policy = contentPolicy([style], scripts);
  return shell({
    title: view.title,
    policy,
    style: fragment(style),
    body: fragment(body),
    scripts: scripts.map(fragment),
  });
}
