import assert from 'node:assert/strict';
import { readAssetName } from '../../../../src/engine/match/assetName.ts';
import { versionRemover } from '../../../../src/engine/versions/versionInName.ts';
import type { AssetName } from '../../../../src/engine/match/assetName.ts';

function read(name: string, tools: readonly string[] = [], version = 'v1.2.3'): AssetName {
  return readAssetName(name, { withoutVersion: versionRemover(version), tools, shared: new Set() });
}

/** `os archs libc kind`, with a dash for what the name does not say. */
function summary({ os, archs, universal, libc, kind }: AssetName): string {
  const architecture = archs.join('+') || (universal ? 'universal' : '-');
  return [os ?? '-', architecture, libc ?? '-', kind].join(' ');
}

describe('reading the name of an asset', () => {
  for (const [name, expected] of [
    // Go and goreleaser
    ['tool_1.2.3_linux_amd64.tar.gz', 'linux x64 - archive'],
    ['tool_Darwin_all.tar.gz', 'darwin universal - archive'],
    ['tool_1.2.3_Windows_i386.zip', 'win32 ia32 - archive'],
    ['tool-linux-386', 'linux ia32 - executable'],
    ['tool_linux_amd64_v1.tar.gz', 'linux x64 - archive'],
    ['tool-windows-4.0-amd64.exe', 'win32 x64 - executable'],
    ['tool-darwin-10.12-arm64', 'darwin arm64 - executable'],
    ['tool_linux_armv6.tar.gz', 'linux arm - archive'],
    ['tool_freebsd_amd64.tar.gz', 'freebsd x64 - archive'],
    ['tool_plan9_386.tar.gz', 'other ia32 - archive'],
    ['tool_macOS-64bit.tar.gz', 'darwin x64 - archive'],
    // Rust target triples
    ['tool-x86_64-unknown-linux-musl.tar.gz', 'linux x64 musl archive'],
    ['tool-v1.2.3-aarch64-unknown-linux-gnu.tar.xz', 'linux arm64 gnu archive'],
    ['tool-armv7-unknown-linux-gnueabihf.tar.gz', 'linux arm gnu archive'],
    ['tool-arm-unknown-linux-musleabihf.tar.gz', 'linux arm musl archive'],
    ['tool-aarch64-apple-darwin', 'darwin arm64 - executable'],
    ['tool-universal-apple-darwin.zip', 'darwin universal - archive'],
    ['tool-x86_64-pc-windows-gnu.zip', 'win32 x64 gnu archive'],
    ['tool-x86_64-w64-mingw32.zip', 'win32 x64 - archive'],
    ['tool-i686-pc-windows-msvc.zip', 'win32 ia32 - archive'],
    ['tool-aarch64-linux-android.tar.gz', 'android arm64 - archive'],
    ['tool-riscv64gc-unknown-linux-gnu.tar.gz', 'linux riscv64 gnu archive'],
    ['tool-loongarch64-unknown-linux-gnu.tar.gz', 'linux loong64 gnu archive'],
    ['tool-powerpc64le-unknown-linux-gnu.tar.gz', 'linux ppc64le gnu archive'],
    ['tool-linux-s390x.tar.gz', 'linux s390x - archive'],
    ['tool-linux-mips64le.tar.gz', 'linux other - archive'],
    ['tool-x86_64-unknown-linux-gnux32.tar.gz', 'other x64 - archive'],
    ['tool-wasm32-wasip1.tar.gz', 'wasm other - archive'],
    ['tool-aarch64-apple-ios.tar.gz', 'other arm64 - archive'],
    // Zig, Node, .NET, Java, electron-builder, protobuf
    ['zig-linux-x86_64-0.11.0.tar.xz', 'linux x64 - archive'],
    ['node-v20.1.0-win-x64.7z', 'win32 x64 - archive'],
    ['tool-osx-x64.zip', 'darwin x64 - archive'],
    ['tool-linux-musl-x64.tar.gz', 'linux x64 musl archive'],
    ['jdk_x64_alpine-linux_hotspot_17.tar.gz', 'linux x64 musl archive'],
    ['protoc-27.1-linux-aarch_64.zip', 'linux arm64 - archive'],
    ['protoc-27.1-linux-x86_32.zip', 'linux ia32 - archive'],
    ['protoc-27.1-osx-universal_binary.zip', 'darwin universal - archive'],
    ['protoc-27.1-win64.zip', 'win32 x64 - archive'],
    ['App-1.2.3-arm64-mac.zip', 'darwin arm64 - archive'],
    ['app-1.2.3-x86_64.AppImage', 'linux x64 - appImage'],
    ['tool-1.2.3-py3-none-manylinux_2_17_x86_64.whl', 'linux x64 gnu package'],
    // Stuck together, and other spellings
    ['jq-linux64', 'linux x64 - executable'],
    ['jq-win64.exe', 'win32 x64 - executable'],
    ['ninja-winarm64.zip', 'win32 arm64 - archive'],
    ['tool.linuxarm', 'linux arm - executable'],
    ['ToolLinuxX64.zip', 'linux x64 - archive'],
    ['MacOSX-Intel.zip', 'darwin x64 - archive'],
    ['tool-macos-m1.zip', 'darwin arm64 - archive'],
    ['tool_macos_apple-silicon', 'darwin arm64 - executable'],
    ['upx-4.2.0-amd64_linux.tar.xz', 'linux x64 - archive'],
    ['tool-win32-x64.zip', 'win32 x64 - archive'],
    ['tool-win32-arm64.zip', 'win32 arm64 - archive'],
    ['Godot_v4.2-stable_win64.exe.zip', 'win32 x64 - archive'],
    ['micro-2.0.13-linux64-static.tar.gz', 'linux x64 static archive'],
    ['tool-ubuntu-22.04-x86_64.tar.gz', 'linux x64 gnu archive'],
    ['tool-glibc217-x64.tar.gz', 'linux x64 gnu archive'],
    ['tool-x64_arm64-macos.zip', 'darwin x64+arm64 - archive'],
    ['tool_lnx_x64.zip', 'linux x64 - archive'],
    ['tool-1.2.3-w64.zip', 'win32 x64 - archive'],
    ['tool-1.2.3.arm64_mojave.bottle.tar.gz', 'darwin arm64 - archive'],
    ['tool-linux-aarch32.tar.gz', 'linux arm - archive'],
    ['tool-linux-aarch64_be.tar.gz', 'linux other - archive'],
    // No platform
    ['tool-1.2.3.tar.gz', '- - - archive'],
    ['tool', '- - - executable'],
    ['tool.jar', '- - - script'],
    // Not the tool
    ['tool_linux_amd64.tar.gz.sha256', 'linux x64 - checksum'],
    ['tool_linux_amd64.tar.gz.minisig', 'linux x64 - signature'],
    ['tool_linux_amd64.tar.gz.sbom.json', 'linux x64 - metadata'],
    ['tool_linux_amd64.sbom', 'linux x64 - sbom'],
    ['tool_1.2.3_checksums.txt', '- - - document'],
    ['SHA256SUMS', '- - - checksum'],
    ['tool-1.2.3-src.tar.gz', '- - - source'],
    ['tool-linux-x64-debug.zip', 'linux x64 - debug'],
    ['tool-x86_64-apple-darwin-symbols.tar.gz', 'darwin x64 - debug'],
    ['tool-1.2.3-x64-setup.exe', 'win32 x64 - installer'],
    ['tool-installer-x64.exe.sha256', 'win32 x64 - checksum'],
    ['tool_1.2.3_amd64.deb', 'linux x64 - package'],
    ['tool_1.2.3_linux_amd64.pkg.tar.zst', 'linux x64 - package'],
    ['tool-1.2.3.dmg', 'darwin - - installer'],
    ['install.sh', '- - - installer'],
    ['tool-linux-x64.cpio.gz', 'linux x64 - archive'],
    ['tool-windows-x64.cab', 'win32 x64 - archive'],
    ['tool-linux-x64.tar.lz', 'linux x64 - archive'],
    ['tool-linux-x64.tar.gz.part', 'linux x64 - metadata'],
    ['tool-linux-x64.tar.gz.old', 'linux x64 - metadata'],
    ['tool-linux-x64.zip.001', 'linux x64 - metadata'],
    ['tool-linux-x64.tgz.aa', 'linux x64 - metadata'],
    ['tool.zip-x64', '- x64 - executable'],
    ['tool.1', '- - - document'],
    ['tool-1.2.1', '- - - executable'],
    ['tool-win32-x64.vsix', 'win32 x64 - vsix'],
    ['tool-alpine-arm64.vsix', 'linux arm64 musl vsix'],
  ] as const) {
    it(name, () => assert.equal(summary(read(name)), expected));
  }

  for (const [name, tool, os] of [
    ['go-arch-lint_darwin_arm64', 'go-arch-lint', 'darwin'],
    ['win-tool-linux-x64', 'win-tool', 'linux'],
    ['darwin-kit_linux_amd64.tar.gz', 'darwin-kit', 'linux'],
    ['windows_exporter-amd64.tar.gz', 'windows_exporter', undefined],
    ['linux-x64.zip', 'linux', 'linux'],
    ['linux-linux-x64.zip', 'linux', 'linux'],
  ] as const) {
    it(`removes ${tool} from ${name} before it looks for a system`, () => assert.equal(read(name, [tool]).os, os));
  }

  it("treats the words of the tool's name as such, whatever else they mean", () => {
    assert.equal(read('docs-source-linux-x64', ['docs-source']).kind, 'executable');
  });

  it('leaves the version out of the words', () => {
    assert.deepEqual(read('tool-extended_1.2.3_linux_amd64.tar.gz').words, ['tool', 'extended']);
    assert.deepEqual(read('tool-v2024.08.24-rc1-a1b2c3d.zip', [], 'v2024.08.24').words, ['tool']);
  });

  it('does not mistake the end of a version for an architecture', () => {
    assert.deepEqual(read('tool-1.2.386-linux-amd64', [], '1.2.386').archs, ['x64']);
  });
});
