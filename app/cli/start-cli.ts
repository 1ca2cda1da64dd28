/** Where the package's command line begins. */
import { isNodeNewEnough } from '../needed-node.ts';

if (isNodeNewEnough()) await import('./main.ts');
