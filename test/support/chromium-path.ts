import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser for tests of pages: the one `CHROMIUM` names, otherwise the first on the path. Without one these tests are skipped. */
export const CHROMIUM = found();

function found(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named !== undefined) {
    if (!existsSync(named)) throw new Error(`CHROMIUM names ${named}, which does not exist.`);
    return named;
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const path = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((each) => existsSync(each));
  if (path === undefined) console.warn('Pages are not tested: no Chromium is installed (CHROMIUM can name one).');
  return path;
}
