const KEPT: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_ENV', 'JAVA_HOME', 'TIDEMARK_CACHE'],
  // How quickly it starts.
  ...['JAVA_TOOL_OPTIONS', 'NODE_COMPILE_CACHE'],
]);

/** A child's environment without what would point it at other engines or settings than the test's. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => KEPT.has(name)));
}
