/** `list`: the names a spec may use, with what they mean. */
import { activations } from "../../models/activations/index.ts";
import { architectures } from "../../models/architectures/index.ts";
import { teachers } from "../../models/datasets/index.ts";
import { losses } from "../../models/losses/index.ts";
import { catalogue } from "../../verifiers/quantities/catalogue.ts";
import { strategies } from "../../verifiers/searches/registry.ts";
import { type Print, table } from "./print.ts";

export interface Listed {
  readonly name: string;
  readonly meaning: string;
}

const described = (meanings: Readonly<Record<string, string>>): Listed[] =>
  Object.entries(meanings).map(([name, meaning]) => ({ name, meaning }));

const datasetKinds: Readonly<Record<string, string>> = {
  teacher: "Gaussian inputs labelled by a teacher function",
  gaussian: "Gaussian inputs with independent Gaussian labels",
  inline: "samples written in the spec",
  csv: "samples from a CSV file",
};

function listActivations(): Listed[] {
  return Object.values(activations).map(({ kind, kinks, zeroAtZero, lipschitz }) => {
    const smooth = kinks.length === 0 ? "smooth" : "not smooth";
    const constant = lipschitz === null ? "not Lipschitz" : `Lipschitz constant ${lipschitz}`;
    return { name: kind, meaning: `${smooth}, ${constant}${zeroAtZero ? ", zero at zero" : ""}` };
  });
}

function listLosses(): Listed[] {
  return Object.values(losses).map(({ kind, labels, lipschitz, smooth, convex }) => {
    const constant = lipschitz === null ? "not Lipschitz" : `Lipschitz constant ${lipschitz}`;
    const wanted = labels === "signs" ? "labels -1 and 1" : "real labels";
    return {
      name: kind,
      meaning: `${wanted}, ${constant}, ${smooth ? "twice differentiable" : "once differentiable"}${convex ? "" : ", not convex"}`,
    };
  });
}

/** What can be listed, one line each. */
export const listings: Readonly<Record<string, () => readonly Listed[]>> = {
  quantities: () =>
    Object.entries(catalogue).map(([name, { scope, meaning }]) => ({ name, meaning: `${meaning} (${scope})` })),
  activations: listActivations,
  losses: listLosses,
  datasets: () => described(datasetKinds),
  teachers: () => Object.entries(teachers).map(([name, { labels }]) => ({ name, meaning: `${labels} labels` })),
  architectures: () => Object.values(architectures).map(({ kind, meaning }) => ({ name: kind, meaning })),
  searches: () => Object.values(strategies).map(({ name, meaning }) => ({ name, meaning })),
};

export function list(what: string, options: { readonly json?: boolean | undefined }, print: Print): number {
  const listing = Object.hasOwn(listings, what) ? listings[what] : undefined;
  if (listing === undefined) {
    print.err(`cannot list "${what}"; one of: ${Object.keys(listings).join(", ")}`);
    return 2;
  }
  const rows = listing();
  const text = table(
    ["name", "meaning"],
    rows.map(({ name, meaning }) => [name, meaning]),
  );
  print.out(options.json === true ? JSON.stringify(rows, null, 2) : text);
  return 0;
}
