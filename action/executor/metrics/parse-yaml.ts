/** A key that a map has twice. */
export class RepeatedKey extends Error {
  override readonly name = 'RepeatedKey';
}

/**
 * Parses YAML; whole numbers come with all their digits, as bigints. Throws the first mistake with its line, or
 * `RepeatedKey`. The library's own look for repeated keys compares each with each, and what it quotes of a text it looks
 * for anew at each mistake: a metrics file of a few hundred kilobytes would take minutes.
 */
export async function parseYaml(text: string): Promise<unknown> {
  // Loaded only when needed: it takes longer than most steps' executor work.
  const { isScalar, parseDocument, visit } = await import('yaml');
  // What the library doubts it would print itself, past the mask, with the text that it doubts.
  const logLevel = 'error';
  const options = { intAsBigInt: true, uniqueKeys: false, prettyErrors: false, logLevel } as const;
  const document = parseDocument(text, options);
  const [error] = document.errors;
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length;
    throw new Error(`${error.message} in line ${line}`);
  }
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : key;
        if (seen.has(name)) throw new RepeatedKey(String(name));
        seen.add(name);
      }
    },
  });
  return document.toJS();
}
