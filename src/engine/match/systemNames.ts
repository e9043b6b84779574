/** How systems that no program of this project runs on spell their names. The keys are words of file names. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    aix: 'AIX',
    dragonfly: 'DragonFly BSD',
    dragonflybsd: 'DragonFly BSD',
    fuchsia: 'Fuchsia',
    haiku: 'Haiku',
    hurd: 'GNU Hurd',
    ios: 'iOS',
    iphoneos: 'iOS',
    maccatalyst: 'Mac Catalyst',
    ohos: 'OpenHarmony',
    omnios: 'OmniOS',
    openharmony: 'OpenHarmony',
    plan9: 'Plan 9',
    redox: 'Redox',
    solaris: 'Solaris',
    sunos: 'SunOS',
    tvos: 'tvOS',
    visionos: 'visionOS',
    watchos: 'watchOS',
    zos: 'z/OS',
  }),
);

/** The name of a system for people, or the word itself. */
export function systemName(word: string): string {
  return NAMES.get(word) ?? word;
}
