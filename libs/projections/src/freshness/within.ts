/** A database that takes longer than this for one small question is as good as gone. */
export const QUERY_TIMEOUT_MS = 3_000;

/** The promise, or an error when it takes longer. */
export async function within<T>(promise: Promise<T>, limitMs: number, message: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(message));
  }, limitMs);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
