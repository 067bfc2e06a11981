/** The pages of a site: the index, and one page per claim. No script, no request; pure, templates and styles are read once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import { contentPolicy } from "../report/content-policy.ts";
import { fragment, markupOf } from "../report/fragment.ts";
import { mathRules } from "../report/math.ts";
import { readable } from "../report/readable.ts";
import { claimPages, viewClaim } from "./claim-page.ts";
import type { SiteIndex } from "./site.types.ts";
import { viewIndex } from "./view.ts";

const report = join(import.meta.dirname, "..", "report");
const text = (...path: readonly string[]): string => readFileSync(join(import.meta.dirname, ...path), "utf8");
const styleSheet = readFileSync(join(report, "style.css"), "utf8") + text("site.css");

const handlebars = Handlebars.create();
handlebars.registerHelper("fragment", (value: unknown) => new Handlebars.SafeString(markupOf(value)));
const options = { strict: true, noEscape: false, knownHelpersOnly: true, knownHelpers: { fragment: true } } as const;
const shared = (name: string) =>
  handlebars.compile(readFileSync(join(report, "templates", `${name}.hbs`), "utf8"), options);
for (const name of ["icons", "verdict"]) handlebars.registerPartial(name, shared(name));
const shell = shared("shell");
const indexPage = handlebars.compile(text("templates", "index.hbs"), options);
const claimPage = handlebars.compile(text("templates", "claim.hbs"), options);

export interface SitePage {
  /** Relative to the site. */
  readonly path: string;
  readonly html: string;
}

export function renderSite(raw: SiteIndex): SitePage[] {
  const index = readable(raw);
  const view = viewIndex(index);
  return [
    { path: "index.html", html: whole(view.title, indexPage(view)) },
    ...claimPages(index).map((page) => {
      const claim = viewClaim(index, page);
      return { path: `claims/${page.file}`, html: whole(claim.title, claimPage(claim)) };
    }),
  ];
}

function whole(title: string, body: string): string {
  const style = `\n${styleSheet}${mathRules(body)}\n`;
  const policy = contentPolicy([style], []);
  return shell({ title, policy, style: fragment(style), body: fragment(body), scripts: [] });
}
