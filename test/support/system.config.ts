/** A child's environment without what would point it at other engines or settings than the test's. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'JAVA_HOME', 'JAVA_TOOL_OPTIONS', 'TMPDIR', 'LANG', 'TIDEMARK_CACHE', 'NODE_ENV'];
  return Object.fromEntries(Object.entries(env).filter(([name]) => kept.includes(name)));
}
