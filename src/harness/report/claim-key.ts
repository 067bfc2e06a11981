/** How claims are named and linked: key, anchor, replay command. */
import type { ClaimResult } from "../results.types.ts";

/** `claim` or `claim/without-NAME`, as in the spec. */
export const claimKey = ({ claim, ablated }: ClaimResult): string =>
  ablated === null ? claim : `${claim}/without-${ablated}`;

export type Anchors = ReadonlyMap<ClaimResult, string>;

/** `claim-<spec>-<key>`, with other characters than letters, digits and `. _ / -` replaced; unique on the page. */
export const anchorsOf = (claims: readonly ClaimResult[]): Anchors =>
  uniqueNames(claims, (claim) => `claim-${claim.spec}-${claimKey(claim)}`);

function uniqueNames(claims: readonly ClaimResult[], nameOf: (claim: ClaimResult) => string): Anchors {
  const names = new Map<ClaimResult, string>();
  const taken = new Set<string>();
  for (const claim of claims) {
    const wanted = nameOf(claim)
      .replace(/[^\w./-]+/g, "-")
      .slice(0, 200);
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}-${i}`;
    taken.add(name);
    names.set(claim, name);
  }
  return names;
}

/** `/claim/<spec>/<key>`: the address after the # that stays the same between runs; unique on the page, like the anchors. */
export function permalinksOf(claims: readonly ClaimResult[]): Anchors {
  return uniqueNames(claims, (claim) => `/claim/${claim.spec}/${claimKey(claim)}`);
}

/** To be run in the output folder; a path with unusual characters is quoted for a POSIX shell. */
export function replayCommand(witness: string | null): string | null {
  if (witness === null) return null;
  const path = /^\w[\w./-]*$/.test(witness) ? witness : `'${witness.replaceAll("'", "'\\''")}'`;
  return `npx depthproof replay ${path}`;
}

/** An address to link to, or null: only https leaves the page, and never with a user name in it. */
export function safeLink(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  return protocol === "https:" && username === "" && password === "" ? href : null;
}
