const LATE = Symbol('late');

/** The work's result; what `late` answers, or its error, when it takes longer than so many milliseconds. The work itself goes on. */
export async function within<T, L>(ms: number, work: Promise<T>, late: () => L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, ms, LATE);
  });
  try {
    const first = await Promise.race([work, waited]);
    return first === LATE ? late() : first;
  } finally {
    clearTimeout(timer);
  }
}

/** For `within`, when there is nothing to go on with. */
export function tooLong(what: string): () => never {
  return () => {
    throw new Error(`Slack took too long${what}`);
  };
}
