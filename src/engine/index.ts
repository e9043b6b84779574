export { createEngine, DEFAULT_OPTIONS } from './engine.ts';
export type { Engine, EngineOptions, EnginePorts } from './engine.ts';
export { EngineError, asUnion, isEngineError } from './errors.ts';
export type { ArchiveRule, ErrorClass, ErrorCode, ErrorFacts, NoVersionReason, ProjectRule } from './errors.ts';
export * from './model.ts';
export type * from './ports.ts';
export { sourceSchema } from './keptSchemas.ts';
export { systemClock } from './systemClock.ts';
export { EVIDENCE_KINDS, isVerified } from './verify/evidence.ts';
export type { Evidence, EvidenceKind } from './verify/evidence.ts';
export { createEditorTransport } from './http/editorTransport.ts';
export { createUndiciTransport } from './http/undiciTransport.ts';
export { HttpClient } from './http/httpClient.ts';
export { assetUrl, normaliseBase, urls } from './forgejo/urls.ts';
export type { BaseProblem } from './forgejo/urls.ts';
export { ForgejoAssetClient } from './forgejo/client.ts';
export { DownloadCache } from './cache/downloadCache.ts';
export type { CachedAsset, DownloadOptions } from './cache/download.ts';
export type { IdlePartial } from './cache/idlePartials.ts';
export type { OnProgress, Progress } from './cache/progress.ts';
export type { VerifyResult } from './cache/verifier.ts';
export { DownloadLimiter } from './cache/downloadLimiter.ts';
export { ReleaseCache } from './cache/releaseCache.ts';
export type { Fetched, MetadataPlace } from './cache/releaseCache.ts';
export { openDirectoryStores } from './store/directoryStores.ts';
export type { DirectoryStoresOptions } from './store/directoryStores.ts';
export { DirectoryMemento } from './store/directoryMemento.ts';
export { MementoAssetStore } from './store/mementoAssetStore.ts';
export { MementoDownloadCounter } from './store/mementoDownloadCounter.ts';
export { matchAssets } from './install/matchAssets.ts';
export type { Match, Wish } from './install/matchAssets.ts';
export type { Ranked } from './install/ranking.ts';
export { detectMachine } from './install/machine.ts';
export type { MachineProbes } from './install/machine.ts';
export { NODE_PROBES } from './install/nodeProbes.ts';
export { archName, osName } from './install/platform.ts';
export type { Arch, Libc, Machine, Os } from './install/platform.ts';
export { readHeader } from './install/header.ts';
export type { ByteReader, Header, ProgramHeader } from './install/program.ts';
export { readFileHeader } from './install/fileHeader.ts';
export { proveFit } from './install/proof.ts';
export type { Proof } from './install/proof.ts';
export { safeFileName } from './safeName.ts';
export { unpack } from './install/archives/unpack.ts';
export type { Unpacked, UnpackOptions } from './install/archives/unpack.ts';
export type { UnpackedFile } from './install/archives/entryWriter.ts';
export { DEFAULT_UNPACK_LIMITS } from './install/archives/limits.ts';
export type { UnpackLimits } from './install/archives/limits.ts';
export { sweepStages } from './install/archives/stage.ts';
export type { Executable, Installed, InstalledAsset, InstallRequest, Tool } from './install/installs/installed.ts';
export type { InstallerOptions } from './install/installs/installer.ts';
export { gather, promisedDigests } from './verify/gather.ts';
export type { Gathered, GatheredChecksums, GatheredSignature, Received } from './verify/gather.ts';
export { examine } from './verify/findings.ts';
export type { ChecksumFinding, Findings, SignatureFinding } from './verify/findings.ts';
export { assess, meets } from './verify/assess.ts';
export type { Assessment, AssessmentFacts, Requirement, Source } from './verify/assess.ts';
export type { Downgrade, Seen } from './verify/downgrade.ts';
export { NO_KEYS } from './verify/signatureSchemes.ts';
export type { SignatureScheme, TrustedKeys } from './verify/signatureSchemes.ts';
export { fingerprintOf, keyIdOf, keyLabel, serialiseTrustedKey, toTrustedKeys } from './verify/trustedKey.ts';
export type { TrustedKey } from './verify/trustedKey.ts';
export { parseTrustedKey } from './verify/trustedKeyText.ts';
export type { ParsedTrustedKey, TrustedKeyProblem } from './verify/trustedKeyText.ts';
export { createSignedHash } from './verify/signedContent.ts';
export type { SignedContent, SignedHash } from './verify/signedContent.ts';
export { PLATFORMS, PLATFORM_KEYS, platformOf } from './project/platforms.ts';
export type { Platform, PlatformKey } from './project/platforms.ts';
export { EMPTY_LOCK, LOCK_FILE, PROJECT_FILE } from './project/projectModel.ts';
export type {
  Lock,
  LockedAsset,
  LockedEvidence,
  LockedEvidenceKind,
  LockedTool,
  Project,
  ToolSpec,
} from './project/projectModel.ts';
