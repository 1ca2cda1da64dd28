import { describe, expect, test } from 'vitest';
import { checkoutAsks } from '../../../app/github/workflow/checkout-asks.ts';

const lfs = (text: string) => checkoutAsks([text], null).lfs;

describe('a repository', () => {
  test('asks for Git LFS where an attribute, or a macro of attributes, names its filter', () => {
    expect(lfs('*.bin filter=lfs diff=lfs merge=lfs -text\n')).toBe(true);
    expect(lfs('*.txt text\r\n\tdata/** -text filter=lfs\r\n')).toBe(true);
    expect(lfs('[attr]large filter=lfs -text\n*.bin large\n')).toBe(true);
    for (const text of ['', '# *.bin filter=lfs', '*.bin filter=lfsx', 'filter=lfs -text']) {
      expect(lfs(text), text).toBe(false);
    }
  });

  test('asks for submodules where it has any', () => {
    const asked = (modules: string | null) => checkoutAsks([], modules).submodules;
    expect(asked('[submodule "lib"]\n\tpath = lib\n')).toBe(true);
    expect([asked(null), asked('')]).toEqual([false, false]);
  });
});
