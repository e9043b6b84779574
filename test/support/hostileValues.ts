/**
 * Values that other extensions, keys and links may pass instead of valid arguments. They are created anew for each call,
 * because some get changed.
 */
export function hostileValues(): readonly unknown[] {
  const throwing = {
    get kind(): never {
      throw new Error('a foreign getter');
    },
    get instance(): never {
      throw new Error('a foreign getter');
    },
  };
  const unreadable = new Proxy(
    {},
    {
      get: () => {
        throw new Error('a foreign trap');
      },
      has: () => {
        throw new Error('a foreign trap');
      },
    },
  );
  return [
    undefined,
    null,
    true,
    0,
    5,
    -1,
    NaN,
    Infinity,
    1n,
    Symbol('x'),
    () => 'x',
    Date,
    '',
    'x',
    '..',
    '../../etc/passwd',
    '\ud800',
    '\u202e',
    'x'.repeat(300_000),
    'constructor',
    '__proto__',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'smb://evil/share',
    'https://evil.example/',
    'nonsense',
    {},
    [],
    [null],
    new Date(0),
    new Map(),
    Object.create(null) as unknown,
    new AbortController().signal,
    throwing,
    unreadable,
    { kind: {} },
    { kind: 'asset' },
    { kind: 'asset', asset: null },
    { name: 'x' },
  ];
}
