import { test } from 'vitest';
import { isCaught } from './is-caught.ts';
import { MUTANTS } from './mutants.ts';

test.each(MUTANTS)('the laws catch a kernel in which $breaks (law $laws)', isCaught);
