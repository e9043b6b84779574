import assert from 'node:assert/strict';
import { distributionName, parseOsRelease } from '../../../../src/engine/machine/distribution.ts';

const namesIn = (text: string): string => parseOsRelease(text).map(distributionName).join(' on ');

describe('/etc/os-release', () => {
  for (const [text, expected] of [
    [
      'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian',
      'Debian 12',
    ],
    ['PRETTY_NAME="Debian GNU/Linux trixie/sid"\nVERSION_CODENAME=trixie\nID=debian', 'Debian 13'],
    ['ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nUBUNTU_CODENAME=jammy\nVERSION_CODENAME=jammy', 'Ubuntu 22.04'],
    ['ID=linuxmint\nVERSION_ID="20.2"\nUBUNTU_CODENAME=focal\nVERSION_CODENAME=uma', 'Linux Mint 20.2 on Ubuntu 20.04'],
    ['ID=pop\nVERSION_ID="22.04"\nUBUNTU_CODENAME=jammy\nVERSION_CODENAME=jammy', 'Ubuntu 22.04'],
    ['ID=fedora\nVERSION_ID=40\nVARIANT_ID=workstation', 'Fedora 40'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"', 'Enterprise Linux 9'],
    ['ID="almalinux"\nVERSION_ID="8.10"', 'Enterprise Linux 8'],
    ['ID="amzn"\nVERSION_ID="2023"', 'Amazon Linux 2023'],
    ["ID='alpine'\nVERSION_ID=3.19.1", 'Alpine 3.19'],
    ['ID="opensuse-leap"\nVERSION_ID="15.5"', 'SUSE 15.5'],
    ['ID=arch\nBUILD_ID=rolling', ''],
    ['no such lines', ''],
  ] as const) {
    it(`gives ${expected === '' ? 'no known distribution' : expected} for ${text.split('\n')[0]}`, () => {
      assert.equal(namesIn(text), expected);
    });
  }
});
