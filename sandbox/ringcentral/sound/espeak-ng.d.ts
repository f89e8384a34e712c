/** Node has these; the library of types for its version lacks them. The part we use. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(program: object, imports: Readonly<Record<string, object>>): Promise<object>;
};

/** The package carries no types; this is the part we use. */
declare module 'espeak-ng' {
  interface ESpeakModule {
    readonly FS: { readFile(path: string): Uint8Array };
  }
  interface ESpeakOptions {
    readonly arguments: readonly string[];
    readonly print?: (line: string) => void;
    readonly printErr?: (line: string) => void;
    /** In the place of the package's own loading: instantiates the program with these imports and hands it to `done`. */
    readonly instantiateWasm?: (imports: Readonly<Record<string, object>>, done: (instance: object) => void) => object;
  }
  // biome-ignore lint/style/noDefaultExport: the package's own export
  export default function ESpeakNg(options: ESpeakOptions): Promise<ESpeakModule>;
}
