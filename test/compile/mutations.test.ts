import { describeMutations } from './mutations.ts';

describeMutations(1_500);
