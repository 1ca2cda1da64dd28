/**
 * What goes wrong with an API request. `status`: refused before anything is done. `reset-before`: the connection breaks
 * and nothing is done. `reset-after`: it is done, and the answer is lost. `truncate`: half of the answer arrives.
 * `hang`: nothing is done and no answer comes. `act`: something else happens before it is done, or before it is answered;
 * a `before` that answers false keeps it from being done.
 */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'reset-before' | 'reset-after' | 'truncate' | 'hang' }
  | {
      readonly kind: 'act';
      readonly before?: () => Promise<boolean>;
      readonly after?: () => Promise<void>;
    };

export type FaultRule = {
  /** `checks/create`, `graphql`; any when left out. */
  readonly operationId?: string;
  /** `POST`; any when left out. */
  readonly method?: string;
  /** How many fitting requests pass before it; 0 when left out. */
  readonly after?: number;
  /** How many requests it meets; all when left out. */
  readonly times?: number;
  readonly fault: Fault;
  /** Told of each request that it meets. */
  readonly met?: (request: MetRequest) => void;
};

export type MetRequest = { readonly operationId: string | null; readonly method: string };

/** The faults a test asked for, met in the order of requests: the same requests, the same faults. */
export class Faults {
  #rules: { readonly rule: FaultRule; passing: number; left: number }[] = [];

  rule(rule: FaultRule): void {
    this.#rules.push({ rule, passing: rule.after ?? 0, left: rule.times ?? Infinity });
  }

  clear(): void {
    this.#rules = [];
  }

  next(request: MetRequest): Fault | null {
    for (const each of this.#rules) {
      const { rule } = each;
      const isMeant =
        (rule.operationId ?? request.operationId) === request.operationId &&
        (rule.method ?? request.method) === request.method;
      if (!isMeant || each.left === 0) continue;
      if (each.passing === 0) {
        each.left -= 1;
        rule.met?.(request);
        return rule.fault;
      }
      each.passing -= 1;
    }
    return null;
  }
}
