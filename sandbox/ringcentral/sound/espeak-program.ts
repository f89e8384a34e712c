import { readFile } from 'node:fs/promises';
import ESpeakNg from 'espeak-ng';

const WASM = new URL('espeak-ng.wasm', import.meta.resolve('espeak-ng'));
let compiled: Promise<object> | undefined;

async function compile(): Promise<object> {
  return WebAssembly.compile(new Uint8Array(await readFile(WASM)));
}

/**
 * Runs espeak-ng once with the arguments of its command line and returns the WAV it wrote. The same arguments give the
 * same samples in every process: espeak-ng seeds its noise from the clock, and the clock it sees stands still.
 */
export async function espeak(args: readonly string[]): Promise<Uint8Array> {
  compiled ??= compile();
  const program = await compiled;
  const { FS } = await ESpeakNg({
    arguments: [...args, '-w', 'out.wav'],
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm: ({ env, ...others }, done) => {
      const imports = { ...others, env: { ...env, emscripten_date_now: () => 0, emscripten_get_now: () => 0 } };
      WebAssembly.instantiate(program, imports).then(done);
      return {};
    },
  });
  return FS.readFile('out.wav');
}
