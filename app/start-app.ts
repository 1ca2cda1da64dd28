/** Where the package's App begins. */
import { isNodeNewEnough } from './needed-node.ts';

if (isNodeNewEnough()) await import('./index.ts');
