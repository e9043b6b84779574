const DAY_MS = 24 * 60 * 60 * 1000;

/** All dates count from the start of the run, so that they are the same for all its forges. */
const startedAt = Date.now();

export const daysAgo = (days: number): Date => new Date(startedAt - days * DAY_MS);
