/** Settings with which a demonstration shows something within seconds; what is set already stays. */
const SETTINGS = { PROCESSING_DELAY_MS: '2000', SIMULATED_FAILURE_RATE: '0.03' };

/** For the apps that are started from here. */
export function setDemoEnvironment(env: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value] of Object.entries(SETTINGS)) env[name] ??= value;
}
