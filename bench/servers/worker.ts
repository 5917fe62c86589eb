/** A worker as `dateline worker` builds it; it says `ready`. Argument: Redis' URL. */
process.env.REDIS_URL = process.argv[2] ?? '';
process.env.LOG_LEVEL = 'error';
await import('../../workers/main.ts');
