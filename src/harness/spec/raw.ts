/** A spec as its file writes it, after the schema accepted it and before names are resolved. Mirrors schema/spec.schema.json. */
import type { ArchitectureSpec } from "../../models/point.ts";
import type { DatasetSpec, NumberOrFormula, PointsSpec, ProfileName, Spec } from "./types.ts";

/** An axis of the sweep: its values, the powers of two from a to b, or a to b in steps. */
export type RawAxis<Value> =
  | readonly Value[]
  | { readonly pow2: readonly [number, number] }
  | { readonly range: readonly [number, number, number] };

export interface RawClaim {
  readonly id: string;
  readonly says?: string;
  readonly let?: Readonly<Record<string, string>>;
  readonly "for-all"?: string;
  readonly "there-is"?: string;
  readonly given?: Readonly<Record<string, string>>;
  readonly assert: string;
  readonly expect?: "supported" | "violated" | "any";
  readonly severity?: "error" | "warning";
  readonly "min-applicable"?: number;
  readonly "max-undecided"?: number;
  readonly ablate?: readonly (string | { readonly name: string; readonly expect?: "supported" | "violated" | "any" })[];
  readonly replace?: Readonly<Record<string, { readonly "for-all": string }>>;
}

export type RawControl = Omit<Partial<RawClaim>, "ablate" | "replace" | "expect"> & {
  readonly id: string;
  readonly of: string;
  readonly expect?: "violated";
};

export interface RawSweep {
  readonly depth: RawAxis<number>;
  readonly seed?: readonly number[] | { readonly count: number };
  readonly samples?: RawAxis<number>;
  readonly dimension?: RawAxis<NumberOrFormula>;
  readonly width?: RawAxis<NumberOrFormula>;
  readonly exclude?: readonly Readonly<Record<string, string | number>>[];
}

export interface RawFactors {
  readonly starts?: number;
  readonly count?: number;
  readonly seeds?: number;
  readonly "max-depth"?: number;
}

export interface RawSpec {
  readonly id: string;
  readonly title: string;
  readonly source?: NonNullable<Spec["source"]>;
  readonly tags?: readonly string[];
  readonly seed?: number;
  readonly datasets?: Readonly<Record<string, DatasetSpec>>;
  readonly architectures?: Readonly<Record<string, ArchitectureSpec>>;
  readonly losses?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  readonly sweep?: RawSweep;
  readonly points: Readonly<Record<string, PointsSpec>>;
  readonly claims: readonly RawClaim[];
  readonly controls?: readonly RawControl[];
  readonly profiles?: Readonly<Partial<Record<ProfileName, RawFactors>>>;
}
