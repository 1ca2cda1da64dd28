import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Opens a real browser: CHROMIUM_PATH, else a Chromium or Chrome that is installed. The caller closes it. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    // Chromium's own sandbox does not work for root, as in containers. The pages are ours.
    chromiumSandbox: process.getuid?.() !== 0,
    // Containers often give /dev/shm too little memory for a page.
    args: ['--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb'],
  });
}

function findBrowser(): string {
  const given = process.env['CHROMIUM_PATH'];
  const places = (process.env['PATH'] ?? '').split(delimiter);
  const found = places.flatMap((place) => NAMES.map((name) => join(place, name)));
  const candidates = given === undefined ? [...found, MAC] : [given];
  const browser = candidates.find((file) => existsSync(file));
  if (browser !== undefined) return browser;
  const looked = given === undefined ? 'in PATH' : `at CHROMIUM_PATH=${given}`;
  throw new Error(
    `There is no Chromium ${looked}. Install it (Debian: apt-get install chromium; macOS: brew install --cask chromium), ` +
      'or set CHROMIUM_PATH to the program of a Chromium or Chrome.',
  );
}
