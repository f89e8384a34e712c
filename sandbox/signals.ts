/** Resolves when the process is asked to stop. A second request ends it at once (children are killed by the exit hooks). */
export function stopped(): Promise<'interrupted'> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve('interrupted');
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}
