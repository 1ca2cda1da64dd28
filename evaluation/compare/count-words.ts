/** `3 of 1,200 examples`. */
export function ofAll(some: number, all: number, what = 'examples'): string {
  return `${written(some)} of ${written(all)} ${what}`;
}

export function written(count: number): string {
  return count.toLocaleString('en-US');
}
