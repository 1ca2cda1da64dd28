/** What an `if` may look at, as an oracle sees it. */
export type ConditionFacts = {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
  readonly go: boolean;
};
export type KnownCondition = {
  readonly text: string;
  readonly holds: (facts: ConditionFacts) => boolean;
  readonly usesStatus: boolean;
  /** Calls `always()` or `cancelled()`. */
  readonly survives: boolean;
};

/** Conditions of random plans, with their meaning written down a second time. */
export const CONDITIONS: readonly KnownCondition[] = [
  { text: 'always()', holds: () => true, usesStatus: true, survives: true },
  { text: 'failure()', holds: (f) => f.failure, usesStatus: true, survives: false },
  { text: 'success()', holds: (f) => f.success, usesStatus: true, survives: false },
  { text: 'cancelled()', holds: (f) => f.cancelled, usesStatus: true, survives: true },
  { text: '!cancelled()', holds: (f) => !f.cancelled, usesStatus: true, survives: true },
  {
    text: 'success() || failure()',
    holds: (f) => f.success || f.failure,
    usesStatus: true,
    survives: false,
  },
  { text: '!failure()', holds: (f) => !f.failure, usesStatus: true, survives: false },
  { text: 'always() && params.go', holds: (f) => f.go, usesStatus: true, survives: true },
  { text: 'params.go', holds: (f) => f.go, usesStatus: false, survives: false },
  {
    text: "github.ref == 'refs/heads/main'",
    holds: () => true,
    usesStatus: false,
    survives: false,
  },
];

/** The condition with this text. */
export function knownCondition(text: string): KnownCondition {
  const found = CONDITIONS.find((condition) => condition.text === text);
  if (found === undefined) throw new Error(`no oracle for if: ${text}`);
  return found;
}
