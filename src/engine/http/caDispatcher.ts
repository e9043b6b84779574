type FetchDispatcher = NonNullable<RequestInit['dispatcher']>;

/**
 * An undici agent that passes certificates to a `fetch` of another undici than ours. The editor's `fetch` takes the
 * certificates from it and ignores the rest; plain Node's sends its requests through it, in the form of an older undici.
 */
export async function createCaDispatcher(ca: readonly string[]): Promise<FetchDispatcher> {
  const { Agent, Dispatcher1Wrapper } = await import('undici');
  class CaAgent extends Agent {
    readonly #translated = new Dispatcher1Wrapper({
      dispatch: (...request: Parameters<InstanceType<typeof Agent>['dispatch']>) => super.dispatch(...request),
    } as InstanceType<typeof Agent>);

    override dispatch(...request: Parameters<InstanceType<typeof Agent>['dispatch']>): boolean {
      return this.#translated.dispatch(...request);
    }
  }
  return new CaAgent({ allowH2: false, connect: { ca: [...ca] } }) as unknown as FetchDispatcher;
}
