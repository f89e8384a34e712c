import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../support/package-root.js';

/** The page's script and style, ready to serve. */
export interface Bundle {
  readonly script: string;
  readonly style: string;
}

/** Bundles the page in memory. esbuild is loaded only here: a play without a browser never needs it. */
export async function bundlePage(): Promise<Bundle> {
  const esbuild = await import('esbuild');
  const result = await esbuild.build({
    entryPoints: [join(packageRoot(), 'sandbox', 'slack', 'page', 'main.tsx')],
    bundle: true,
    write: false,
    outdir: 'page',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfigRaw: '{}',
    logLevel: 'silent',
  });
  // The service process of esbuild isn't needed any more.
  await esbuild.stop();
  const styles = [
    join(packageRoot(), 'node_modules', 'slack-blocks-to-jsx', 'dist', 'style.css'),
    ...['controls.css', 'page.css'].map((file) => join(packageRoot(), 'sandbox', 'slack', 'page', file)),
  ];
  return {
    script: result.outputFiles[0]?.text ?? '',
    style: (await Promise.all(styles.map((file) => readFile(file, 'utf8')))).join('\n'),
  };
}
