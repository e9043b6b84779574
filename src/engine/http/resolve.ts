/** The addresses of a host name from this machine's resolver; [] if there are none (a proxy may find some). */
export async function resolveAddresses(hostname: string): Promise<readonly string[]> {
  try {
    // Rarely needed, and not while the program starts.
    const { lookup } = await import('node:dns/promises');
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
