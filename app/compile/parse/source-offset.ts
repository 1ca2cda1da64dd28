/**
 * From places in a value to places in the text that it was written as, which has quotes, escapes, indentation or
 * folded lines in between. Both are walked side by side; where they differ, the source holds more.
 */
export function sourceOffset(source: string, value: string): (offset: number) => number {
  const places = new Int32Array(value.length + 1);
  const quote = source[0] === '"' || source[0] === "'" ? source[0] : '';
  let from = contentStart(source, quote);
  for (let at = 0; at < value.length; at += 1) {
    const step = nextCharacter(source, from, { wanted: value.charAt(at), quote });
    places[at] = Math.min(step.at, source.length);
    from = step.at + step.width;
  }
  places[value.length] = Math.min(from, source.length);
  return (offset) => places[Math.min(Math.max(offset, 0), value.length)] ?? 0;
}

function contentStart(source: string, quote: string): number {
  if (quote !== '') return 1;
  // The header of a block: `|`, `>-`, `|2`, perhaps a comment.
  const header = /^[|>][^\n]*\n/.exec(source);
  return header === null ? 0 : header[0].length;
}

type Looking = { readonly wanted: string; readonly quote: string };

function nextCharacter(
  source: string,
  from: number,
  looking: Looking,
): { at: number; width: number } {
  const { wanted, quote } = looking;
  let at = from;
  while (at < source.length) {
    const char = source.charAt(at);
    if (quote === '"' && char === '\\') {
      // A backslash at the end of a line continues the line and stands for nothing.
      if (source[at + 1] !== '\n') return { at, width: escapeWidth(source.charAt(at + 1)) };
      at += 2;
      continue;
    }
    if (quote === "'" && char === "'") return { at, width: 2 };
    if (char === wanted) return { at, width: 1 };
    // A folded line break is a space in the value: it stays for what follows to skip.
    if (/\s/.test(wanted)) return { at, width: 0 };
    if (!/\s/.test(char)) return { at, width: 1 };
    at += 1;
  }
  return { at, width: 0 };
}

// https://yaml.org/spec/1.2.2/#57-escaped-characters
function escapeWidth(letter: string): number {
  return { x: 4, u: 6, U: 10 }[letter] ?? 2;
}
