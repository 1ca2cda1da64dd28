/** What a reader takes for one character each: an accent belongs to its letter, an emoji is one. Cuts no further than is asked. */
export function* segmentsOf(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter();
  for (const { segment } of segmenter.segment(text)) yield segment;
}

// Made when it is needed: most texts are not cut, and it takes a while.
let segmenter: Intl.Segmenter | null = null;
