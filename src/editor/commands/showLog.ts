import type { Services } from '../services.ts';

export async function showLog({ log }: Pick<Services, 'log'>): Promise<void> {
  log.show();
}
