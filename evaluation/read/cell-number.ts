/** The number that a cell holds, NaN where it holds nothing; infinite: it holds something else, or no finite number. */
export function cellNumber(cell: unknown): number {
  switch (typeof cell) {
    case 'number':
      return cell;
    case 'string':
      return numberInText(cell);
    case 'boolean':
    case 'bigint':
      return Number(cell);
    case 'undefined':
      return Number.NaN;
    default:
      return cell === null ? Number.NaN : Infinity;
  }
}

/** Decimal, as every language writes it: `Number` takes 0x10 and 0b1 too. */
const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

function numberInText(text: string): number {
  const word = text.trim();
  return DECIMAL.test(word) ? Number(word) : (WORDS.get(word.toLowerCase()) ?? Infinity);
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['', Number.NaN],
  ['nan', Number.NaN],
  ['true', 1],
  ['false', 0],
]);
