export { createEngine, DEFAULT_OPTIONS } from './engine.ts';
export type { Engine, EngineOptions, EnginePorts } from './engine.ts';
export type { ObtainOptions, Verified } from './obtain.ts';
export type { InstallOptions, Restored, RestoreOptions } from './tools.ts';
export { EngineError, asUnion, isEngineError } from './errors.ts';
export type { ArchiveRule, ErrorClass, ErrorCode, ErrorFacts, NoVersionReason, ProjectRule } from './errors.ts';
export * from './model.ts';
export type * from './ports.ts';
export { digestsSchema, sourceSchema } from './keptSchemas.ts';
export { fileDigest } from './hashedCopy.ts';
export { systemClock } from './systemClock.ts';
export { EVIDENCE_KINDS, digestsOf, isVerified, isWeaker, REQUIREMENTS } from './evidence.ts';
export type {
  Change,
  Evidence,
  EvidenceFile,
  EvidenceKind,
  Expected,
  IdentityKind,
  Source,
  Requirement,
  Downgrade,
} from './evidence.ts';
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
export { RateMeter, timeLeftMs } from './cache/rateMeter.ts';
export type { VerifyResult } from './cache/verifier.ts';
export { DownloadLimiter } from './cache/downloadLimiter.ts';
export { ReleaseCache } from './cache/releaseCache.ts';
export type { Fetched, MetadataPlace } from './cache/releaseCache.ts';
export { openDirectoryStores } from './store/directoryStores.ts';
export type { DirectoryStoresOptions } from './store/directoryStores.ts';
export { DirectoryMemento } from './store/directoryMemento.ts';
export { MementoAssetStore } from './store/mementoAssetStore.ts';
export { MementoDownloadCounter } from './store/mementoDownloadCounter.ts';
export { matchAssets } from './match/matchAssets.ts';
export type { Match, Wish } from './match/matchAssets.ts';
export { toolOfAsset } from './match/toolOfAsset.ts';
export type { Ranked } from './match/ranking.ts';
export { detectMachine } from './machine/machine.ts';
export type { MachineProbes } from './machine/machine.ts';
export { NODE_PROBES } from './machine/nodeProbes.ts';
export { findProgram, foreignDirectories, pathDirectories } from './machine/programSearch.ts';
export { runSystemCommand } from './machine/systemCommand.ts';
export { archName, osName } from './machine/platform.ts';
export type { Arch, Libc, Machine, Os } from './machine/platform.ts';
export { readHeader } from './machine/header.ts';
export type { ByteReader, Header, ProgramHeader } from './machine/program.ts';
export { readFileHeader } from './machine/fileHeader.ts';
export { proveFit } from './machine/proof.ts';
export type { Proof } from './machine/proof.ts';
export { plainFileName, safeFileName } from './safeName.ts';
export { unpack } from './unpack/unpack.ts';
export type { Unpacked, UnpackOptions } from './unpack/unpack.ts';
export type { UnpackedFile } from './unpack/entryWriter.ts';
export { DEFAULT_UNPACK_LIMITS } from './unpack/limits.ts';
export type { UnpackLimits } from './unpack/limits.ts';
export { sweepStages } from './unpack/stage.ts';
export type { Executable, Installed, InstalledAsset, Tool } from './install/installed.ts';
export { Installer } from './install/installer.ts';
export type { InstallerOptions } from './install/installer.ts';
export type { Check } from './install/checkInstall.ts';
export { isSameTool, toolOf } from './install/layout.ts';
export { newerVersion } from './versions/newerVersion.ts';
export { isQuarantined, removeQuarantine } from './install/quarantine.ts';
export type { Run } from './install/quarantine.ts';
export { evidenceFilesBeside, gather } from './verify/gather.ts';
export type { Gathered, GatheredChecksums, GatheredSignature, Received } from './verify/gather.ts';
export { examineChecksums, examineSignatures } from './verify/examine.ts';
export type { ChecksumFinding, Findings, SignatureFinding, SignatureScheme } from './findings.ts';
export { assess, meets } from './verify/assess.ts';
export type { Assessment, AssessmentFacts } from './verify/assess.ts';
export { isBlocking } from './verify/admission.ts';
export type { Seen } from './verify/downgrade.ts';
export { DEFAULT_TRUST, createTrust } from './verify/trust.ts';
export type { Trust } from './verify/trust.ts';
export type { Decisions } from './decisions.ts';
export { NO_KEYS } from './verify/signatureSchemes.ts';
export type { TrustedKeys } from './verify/signatureSchemes.ts';
export { pgpUserIds } from './verify/openpgpUserIds.ts';
export { fingerprintOf, keyIdOf, keyLabel, serialiseTrustedKey, toTrustedKeys } from './verify/trustedKey.ts';
export type { TrustedKey } from './verify/trustedKey.ts';
export { isKeyOf, unknownSigners } from './verify/unknownSigners.ts';
export type { UnknownSigner } from './verify/unknownSigners.ts';
export { parseTrustedKey } from './verify/trustedKeyText.ts';
export type { ParsedTrustedKey, TrustedKeyProblem } from './verify/trustedKeyText.ts';
export { createSignedHash } from './verify/signedContent.ts';
export type { SignedContent, SignedHash } from './verify/signedContent.ts';
export { PLATFORMS, PLATFORM_KEYS, platformOf } from './project/platforms.ts';
export type { Platform, PlatformKey } from './project/platforms.ts';
export { EMPTY_LOCK, LOCK_FILE, PROJECT_FILE } from './project/projectModel.ts';
export type {
  AssetPattern,
  Lock,
  LockedAsset,
  LockedEvidence,
  LockedEvidenceKind,
  LockedTool,
  Project,
  ToolSpec,
} from './project/projectModel.ts';
export { isToolName } from './project/toolName.ts';
export { openVersion } from './versions/versionInName.ts';
export { decodeProject } from './project/decodeProject.ts';
export { dropTool, putTool } from './project/editProject.ts';
export { decodeLock, formatLock } from './project/lockText.ts';
export { projectPaths, readLock } from './project/projectFiles.ts';
export { changeProject, readProjectFiles } from './project/changeProject.ts';
export type { ProjectChange, ProjectFiles } from './project/changeProject.ts';
export { exactly, latestOf } from './versions/resolveVersion.ts';
export type { KnownVersion } from './versions/knownVersion.ts';
export type { LockNote } from './project/pickAssets.ts';
export { outdatedTools, withTool, withoutTool } from './project/updateTool.ts';
export type { AssetChange, PlatformFile, ToolUpdate, UpdateResult } from './project/updateTool.ts';
export { assetOfLock, planRestore } from './project/planRestore.ts';
export type { PlannedFile, PlannedTool } from './project/planRestore.ts';
export type { RestoreProgress } from './project/restoreProgress.ts';
export type { AssetCheck, AssetFacts, ToolCheck } from './project/checkLock.ts';
