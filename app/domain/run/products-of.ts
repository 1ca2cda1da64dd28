import type { Digest } from '../digest.ts';
import { storedExamples } from '../kept-examples.ts';
import type { StepProducts } from './event.ts';

/** What a row, or work in the cache, has of a step's products, without the rest of it. */
export function productsOf({
  outputs,
  artifacts,
  metrics,
  facts,
  examples,
  slices,
}: StepProducts): StepProducts {
  return {
    outputs,
    artifacts,
    metrics,
    facts,
    ...(examples !== undefined && { examples }),
    ...(slices !== undefined && { slices }),
  };
}

/** What of them is kept as bytes. */
export function storedProducts({
  artifacts,
  examples,
}: Pick<StepProducts, 'artifacts' | 'examples'>): readonly { readonly digest: Digest }[] {
  const table = storedExamples(examples);
  return [...Object.values(artifacts), ...(table === null ? [] : [table])];
}
