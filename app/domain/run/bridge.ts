/** How a run of a merged commit stands to the run that tested its pull request. */
export type Bridge =
  /** It may take the work of exactly that run, beside what its scopes hold. */
  | { readonly type: 'tested'; readonly run: string; readonly pull: number }
  /** It does the work again; `because` is a clause that names what differs. */
  | { readonly type: 'again'; readonly pull: number; readonly because: string };

/** The run whose work a run takes over as what was tested; null: none. */
export function testedRun(bridge: Bridge | undefined): string | null {
  return bridge?.type === 'tested' ? bridge.run : null;
}
