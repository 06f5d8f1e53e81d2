/** Injects the calendar of the older summaries where a request names none. */
export const SUMMARY_CALENDAR = Symbol('SUMMARY_CALENDAR');
