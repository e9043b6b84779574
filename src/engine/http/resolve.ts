/** The addresses that this machine's resolver gives for a host name; [] when it gives none (a proxy may know better). */
export async function resolveAddresses(hostname: string): Promise<readonly string[]> {
  try {
    // Needed seldom, and not while the program starts.
    const { lookup } = await import('node:dns/promises');
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
