/** How often notifiers are killed at random: a few times in CI; `TEST_KILLS=50` is the full dose. */
export function notifierKills(env: NodeJS.ProcessEnv = process.env): number {
  return Number(env['TEST_KILLS'] ?? '3');
}
