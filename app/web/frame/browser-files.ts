import { bundledForBrowsers } from './bundled-for-browsers.ts';

/** How every page looks. */
export const styles = bundledForBrowsers('page.css');
/** The script of a run's page. */
export const runScript = bundledForBrowsers('live-page.ts');
/** The script of a list of runs. */
export const listScript = bundledForBrowsers('live-list.ts');
