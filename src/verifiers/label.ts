/** What a search ended at. Only CRITICAL enters a claim; every other label is counted and shown. */
export type Label = "CRITICAL" | "GRADIENT_FLAT" | "ESCAPING" | "KINK" | "UNCONVERGED";

export const labels: readonly Label[] = ["CRITICAL", "GRADIENT_FLAT", "ESCAPING", "KINK", "UNCONVERGED"];
