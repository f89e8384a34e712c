const LATE = Symbol('late');

/** The result of `work`, or of `late` if the work takes longer than `ms`. Does not stop the work. */
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

/** For `within`: throws instead of giving a fallback. */
export function tooLong(what: string): () => never {
  return () => {
    throw new Error(`Slack took too long${what}`);
  };
}
