/** What a request is answered in place of what it asked for. */
export type Refusal =
  | { readonly code: string; readonly message?: string; readonly status?: number }
  /** No XML of EC2's: what a load balancer in front of it says. */
  | { readonly page: string; readonly status: number };

export type RefusalRule = {
  /** `CreateFleet`; any when left out. */
  readonly operation?: string;
  readonly region?: string;
  /** How many fitting requests pass before it; 0 when left out. */
  readonly after?: number;
  /** How many requests it meets; one when left out. */
  readonly times?: number;
  readonly refusal: Refusal;
};

/** The refusals a test asked for, met in the order of requests. Nothing is done for a request that is refused. */
export class Refusals {
  #rules: { readonly rule: RefusalRule; passing: number; left: number }[] = [];

  rule(rule: RefusalRule): void {
    this.#rules.push({ rule, passing: rule.after ?? 0, left: rule.times ?? 1 });
  }

  clear(): void {
    this.#rules = [];
  }

  next(request: { readonly operation: string; readonly region: string }): Refusal | null {
    for (const each of this.#rules) {
      const { rule } = each;
      const isMeant =
        (rule.operation ?? request.operation) === request.operation &&
        (rule.region ?? request.region) === request.region;
      if (!isMeant || each.left === 0) continue;
      if (each.passing === 0) {
        each.left -= 1;
        return rule.refusal;
      }
      each.passing -= 1;
    }
    return null;
  }
}
