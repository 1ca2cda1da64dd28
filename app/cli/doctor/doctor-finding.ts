/** What one look found. */
export type Finding = {
  /** What was looked at. */
  readonly checked: string;
  readonly verdict: 'ok' | 'warning' | 'problem';
  readonly found: string;
  /** What to do about it, a sentence; null: nothing. */
  readonly fix: string | null;
};

/** Findings about one subject, such as GitHub. */
export type Section = { readonly subject: string; readonly findings: readonly Finding[] };

export function ok(checked: string, found: string): Finding {
  return { checked, verdict: 'ok', found, fix: null };
}

/** It works, or may, but not as it could. */
export function warning(checked: string, found: string, fix: string): Finding {
  return { checked, verdict: 'warning', found, fix };
}

/** Something does not work until somebody acts. */
export function problem(checked: string, found: string, fix: string): Finding {
  return { checked, verdict: 'problem', found, fix };
}
