const DAY_MS = 24 * 60 * 60 * 1000;

/** All dates of one run count from its start, so that they are the same for all forges of it. */
const startedAt = Date.now();

export const daysAgo = (days: number): Date => new Date(startedAt - days * DAY_MS);
