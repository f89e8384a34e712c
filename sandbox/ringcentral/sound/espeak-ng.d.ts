/** The package carries no types; this is the part we use. */
declare module 'espeak-ng' {
  interface ESpeakModule {
    readonly FS: { readFile(path: string): Uint8Array };
  }
  interface ESpeakOptions {
    readonly arguments: readonly string[];
    readonly print?: (line: string) => void;
    readonly printErr?: (line: string) => void;
  }
  // biome-ignore lint/style/noDefaultExport: the package's own export
  export default function ESpeakNg(options: ESpeakOptions): Promise<ESpeakModule>;
}
