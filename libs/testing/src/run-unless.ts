type Register = (name: string, test: () => Promise<void> | void, timeoutMs?: number) => void;

/**
 * `runUnless(noDocker && 'docker is missing', it)('given …', …)`: skips a test for a reason that the summary at the end
 * of the run repeats, as a test that is skipped silently counts as green.
 */
export function runUnless(reason: string | false | undefined, it: Register & { readonly skip: Register }): Register {
  if (reason === undefined || reason === false) return it;
  return (name, test, timeoutMs) => {
    it.skip(`${name} [skipped: ${reason}]`, test, timeoutMs);
  };
}
