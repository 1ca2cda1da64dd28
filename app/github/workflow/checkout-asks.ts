/** What a repository asks of its checkout besides the files of its commit. */
export type CheckoutAsks = { readonly lfs: boolean; readonly submodules: boolean };

export const ASKS_NOTHING: CheckoutAsks = { lfs: false, submodules: false };

/**
 * Reads it off the texts that say so: those of `.gitattributes`, and `.gitmodules`.
 * https://git-scm.com/docs/gitattributes#_filter, https://git-scm.com/docs/gitmodules
 */
export function checkoutAsks(attributes: readonly string[], modules: string | null): CheckoutAsks {
  return {
    lfs: attributes.some((text) => text.split('\n').some(namesLfs)),
    // git leaves an empty file behind where the last submodule was removed.
    submodules: modules?.includes('[submodule') ?? false,
  };
}

function namesLfs(line: string): boolean {
  const [pattern = '', ...attributes] = line.trim().split(/\s+/);
  return !pattern.startsWith('#') && attributes.includes('filter=lfs');
}

/**
 * The same as inputs of `actions/checkout`, which fetches neither unasked.
 * https://github.com/actions/checkout/blob/v5.0.0/README.md#usage
 */
export function checkoutInputs({ lfs, submodules }: CheckoutAsks): readonly string[] {
  return [...(lfs ? ['lfs: true'] : []), ...(submodules ? ['submodules: recursive'] : [])];
}
