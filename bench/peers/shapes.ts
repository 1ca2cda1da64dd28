/** What is run: steps that each make one empty file, `out/sN`, one after the other or all beside each other. */
export type Shape = {
  readonly name: string;
  readonly shape: 'chain' | 'fan-out';
  readonly count: number;
};

export const SHAPES: readonly Shape[] = [
  { name: 'chain of 50', shape: 'chain', count: 50 },
  { name: 'fan-out of 100', shape: 'fan-out', count: 100 },
  { name: 'fan-out of 1,000', shape: 'fan-out', count: 1000 },
];

/** A text for each step, which gets the number of the step before it in a chain. */
export function perStep(
  { shape, count }: Shape,
  write: (number: number, before: number | null) => string,
): string {
  return Array.from({ length: count }, (_, number) =>
    write(number, shape === 'chain' && number > 0 ? number - 1 : null),
  ).join('');
}
