import { describeMutations } from './mutations.ts';

describeMutations(10_000);
